"""What a connection needs so that SQL, and with it Datasette's search box, searches as we do."""

from __future__ import annotations

import sqlite3

from pipeline.corpus.search.expression import expression
from pipeline.corpus.search.language import QueryError
from pipeline.corpus.search.query import All, Term, parse
from pipeline.corpus.search.tokens import Phrase, runs

# The index of 200,000 documents is larger than any cache; reading it in place saves a copy of every page.
_MAPPED_BYTES = 2 << 30
_NOTHING = '""'


def register(connection: sqlite3.Connection) -> None:
    """Add our SQL functions: ``escape_fts`` in place of Datasette's. In a plugin: ``prepare_connection``, trylast."""
    connection.create_function("escape_fts", 1, _lenient, deterministic=True)
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")


def _lenient(query: object) -> str:
    """A query as an FTS5 expression. SQL can show no message, so of one that cannot be read its words are looked for."""
    text = "" if query is None else str(query)
    try:
        return expression(parse(text))
    except QueryError:
        words = tuple(Term(Phrase((run,))) for run in runs(text[:200]))
        return expression(All(words)) if words else _NOTHING
