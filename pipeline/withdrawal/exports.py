"""Exports made before a withdrawal, which still hold what was withdrawn: told by their indexes."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

# The file of each export that names its documents, the id of each first (docs/exporting.md).
INDEX: Final = "index.csv.gz"


def known_exports(folder: Path, noted: Iterable[Path]) -> list[Path]:
    """The exports below the folder, and those of the noted ones that are there."""
    below = (index.parent for index in folder.absolute().glob(f"*/*/{INDEX}"))
    return sorted({*below, *(place for place in noted if (place / INDEX).is_file())})


def exports_with(places: Iterable[Path], ids: Collection[str]) -> Iterator[tuple[Path, int]]:
    """Every one of these exports that holds some of these documents, and how many."""
    for index in (place / INDEX for place in places):
        try:
            with gzip.open(index, "rt", encoding="utf-8", newline="") as file:
                number = sum(row[0] in ids for row in csv.reader(file) if row)
        except (OSError, EOFError, ValueError, csv.Error):
            # Nobody can tell: it may.
            number = 1
        if number:
            yield index.parent, number
