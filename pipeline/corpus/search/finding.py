"""Finding documents: a query's matches counted, the best of them first, shown with their own words.

Every match is counted. Up to ``RANKED`` of them are weighed by bm25, which reads the lists of every phrase once more: of
200,000 matches that takes longer than anybody waits, and says little. Of more, those with all words in the title come first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from pipeline.corpus.search.expression import expression
from pipeline.corpus.search.index import pending
from pipeline.corpus.search.query import All, Node, Site, parse, terms
from pipeline.corpus.search.snippets import Piece, marked, snippet
from pipeline.corpus.search.tokens import site_token
from pipeline.errors import InputError

RANKED = 2000
"""How many matches are weighed; of more, how many of the newest are put in order."""

_TITLE_WEIGHT = 3.0
_COUNT = "SELECT count(*) FROM documents_fts WHERE documents_fts MATCH :match {among}"
# The plus sign: FTS5 would look the match up again for every row that is named to it.
_AMONG = "AND +documents_fts.rowid IN (SELECT documents.rowid FROM documents WHERE {condition})"
# A copy stands behind its canonical document, a part behind a whole text, unless they say much more of it.
_FAVOUR = """
iif(known.is_canonical, 1.0, 0.6) * CASE known.text_state WHEN 'full' THEN 1.0 WHEN 'none' THEN 0.5 ELSE 0.8 END
"""
_MATCHES = "documents_fts CROSS JOIN search_documents AS known ON known.id = documents_fts.rowid"
_WEIGHED = f"""
SELECT documents_fts.rowid, round(-bm25(documents_fts, 1.0, {_TITLE_WEIGHT}, 0.0) * {_FAVOUR}, 12) AS score
FROM {_MATCHES} WHERE documents_fts MATCH :match {{among}} ORDER BY score DESC, known.document_id LIMIT :end
"""  # noqa: S608
_FAVOURED = f"""
SELECT row, 0.0 FROM (
    SELECT documents_fts.rowid AS row, {_FAVOUR} AS favour FROM {_MATCHES}
    WHERE documents_fts MATCH :match {{among}} ORDER BY documents_fts.rowid DESC LIMIT {RANKED}
) ORDER BY favour DESC, row DESC LIMIT :end
"""  # noqa: S608
_NEWEST = """
SELECT documents_fts.rowid, 0.0 FROM documents_fts WHERE documents_fts MATCH :match {among}
ORDER BY documents_fts.rowid DESC LIMIT :end
"""
_DOCUMENT = """
SELECT id, title, site, genre, speaker, spoken_on, text_state, is_canonical, url, text FROM documents WHERE rowid = ?
"""


class Hit(NamedTuple):
    """A document that was found. ``score`` compares hits of one query; 0 when there are too many to weigh.

    ``cut_before`` and ``cut_after`` say that the snippet begins within a sentence, and ends before the text does.
    """

    document_id: str
    title: str | None
    site: str
    genre: str
    speaker: str | None
    spoken_on: str | None
    text_state: str
    is_canonical: bool
    url: str
    score: float
    title_pieces: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False


class Among(NamedTuple):
    """Only these documents: a condition on the columns of ``documents``, and the values that it names."""

    condition: str
    values: Mapping[str, object]


class Found(NamedTuple):
    """How many documents match in all, some of them, and how many documents the index does not know yet."""

    total: int
    hits: list[Hit]
    pending: int


def match(query: str) -> str:
    """A person's query as an FTS5 expression for ``documents_fts MATCH``. Raises InputError (a QueryError)."""
    return expression(parse(query))


def search(
    connection: sqlite3.Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    site: str | None = None,
    among: Among | None = None,
) -> Found:
    """The documents that match, best first: ``limit`` of them from ``offset`` on, of one ``site`` if it is named, and
    ``among`` those that are chosen otherwise.

    Reads only, from one state of the database. Raises InputError.
    """
    node = parse(query)
    if site is not None:
        node = All((node, Site(site_token(site))))
    with _one_state(connection):
        total = _rows(connection, _COUNT, expression(node), among)[0][0]
        begin = max(offset, 0)
        first = _first(connection, node, total, begin + max(limit, 0), among)
        hits = list(_hits(connection, node, first[begin:]))
        return Found(total, hits, pending(connection))


def has_site(connection: sqlite3.Connection, site: str) -> bool:
    """Whether a document is of this site, as ``search`` understands it."""
    with _one_state(connection):
        return bool(_rows(connection, _COUNT, expression(Site(site_token(site))), None)[0][0])


def _first(
    connection: sqlite3.Connection, node: Node, total: int, end: int, among: Among | None
) -> list[tuple[int, float]]:
    """Row and score of the first ``end`` matches."""
    if total <= RANKED:
        return _rows(connection, _WEIGHED, expression(node, "ranked"), among, end)
    found, titled = expression(node), expression(node, "titled")
    rows = dict(_rows(connection, _FAVOURED, titled, among, end)) if titled != found else {}
    for query in (_FAVOURED, _NEWEST):
        if len(rows) < end:
            # What a dictionary has already keeps its place.
            rows |= dict(_rows(connection, query, found, among, end))
    return list(rows.items())[:end]


def _rows(
    connection: sqlite3.Connection, sql: str, matched: str, among: Among | None, end: int = 0
) -> list[Any]:
    clause = _AMONG.format(condition=among.condition) if among else ""
    values = {**(among.values if among else {}), "match": matched, "end": end}
    return connection.execute(sql.format(among=clause), values).fetchall()


def _hits(connection: sqlite3.Connection, node: Node, chosen: Iterable[tuple[int, float]]) -> Iterator[Hit]:
    asked = list(dict.fromkeys(terms(node)))
    anywhere = [term for term in asked if not term.title]
    for number, score in chosen:
        row = connection.execute(_DOCUMENT, (number,)).fetchone()
        # Deleted, and the index does not know it yet.
        if row is None:
            continue
        *facts, canonical, url, text = row
        title = row[1]
        shown = marked(title or "", asked), *snippet(text, anywhere)
        yield Hit._make((*facts, bool(canonical), url, score, *shown))


@contextmanager
def _one_state(connection: sqlite3.Connection) -> Iterator[None]:
    began = not connection.in_transaction
    try:
        if began:
            connection.execute("BEGIN")
        yield
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        raise InputError("this database has no search index yet: scrapy search makes it") from error
    finally:
        if began and connection.in_transaction:
            connection.execute("COMMIT")
