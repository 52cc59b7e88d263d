"""Which document stands for which others, once it is known which texts are copies. Pure: the database and batches share it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pipeline.corpus.near_duplicates.clusters import clusters
from pipeline.corpus.near_duplicates.comparison import Text, compare

Rank = tuple[int, int, str, float, str]
"""A document's place in canonical order; its last part is the document's id."""

_STATES: Final = {"full": 0, "preview": 1, "abstract": 2}
AS_LONG: Final = 0.9
"""Of the longest: who adds a line to a speech, or other names, has no better text for that."""


class Figures(NamedTuple):
    """What is known of two texts: ``kind`` is None when they are no copies."""

    kind: str | None
    jaccard: float
    containment: float
    akin: bool


class Decision(NamedTuple):
    """One document, the one that stands for it, and how alike they are; ``kind`` is None when it is the same document."""

    document_id: str
    canonical_id: str
    kind: str | None
    jaccard: float
    containment: float


SAME: Final = Figures("exact", 1.0, 1.0, akin=True)
UNREADABLE: Final = Figures(None, 0.0, 0.0, akin=False)


def rank_of(state: str, chars: int, first_seen_at: str, quality: float, document_id: str) -> Rank:
    """Whole texts first, then longer ones, then those seen first."""
    return _STATES.get(state, len(_STATES)), -chars, first_seen_at, -quality, document_id


def figures_of(one: Text | None, other: Text | None) -> Figures:
    """The figures of two texts; of one that cannot be read, none."""
    return Figures(*compare(one, other)) if one and other else UNREADABLE


def decide(
    members: Mapping[int, Collection[Rank]],
    copies: Iterable[tuple[int, int]],
    figures: Callable[[int, int], Figures],
) -> Iterator[Decision]:
    """A decision for each document of each text; ``members`` are all texts that the ``copies`` lead to.

    ``figures`` is asked for pairs of which at least one is the first of its cluster.
    """
    documents = {number: sorted(found) for number, found in members.items()}
    ranks = {number: found[0] for number, found in documents.items()}

    def elect(first: int, copies: Iterable[int]) -> int:
        """Of those as long and as whole, the text that most documents have: what one of them has changed is a rewriting."""
        state, chars, *_ = ranks[first]
        alike = (
            number
            for number in copies
            if ranks[number][0] == state
            and ranks[number][1] <= AS_LONG * chars
            and figures(first, number).kind == "near"
        )
        return min((first, *alike), key=lambda number: (-len(documents[number]), ranks[number]))

    for cluster in clusters(ranks, copies, lambda one, other: figures(one, other).akin, elect):
        head = cluster[0]
        canonical = documents[head][0][-1]
        for number in cluster:
            known = SAME if number == head else figures(head, number)
            for rank in documents[number]:
                if rank[-1] == canonical:
                    yield Decision(canonical, canonical, None, 1.0, 1.0)
                else:
                    yield Decision(
                        rank[-1], canonical, known.kind or "near", known.jaccard, known.containment
                    )
