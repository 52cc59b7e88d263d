"""The index of an export: what two releases are compared by, whatever they are written in.

``index.csv.gz``: a line for each document in the order of ids, with its id, a CRC-32 of the whole row, and for each
column the first 16 bits of one (``-`` for none), so that a comparison says which columns changed without reading texts.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO
from zlib import crc32

from pipeline.errors import InputError
from pipeline.export.columns import Column, Row
from pipeline.export.formats.text_file import TextFile

FILE_NAME: Final = "index.csv.gz"
ABSENT: Final = "-"
WHOLE: Final = "row"
SHORT: Final = "%04x"


class Index:
    """Written while rows stream by."""

    def __init__(self, folder: Path, columns: tuple[Column, ...]) -> None:
        self._file = TextFile(folder / FILE_NAME)
        self._lines = csv.writer(self._file, lineterminator="\n")
        first, *names = (column.name for column in columns)
        self._lines.writerow([first, WHOLE, *names])

    def write(self, row: Row) -> None:
        """A line."""
        key, *values = row.values()
        sums = [
            None if value is None else crc32((value if isinstance(value, str) else repr(value)).encode())
            for value in values
        ]
        whole = crc32(repr(sums).encode())
        # An f-string takes twice as long.
        short = [ABSENT if each is None else SHORT % (each >> 16) for each in sums]
        self._lines.writerow([key, f"{whole:08x}", *short])

    def abandon(self) -> None:
        """Close what is open."""
        self._file.abandon()

    def close(self) -> int:
        """How many documents it has."""
        self._file.close()
        return self._file.lines - 1


def checksum(text: str) -> str:
    """What a line has for a column with this text."""
    return SHORT % (crc32(text.encode()) >> 16)


def columns(folder: Path) -> list[str]:
    """The names above the lines. Raises InputError."""
    with _opened(folder) as file:
        return next(csv.reader(file), [])


def read(folder: Path) -> Iterator[Mapping[str, str]]:
    """The lines of an export's index, each with its id and checksums by column. Raises InputError."""
    with _opened(folder) as file:
        yield from csv.DictReader(file)


@contextmanager
def _opened(folder: Path) -> Iterator[TextIO]:
    path = folder / FILE_NAME
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield file
    except (OSError, EOFError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"the index {path} cannot be read: {reason}") from error
