"""The index brought up to date: what the store has noted as pending goes in, in batches.

Reading and cutting into tokens, a third of the work, is done without a lock, so that a crawl that waits for the database gets
it between two batches. Whatever has changed meanwhile is left pending: its note has another number.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus.search.folding import folding_version
from pipeline.corpus.search.tokens import site_tokens, text_tokens, title_tokens
from pipeline.store import open_database
from pipeline.store.database import BUSY_SECONDS, storage_errors

BATCH = 250
"""Documents in a transaction: about half a second, for which another writer may have to wait."""

_PENDING = """
SELECT pending.id, pending.change, pending.title, pending.text, pending.site,
    documents.title, documents.text, documents.site
FROM search_pending AS pending LEFT JOIN documents ON documents.rowid = pending.id
ORDER BY pending.id LIMIT ?
"""
_TAKE = "DELETE FROM search_pending WHERE id = ? AND change = ?"
OUT = "INSERT INTO documents_fts (documents_fts, rowid, text, title, site) VALUES ('delete', ?, ?, ?, ?)"
_IN = "INSERT INTO documents_fts (rowid, text, title, site) VALUES (?, ?, ?, ?)"
FORGET = "DELETE FROM search_documents WHERE id = ?"
_KNOW = """
INSERT INTO search_documents (id, document_id, text_state, is_canonical)
SELECT rowid, id, text_state, is_canonical FROM documents WHERE rowid = ?
"""
# A document that is neither in the index nor pending, or a row of the index with another document's number: some other
# program has replaced rows, or has copied the file in a way that numbers them anew.
_ASTRAY = """
SELECT EXISTS (
    SELECT 1 FROM documents LEFT JOIN search_documents AS known ON known.id = documents.rowid
    WHERE known.document_id IS NOT documents.id
    AND NOT EXISTS (SELECT 1 FROM search_pending WHERE id = documents.rowid)
) OR EXISTS (
    SELECT 1 FROM search_documents AS known LEFT JOIN documents ON documents.rowid = known.id
    WHERE documents.id IS NOT known.document_id
    AND NOT EXISTS (SELECT 1 FROM search_pending WHERE id = known.id)
)
"""
_ANEW = (
    "INSERT INTO documents_fts (documents_fts) VALUES ('delete-all')",
    "DELETE FROM search_documents",
    "DELETE FROM search_pending",
    "INSERT INTO search_pending (id, change) SELECT rowid, random() FROM documents",
)


class Ready(NamedTuple):
    """A pending document: what is to be taken out of the index and put in, as tokens of text, title and site."""

    id: int
    change: int
    out: tuple[str, str, str] | None
    into: tuple[str, str, str] | None


def catch_up(
    database: Path,
    watch: Callable[[int, int], None],
    *,
    seconds: float | None = None,
    busy_seconds: float = BUSY_SECONDS,
) -> int:
    """Index what is pending and say how many documents that were; ``watch`` sees how many are done and left.

    With ``seconds``, no batch is begun after them. May be stopped at any instant. Raises StorageError.
    """
    end = None if seconds is None else time.monotonic() + seconds
    with (
        storage_errors(database),
        closing(open_database(database, busy_seconds=busy_seconds).conn) as connection,
    ):
        _check(connection)
        done = 0
        while (end is None or time.monotonic() < end) and (batch := _ready(connection)):
            done += _store(connection, batch)
            watch(done, pending(connection))
    return done


def pending(connection: sqlite3.Connection) -> int:
    """How many documents are new, changed or deleted and the index does not know it yet."""
    found: int = connection.execute("SELECT count(*) FROM search_pending").fetchone()[0]
    return found


def _ready(connection: sqlite3.Connection) -> list[Ready]:
    return [_cut(*row) for row in connection.execute(_PENDING, (BATCH,)).fetchall()]


def _cut(number: int, change: int, *both: str | None) -> Ready:
    old, new = both[:3], both[3:]
    return Ready(number, change, tokens(*old), tokens(*new))


def tokens(title: str | None, text: str | None, site: str | None) -> tuple[str, str, str] | None:
    """What the index takes for a document's text, title and site; None for no document."""
    return None if text is None else (text_tokens(title, text), title_tokens(title), site_tokens(site or ""))


def _store(connection: sqlite3.Connection, batch: Iterable[Ready]) -> int:
    """One transaction; how many were as they had been read."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        taken = [each for each in batch if connection.execute(_TAKE, (each.id, each.change)).rowcount]
        connection.executemany(OUT, [(each.id, *each.out) for each in taken if each.out])
        connection.executemany(FORGET, [(each.id,) for each in taken])
        connection.executemany(_IN, [(each.id, *each.into) for each in taken if each.into])
        connection.executemany(_KNOW, [(each.id,) for each in taken])
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return len(taken)


def _check(connection: sqlite3.Connection) -> None:
    """Begin anew when the index was made with other folding, or does not fit the documents."""
    made_with = connection.execute("SELECT folding FROM search_index").fetchone()
    current = made_with == (folding_version(),)
    if current and not connection.execute(_ASTRAY).fetchone()[0]:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if made_with or connection.execute(_ASTRAY).fetchone()[0]:
            for statement in _ANEW:
                connection.execute(statement)
        connection.execute("REPLACE INTO search_index (id, folding) VALUES (1, ?)", (folding_version(),))
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
