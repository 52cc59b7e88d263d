"""Corpora for the tests of search: in memory and indexed at once, or files as the store writes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.corpus.search import Hit, Piece, catch_up, index, search
from pipeline.store import Writer, connect
from pipeline.store.rows import DOCUMENT, PUT_DOCUMENT
from pipeline.store.schema import migrations
from tests.store_items import page, record

_FACTS = {
    "first_seen_at": "2024-05-01T00:00:00Z",
    "last_seen_at": "2024-05-01T00:00:00Z",
    "changed_at": "2024-05-01T00:00:00Z",
    "is_canonical": 1,
}


def in_memory() -> sqlite3.Connection:
    """A corpus without documents."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations.apply(Database(connection))
    return connection


def put(connection: sqlite3.Connection, number: int, text: str, **columns: Any) -> None:
    """Store or change a document; it is pending then."""
    of = record(page(f"https://m.example.com/p-{number}.html"), text)
    values = {name: getattr(of, name, None) for name in DOCUMENT} | _FACTS | {"id": f"d{number:03}"} | columns
    connection.execute(PUT_DOCUMENT, [values[name] for name in DOCUMENT])


def index_all(connection: sqlite3.Connection) -> None:
    """What ``catch_up`` does to a file."""
    while batch := index._ready(connection):
        index._store(connection, batch)


def texts_indexed(*texts: str, **columns: Any) -> sqlite3.Connection:
    """A corpus in memory of documents d000, d001 and so on."""
    connection = in_memory()
    for number, text in enumerate(texts):
        put(connection, number, text, **columns)
    index_all(connection)
    return connection


def ids(connection: sqlite3.Connection, query: str, **options: Any) -> list[str]:
    """The documents found, best first."""
    return [hit.document_id for hit in search(connection, query, limit=1000, **options).hits]


def shown(pieces: Iterable[Piece]) -> str:
    """Pieces as a text with the hits in brackets."""
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


def joined(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def first(connection: sqlite3.Connection, query: str) -> Hit:
    return search(connection, query).hits[0]


def store(path: Path, texts: Iterable[str], *, begin: int = 0, **columns: Any) -> None:
    """Store documents as a crawl does."""
    with Writer(path) as writer:
        for number, text in enumerate(texts, begin):
            of = page(f"https://m.example.com/p-{number}.html")
            writer.put(of, [record(of, text, **columns)])


def indexed(path: Path) -> list[tuple[Any, ...]]:
    """Everything that is in the index: each token with its place, each document's size, what is known of it."""
    with closing(connect(path)) as connection:
        connection.execute("INSERT INTO documents_fts (documents_fts) VALUES ('integrity-check')")
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, documents_fts, instance)")
        return [
            row
            for query in (
                "SELECT term, doc, col, offset FROM temp.words ORDER BY 1, 2, 3, 4",
                "SELECT id, sz FROM documents_fts_docsize ORDER BY 1",
                "SELECT * FROM search_documents ORDER BY id",
                "SELECT count(*) FROM search_pending",
            )
            for row in connection.execute(query).fetchall()
        ]


def made_anew(path: Path) -> list[tuple[Any, ...]]:
    """The same of an index made from the beginning in a copy of the file."""
    copy = path.with_name("copy.db")
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(copy)) as target:
        connection.backup(target)
        target.execute("UPDATE search_index SET folding = 'older'")
        target.commit()
    catch_up(copy, lambda _done, _left: None)
    found = indexed(copy)
    for each in copy.parent.glob("copy.db*"):
        each.unlink()
    return found
