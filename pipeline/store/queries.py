"""What other rooms ask of a corpus: bodies seen before, one document, one page."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pipeline.items import WarcLocation
from pipeline.store.database import connect, storage_errors
from pipeline.urls import canonical_url

_SEEN = """
SELECT id, url, fetched_at, warc_file, warc_offset, warc_length FROM pages
WHERE url = ? AND sha256 = ? AND warc_file IS NOT NULL AND body_page_id IS NULL
ORDER BY fetched_at DESC LIMIT 1
"""
_PAGE = """
SELECT page.id, page.url, page.fetched_at, page.status, page.outcome, page.reason, page.source,
    body.warc_file, body.warc_offset, body.warc_length
FROM pages AS page JOIN pages AS body ON body.id = ifnull(page.body_page_id, page.id)
WHERE page.{column} = ? ORDER BY page.fetched_at DESC LIMIT 1
"""


class SeenBody(NamedTuple):
    """An archived page that has the body itself, which later pages may refer to."""

    page_id: str
    url: str
    fetched_at: str
    location: WarcLocation


class StoredPage(NamedTuple):
    """A row of ``pages``. ``body`` is where its bytes are, be it another page's record; None if not archived."""

    id: str
    url: str
    fetched_at: str
    status: int
    outcome: str
    reason: str | None
    source: str | None
    body: WarcLocation | None


def seen_body(path: Path) -> Callable[[str, str], SeenBody | None]:
    """A function from URL and sha256 to the archived page that has this body. Any thread may call it.

    It sees what is committed, so of a body that comes twice within a moment it may not know the first. Its
    connection is closed when nobody holds the function any more. Raises StorageError.
    """
    connection = connect(path, readonly=True)
    lock = threading.Lock()

    def lookup(url: str, sha256: str) -> SeenBody | None:
        with lock, storage_errors(path):
            row = connection.execute(_SEEN, (url, sha256)).fetchone()
        return SeenBody._make((*row[:3], WarcLocation(*row[3:]))) if row else None

    weakref.finalize(lookup, connection.close)
    return lookup


def find_document(connection: sqlite3.Connection, key: str) -> dict[str, object] | None:
    """The row of the document with this id or URL (the first, if its page has several)."""
    cursor = connection.execute(
        "SELECT * FROM documents WHERE id = ? OR canonical_url = ? ORDER BY rowid LIMIT 1",
        (key, canonical_url(key)),
    )
    row = cursor.fetchone()
    return dict(zip((column[0] for column in cursor.description), row, strict=True)) if row else None


def find_page(connection: sqlite3.Connection, key: str) -> StoredPage | None:
    """The newest page with this id or URL, else of a twin of the URL, else the page of the document with this id."""
    canonical = canonical_url(key)
    for column, value in (("id", key), ("url", key), ("canonical_url", canonical)):
        if row := connection.execute(_PAGE.format(column=column), (value,)).fetchone():
            return StoredPage._make((*row[:7], WarcLocation(*row[7:]) if row[7] else None))
    document = connection.execute("SELECT page_id FROM documents WHERE id = ?", (key,)).fetchone()
    return find_page(connection, document[0]) if document else None
