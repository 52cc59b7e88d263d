"""What other rooms ask of a corpus: bodies seen before, one document, one page."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.items import Removal, Section, WarcLocation
from pipeline.store.database import connect, storage_errors
from pipeline.urls import canonical_url

_SEEN = """
SELECT id, url, fetched_at, body_page_id, warc_file, warc_offset, warc_length FROM pages
WHERE (id = ?3 OR (url = ?1 AND sha256 = ?2 AND body_page_id IS NULL))
    AND warc_file IS NOT NULL AND withdrawal_id IS NULL
ORDER BY id = ?3 DESC, fetched_at DESC LIMIT 1
"""
_PAGE = """
SELECT page.id, page.url, page.fetched_at, page.status, page.sha256, page.headers, page.outcome, page.reason, page.source,
    page.robots, body.warc_file, body.warc_offset, body.warc_length
FROM pages AS page JOIN pages AS body ON body.id = ifnull(page.body_page_id, page.id)
WHERE page.{column} = ? ORDER BY page.fetched_at DESC LIMIT 1
"""
_ARCHIVE_ORDER = """
SELECT page.rowid FROM pages AS page JOIN pages AS body ON body.id = ifnull(page.body_page_id, page.id)
WHERE page.id IN ({ids}) ORDER BY body.warc_file, body.warc_offset, page.rowid
"""
_LISTED_IDS = "SELECT value FROM json_each(?)"
_NEWEST_IDS = """
SELECT page_id FROM documents WHERE ?1 IS NULL OR site IN (SELECT value FROM json_each(?1))
UNION SELECT page_id FROM rejects
WHERE page_id IS NOT NULL AND (?1 IS NULL OR site IN (SELECT value FROM json_each(?1)))
"""

_SECTIONS = 'SELECT level, title, start, "end" FROM sections WHERE document_id = ? ORDER BY ordinal'
_REMOVALS = "SELECT rule, position, text, replacement FROM removals WHERE document_id = ? ORDER BY ordinal"
_VERSIONS = """
SELECT document_id, title, text_state, text, first_seen_at, last_seen_at FROM (
    SELECT document_id, title, text_state, text, first_seen_at, last_seen_at, 0 AS current
    FROM document_versions WHERE document_id = ?
    UNION ALL SELECT id, title, text_state, text, changed_at, last_seen_at, 1 FROM documents WHERE id = ?
) ORDER BY current, last_seen_at, first_seen_at
"""
_REJECT = "SELECT url, last_seen_at, outcome, reason FROM rejects WHERE canonical_url = ?"


class SeenBody(NamedTuple):
    """An archived page that has the body itself, which later pages may refer to; or the page that was asked about.

    The latter may be a revisit of ``body_page_id``.
    """

    page_id: str
    url: str
    fetched_at: str
    body_page_id: str | None
    location: WarcLocation


class StoredPage(NamedTuple):
    """A row of ``pages``. ``body`` is where its bytes are, be it another page's record; None if not archived."""

    id: str
    url: str
    fetched_at: str
    status: int
    sha256: str
    headers: tuple[tuple[str, str], ...]
    outcome: str
    reason: str | None
    source: str | None
    robots: str | None
    body: WarcLocation | None


class StoredDocument(NamedTuple):
    """A row of ``documents`` by its columns, with what stands in the tables beside it."""

    columns: Mapping[str, object]
    sections: tuple[Section, ...]
    removals: tuple[Removal, ...]


class Version(NamedTuple):
    """One content of a document, and when it was seen."""

    document_id: str
    title: str | None
    text_state: str
    text: str
    first_seen_at: str
    last_seen_at: str


class KeptReject(NamedTuple):
    """A URL that gave no document, and when it was last tried."""

    url: str
    last_seen_at: str
    outcome: str
    reason: str


class SeenBodies:
    """From URL, sha256 and id of a page to the archived one that is this page, or has its body. Any thread may call it.

    It sees what is committed, so of a body that comes twice within a moment it may not know the first.
    Close it before the writer is closed, so that no log is left beside the database. Raises StorageError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect(path, readonly=True)
        self._lock = threading.Lock()
        # Idempotent, and done at the end of the process if nobody else does it.
        self.close = weakref.finalize(self, self._connection.close)

    def __call__(self, url: str, sha256: str, page_id: str) -> SeenBody | None:
        """The page itself, or else the newest one with its body, if there is one."""
        with self._lock, storage_errors(self._path):
            row = self._connection.execute(_SEEN, (url, sha256, page_id)).fetchone()
        return SeenBody._make((*row[:4], WarcLocation(*row[4:]))) if row else None


def find_document(connection: sqlite3.Connection, key: str) -> dict[str, object] | None:
    """The row of the document with this id or URL (the first, if its page has several)."""
    condition = "id = ? OR canonical_url = ? ORDER BY rowid LIMIT 1"
    return next(_documents(connection, condition, key, canonical_url(key)), None)


def documents_of(connection: sqlite3.Connection, url: str, page_id: str) -> list[StoredDocument]:
    """The documents that were made from the page with this id, which has this URL."""
    rows = list(_documents(connection, "canonical_url = ? AND page_id = ?", canonical_url(url), page_id))
    return [
        StoredDocument(
            row,
            tuple(Section(*each) for each in connection.execute(_SECTIONS, (row["id"],))),
            tuple(Removal(*each) for each in connection.execute(_REMOVALS, (row["id"],))),
        )
        for row in rows
    ]


def versions_of(connection: sqlite3.Connection, document_id: str) -> list[Version]:
    """Everything a document was seen with, oldest first, what it is now last."""
    return [Version._make(row) for row in connection.execute(_VERSIONS, (document_id, document_id))]


def _documents(
    connection: sqlite3.Connection, condition: str, *values: object
) -> Iterator[dict[str, object]]:
    cursor = connection.execute(f"SELECT * FROM documents WHERE {condition}", values)  # noqa: S608
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def find_page(connection: sqlite3.Connection, key: str) -> StoredPage | None:
    """The newest page with this id or URL, else of a twin of the URL, else the page of the document with this id."""
    canonical = canonical_url(key)
    for column, value in (("id", key), ("url", key), ("canonical_url", canonical)):
        if page := _page(connection, column, value):
            return page
    document = connection.execute("SELECT page_id FROM documents WHERE id = ?", (key,)).fetchone()
    return find_page(connection, document[0]) if document else None


def known_page(connection: sqlite3.Connection, page_id: str) -> StoredPage | None:
    """The page with this id, if it was a good answer whose bytes are archived."""
    page = _page(connection, "id", page_id)
    return page if page and page.body and page.status in (200, 304) else None


def _page(connection: sqlite3.Connection, column: str, value: object) -> StoredPage | None:
    row = connection.execute(_PAGE.format(column=column), (value,)).fetchone()
    if row is None:
        return None
    headers = tuple((name, content) for name, content in json.loads(row[5]))
    body = WarcLocation(*row[10:]) if row[10] else None
    return StoredPage._make((*row[:5], headers, *row[6:10], body))


def pages_in_archive_order(connection: sqlite3.Connection, rows: Iterable[int]) -> Iterator[StoredPage]:
    """The pages with these row numbers (of ``newest_pages`` or ``listed_pages``), one at a time."""
    for row in rows:
        if page := _page(connection, "rowid", row):
            yield page


def newest_pages(connection: sqlite3.Connection, sites: Collection[str] | None) -> Sequence[int]:
    """Row numbers of the pages that today's documents and rejects were made from, as they stand in the archive.

    Of these sites only, if any are given.
    Numbers, because 8 bytes a page is all that is to be kept in memory of a large corpus.
    """
    wanted = None if sites is None else json.dumps(list(sites))
    rows = connection.execute(_ARCHIVE_ORDER.format(ids=_NEWEST_IDS), (wanted,))
    return array("q", (row for (row,) in rows))


def sites_with_pages(connection: sqlite3.Connection) -> list[str]:
    """Every site of which a page is stored."""
    return [site for (site,) in connection.execute("SELECT DISTINCT site FROM pages ORDER BY site")]


def listed_pages(connection: sqlite3.Connection, ids: Iterable[str]) -> Sequence[int]:
    """Row numbers of the pages with these ids, as they stand in the archive."""
    rows = connection.execute(_ARCHIVE_ORDER.format(ids=_LISTED_IDS), (json.dumps(list(ids)),))
    return array("q", (row for (row,) in rows))


def find_reject(connection: sqlite3.Connection, url: str) -> KeptReject | None:
    """Why the URL (or its twin) gave no document, also when nothing was served and so there is no page."""
    row = connection.execute(_REJECT, (canonical_url(url),)).fetchone()
    return KeptReject._make(row) if row else None
