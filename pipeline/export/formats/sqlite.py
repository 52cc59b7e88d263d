"""A part of the corpus as an SQLite file: documents, their outlines, and which are copies of which.

``datasette NAME.db -m metadata.json`` explains its columns. The file is the same on every machine: what SQLite notes of
itself in the header is set to fixed numbers, which nothing reads that any program needs.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pipeline.export.columns import Column, Kind, Row
from pipeline.export.release import Release
from pipeline.store.database import storage_errors
from pipeline.store.fields.copies import NEAR_DUPLICATES
from pipeline.store.fields.corpus import DOCUMENTS, SECTIONS
from pipeline.store.fields.shape import Table

METADATA: Final = "metadata.json"
BATCH: Final = 500
CHARACTERS: Final = 4_000_000
"""Rows are written when so many wait, or so many characters of text."""

_PRAGMAS: Final = (
    *("page_size = 4096", "auto_vacuum = NONE", "encoding = 'UTF-8'", "legacy_file_format = OFF"),
    # It appears whole or not at all with the rest of the export, and needs no journal for that.
    *("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -32000"),
)
_TYPES: Final[Mapping[Kind, str]] = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
}
_SECTIONS: Final = """
CREATE TABLE sections (
    document_id TEXT NOT NULL REFERENCES documents(id),
    ordinal INTEGER NOT NULL,
    level INTEGER NOT NULL,
    title TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document_id, ordinal)
) WITHOUT ROWID
"""
_COPIES: Final = """
CREATE TABLE near_duplicates (
    document_id TEXT PRIMARY KEY REFERENCES documents(id),
    other_id TEXT NOT NULL REFERENCES documents(id),
    kind TEXT NOT NULL,
    jaccard REAL NOT NULL,
    containment REAL NOT NULL
) WITHOUT ROWID
"""
_PUT_COPY: Final = """
INSERT INTO near_duplicates SELECT ?1, ?2, ?3, ?4, ?5
WHERE EXISTS (SELECT 1 FROM documents WHERE id = ?1) AND EXISTS (SELECT 1 FROM documents WHERE id = ?2)
"""
_INDEXED: Final = ("site", "genre", "spoken_on", "cluster_id")
# The file change counter, the version that the counter was valid for, and the library that wrote it (fileformat2.html).
_HEADER: Final = {24: 1, 92: 1, 96: 3_040_000}


class Sqlite:
    """``NAME.db`` and what Datasette says of its columns."""

    def __init__(self, folder: Path, columns: tuple[Column, ...], release: Release) -> None:
        self._path = folder / f"{release.name}.db"
        self._release = release
        self._columns = tuple(column for column in columns if column.kind != "sections")
        self._has_sections = len(self._columns) < len(columns)
        self._documents: list[tuple[object, ...]] = []
        self._sections: list[tuple[object, ...]] = []
        self._characters = 0
        self.rows = 0
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")
        self._connection.execute(_documents(self._columns))
        if self._has_sections:
            self._connection.execute(_SECTIONS)
        self._connection.execute(_COPIES)
        marks = ", ".join("?" * len(self._columns))
        self._put = f"INSERT INTO documents VALUES ({marks})"  # noqa: S608

    def write(self, row: Row) -> None:
        """A row of ``documents`` with its rows of ``sections``."""
        self._documents.append(tuple(row[column.name] for column in self._columns))
        outline: Any = row.get("sections", ())
        self._sections += [
            (row["id"], n, each["level"], each["title"], each["start"], each["end"])
            for n, each in enumerate(outline)
        ]
        self.rows += 1
        self._characters += len(str(row.get("text", "")))
        if len(self._documents) >= BATCH or self._characters >= CHARACTERS:
            self._flush()

    def write_copies(self, copies: Iterable[tuple[object, ...]]) -> None:
        """Rows of ``near_duplicates``, after all documents: those of which both documents are here are kept."""
        self._flush()
        with storage_errors(self._path):
            self._connection.executemany(_PUT_COPY, copies)

    def _flush(self) -> None:
        with storage_errors(self._path):
            self._connection.executemany(self._put, self._documents)
            if self._has_sections:
                self._connection.executemany("INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?)", self._sections)
        self._documents.clear()
        self._sections.clear()
        self._characters = 0

    def abandon(self) -> None:
        """Close it without an end."""
        self._connection.close()

    def close(self) -> Mapping[str, int]:
        """Indexes at the end: one sort each."""
        with storage_errors(self._path), closing(self._connection):
            self._flush()
            for name in _INDEXED:
                self._connection.execute(f"CREATE INDEX documents_{name} ON documents({name})")
            self._connection.execute("COMMIT")
        _settle_header(self._path)
        described = json.dumps(self._metadata(), ensure_ascii=False, indent=1)
        self._path.with_name(METADATA).write_text(f"{described}\n", "utf-8")
        return {self._path.name: self.rows}

    def _metadata(self) -> dict[str, object]:
        tables = {"documents": _described(DOCUMENTS.meaning, self._columns)}
        named: list[tuple[str, Table]] = [("near_duplicates", NEAR_DUPLICATES)]
        if self._has_sections:
            named.append(("sections", SECTIONS))
        for name, table in named:
            fields = [
                Column(key, "string", *field[1:], nullable=False) for key, field in table.fields.items()
            ]
            tables[name] = _described(table.meaning, fields)
        del tables["near_duplicates"]["columns"]["found_at"]
        return {
            "title": f"{self._release.name} {self._release.version}",
            "databases": {self._release.name: {"tables": tables}},
        }


def _documents(columns: Iterable[Column]) -> str:
    lines = [f"    {column.name} {_TYPES[column.kind]}{_limits(column)}" for column in columns]
    return "CREATE TABLE documents (\n" + ",\n".join(lines) + "\n)"


def _limits(column: Column) -> str:
    return " PRIMARY KEY" if column.name == "id" else "" if column.nullable else " NOT NULL"


def _described(meaning: str, columns: Iterable[Column]) -> dict[str, Any]:
    said = {
        column.name: f"{column.meaning} ({column.unit})" if column.unit else column.meaning
        for column in columns
    }
    return {"description": meaning, "columns": said}


def _settle_header(path: Path) -> None:
    with path.open("r+b") as file:
        for place, number in _HEADER.items():
            file.seek(place)
            file.write(number.to_bytes(4))
