"""MANIFEST.json: what an export is made of, file by file. It names no time, machine or folder, so that it is the same too."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TextIO

from pipeline.errors import InputError
from pipeline.export.card import FileFacts
from pipeline.export.release import Release

FILE_NAME: Final = "MANIFEST.json"
FORMAT: Final = 1
"""Version of the manifest's own form."""
DATA: Final = "data/"

Rows = Callable[[str], int | None]
"""How many documents a file has, by its path; None when it has none."""


def facts(release: Release, masked: Mapping[str, int], withdrawn: int | None) -> dict[str, object]:
    """What is said of the whole; ``withdrawn`` counts the documents that were taken out of the database on request."""
    return {
        "manifest": FORMAT,
        "name": release.name,
        "version": release.version,
        "profile": release.profile,
        "recipe": release.recipe.model_dump(mode="json", exclude_none=True),
        "documents": release.documents,
        "splits": dict(release.rows) if release.recipe.splits else None,
        "left_out": dict(release.left_out),
        "withdrawn": withdrawn,
        "masked": dict(sorted(masked.items())) if release.recipe.mask else None,
        "collected": list(release.collected) if release.collected else None,
        "extractor_versions": list(release.extractor_versions),
    }


def data_files(folder: Path, rows: Rows, notes: TextIO) -> Iterator[FileFacts]:
    """Every file below ``data/`` in the order of its path, and each noted for ``write``: there may be one for each document."""
    for path in _paths(folder, DATA):
        facts = _file(folder, path, rows)
        notes.write(f"{json.dumps(facts)}\n")
        yield facts


def write(folder: Path, facts: Mapping[str, object], rows: Rows, notes: TextIO) -> int:
    """These facts and all files, those below ``data/`` as they were noted; the size of all together, in bytes."""
    notes.seek(0)
    size = 0
    with (folder / FILE_NAME).open("x", encoding="utf-8") as file:
        head = json.dumps(facts, ensure_ascii=False, indent=2)
        file.write(head.removesuffix("\n}") + ',\n  "files": [')
        separator = "\n"
        for path in _paths(folder, ""):
            if path == FILE_NAME:
                continue
            is_noted = path.startswith(DATA)
            found = FileFacts(*json.loads(notes.readline())) if is_noted else _file(folder, path, rows)
            said = {name: value for name, value in found._asdict().items() if value is not None}
            file.write(f"{separator}    {json.dumps(said, ensure_ascii=False)}")
            separator = ",\n"
            size += found.bytes
        file.write("\n  ]\n}\n")
    return size


def _file(folder: Path, path: str, rows: Rows) -> FileFacts:
    return FileFacts(path, sha256(folder / path), (folder / path).stat().st_size, rows(path))


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


def _paths(folder: Path, below: str) -> Iterator[str]:
    with os.scandir(folder / below) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = f"{below}{entry.name}"
        if entry.is_dir():
            yield from _paths(folder, f"{path}/")
        else:
            yield path
