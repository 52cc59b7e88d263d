"""Many small rows in one statement: SQLite unpacks them itself.

``executemany`` lets go of Python's lock and takes it again for each row. Beside a thread that works, such as
that of a crawl, each time costs a wait, and a document has fifty rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

Row = Sequence[object]

# SQLite ends a text of JSON there.
NUL = "\\u0000"


def columns(count: int) -> str:
    """The values of a row, for a SELECT of ``FROM_ROWS``."""
    return ", ".join(f"json_extract(value, '$[{at}]')" for at in range(count))


# The WHERE keeps an ON CONFLICT behind it from being read as a join's.
FROM_ROWS = "FROM json_each(?) WHERE true"


def insert(table: str, names: Sequence[str]) -> str:
    """An INSERT for ``run_many``."""
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({quoted}) SELECT {columns(len(names))} {FROM_ROWS}"


def run_many(connection: sqlite3.Connection, statement: str, rows: Iterable[Row]) -> None:
    """Run a statement ``FROM_ROWS``: their values are texts, whole numbers, floats, booleans (stored as 0 and 1) and None."""
    rows = list(rows)
    packed = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    if NUL not in packed:
        connection.execute(statement, (packed,))
        return
    width = len(rows[0])
    one = statement
    for at in range(width):
        one = one.replace(f"json_extract(value, '$[{at}]')", f"?{at + 1}")
    connection.executemany(one.replace(f" {FROM_ROWS}", " WHERE true"), rows)
