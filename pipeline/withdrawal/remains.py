"""Bytes of deleted rows: none stays in a free page of the database, none in an unused part of one, none in the log.

Our connections have ``secure_delete`` on, so that SQLite itself overwrites what it deletes, but for copies that it made when it
moved rows. Pages that were freed by another program, or before we asked for that, are taken and given back here. Not
VACUUM: it may number rows anew, and the search index knows documents by their numbers.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from pipeline.corpus.near_duplicates.transaction import short_transaction
from pipeline.errors import StorageError
from pipeline.store import connect
from pipeline.store.database import BUSY_SECONDS
from pipeline.store.slack import wipe_apart

# Bytes a row, far below what SQLite takes.
_LARGEST: Final = 1 << 26
# A crawl that goes on writes four times a second.
_PAUSE_SECONDS: Final = 0.02
_ROOTS: Final = "SELECT rootpage FROM sqlite_master WHERE rootpage > 1"
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


def wipe(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
    """Bring the log into the file, cut it to nothing, and overwrite what no row uses of the file's pages.

    While it is done nobody may write, so it waits for those who do. Raises StorageError while somebody reads what the log
    holds, and when the file cannot be written.
    """
    end = time.monotonic() + busy_seconds
    with closing(connect(path, busy_seconds=busy_seconds)) as connection:
        # SQLite waits for readers and writers by itself, but not for whoever brings the log into the file just then.
        while not (_empty_log(connection) and _wipe_alone(connection, path)):
            if time.monotonic() >= end:
                raise StorageError(
                    f"Database {path} is being read or written, and until then its log {path}-wal keeps what was "
                    "withdrawn: end the programs that have it open, then run scrapy withdraw --resume."
                )
            time.sleep(_PAUSE_SECONDS)


def _wipe_alone(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether nobody has written since the log was emptied, and it is done."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Nobody else writes from here on; and with nothing in the log, nobody brings anything into the file.
        if _log_bytes(path):
            return False
        wipe_apart(path, [1, *(number for (number,) in connection.execute(_ROOTS))])
    except OSError as error:
        raise StorageError(f"Database {path} cannot be overwritten where it is unused: {error}.") from error
    finally:
        connection.rollback()
    return True


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Whether all of it is in the file, and nobody needs it any more."""
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _log_bytes(path: Path) -> int:
    try:
        return Path(f"{path}-wal").stat().st_size
    except FileNotFoundError:
        return 0


def _free_bytes(connection: sqlite3.Connection) -> int:
    pages: int = connection.execute("PRAGMA freelist_count").fetchone()[0]
    size: int = connection.execute("PRAGMA page_size").fetchone()[0]
    return pages * size
