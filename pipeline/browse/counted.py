"""What the corpus holds, read off the counts that the store keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.corpus.search import Choice
from pipeline.store.counts import LENGTHS

MOST_SITES = 10

_TOTALS = """
SELECT coalesce(sum(documents), 0), coalesce(sum(iif(text_state = 'none', 0, canonical)), 0),
    coalesce(sum(documents - canonical), 0), coalesce(sum(characters), 0), count(DISTINCT site)
FROM document_counts
"""
_BY = """
SELECT {column}, sum(documents) FROM document_counts
WHERE (:site IS NULL OR site = :site) AND (:genre IS NULL OR genre = :genre) AND (:year IS NULL OR year = :year)
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_NEWEST = """
SELECT id, title, site, genre, speaker, spoken_on, text_state, char_count, url, first_seen_at
FROM documents ORDER BY rowid DESC LIMIT ?
"""


class Totals(NamedTuple):
    """Documents, the different texts among them, those that are copies, their characters, and their sites.

    A document without text is neither a text nor a copy.
    """

    documents: int
    texts: int
    copies: int
    characters: int
    sites: int


class Newest(NamedTuple):
    """A document in a list of those that came last."""

    id: str
    title: str | None
    site: str
    genre: str
    speaker: str | None
    spoken_on: str | None
    text_state: str
    char_count: int
    url: str
    first_seen_at: str


def totals(connection: sqlite3.Connection) -> Totals:
    """The corpus in five figures."""
    return Totals._make(connection.execute(_TOTALS).fetchone())


def by(connection: sqlite3.Connection, column: str, choice: Choice = Choice()) -> dict[str | int, int]:  # noqa: B008
    """Documents by one column of ``document_counts``, the most frequent first."""
    return dict(connection.execute(_BY.format(column=column), choice._asdict()).fetchall())


def newest(connection: sqlite3.Connection, number: int) -> list[Newest]:
    """The documents that were stored last."""
    return [Newest._make(row) for row in connection.execute(_NEWEST, (number,))]


def years(counts: Mapping[str | int, int]) -> list[tuple[int, int]]:
    """The documents of each year from the first to the last, those without any in between included."""
    known = {int(year): number for year, number in counts.items() if year}
    if not known:
        return []
    return [(year, known.get(year, 0)) for year in range(min(known), max(known) + 1)]


def lengths(counts: Mapping[str | int, int]) -> list[tuple[int, int | None, int]]:
    """For each class of length its lower and upper end and its documents, without empty classes at the ends."""
    ends = (*LENGTHS[1:], None)
    rows = [(least, end, counts.get(least, 0)) for least, end in zip(LENGTHS, ends, strict=True)]
    while rows and not rows[-1][2]:
        rows.pop()
    while rows and not rows[0][2]:
        rows.pop(0)
    return rows
