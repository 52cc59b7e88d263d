"""Many small rows in one step of SQLite.

``executemany`` lets go of Python's lock and takes it again for each row. Beside a thread that works, such as
that of a crawl, each time costs a wait, and a document has fifty rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

Row = Sequence[object]

# Rows a statement, the most first: few different statements, so that all of them stay prepared.
STEPS = (64, 16, 4, 1)


def insert(table: str, names: Sequence[str]) -> str:
    """An INSERT for ``run_many``."""
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({quoted}) VALUES {{rows}}"  # noqa: S608


def run_many(connection: sqlite3.Connection, statement: str, rows: Sequence[Row]) -> None:
    """Run a statement with the rows, in order, where it says ``{rows}``."""
    at = 0
    for step in STEPS:
        while len(rows) - at >= step:
            some = rows[at : at + step]
            connection.execute(_filled(statement, step, len(some[0])), tuple(chain.from_iterable(some)))
            at += step


@lru_cache(maxsize=64)
def _filled(statement: str, rows: int, columns: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return statement.format(rows=", ".join([row] * rows))
