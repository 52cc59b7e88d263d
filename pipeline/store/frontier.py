"""The frontier: every address that a queue knows, from its discovery to its next visit. SQL alone.

A row is ``queued``, then ``leased`` by a run, then ``done`` or ``failed`` until it is due again; what is
``withdrawn`` is never due. One process at a time works on a queue, so whatever is leased when a run begins was leased by a run that is dead.
Whoever calls holds the transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from pipeline.items import Found, LinkKind
from pipeline.store.queries import known_page
from pipeline.store.revisits import next_visit
from pipeline.store.visits import Lease, Visited
from pipeline.urls import canonical_url

# Further pages of a listing are not asked for after so many of them without a document that was new: calendars,
# and last pages that link to a next one. Some listings overlap: what is new in one was found in another before.
BARREN_PAGES = 10
# What makes a page of a listing worth its visit.
NEWS: frozenset[LinkKind] = frozenset(("document", "listing", "sitemap"))
# What is asked for first. Documents that were visited before come last.
PRIORITY: Mapping[LinkKind, int] = {"start": 3, "sitemap": 3, "listing": 2, "pager": 2, "document": 2}
_REVISITED_DOCUMENT = 1
# A site's own priority weighs more than any of these.
SITE_WEIGHT = 10
HIGHEST = 1 << 31
TIME = "%Y-%m-%dT%H:%M:%SZ"

_QUEUE = "INSERT INTO queues (name) VALUES (?) ON CONFLICT(name) DO UPDATE SET name = name RETURNING id"
_ADD = """
INSERT OR IGNORE INTO frontier (queue_id, key, url, kind, depth, listing_id, priority, state, found_at)
VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?)
"""
_KNOWN_KEYS = (
    "SELECT key, kind, depth FROM frontier WHERE queue_id = ? AND key IN (SELECT value FROM json_each(?))"
)
_RELEASE = "UPDATE frontier SET state = 'queued' WHERE queue_id = ? AND state = 'leased'"
_QUEUED = "SELECT 1 FROM frontier WHERE queue_id = ? AND state = 'queued' LIMIT 1"
_CUT_OFF = """
SELECT 1 FROM runs WHERE finished_at IS NULL
    AND id = (SELECT run_id FROM frontier WHERE queue_id = ? ORDER BY visited_at DESC LIMIT 1)
"""
_REQUEUE = f"""
UPDATE frontier SET state = 'queued', due_at = NULL,
    priority = iif(kind = 'document', priority / {SITE_WEIGHT} * {SITE_WEIGHT} + {_REVISITED_DOCUMENT}, priority)
WHERE queue_id = ? AND state IN ('done', 'failed')
"""  # noqa: S608
_TOP = "SELECT max(priority) FROM frontier WHERE queue_id = ? AND state = 'queued' AND priority < ?"
_LEASE = """
UPDATE frontier SET state = 'leased', run_id = ? WHERE id IN (
    SELECT id FROM frontier WHERE queue_id = ? AND state = 'queued' AND priority = ? AND depth <= ?
    ORDER BY depth, id LIMIT ?
) RETURNING depth, id, url, kind, page_id
"""
# What an address is taken for, and how far away it is, must not depend on which link to it was read first. Of the
# names of kinds the first in the alphabet counts: who calls it a document has seen its title.
_MEET = "UPDATE frontier SET kind = ?, depth = ? WHERE queue_id = ? AND key = ?"
_SEEDED = ("start", "sitemap")
_VISITED = """
SELECT id, queue_id, url, kind, depth, listing_id, priority, interval_hours, failures, visited_at FROM frontier
WHERE id IN (SELECT value FROM json_each(?))
"""
_COUNT_BARREN = "UPDATE frontier SET barren = iif(?, 0, barren + ?) WHERE id = ? RETURNING barren"
_SETTLE_ALL = """
UPDATE frontier SET state = ?, failures = ?, interval_hours = ?, due_at = ?, visited_at = ?, page_id = ?, run_id = ?
WHERE
"""
_SETTLE = f"{_SETTLE_ALL} id = ?"
_KNOWS = "SELECT 1 FROM frontier WHERE queue_id = ? AND key = ? AND id IS NOT ?"
_AND_KEYS = " AND key IN (SELECT value FROM json_each(?))"
_WAITING = "SELECT count(*) FROM frontier WHERE queue_id = ? AND state = 'queued'"
_NEXT_DUE = "SELECT min(due_at) FROM frontier WHERE queue_id = ? AND due_at IS NOT NULL"


class _Row(NamedTuple):
    id: int
    queue_id: int
    url: str
    kind: LinkKind
    depth: int
    listing_id: int | None
    priority: int
    interval_hours: float | None
    failures: int
    visited_at: str | None


def key_of(url: str) -> int:
    """A fixed-size key: the first 8 bytes of the hash of the canonical URL, as SQLite's signed integer.

    Among ten million addresses the chance that any two share one is 3 in a million.
    """
    digest = blake2b(canonical_url(url).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def queue_id(connection: sqlite3.Connection, name: str) -> int:
    """The number of the queue with this name, made if it is new."""
    row: tuple[int] = connection.execute(_QUEUE, (name,)).fetchone()
    return row[0]


def begin(connection: sqlite3.Connection, queue: int, now: str, *, everything: bool = False) -> bool:
    """Queue what a dead run had leased and what is due (or all there is); whether earlier work was left over.

    So it was when the last run did not get to say how it ended, whatever it had done by then.
    """
    connection.execute(_RELEASE, (queue,))
    left_over = (
        connection.execute(_QUEUED, (queue,)).fetchone() is not None
        or connection.execute(_CUT_OFF, (queue,)).fetchone() is not None
    )
    if everything:
        connection.execute(_REQUEUE, (queue,))
    else:
        connection.execute(f"{_REQUEUE} AND due_at <= ?", (queue, now))
    return left_over


def add_seeds(
    connection: sqlite3.Connection,
    queue: int,
    seeds: Sequence[Found],
    now: str,
    *,
    again: bool,
    priority: int = 0,
) -> None:
    """Add the addresses a queue begins with; with ``again`` those that were visited before are visited once more."""
    connection.executemany(_ADD, [_new(queue, found, 0, None, priority, now) for found in seeds])
    if again:
        keys = json.dumps([key_of(found.url) for found in seeds])
        connection.execute(_REQUEUE + _AND_KEYS, (queue, keys))


def lease(connection: sqlite3.Connection, queue: int, run_id: int, limit: int, depth: int) -> list[Lease]:
    """Take up to ``limit`` queued addresses that are no deeper than ``depth``: the most important first, then the nearest."""
    leases: list[Lease] = []
    priority: int | None = HIGHEST
    while len(leases) < limit:
        # One priority after the other: the index then leads past all that is too deep.
        (priority,) = connection.execute(_TOP, (queue, priority)).fetchone()
        if priority is None:
            break
        found = connection.execute(_LEASE, (run_id, queue, priority, depth, limit - len(leases))).fetchall()
        leases += [
            Lease(row, url, kind, hops, known_page(connection, page_id) if page_id else None)
            for hops, row, url, kind, page_id in sorted(found, key=itemgetter(0, 1))
        ]
    return leases


def settle(connection: sqlite3.Connection, visits: Sequence[Visited], run_id: int | None) -> None:
    """Mark what was visited, and add what was found there."""
    told = {visited.visit.row: visited for visited in visits}
    for row in map(_Row._make, connection.execute(_VISITED, (json.dumps(list(told)),)).fetchall()):
        visited = told[row.id]
        fresh = _add_links(connection, row, visited, run_id)
        ending = visited.ending
        if visited.listed and ending not in ("gone", "failed", "withdrawn", "final"):
            ending = "new" if row.visited_at is None else "changed" if fresh else "unchanged"
        visit = visited.visit
        rhythm = visit.listing_rhythm if visited.listed else visit.document_rhythm
        after = next_visit(ending, rhythm, row.interval_hours, row.failures)
        due = _later(visited.at, after.due_in)
        settled = (after.state, after.failures, after.interval, due, visited.at, visited.page_id)
        connection.execute(_SETTLE, (*settled, run_id, row.id))
        if after.state == "done" and _has_moved(row, visited):
            _move(connection, row, visited, (*settled, run_id))


def _has_moved(row: _Row, visited: Visited) -> bool:
    """Whether the page has an address of its own. A start page is asked for where a person said it is."""
    return (
        visited.moved_to is not None and row.kind != "start" and key_of(visited.moved_to) != key_of(row.url)
    )


def _move(connection: sqlite3.Connection, row: _Row, visited: Visited, settled: tuple[object, ...]) -> None:
    """Visit the page where it is from now on; links to it lead to nothing new."""
    found = Found(visited.moved_to or row.url, row.kind)
    new = _new(row.queue_id, found, row.depth, row.listing_id, row.priority // SITE_WEIGHT, visited.at)
    connection.execute(_ADD, new)
    connection.execute(f"{_SETTLE_ALL} queue_id = ? AND key = ?", (*settled, row.queue_id, key_of(found.url)))
    connection.execute("UPDATE frontier SET due_at = NULL WHERE id = ?", (row.id,))


def revive(connection: sqlite3.Connection, queue: int, url: str, beside: int | None, run_id: int) -> bool:
    """Whether the queue has this address in another row than ``beside``; one given up before is queued again."""
    moved = (queue, json.dumps([key_of(url)]), run_id)
    connection.execute(f"{_REQUEUE}{_AND_KEYS} AND due_at IS NULL AND run_id IS NOT ?", moved)
    return knows(connection, queue, url, beside)


def knows(connection: sqlite3.Connection, queue: int, url: str, beside: int | None) -> bool:
    """Whether the queue has this address in another row than ``beside``."""
    return connection.execute(_KNOWS, (queue, key_of(url), beside)).fetchone() is not None


def release(connection: sqlite3.Connection, queue: int) -> None:
    """Give back what is leased and was not visited."""
    connection.execute(_RELEASE, (queue,))


def waiting(connection: sqlite3.Connection, queue: int) -> int:
    """How many addresses are queued."""
    row: tuple[int] = connection.execute(_WAITING, (queue,)).fetchone()
    return row[0]


def next_due(connection: sqlite3.Connection, queue: int) -> str | None:
    """When the first address is due again; None when none will be."""
    row: tuple[str | None] = connection.execute(_NEXT_DUE, (queue,)).fetchone()
    return row[0]


def _add_links(connection: sqlite3.Connection, row: _Row, visited: Visited, run_id: int | None) -> bool:
    """Whether a link to a document was new. Further pages of a listing that had some are looked at as well."""
    links: dict[int, Found] = {}
    for found in visited.visit.links:
        links.setdefault(key_of(found.url), found)
    if not links and row.kind == "document":
        return False
    keys = (row.queue_id, json.dumps(list(links)))
    known = {key: (kind, depth) for key, kind, depth in connection.execute(_KNOWN_KEYS, keys)}
    fresh = any(found.kind in NEWS for key, found in links.items() if key not in known)
    listing = row.listing_id or row.id
    # Visited again, a page that has nothing new is as it should be.
    barren: tuple[int] = connection.execute(
        _COUNT_BARREN, (fresh, row.visited_at is None, listing)
    ).fetchone()
    ended = barren[0] >= BARREN_PAGES
    priority = row.priority // SITE_WEIGHT
    new, met = [], []
    for key, found in links.items():
        depth = row.depth + (found.kind == "listing")
        if key in known:
            kind, hops = known[key]
            merged = (kind if kind in _SEEDED else min(kind, found.kind), min(hops, depth))
            if merged != known[key]:
                met.append((*merged, row.queue_id, key))
        elif not (found.kind == "pager" and ended):
            of = listing if found.kind == "pager" else None
            new.append(_new(row.queue_id, found, depth, of, priority, visited.at))
    connection.executemany(_ADD, new)
    connection.executemany(_MEET, met)
    if fresh and row.visited_at is not None:
        pagers = [key for key, found in links.items() if found.kind == "pager" and key in known]
        connection.execute(
            f"{_REQUEUE}{_AND_KEYS} AND run_id IS NOT ?", (row.queue_id, json.dumps(pagers), run_id)
        )
    return fresh


def _new(
    queue: int, found: Found, depth: int, listing: int | None, site_priority: int, at: str
) -> tuple[object, ...]:
    priority = SITE_WEIGHT * site_priority + PRIORITY[found.kind]
    return (queue, key_of(found.url), found.url, found.kind, depth, listing, priority, at)


def _later(at: str, hours: float | None) -> str | None:
    if hours is None:
        return None
    return (datetime.fromisoformat(at) + timedelta(hours=hours)).strftime(TIME)
