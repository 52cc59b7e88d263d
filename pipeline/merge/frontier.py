"""Queues and hosts of the other database: a crawl goes on in this one with what both know. Whoever calls holds the transaction."""

from __future__ import annotations

import sqlite3
from typing import Final

_ROW: Final = (
    "url",
    "kind",
    "depth",
    "priority",
    "failures",
    "interval_hours",
    "due_at",
    "found_at",
    "visited_at",
)
_VISIT: Final = ("failures", "interval_hours", "due_at", "visited_at", "page_id", "run_id", "state")
_STATE = "iif(their.state = 'leased', 'queued', their.state)"
_QUEUES = """
INSERT INTO main.queues (name) SELECT name FROM src.queues
WHERE id IN (SELECT queue_id FROM src.frontier) ON CONFLICT DO NOTHING
"""
_OF = (
    "JOIN src.queues AS their_queue ON their_queue.id = their.queue_id JOIN main.queues AS queue USING (name)"
)
_IS_LATER = "ifnull(excluded.visited_at, '') > ifnull(visited_at, '') AND state <> 'withdrawn'"
_PUT_ROWS = f"""
INSERT INTO main.frontier (queue_id, key, {", ".join(_ROW)}, barren, state, page_id, run_id)
SELECT queue.id, their.key, {", ".join(f"their.{name}" for name in _ROW)}, their.barren, {_STATE}, their.page_id, ours
FROM src.frontier AS their {_OF} LEFT JOIN run_of ON theirs = their.run_id WHERE true ORDER BY their.id
ON CONFLICT (queue_id, key) DO UPDATE SET
    {", ".join(f"{name} = iif({_IS_LATER}, excluded.{name}, {name})" for name in _VISIT)},
    depth = min(depth, excluded.depth), found_at = min(found_at, excluded.found_at)
"""  # noqa: S608
_PUT_LISTINGS = f"""
UPDATE main.frontier AS mine SET listing_id = listing.id
FROM src.frontier AS their {_OF} JOIN src.frontier AS first ON first.id = their.listing_id
    JOIN main.frontier AS listing ON listing.queue_id = queue.id AND listing.key = first.key
WHERE mine.queue_id = queue.id AND mine.key = their.key AND mine.listing_id IS NULL
"""  # noqa: S608
_PUT_PAUSES = """
INSERT INTO main.hosts (host, paused_until_at, pause_reason)
SELECT host, paused_until_at, pause_reason FROM src.hosts WHERE paused_until_at IS NOT NULL
ON CONFLICT (host) DO UPDATE SET pause_reason = excluded.pause_reason, paused_until_at = excluded.paused_until_at
WHERE excluded.paused_until_at > ifnull(paused_until_at, '')
"""


def copy_frontier(connection: sqlite3.Connection) -> None:
    """Each address once; of one that both have visited, the later visit counts. Pauses that hosts asked for, too."""
    for statement in (_QUEUES, _PUT_ROWS, _PUT_LISTINGS, _PUT_PAUSES):
        connection.execute(statement)
