"""When a batch is refused, its items go in one at a time, and what cannot be stored becomes a reject."""

from __future__ import annotations

import sqlite3
from collections import Counter

from pipeline.items import Reject
from pipeline.store.batch import Put, store
from pipeline.store.visits import Settle

# What SQLite raises for a row it will not take; its other errors are about the file.
_ROW_ERRORS = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.NotSupportedError,
    sqlite3.ProgrammingError,
)


def is_about_the_file(error: Exception) -> bool:
    """Whether the database is in trouble, rather than one row."""
    return isinstance(error, sqlite3.Error) and not isinstance(error, _ROW_ERRORS)


def store_one(connection: sqlite3.Connection, put: Put, run_id: int | None, settle: Settle) -> Counter[str]:
    """Write a put, or else a reject that says why it cannot be, inside the caller's transaction.

    A document is never altered to make it fit: text that SQLite cannot hold is a fault of ours to mend.
    Raises the error when nothing of the put can be stored.
    """
    connection.execute("SAVEPOINT one_put")
    try:
        counts = store(connection, [put], run_id, settle)
    except Exception as error:
        if is_about_the_file(error):
            raise
        connection.execute("ROLLBACK TO one_put")
        connection.execute("RELEASE one_put")
        lesser = _lesser(put, error)
        if lesser is None:
            raise
        return store_one(connection, lesser, run_id, settle)
    connection.execute("RELEASE one_put")
    return counts


def _lesser(put: Put, error: Exception) -> Put | None:
    """What to try next: a reject instead of the records, then a reject without the page, then nothing."""
    reason = f"cannot be stored: {type(error).__name__}: {error}".replace("\n", " ")
    if put.page is None:
        return None
    if isinstance(put.outcome, Reject):
        return put._replace(page=None, outcome=Reject(put.outcome.url, "error", reason))
    return put._replace(outcome=Reject(put.page.url, "error", reason, put.page.id))
