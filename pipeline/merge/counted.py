"""What follows from rows of two databases together: lines of sites, and which documents are gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from pipeline.items import Removal, TextLine
from pipeline.refine.site_lines import RULE, copy_key, standing_lines, with_site_lines
from pipeline.store.line_counts import LineCounts

AT_ONCE: Final = 500

_TEXTS = """
SELECT site, id, text, first_seen_at, last_seen_at, 1 FROM src.documents
UNION ALL
SELECT document.site, document.id, version.text, version.first_seen_at, version.last_seen_at, 0
FROM src.document_versions AS version JOIN src.documents AS document ON document.id = version.document_id
"""
_HERE = "SELECT 1 FROM main.documents WHERE id = ?"
_CUT = "SELECT position, text FROM src.removals WHERE document_id = ? AND rule = ? ORDER BY ordinal"
_SET_GONE = """
UPDATE main.documents AS document SET gone_at = (
    SELECT min(at) FROM (
        SELECT document.gone_at AS at
        UNION ALL SELECT gone_at FROM src.documents WHERE id = document.id
        UNION ALL SELECT min(fetched_at) FROM main.pages WHERE canonical_url = document.canonical_url
            AND fetched_at > document.last_seen_at AND outcome = 'document'
        UNION ALL SELECT min(fetched_at) FROM main.pages WHERE canonical_url = document.canonical_url
            AND fetched_at > document.last_seen_at AND outcome = 'gone' AND ifnull(source, '') NOT GLOB 'http*://*'
            HAVING count(*) > 1
    ) WHERE at > document.last_seen_at
) WHERE canonical_url IN (SELECT canonical_url FROM src.pages)
"""


class _Text(NamedTuple):
    """What is counted of a text at one time."""

    site: str
    id: str
    fetched_at: str
    lines: tuple[TextLine, ...]
    copy_key: str


def count_lines(connection: sqlite3.Connection) -> None:
    """The lines of every text of the other database; a text that was counted before counts no more."""
    texts = _texts(connection)
    while some := list(islice(texts, AT_ONCE)):
        counts = LineCounts(connection, some)
        for text in some:
            counts.take(text)
        counts.write()


def find_gone(connection: sqlite3.Connection) -> None:
    """Gone is what the later pages of both no longer serve, by the rules of the store (pipeline.store.history)."""
    connection.execute(_SET_GONE)


def _texts(connection: sqlite3.Connection) -> Iterator[_Text]:
    for site, key, text, first, last, is_current in connection.execute(_TEXTS):
        if not text or not connection.execute(_HERE, (key,)).fetchone():
            continue
        cut = connection.execute(_CUT, (key, RULE)) if is_current else ()
        lines = with_site_lines(text, [Removal(RULE, *row) for row in cut])
        for at in {first, last}:
            yield _Text(site, key, at, standing_lines(lines), copy_key(lines))
