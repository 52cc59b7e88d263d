"""Bytes of deleted rows: none stays in a free page of the database, none in its log.

Our connections have ``secure_delete`` on, so that SQLite itself overwrites what it deletes. Pages that were freed by
another program, or before we asked for that, are taken and given back here. Not VACUUM: it may number rows anew, and the search index knows
documents by their numbers.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from pipeline.corpus.near_duplicates.transaction import short_transaction
from pipeline.errors import StorageError

# Bytes a row, far below what SQLite takes.
_LARGEST: Final = 1 << 26
_TABLE: Final = "withdrawal_blanks"


def overwrite_free_pages(connection: sqlite3.Connection) -> None:
    """One transaction: a table of zeros takes every free page, and is dropped."""
    if not _free_bytes(connection):
        return
    with short_transaction(connection):
        connection.execute(f"CREATE TABLE {_TABLE} (zeros BLOB)")
        while free := _free_bytes(connection):
            connection.execute(f"INSERT INTO {_TABLE} VALUES (zeroblob(?))", (min(free, _LARGEST),))  # noqa: S608
        connection.execute(f"DROP TABLE {_TABLE}")


def empty_log(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the log into the file and cut it to nothing. Raises StorageError while somebody reads what it holds."""
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StorageError(
            f"Database {path} is being read, and until then its log {path}-wal keeps what was withdrawn: end the "
            "programs that have it open, then run scrapy withdraw --resume."
        )


def _free_bytes(connection: sqlite3.Connection) -> int:
    pages: int = connection.execute("PRAGMA freelist_count").fetchone()[0]
    size: int = connection.execute("PRAGMA page_size").fetchone()[0]
    return pages * size
