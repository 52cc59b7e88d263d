"""From changed documents to compared texts, a batch at a time.

Everything is read and computed without a lock; then one short transaction writes what the batch has found and takes
its notes away. A kill before it leaves the notes, and a document that changes meanwhile has a new one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Final, NamedTuple

import numpy as np

from pipeline.corpus.near_duplicates.bands import Numbers, Rows, Signatures, pack, sign, unpack
from pipeline.corpus.near_duplicates.candidates import agreeing, look_up
from pipeline.corpus.near_duplicates.comparison import compare
from pipeline.corpus.near_duplicates.fold import fold
from pipeline.corpus.near_duplicates.known import KnownTexts, digest_of
from pipeline.corpus.near_duplicates.shingles import LENGTH, shingles
from pipeline.corpus.near_duplicates.transaction import short_transaction

# Many, as the bands of every batch are all over their table; not so many that a crawl would notice the wait.
BATCH: Final = 2000
CHARACTERS: Final = 4_000_000
"""Of texts in a batch, so that long ones take no more memory: those after them wait for the next."""

_PENDING = "SELECT id, document_id FROM dedupe_pending ORDER BY id LIMIT ?"
_DOCUMENTS = """
SELECT pending.value, CASE WHEN text_state <> 'none' THEN text END, text_id, cluster_id
FROM json_each(?) AS pending LEFT JOIN documents ON documents.id = pending.value
LEFT JOIN document_texts ON document_texts.document_id = pending.value
"""
_NEXT = "SELECT ifnull(max(id), 0) + 1 FROM folded_texts"
_PUT_TEXT = "INSERT INTO folded_texts (id, digest, signature) VALUES (?, ?, ?)"
_PUT_BAND = "INSERT INTO text_bands (key, text_id) VALUES (?, ?)"
_PUT_PAIR = """
INSERT OR REPLACE INTO text_pairs (text_id, other_id, kind, jaccard, containment, akin) VALUES (?, ?, ?, ?, ?, ?)
"""
_PUT_DOCUMENT = "INSERT OR REPLACE INTO document_texts (document_id, text_id) VALUES (?, ?)"
_DROP_DOCUMENT = "DELETE FROM document_texts WHERE document_id = ?"
_ALONE = "UPDATE documents SET cluster_id = NULL, is_canonical = 1 WHERE id = ?"
_NOT_COPIED = "DELETE FROM near_duplicates WHERE document_id = ?"
_STALE = "INSERT OR IGNORE INTO dedupe_stale (text_id) VALUES (?)"
_NEIGHBOURS = """
INSERT OR IGNORE INTO dedupe_stale (text_id)
SELECT other_id FROM text_pairs WHERE text_id = ?1 UNION SELECT text_id FROM text_pairs WHERE other_id = ?1
"""
_EMPTY = "DELETE FROM document_texts WHERE text_id = ?"
_DROP_BAND = "DELETE FROM text_bands WHERE key = ? AND text_id = ?"
_DROP_TEXT = (
    "DELETE FROM text_pairs WHERE text_id = ?1 OR other_id = ?1",
    "DELETE FROM dedupe_stale WHERE text_id = ?",
    "DELETE FROM folded_texts WHERE id = ?",
)
_DONE = "DELETE FROM dedupe_pending WHERE id = ?"
_UNUSED = """
SELECT id, signature FROM folded_texts WHERE id IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (SELECT 1 FROM document_texts WHERE text_id = folded_texts.id)
"""


class _Looked(NamedTuple):
    """A document as it is now (``folded`` is None when it has nothing to compare), and as it was last looked at."""

    document_id: str
    folded: str | None
    text_id: int | None
    cluster_id: str | None


class _New(NamedTuple):
    """Texts that no document had before: rows for the database, and the numbers of those that have signatures."""

    rows: list[tuple[int, int, bytes]]
    numbers: Numbers
    signatures: Signatures


def take_in(connection: sqlite3.Connection, known: KnownTexts) -> int:
    """Look at the next documents that wait: how many notes are worked off, 0 when none is left."""
    notes = connection.execute(_PENDING, (BATCH,)).fetchall()
    if not notes:
        return 0
    looked = _looked(connection, dict.fromkeys(document for _, document in notes))
    ids = {each.document_id for each in looked}
    done = [(note,) for note, document in notes if document in ids]
    digests = {each.folded: digest_of(each.folded) for each in looked if each.folded}
    numbers = known.numbers(digests.values())
    new = _new(connection, {digest: folded for folded, digest in digests.items() if digest not in numbers})
    numbers |= {digest: number for number, digest, _ in new.rows}
    places = [(each, numbers[digests[each.folded]] if each.folded else None) for each in looked]
    known.hold({number: each.folded for each, number in places if each.folded and number is not None})
    added, candidates = _candidates(new, known)
    pairs = list(_pairs(candidates, known))
    with short_transaction(connection):
        connection.executemany(_PUT_TEXT, new.rows)
        connection.executemany(_PUT_BAND, zip(*(column.tolist() for column in added), strict=True))
        connection.executemany(_PUT_PAIR, pairs)
        known.forget(_place(connection, places, known.unreadable))
        connection.executemany(_DONE, done)
    return len(done)


def _looked(connection: sqlite3.Connection, ids: Iterable[str]) -> list[_Looked]:
    """The first of these documents, so many as CHARACTERS allows."""
    looked, characters = [], 0
    with closing(connection.execute(_DOCUMENTS, (json.dumps(list(ids)),))) as rows:
        for document, text, text_id, cluster in rows:
            looked.append(_Looked(document, fold(text) or None if text else None, text_id, cluster))
            characters += len(text or "")
            if characters >= CHARACTERS:
                break
    return looked


def _new(connection: sqlite3.Connection, texts: Mapping[int, str]) -> _New:
    (first,) = connection.execute(_NEXT).fetchone()
    numbers = [first + place for place, folded in enumerate(texts.values()) if len(folded) >= LENGTH]
    signatures = sign(shingles(folded) for folded in texts.values() if len(folded) >= LENGTH)
    packed = dict(zip(numbers, pack(signatures), strict=True))
    rows = [(number, digest, packed.get(number, b"")) for number, digest in enumerate(texts, first)]
    return _New(rows, np.array(numbers, np.int64), signatures)


def _candidates(new: _New, known: KnownTexts) -> tuple[Rows, Iterable[tuple[int, int]]]:
    """What the texts add to the bands, and pairs of a text and another that is worth reading, by the first."""
    added, pairs = look_up(known.bands(new.signatures.keys), new.signatures.keys, new.numbers)
    earlier, signed = known.signed(np.setdiff1d(pairs.others, new.numbers))
    every = Signatures(
        np.concatenate((signed.keys, new.signatures.keys)),
        np.concatenate((signed.sketches, new.signatures.sketches)),
    )
    found = agreeing(pairs, new.signatures, np.concatenate((earlier, new.numbers)), every)
    return added, zip(new.numbers[found.places].tolist(), found.others.tolist(), strict=True)


def _pairs(candidates: Iterable[tuple[int, int]], known: KnownTexts) -> Iterator[tuple[object, ...]]:
    """Rows of those that are copies."""
    for number, other in candidates:
        text, found = known.text(number), known.text(other)
        if text and found:
            figures = compare(text, found)
            if figures.kind:
                yield (other, number, *figures)


def _place(
    connection: sqlite3.Connection,
    places: Sequence[tuple[_Looked, int | None]],
    unreadable: Iterable[int],
) -> list[int]:
    """Note which text each document has now, and what is stale by that; gives the texts that are no more."""
    left = {each.text_id for each, number in places if each.text_id not in (None, number)}
    left.update(unreadable)
    connection.executemany(_EMPTY, [(number,) for number in unreadable])
    for each, number in places:
        if number is None:
            connection.execute(_DROP_DOCUMENT, (each.document_id,))
            connection.execute(_NOT_COPIED, (each.document_id,))
            if each.cluster_id is not None:
                connection.execute(_ALONE, (each.document_id,))
    put = [(each.document_id, number) for each, number in places if number is not None]
    connection.executemany(_PUT_DOCUMENT, put)
    connection.executemany(_STALE, [(number,) for _, number in put])
    connection.executemany(_STALE, [(number,) for number in left])
    return _drop_unused(connection, left)


def _drop_unused(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[int]:
    unused = connection.execute(_UNUSED, (json.dumps(list(numbers)),)).fetchall()
    for number, signature in unused:
        connection.execute(_NEIGHBOURS, (number,))
        if signature:
            keys = unpack([signature]).keys.ravel().tolist()
            connection.executemany(_DROP_BAND, [(key, number) for key in keys])
        for statement in _DROP_TEXT:
            connection.execute(statement, (number,))
    return [number for number, _ in unused]
