"""Addresses of the frontier that are asked for no more. Whoever calls holds the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from pipeline.store.frontier import key_of

_AT_ADDRESSES = """
WHERE queue_id IN (SELECT id FROM queues) AND key IN (SELECT value FROM json_each(?))
"""
_WITHDRAW = f"""
UPDATE frontier SET state = 'withdrawn', failures = 0, interval_hours = NULL, due_at = NULL, page_id = NULL
{_AT_ADDRESSES}
"""  # noqa: S608
_RESTORE = f"UPDATE frontier SET state = 'queued' {_AT_ADDRESSES} AND state = 'withdrawn'"  # noqa: S608
_WITHDRAWN_URLS = "SELECT DISTINCT url FROM frontier WHERE state = 'withdrawn'"
_WITHDRAWN = "SELECT count(*) FROM frontier WHERE queue_id = ? AND state = 'withdrawn'"
_EVERY_URL = "SELECT DISTINCT url FROM frontier"


def withdraw(connection: sqlite3.Connection, urls: Iterable[str]) -> None:
    """Ask for these addresses no more, in whatever queue they are."""
    connection.execute(_WITHDRAW, (_keys(urls),))


def restore(connection: sqlite3.Connection, urls: Iterable[str]) -> None:
    """Queue addresses that were withdrawn."""
    connection.execute(_RESTORE, (_keys(urls),))


def withdrawn(connection: sqlite3.Connection, queue: int) -> int:
    """How many addresses of a queue are withdrawn."""
    row: tuple[int] = connection.execute(_WITHDRAWN, (queue,)).fetchone()
    return row[0]


def withdrawn_urls(connection: sqlite3.Connection) -> list[str]:
    """The addresses that are withdrawn."""
    return [url for (url,) in connection.execute(_WITHDRAWN_URLS)]


def every_url(connection: sqlite3.Connection) -> Iterator[str]:
    """Each address of all queues once; for questions that no index answers."""
    return (url for (url,) in connection.execute(_EVERY_URL))


def _keys(urls: Iterable[str]) -> str:
    return json.dumps([key_of(url) for url in urls])
