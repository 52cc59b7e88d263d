"""How an export is written: one module for each format, all behind one small interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

from pipeline.export.columns import Column, Row
from pipeline.export.formats.csv_table import csv_table
from pipeline.export.formats.jsonl import jsonl
from pipeline.export.formats.markdown import Markdown
from pipeline.export.formats.parquet import Parquet
from pipeline.export.formats.sqlite import Sqlite
from pipeline.export.formats.tei import Tei
from pipeline.export.release import Release


class Writer(Protocol):
    """Writes documents into a folder of its own. Bytes depend on the documents and the release alone."""

    def write(self, row: Row) -> None:
        """One document; they come ordered by id."""

    def close(self) -> Mapping[str, int | None]:
        """Flush everything. How many documents each file has, by its path in the folder: None for one that has none, and
        ``*`` for all others.
        """

    def abandon(self) -> None:
        """Let go of files that are open: they are to be removed."""


Factory = Callable[[Path, tuple[Column, ...], Release], Writer]
FORMATS: Final[Mapping[str, Factory]] = {
    "jsonl": jsonl(".jsonl"),
    "jsonl.gz": jsonl(".jsonl.gz"),
    "jsonl.zst": jsonl(".jsonl.zst"),
    "csv": csv_table(".csv"),
    "csv.gz": csv_table(".csv.gz"),
    "parquet": Parquet,
    "hf": Parquet,
    "tei": Tei,
    "markdown": Markdown,
    "sqlite": Sqlite,
}
"""By the name of the format. The folder is there, and has no file of this format."""


def folder_of(format_name: str) -> str:
    """The folder of a format's files below ``data``."""
    return "parquet" if format_name == "hf" else format_name.partition(".")[0]
