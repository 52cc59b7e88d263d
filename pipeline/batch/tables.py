"""Tables of a database as Parquet: what stands beside the documents, so that a database can be made from a batch again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from pipeline.batch.files import appearing
from pipeline.batch.parquet import check_rows
from pipeline.export.formats.parquet import Shard
from pipeline.store.fields import TABLES
from pipeline.store.fields.shape import INTEGER, REAL, TEXT

BESIDE: Final = ("pages", "rejects", "removals", "document_versions", "near_duplicates")
# Numbers of rows, runs and withdrawals mean nothing in another database.
_OURS_ALONE: Final = {"run_id", "withdrawal_id"}
_NUMBERED: Final = {"document_versions"}
# A tombstone has an address, which may itself say much.
_SHOWN: Final = dict.fromkeys(("pages", "rejects"), " WHERE outcome <> 'withdrawn'")
_TYPES: Final[Mapping[str, pa.DataType]] = {TEXT: pa.string(), INTEGER: pa.int64(), REAL: pa.float64()}


def columns(table: str) -> tuple[str, ...]:
    """The columns that are kept of a table."""
    left_out = _OURS_ALONE | ({"id"} if table in _NUMBERED else set())
    return tuple(name for name in TABLES[table].fields if name not in left_out)


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table; each field's metadata has its ``meaning`` and ``unit``."""
    fields = TABLES[table].fields
    return pa.schema(
        [
            pa.field(
                name,
                _TYPES[fields[name].type],
                metadata={"meaning": fields[name].meaning, "unit": fields[name].unit},
            )
            for name in columns(table)
        ]
    )


def write_table(connection: sqlite3.Connection, table: str, path: Path) -> int:
    """A table in a file of its own: how many rows."""
    names = columns(table)
    shown = f"{table}{_SHOWN.get(table, '')}"
    rows = connection.execute(f"SELECT {', '.join(names)} FROM {shown} ORDER BY {', '.join(names[:2])}")  # noqa: S608
    with appearing(path) as made:
        shard = Shard(made, schema(table))
        for row in rows:
            shard.write(dict(zip(names, row, strict=True)))
        shard.close()
        check_rows(made, shard.rows)
    return shard.rows
