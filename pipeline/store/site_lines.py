"""What the store knows of the lines of sites, for the rule that decides which are the site's own."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

_HAS_TABLES = "SELECT 1 FROM sqlite_master WHERE name = 'site_lines'"
_TEXTS = "SELECT texts FROM sites WHERE site = ?"
_FREQUENT = """
SELECT key, text, documents, at_edge, substr(first_seen_at, 1, 10), substr(last_seen_at, 1, 10), (
    SELECT count(*) FROM site_lines AS other JOIN sites ON sites.site = other.site
    WHERE other.key = line.key AND other.documents > 1 AND other.site <> line.site
        AND 2 * other.documents < sites.texts
)
FROM site_lines AS line WHERE site = ? AND documents >= ? ORDER BY key
"""
_DAYS = "SELECT {day}, count(*) FROM site_texts WHERE site = ? GROUP BY 1 ORDER BY 1"
_UNSETTLED = "SELECT site, counted, settled_lines FROM sites WHERE counted > settled ORDER BY site"
_TEXTS_OF = """
SELECT document.page_id, document.text, (
    SELECT group_concat(removal.text, char(10)) FROM removals AS removal
    WHERE removal.document_id = document.id AND removal.rule = ?
)
FROM documents AS document WHERE document.site = ?
"""
_VERSIONS_OF = """
SELECT version.page_id, version.text FROM document_versions AS version
JOIN documents AS document ON document.id = version.document_id
WHERE document.site = ? AND version.extractor_version = ?
"""
SETTLE: Final = "UPDATE sites SET settled = ?, settled_lines = ? WHERE site = ?"


class CountedLine(NamedTuple):
    """A line of a site. ``window``: the site's texts served between the first and last day it was met on.

    ``other_sites``: how many have it too, on some documents, but on fewer than half.
    """

    key: str
    text: str
    documents: int
    at_edge: int
    window: int
    other_sites: int


class Unsettled(NamedTuple):
    """A site of which lines were counted since its stored documents were last brought up to date."""

    site: str
    counted: int
    settled_lines: str | None


class StoredText(NamedTuple):
    """One document's text, and the lines cut from it by one rule, if any."""

    page_id: str
    text: str
    cut: str | None


def counts_lines(connection: sqlite3.Connection) -> bool:
    """Whether the database is new enough to count them; a reader does not bring it up to date."""
    return connection.execute(_HAS_TABLES).fetchone() is not None


def texts_of(connection: sqlite3.Connection, site: str) -> int:
    """How many different texts of the site were counted."""
    row = connection.execute(_TEXTS, (site,)).fetchone()
    return row[0] if row else 0


def frequent_lines(connection: sqlite3.Connection, site: str, fewest: int) -> Iterator[CountedLine]:
    """The site's lines that stand on at least so many different texts."""
    rows = connection.execute(_FREQUENT, (site, fewest)).fetchall()
    if not rows:
        return
    began, ended = (_totals(connection, site, day) for day in ("first_on", "last_on"))
    for key, text, documents, at_edge, first, last, others in rows:
        # Served by its last day, less those not served any more on its first.
        window = began(last, inclusive=True) - ended(first, inclusive=False)
        yield CountedLine(key, text, documents, at_edge, window, others)


class _Totals:
    """How many texts had their day before another day."""

    def __init__(self, days: list[tuple[str, int]]) -> None:
        self._days = [day for day, _ in days]
        self._totals = list(accumulate((count for _, count in days), initial=0))

    def __call__(self, day: str, *, inclusive: bool) -> int:
        return self._totals[bisect_left(self._days, f"{day}~" if inclusive else day)]


def _totals(connection: sqlite3.Connection, site: str, day: str) -> _Totals:
    return _Totals(connection.execute(_DAYS.format(day=day), (site,)).fetchall())


def unsettled(connection: sqlite3.Connection) -> list[Unsettled]:
    """The sites that ``settle`` has to look at."""
    return list(map(Unsettled._make, connection.execute(_UNSETTLED)))


def stored_texts(connection: sqlite3.Connection, site: str, rule: str) -> Iterator[StoredText]:
    """Every document of a site."""
    return map(StoredText._make, connection.execute(_TEXTS_OF, (rule, site)))


def stored_versions(connection: sqlite3.Connection, site: str, rules: str) -> Iterator[tuple[str, str]]:
    """Page and text of every earlier version of a site's documents that rules of this version have read."""
    yield from connection.execute(_VERSIONS_OF, (site, rules))
