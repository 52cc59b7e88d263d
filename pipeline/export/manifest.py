"""MANIFEST.json: what an export is made of, file by file. It names no time, machine or folder, so that it is the same too."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pipeline.errors import InputError
from pipeline.export.card import FileFacts
from pipeline.export.release import Release

FILE_NAME: Final = "MANIFEST.json"
FORMAT: Final = 1
"""Version of the manifest's own form."""
_NONE: Final[Mapping[str, FileFacts]] = {}


def files(
    folder: Path, rows: Callable[[str], int | None], below: str = "", known: Mapping[str, FileFacts] = _NONE
) -> Iterator[FileFacts]:
    """Every file in the order of its path, folder by folder; below one folder only (``data/``), if it is named.

    ``rows``: how many documents a file has, by its path; None when it has none. What is ``known`` is not read again.
    """
    for path in _paths(folder, below):
        if path in known:
            yield known[path]
        elif path != FILE_NAME:
            yield FileFacts(path, sha256(folder / path), (folder / path).stat().st_size, rows(path))


def write(folder: Path, release: Release, masked: Mapping[str, int], found: Iterable[FileFacts]) -> None:
    """Written as the files come: of a million files in Markdown nothing is held."""
    with (folder / FILE_NAME).open("x", encoding="utf-8") as file:
        head = json.dumps(_facts(release, masked), ensure_ascii=False, indent=2)
        file.write(head.removesuffix("\n}") + ',\n  "files": [')
        separator = "\n"
        for each in found:
            facts = {name: value for name, value in each._asdict().items() if value is not None}
            file.write(f"{separator}    {json.dumps(facts, ensure_ascii=False)}")
            separator = ",\n"
        file.write("\n  ]\n}\n")


def load(folder: Path) -> dict[str, Any]:
    """The manifest of an export. Raises InputError when there is none."""
    try:
        found = json.loads((folder / FILE_NAME).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} is no export: its {FILE_NAME} cannot be read") from error
    if not isinstance(found, dict):
        raise InputError(f"{folder} is no export: its {FILE_NAME} is not ours")
    return found


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _facts(release: Release, masked: Mapping[str, int]) -> dict[str, object]:
    return {
        "manifest": FORMAT,
        "name": release.name,
        "version": release.version,
        "profile": release.profile,
        "recipe": release.recipe.model_dump(mode="json", exclude_none=True),
        "documents": release.documents,
        "splits": dict(release.rows) if release.recipe.splits else None,
        "left_out": dict(release.left_out),
        "masked": dict(sorted(masked.items())) if release.recipe.mask else None,
        "collected": list(release.collected) if release.collected else None,
        "extractor_versions": list(release.extractor_versions),
    }


def _paths(folder: Path, below: str) -> Iterator[str]:
    with os.scandir(folder / below) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = f"{below}{entry.name}"
        if entry.is_dir():
            yield from _paths(folder, f"{path}/")
        else:
            yield path
