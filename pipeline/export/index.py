"""The index of an export: what two releases are compared by, whatever they are written in.

``index.csv.gz``: a line for each document in the order of ids, with its id and for each column the first 16 bits of a
checksum (``-`` for none), so that a comparison says which columns changed without reading texts.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from zlib import crc32

from pipeline.errors import InputError
from pipeline.export.columns import Column, Row
from pipeline.export.formats.text_file import TextFile

FILE_NAME: Final = "index.csv.gz"
ABSENT: Final = "-"


class Index:
    """Written while rows stream by."""

    def __init__(self, folder: Path, columns: tuple[Column, ...]) -> None:
        self._file = TextFile(folder / FILE_NAME)
        self._names = [column.name for column in columns]
        self._file.write(",".join(self._names) + "\n")

    def write(self, row: Row) -> None:
        """A line."""
        key, *values = row.values()
        self._file.write(",".join([str(key), *map(checksum, values)]) + "\n")

    def close(self) -> int:
        """How many documents it has."""
        self._file.close()
        return self._file.lines - 1


def checksum(value: object) -> str:
    """Four hexadecimal digits; ``-`` for None."""
    if value is None:
        return ABSENT
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{crc32(text.encode()) >> 16:04x}"


def read(folder: Path) -> Iterator[Mapping[str, str]]:
    """The lines of an export's index, each with its id and checksums by column. Raises InputError."""
    path = folder / FILE_NAME
    try:
        with gzip.open(path, "rt", encoding="ascii", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, EOFError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"the index {path} cannot be read: {reason}") from error
