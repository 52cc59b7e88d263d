"""Finding documents: a query's matches counted, the best of them ranked, shown with their own words.

Every match is counted. Up to ``RANKED`` matches are all ranked; of more, those with all words in the title and the newest, so
many of each: to weigh 200,000 documents that all have a word takes longer than anybody waits, and says little.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from pipeline.corpus.search.expression import expression
from pipeline.corpus.search.index import pending
from pipeline.corpus.search.query import All, Node, Site, parse, terms
from pipeline.corpus.search.snippets import Piece, marked, snippet
from pipeline.corpus.search.tokens import site_token
from pipeline.errors import InputError

RANKED = 1000
"""How many matches are ranked, and of more, how many of each kind."""

_TITLE_WEIGHT = 3.0
_COUNT = "SELECT count(*) FROM documents_fts WHERE documents_fts MATCH ?"
# A copy stands behind its canonical document, a part behind a whole text, unless they say much more of it.
_RANK = f"""
SELECT row, document_id, score FROM (
    SELECT documents_fts.rowid AS row, known.document_id, round(
        -bm25(documents_fts, 1.0, {_TITLE_WEIGHT}, 0.0)
        * iif(known.is_canonical, 1.0, 0.6)
        * CASE known.text_state WHEN 'full' THEN 1.0 WHEN 'none' THEN 0.5 ELSE 0.8 END,
    12) AS score
    FROM documents_fts CROSS JOIN search_documents AS known ON known.id = documents_fts.rowid
    WHERE documents_fts MATCH ? ORDER BY documents_fts.rowid DESC LIMIT {RANKED}
) ORDER BY score DESC, document_id LIMIT ?
"""  # noqa: S608
_NEWEST = "SELECT rowid FROM documents_fts WHERE documents_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
_DOCUMENT = """
SELECT id, title, site, genre, speaker, spoken_on, text_state, is_canonical, url, text FROM documents WHERE rowid = ?
"""


class Hit(NamedTuple):
    """A document that was found. ``score`` compares hits of one query; 0 beyond those that were ranked."""

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


class Found(NamedTuple):
    """How many documents match in all, some of them, and how many documents the index does not know yet."""

    total: int
    hits: list[Hit]
    pending: int


class _Ranked(NamedTuple):
    row: int
    document_id: str
    score: float


def match(query: str) -> str:
    """A person's query as an FTS5 expression for ``documents_fts MATCH``. Raises InputError (a QueryError)."""
    return expression(parse(query))


def search(
    connection: sqlite3.Connection, query: str, *, limit: int = 20, offset: int = 0, site: str | None = None
) -> Found:
    """The documents that match, best first: ``limit`` of them from ``offset`` on, of one ``site`` if it is named.

    Reads only, from one state of the database. Raises InputError.
    """
    node = parse(query)
    if site is not None:
        node = All((node, Site(site_token(site))))
    with _one_state(connection):
        total = connection.execute(_COUNT, (expression(node),)).fetchone()[0]
        chosen = _chosen(connection, node, total, max(limit, 0), max(offset, 0))
        hits = list(_hits(connection, node, chosen))
        return Found(total, hits, pending(connection))


def _chosen(
    connection: sqlite3.Connection, node: Node, total: int, limit: int, offset: int
) -> Sequence[_Ranked]:
    end = offset + limit
    if end <= RANKED or total <= RANKED:
        return _ranked(connection, node, total, end)[offset:end]
    # Beyond what is ranked the newest come first.
    ranked = _ranked(connection, node, total, total)
    known = {each.row for each in ranked}
    newest = connection.execute(_NEWEST, (expression(node), end)).fetchall()
    return [*ranked, *(_Ranked(row, "", 0.0) for (row,) in newest if row not in known)][offset:end]


def _ranked(connection: sqlite3.Connection, node: Node, total: int, end: int) -> list[_Ranked]:
    """The first of the ranking, ``end`` of them if there are so many."""
    expressions = [expression(node, "ranked")]
    titled = expression(node, "titled")
    if total > RANKED and titled != expression(node):
        expressions.append(f"{expression(node)} AND {titled}")
    found = {
        row: _Ranked(row, document_id, score)
        for each in reversed(expressions)
        for row, document_id, score in connection.execute(_RANK, (each, end))
    }
    return sorted(found.values(), key=lambda each: (-each.score, each.document_id))[:end]


def _hits(connection: sqlite3.Connection, node: Node, chosen: Iterable[_Ranked]) -> Iterator[Hit]:
    asked = list(dict.fromkeys(terms(node)))
    anywhere = [term for term in asked if not term.title]
    for each in chosen:
        row = connection.execute(_DOCUMENT, (each.row,)).fetchone()
        # Deleted, and the index does not know it yet.
        if row is None:
            continue
        *facts, canonical, url, text = row
        title = row[1]
        shown = marked(title or "", asked), snippet(text, anywhere)
        yield Hit._make((*facts, bool(canonical), url, each.score, *shown))


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
