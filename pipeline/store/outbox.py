"""What a worker has done and the shared frontier is still to hear of: reports in the transaction of their page.

A report stays for a while after it was heard: what a server that was killed had not yet brought to its disk is said
again. Whoever calls holds the transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_PUT = "INSERT INTO outbox (queue_id, report) VALUES (?, ?)"
_OPEN = "SELECT id, report FROM outbox WHERE queue_id = ? AND reported_at IS NULL ORDER BY id LIMIT ?"
_REPORTED = "UPDATE outbox SET reported_at = ? WHERE id = ?"
_REOPEN = "UPDATE outbox SET reported_at = NULL WHERE queue_id = ? AND reported_at IS NOT NULL"
_FORGET = "DELETE FROM outbox WHERE queue_id = ? AND reported_at < ?"
_NAME = "SELECT name FROM identity"


class Report(NamedTuple):
    """A row that was not heard yet; ``text`` is JSON."""

    id: int
    text: str


def name_of(connection: sqlite3.Connection) -> str:
    """The random name of this database, 16 hex digits, which it keeps for good."""
    row: tuple[str] = connection.execute(_NAME).fetchone()
    return row[0]


def put(connection: sqlite3.Connection, queue: int, reports: Iterable[str]) -> None:
    """Note what is to be reported."""
    connection.executemany(_PUT, [(queue, text) for text in reports])


def unheard(connection: sqlite3.Connection, queue: int, limit: int) -> Sequence[Report]:
    """The first of what was not heard."""
    return [Report._make(row) for row in connection.execute(_OPEN, (queue, limit))]


def heard(connection: sqlite3.Connection, queue: int, ids: Iterable[int], at: str, until: str) -> None:
    """Note what was heard ``at`` (UTC, ISO 8601), and forget what was heard before ``until``."""
    connection.executemany(_REPORTED, [(at, each) for each in ids])
    connection.execute(_FORGET, (queue, until))


def reopen(connection: sqlite3.Connection, queue: int) -> None:
    """Say everything again that is remembered."""
    connection.execute(_REOPEN, (queue,))
