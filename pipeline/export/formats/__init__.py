"""How an export is written: one module for each format, all behind one small interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from pipeline.export.columns import Column, Row
from pipeline.export.release import Release


class Writer(Protocol):
    """Writes documents into a folder of its own. Bytes depend on the documents and the release alone."""

    def write(self, row: Row) -> None:
        """One document; they come ordered by id."""

    def close(self) -> Mapping[str, int]:
        """Flush everything. How many documents each file has, by its path in the folder; ``*`` for all other files."""


Factory = Callable[[Path, tuple[Column, ...], Release], Writer]
FORMATS: Mapping[str, Factory] = {}
"""By the name of the format. The folder is there and empty."""
