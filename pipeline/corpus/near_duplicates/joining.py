"""From compared texts to the clusters of documents, for the texts that are stale.

A stale text brings all that copies lead to, so that a cluster is always made of everything that belongs to it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from itertools import chain
from typing import Final, NamedTuple

from pipeline.corpus.near_duplicates.decisions import Figures, Rank, decide, figures_of, rank_of
from pipeline.corpus.near_duplicates.known import KnownTexts
from pipeline.corpus.near_duplicates.transaction import short_transaction

BATCH: Final = 500

_STALE = "SELECT text_id FROM dedupe_stale ORDER BY text_id LIMIT ?"
_PAIRS = """
SELECT text_id, other_id, kind, jaccard, containment, akin FROM json_each(?) AS wanted
CROSS JOIN text_pairs ON text_id = wanted.value
UNION SELECT text_id, other_id, kind, jaccard, containment, akin FROM json_each(?1) AS wanted
CROSS JOIN text_pairs ON other_id = wanted.value
"""
_MEMBERS = """
SELECT text_id, text_state, char_count, first_seen_at, quality, documents.id, cluster_id, is_canonical
FROM json_each(?) AS wanted CROSS JOIN document_texts ON text_id = wanted.value
JOIN documents ON documents.id = document_id
"""
# A document that has changed meanwhile is looked at again, and says so until then.
_SETTLED = "NOT EXISTS (SELECT 1 FROM dedupe_pending WHERE document_id = ?1)"
_SET = f"UPDATE documents SET cluster_id = ?2, is_canonical = ?3 WHERE id = ?1 AND {_SETTLED}"  # noqa: S608
_PUT_COPY = f"""
INSERT INTO near_duplicates (document_id, other_id, kind, jaccard, containment, found_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE {_SETTLED} AND EXISTS (SELECT 1 FROM documents WHERE id = ?2)
ON CONFLICT (document_id) DO UPDATE SET other_id = excluded.other_id, kind = excluded.kind,
    jaccard = excluded.jaccard, containment = excluded.containment,
    found_at = iif((other_id, kind) IS (excluded.other_id, excluded.kind), found_at, excluded.found_at)
"""  # noqa: S608
_DROP_COPY = "DELETE FROM near_duplicates WHERE document_id = ?"
_PUT_PAIR = """
INSERT OR REPLACE INTO text_pairs (text_id, other_id, kind, jaccard, containment, akin) VALUES (?, ?, ?, ?, ?, ?)
"""
_FRESH = "DELETE FROM dedupe_stale WHERE text_id = ?"


class _State(NamedTuple):
    """What the database says of a document's cluster."""

    cluster_id: str | None
    is_canonical: int


def join(connection: sqlite3.Connection, known: KnownTexts) -> int:
    """Make the clusters of the next stale texts: how many texts, 0 when none is left."""
    stale = [number for (number,) in connection.execute(_STALE, (BATCH,))]
    if not stale:
        return 0
    known.hold({})
    joining = _Joining(connection, known, stale)
    joining.compute()
    joining.write()
    return len(stale)


class _Joining:
    """Some whole components: their members and pairs, and what is to be written of them."""

    def __init__(self, connection: sqlite3.Connection, known: KnownTexts, stale: Collection[int]) -> None:
        self._connection = connection
        self._known = known
        self._pairs: dict[tuple[int, int], Figures] = {}
        self._compared: dict[tuple[int, int], Figures] = {}
        self._texts = self._closure(stale)
        self._members: defaultdict[int, list[Rank]] = defaultdict(list)
        self._before: dict[str, _State] = {}
        self._read_members()
        self._states: list[tuple[str, str, int]] = []
        self._copies: list[tuple[object, ...]] = []
        self._originals: list[tuple[str]] = []

    def _closure(self, stale: Collection[int]) -> set[int]:
        texts, wanted = set(stale), set(stale)
        while wanted:
            rows = self._connection.execute(_PAIRS, (json.dumps(sorted(wanted)),)).fetchall()
            self._pairs |= {(one, other): Figures(*figures) for one, other, *figures in rows}
            wanted = set(chain.from_iterable((one, other) for one, other, kind, *_ in rows if kind)) - texts
            texts |= wanted
        return texts

    def _read_members(self) -> None:
        rows = self._connection.execute(_MEMBERS, (json.dumps(sorted(self._texts)),))
        for number, state, chars, first, quality, key, cluster, canonical in rows:
            self._members[number].append(rank_of(state, chars, first, quality, key))
            self._before[key] = _State(cluster, canonical)

    def compute(self) -> None:
        """Decide each document's cluster."""
        copies = [pair for pair, figures in self._pairs.items() if figures.kind]
        for key, canonical, *figures in decide(self._members, copies, self._figures):
            stands = int(key == canonical)
            if self._before[key] != (canonical, stands):
                self._states.append((key, canonical, stands))
            if stands:
                self._originals.append((key,))
            else:
                self._copies.append((key, canonical, *figures))

    def _figures(self, one: int, other: int) -> Figures:
        """The figures of two texts, compared now if they were not before."""
        key = (min(one, other), max(one, other))
        if key not in self._pairs:
            # One that cannot be read has changed, and comes again.
            self._compared[key] = figures_of(self._known.text(one), self._known.text(other))
            self._pairs[key] = self._compared[key]
        return self._pairs[key]

    def write(self) -> None:
        """One short transaction."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with short_transaction(self._connection):
            self._connection.executemany(_PUT_PAIR, [(*pair, *row) for pair, row in self._compared.items()])
            self._connection.executemany(_SET, self._states)
            self._connection.executemany(_DROP_COPY, self._originals)
            self._connection.executemany(_PUT_COPY, [(*row, at) for row in self._copies])
            self._connection.executemany(_FRESH, [(number,) for number in self._texts])
