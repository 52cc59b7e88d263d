"""Documents that are withdrawn, taken out of the index at once: what waits for the index keeps their words until then."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipeline.corpus.search.folding import folding_version
from pipeline.corpus.search.index import BATCH, FORGET, OUT, tokens

_STORED = """
SELECT documents.rowid, pending.id IS NOT NULL OR known.id IS NULL, pending.title, pending.text, pending.site,
    documents.title, documents.text, documents.site
FROM documents LEFT JOIN search_pending AS pending ON pending.id = documents.rowid
LEFT JOIN search_documents AS known ON known.id = documents.rowid AND known.document_id = documents.id
WHERE documents.id IN (SELECT value FROM json_each(?))
"""
_DELETED = """
SELECT id, title, text, site FROM search_pending
WHERE NOT EXISTS (SELECT 1 FROM documents WHERE rowid = search_pending.id)
"""
_WAIT = """
INSERT INTO search_pending (id, change) VALUES (?, random())
ON CONFLICT (id) DO UPDATE SET change = excluded.change, title = NULL, text = NULL, site = NULL
"""
_DROP = "DELETE FROM search_pending WHERE id = ?"


class _Indexed(NamedTuple):
    """The number of a row, and the words that the index has of it."""

    id: int
    title: str | None
    text: str | None
    site: str | None


def set_aside(connection: sqlite3.Connection, documents: Collection[str]) -> None:
    """Take documents with these ids out of the index, and note that they are to be put in.

    In short transactions: they are found by no word until they are deleted, or else until the next ``catch_up``. A deletion
    then has no words to note.
    """
    ordered = sorted(documents)
    for at in range(0, len(ordered), BATCH):
        connection.execute("BEGIN IMMEDIATE")
        try:
            rows = connection.execute(_STORED, (json.dumps(ordered[at : at + BATCH]),)).fetchall()
            found = [_Indexed(row[0], *(row[2:5] if row[1] else row[5:])) for row in rows]
            _take_out(connection, found)
            connection.executemany(_WAIT, [(each.id,) for each in found])
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def forget_deleted(connection: sqlite3.Connection) -> None:
    """Take every deleted document out of the index that is noted to be. Whoever calls holds the transaction."""
    found = [_Indexed._make(row) for row in connection.execute(_DELETED)]
    _take_out(connection, found)
    connection.executemany(_DROP, [(each.id,) for each in found])


def _take_out(connection: sqlite3.Connection, found: Sequence[_Indexed]) -> None:
    # An index made with other folding holds other tokens; the next ``catch_up`` makes it anew.
    if connection.execute("SELECT folding FROM search_index").fetchone() == (folding_version(),):
        out = ((each.id, tokens(each.title, each.text, each.site)) for each in found)
        connection.executemany(OUT, [(number, *words) for number, words in out if words])
    connection.executemany(FORGET, [(each.id,) for each in found])
