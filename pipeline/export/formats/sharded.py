"""Where formats of a file for each document keep them: 256 folders, so that none is too full to open."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from pipeline.export.columns import Row
from pipeline.export.formats.jsonl import part_of
from pipeline.export.release import Release

_SAFE: Final = re.compile(r"[0-9a-z_-]{2,64}")


class Sharded:
    """``ab/abcdef….md``; with splits, in a folder for each."""

    def __init__(self, folder: Path, release: Release, ending: str) -> None:
        self._folder = folder
        self._split = bool(release.recipe.splits)
        self._ending = ending
        self._made: set[Path] = set()

    def place(self, row: Row) -> str:
        """The path of a document's file, its folder made."""
        name = file_name(str(row["id"]))
        below = f"{part_of(row)}/{name[:2]}" if self._split else name[:2]
        folder = self._folder / below
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return f"{below}/{name}{self._ending}"


def file_name(key: str) -> str:
    """Ids of ours are hexadecimal; whatever else another program has put there names no path."""
    return key if _SAFE.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()[:16]
