"""A write that lets others write soon."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def short_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; waits for others' locks, and takes its own at the first word."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
