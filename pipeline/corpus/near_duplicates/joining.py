"""From compared texts to the clusters of documents, for the texts that are stale.

A stale text brings all that copies lead to, so that a cluster is always made of everything that belongs to it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Final, NamedTuple

from pipeline.corpus.near_duplicates.clusters import clusters
from pipeline.corpus.near_duplicates.comparison import compare
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

_STATES = {"full": 0, "preview": 1, "abstract": 2}


class _Member(NamedTuple):
    """A document; ``rank`` is its place in canonical order."""

    rank: tuple[int, int, str, float, str]
    cluster_id: str | None
    is_canonical: int

    @property
    def document_id(self) -> str:
        return self.rank[-1]


class _Pair(NamedTuple):
    kind: str | None
    jaccard: float
    containment: float
    akin: bool


_SAME: Final = _Pair("exact", 1.0, 1.0, akin=True)


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
        self._pairs: dict[tuple[int, int], _Pair] = {}
        self._compared: dict[tuple[int, int], _Pair] = {}
        self._texts = self._closure(stale)
        self._members: defaultdict[int, list[_Member]] = defaultdict(list)
        for number, member in self._read_members():
            self._members[number].append(member)
        self._states: list[tuple[str, str, int]] = []
        self._copies: list[tuple[object, ...]] = []
        self._originals: list[tuple[str]] = []

    def _closure(self, stale: Collection[int]) -> set[int]:
        texts, wanted = set(stale), set(stale)
        while wanted:
            rows = self._connection.execute(_PAIRS, (json.dumps(sorted(wanted)),)).fetchall()
            self._pairs |= {(one, other): _Pair(*figures) for one, other, *figures in rows}
            wanted = set(chain.from_iterable((one, other) for one, other, kind, *_ in rows if kind)) - texts
            texts |= wanted
        return texts

    def _read_members(self) -> Iterator[tuple[int, _Member]]:
        rows = self._connection.execute(_MEMBERS, (json.dumps(sorted(self._texts)),))
        for number, state, chars, first, quality, key, cluster, canonical in rows:
            rank = (_STATES.get(state, len(_STATES)), -chars, first, -quality, key)
            yield number, _Member(rank, cluster, canonical)

    def compute(self) -> None:
        """Decide each document's cluster."""
        ranks = {}
        for number, members in self._members.items():
            members.sort()
            ranks[number] = members[0].rank
        copies = [pair for pair, figures in self._pairs.items() if figures.kind]
        for cluster in clusters(ranks, copies, lambda one, other: self._pair(one, other).akin):
            self._decide(cluster)

    def _pair(self, one: int, other: int) -> _Pair:
        """The figures of two texts, compared now if they were not before."""
        key = (min(one, other), max(one, other))
        if key not in self._pairs:
            texts = self._known.text(one), self._known.text(other)
            figures = compare(texts[0], texts[1]) if texts[0] and texts[1] else None
            # One that cannot be read has changed, and comes again.
            self._pairs[key] = _Pair(*figures) if figures else _Pair(None, 0.0, 0.0, akin=False)
            self._compared[key] = self._pairs[key]
        return self._pairs[key]

    def _decide(self, cluster: list[int]) -> None:
        head = cluster[0]
        canonical = self._members[head][0]
        for number in cluster:
            for member in self._members[number]:
                self._state(member, canonical)
                if member is canonical:
                    self._originals.append((member.document_id,))
                    continue
                figures = _SAME if number == head else self._pair(head, number)
                kind = figures.kind or "near"
                self._copies.append(
                    (member.document_id, canonical.document_id, kind, figures.jaccard, figures.containment)
                )

    def _state(self, member: _Member, canonical: _Member) -> None:
        stands = int(member is canonical)
        if (member.cluster_id, member.is_canonical) != (canonical.document_id, stands):
            self._states.append((member.document_id, canonical.document_id, stands))

    def write(self) -> None:
        """One short transaction."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with short_transaction(self._connection):
            self._connection.executemany(_PUT_PAIR, [(*pair, *row) for pair, row in self._compared.items()])
            self._connection.executemany(_SET, self._states)
            self._connection.executemany(_DROP_COPY, self._originals)
            self._connection.executemany(_PUT_COPY, [(*row, at) for row in self._copies])
            self._connection.executemany(_FRESH, [(number,) for number in self._texts])
