"""CSV that a spreadsheet opens as it is: byte order mark, CRLF, and no cell that would be run as a formula.

A cell that begins like one has an apostrophe before it, so what a program reads may differ there by that sign; absent
values are empty cells, and the outline is JSON.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.export.columns import Column, Row
from pipeline.export.formats.jsonl import close_all, part_of
from pipeline.export.formats.text_file import TextFile
from pipeline.export.release import Release
from pipeline.spreadsheet import inert


def csv_table(ending: str) -> Callable[[Path, tuple[Column, ...], Release], CsvTable]:
    """Writers of files that end so: ``.csv``, ``.csv.gz``."""
    return lambda folder, columns, release: CsvTable(folder, columns, release, ending)


class CsvTable:
    """A file for each part, the names of the columns in its first line."""

    def __init__(self, folder: Path, columns: tuple[Column, ...], release: Release, ending: str) -> None:
        self._files = {part: TextFile(folder / f"{part}{ending}") for part in release.rows}
        self._writers = {part: csv.writer(file) for part, file in self._files.items()}
        names = [column.name for column in columns]
        for writer in self._writers.values():
            writer.writerow([f"\ufeff{names[0]}", *names[1:]])

    def write(self, row: Row) -> None:
        """A row of its part."""
        self._writers[part_of(row)].writerow(map(cell, row.values()))

    def abandon(self) -> None:
        """Close what is open."""
        for file in self._files.values():
            file.abandon()

    def close(self) -> Mapping[str, int]:
        """Rows of each file."""
        return close_all(self._files, above=1)


def cell(value: object) -> object:
    """A value as it stands in a cell.

    >>> cell(True), cell([{"level": 1}]), cell("-"), cell(None)
    ('true', '[{"level": 1}]', "'-", None)
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return inert(value)
