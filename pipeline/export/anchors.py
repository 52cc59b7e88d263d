"""What decides to which part of a dataset a document belongs: a number it has for good, and shares with its copies.

A document that comes later takes the number of its group: the canonical document's, else the smallest that a member has.
So whoever stands for the group, and whatever is deleted of it, the group stays in its part (docs/decisions/0015).
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path
from typing import Final

from pipeline.store import connect, open_database
from pipeline.store.database import storage_errors

PARTS: Final = ("test", "validation", "train")
"""In this order: what a part keeps is kept from those after it. (A larger test set holds all of a smaller one.)"""

_WAITING = "EXISTS (SELECT 1 FROM dedupe_pending WHERE dedupe_pending.document_id = documents.id)"
_WITHOUT = f"""
NOT EXISTS (SELECT 1 FROM split_anchors WHERE split_anchors.document_id = documents.id) AND NOT {_WAITING}
"""  # noqa: S608
_ANY = f"SELECT EXISTS (SELECT 1 FROM documents WHERE {_WITHOUT})"  # noqa: S608
# A new group takes the number of the document that stands for it now, made unreadable: it may outlive that document.
_ANCHOR = f"""
INSERT INTO split_anchors (document_id, anchor)
WITH held AS (
    SELECT cluster_id, min(anchor) AS anchor FROM split_anchors JOIN documents ON documents.id = document_id
    WHERE cluster_id IS NOT NULL GROUP BY cluster_id
)
SELECT documents.id, coalesce(canonical.anchor, held.anchor, anchor_of(ifnull(documents.cluster_id, documents.id)))
FROM documents
LEFT JOIN split_anchors AS canonical ON canonical.document_id = documents.cluster_id
LEFT JOIN held ON held.cluster_id = documents.cluster_id
WHERE {_WITHOUT} ORDER BY +documents.id
"""  # noqa: S608
# Written in the order of the table, it needs no more of the table at hand.
_LITTLE = "PRAGMA cache_size = -8000"


def anchor(database: Path) -> None:
    """Give every document that has been compared its number, if it has none. Raises StorageError."""
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        if not connection.execute(_ANY).fetchone()[0]:
            return
    with storage_errors(database), closing(open_database(database).conn) as connection:
        connection.execute(_LITTLE)
        connection.create_function("anchor_of", 1, _anchor_of, deterministic=True)
        connection.execute(_ANCHOR)


def _anchor_of(key: str) -> int:
    digest = hashlib.blake2b(key.encode(), digest_size=8, person=b"split anchor").digest()
    return int.from_bytes(digest, signed=True)


def part_of(anchor: int, seed: str, shares: tuple[int, int, int]) -> int:
    """Index in PARTS; ``shares`` are percentages of train, validation and test."""
    digest = hashlib.blake2b(f"{seed}:{anchor}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest) * 100 >> 64
    _, validation, test = shares
    return 0 if place < test else 1 if place < test + validation else 2
