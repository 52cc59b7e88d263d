"""What a queue has read of the maps that name its addresses: sitemaps, or pages of an index. SQL alone."""

from __future__ import annotations

import sqlite3

_UNREAD = "SELECT count(*) FROM frontier WHERE queue_id = ? AND kind = 'sitemap' AND state <> 'done'"
_READ = """
SELECT page_id FROM frontier WHERE queue_id = ? AND kind = 'sitemap' AND state = 'done' AND page_id IS NOT NULL
ORDER BY id
"""


def unread_maps(connection: sqlite3.Connection, queue: int) -> int:
    """How many maps are still to be asked for, are under way, or failed."""
    row: tuple[int] = connection.execute(_UNREAD, (queue,)).fetchone()
    return row[0]


def read_maps(connection: sqlite3.Connection, queue: int) -> list[str]:
    """The ids of the pages that they were."""
    return [page_id for (page_id,) in connection.execute(_READ, (queue,))]
