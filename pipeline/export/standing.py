"""Copies that stand for a text where the document that stands for it in the corpus was not asked for: who asks for one site gets
every text of that site once.
"""

from __future__ import annotations

import sqlite3

from pipeline.corpus.near_duplicates.decisions import Rank, rank_of
from pipeline.export.row_set import RowSet

_COPIES = """
SELECT documents.rowid, canonical.rowid, documents.text_state, documents.char_count, documents.first_seen_at, documents.quality,
    documents.id
FROM documents JOIN documents AS canonical ON canonical.id = documents.cluster_id WHERE NOT documents.is_canonical
"""


def standing(connection: sqlite3.Connection, asked: RowSet) -> RowSet:
    """Of ``asked``, rows of ``documents``, the best copy of each document that is not among them."""
    best: dict[int, tuple[Rank, int]] = {}
    for row, canonical, *facts in connection.execute(_COPIES):
        if row in asked and canonical not in asked:
            found = rank_of(*facts), row
            best[canonical] = min(found, best.get(canonical, found))
    return RowSet(row for _, row in best.values())
