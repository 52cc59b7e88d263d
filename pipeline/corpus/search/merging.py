"""The parts of the index made one: only then is what was taken out of it no longer in the file.

FTS5 takes a token out by a note in a newer part that says so; when both are merged into the oldest part, token and
note go. Its own way to do so at once ("secure-delete") makes a file that earlier versions of SQLite cannot read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final

# Pages of the index in a transaction, for which another writer may have to wait.
STEP: Final = 500
_MERGE = "INSERT INTO documents_fts (documents_fts, rank) VALUES ('merge', ?)"
# As FTS5 documents it: an attempt that found nothing to do has changed fewer than two rows.
_NOTHING = 2


def merge(connection: sqlite3.Connection, watch: Callable[[int], None]) -> None:
    """Merge all parts that there are now; ``watch`` sees how many steps are done. May be stopped at any instant."""
    # Negative: whatever is there is to become one part.
    steps, pages = 0, -STEP
    while _changes(connection, pages) >= _NOTHING:
        steps, pages = steps + 1, STEP
        watch(steps)


def _changes(connection: sqlite3.Connection, pages: int) -> int:
    before = connection.total_changes
    connection.execute(_MERGE, (pages,))
    return connection.total_changes - before
