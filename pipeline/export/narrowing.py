"""The rows that a full-text query or a condition in SQL leaves, each asked for by itself.

A condition may come with a stranger's recipe: it can read the database, and no more; it must mean the same on every day;
and it is given up after a number of SQLite's steps, so that it usually ends alike on every machine. A step may be a
function over a very long text, so it is given up by the clock as well.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pipeline.corpus.search import match
from pipeline.errors import InputError
from pipeline.export.row_set import RowSet
from pipeline.store.limits import LONGEST_VALUE, stopped_after

STEPS: Final = 2_000_000_000
STEPS_A_DOCUMENT: Final = 20_000
SECONDS: Final = 120.0
SECONDS_A_DOCUMENT: Final = 0.002
"""Both far more than the steps take, on a machine that does nothing else."""

_STRIDE: Final = 100_000
_MATCHING: Final = "SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?"
# The condition on a line of its own: what it comments out ends there.
_WHERE: Final = "SELECT rowid FROM documents WHERE (\n{}\n)"
_READING: Final = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ))
_OTHERWISE_TOMORROW: Final = frozenset(
    "random randomblob current_date current_time current_timestamp changes total_changes last_insert_rowid"
    " load_extension date time datetime julianday strftime unixepoch timediff sqlite_version sqlite_source_id"
    " sqlite_compileoption_get sqlite_compileoption_used".split()
)
_FAULTS: Final = (
    *(sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_AUTH),
    sqlite3.SQLITE_INTERRUPT,
)
_NOW: Final = re.compile(r"'\s*now\s*'|\b(?:date|time|datetime|julianday|unixepoch)\s*\(\s*\)", re.IGNORECASE)


def rows_matching(connection: sqlite3.Connection, query: str) -> RowSet:
    """The documents that ``scrapy search`` would find. Raises InputError."""
    try:
        expression = match(query)
    except InputError as error:
        raise InputError(f"--query {query!r}: {error}") from error
    return RowSet(row for (row,) in connection.execute(_MATCHING, (expression,)))


def rows_where(connection: sqlite3.Connection, condition: str) -> RowSet:
    """The documents of which the condition holds. Raises InputError."""
    if _NOW.search(condition):
        raise _refused(condition, "it would mean something else tomorrow")
    (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    guard = _Guard((STEPS + STEPS_A_DOCUMENT * documents) // _STRIDE)
    seconds = SECONDS + SECONDS_A_DOCUMENT * documents
    began = time.monotonic()
    try:
        with guard.watching(connection), stopped_after(connection, seconds):
            return RowSet(row for (row,) in connection.execute(_WHERE.format(condition)))
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT and time.monotonic() - began >= seconds:
            guard.reason = f"it takes too long: it was given up after {seconds:,.0f} seconds"
        elif code == sqlite3.SQLITE_INTERRUPT and not guard.is_spent:
            # Python swallows what is raised where SQLite asks whether to go on.
            raise KeyboardInterrupt from error
        if code not in _FAULTS:
            raise
        raise _refused(condition, guard.reason or str(error)) from error


def _refused(condition: str, reason: str) -> InputError:
    return InputError(f"--where {' '.join(condition.split())!r} cannot be used: {reason}")


class _Guard:
    """Lets a statement read, and take so many strides. ``reason`` says what it was stopped for."""

    def __init__(self, strides: int) -> None:
        self._left = strides
        self.reason = ""

    @property
    def is_spent(self) -> bool:
        return self._left < 0

    @contextmanager
    def watching(self, connection: sqlite3.Connection) -> Iterator[None]:
        longest = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.set_authorizer(self._allow)
        connection.set_progress_handler(self._stop, _STRIDE)
        try:
            yield
        finally:
            connection.set_progress_handler(None, 0)
            connection.set_authorizer(None)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)

    def _allow(self, action: int, _: str | None, name: str | None, *__: str | None) -> int:
        if action in _READING or (action == sqlite3.SQLITE_FUNCTION and name not in _OTHERWISE_TOMORROW):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            self.reason = f"{name}() may give something else tomorrow or elsewhere; dates are text, which substr() takes apart"
        elif action == sqlite3.SQLITE_RECURSIVE:
            self.reason = "WITH RECURSIVE is not possible here"
        else:
            self.reason = "it can only read"
        return sqlite3.SQLITE_DENY

    def _stop(self) -> bool:
        self._left -= 1
        if self.is_spent:
            self.reason = "it takes too long"
        return self.is_spent
