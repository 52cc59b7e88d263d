"""Whether two texts are copies: by all their shingles, and by alignment where shingles alone cannot tell.

A fifth of the characters changed one by one leaves a third of the shingles (.8 to the fifth power); so does a speech that has a
third of its sentences from another. Put side by side, the first agrees in four characters of five, the second in half.
What two texts share may be no more than the beginning that an occasion prescribes: then what follows it decides.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel

from pipeline.corpus.near_duplicates.shingles import LENGTH, Hashes, shingles

Kind = Literal["near", "contained"]

# Measured: docs/near-duplicates.md#thresholds.
DOUBTFUL: Final = 0.2
AKIN: Final = 0.55
PART: Final = 0.8
SHORTEST_PART: Final = 60
"""Shingles: a salutation begins many speeches, and is a part of none of them."""
# Few sentences make a short text, and formulas may be most of them: the fewer shingles, the more must be shared.
# Between two lengths a threshold slides, so that no text is joined with others for being a little longer.
CONTAINED: Final = ((150, 600), (0.9, 0.75))
NEAR: Final = ((150, 600), (0.75, 0.5))
ALIGNED: Final = ((75, 150), (1.0, 0.7))
FOLLOWED: Final = 0.6
"""Share of shingles by which a beginning goes on; below it, it ends."""
ENDED: Final = 9.0
"""By how much the shared shingles fall short of that share where a beginning has ended: 16 in a row that are not shared."""
SMALLEST_REST: Final = 0.1
# Alignment takes the product of the lengths.
LONGEST: Final = 20_000


class Text(NamedTuple):
    """A folded text and its different shingles, sorted."""

    folded: str
    shingles: Hashes

    @classmethod
    def of(cls, folded: str) -> Text:
        """The text that folds to this."""
        hashes = shingles(folded)
        hashes.sort()
        return cls(folded, hashes[np.diff(hashes, prepend=~hashes[:1]) != 0])


class Comparison(NamedTuple):
    """True figures of two texts; ``kind`` is None when they are no copies, ``akin`` whether one speech may be behind both.

    ``jaccard``: shingles that both have, of those that either has. ``containment``: of those of the text with fewer.
    """

    kind: Kind | None
    jaccard: float
    containment: float
    akin: bool


def compare(one: Text, other: Text) -> Comparison:
    """Symmetrical. Texts with too few characters for a shingle are no copies."""
    least, most = sorted((len(one.shingles), len(other.shingles)))
    if not least:
        return Comparison(None, 0.0, 0.0, akin=False)
    shared = _shared(one.shingles, other.shingles)
    jaccard, containment = shared / (least + most - shared), shared / least
    if containment >= _slid(least, CONTAINED):
        if least >= PART * most:
            return Comparison("near", jaccard, containment, akin=True)
        if least >= SHORTEST_PART:
            return Comparison("contained", jaccard, containment, akin=True)
    is_near, aligned = jaccard >= _slid(least, NEAR), 0.0
    if not is_near and containment >= DOUBTFUL and 2 * least >= most:
        aligned = _aligned(one.folded, other.folded)
        is_near = aligned >= _slid(least, ALIGNED)
    is_akin = (is_near or aligned >= AKIN) and not _begin_alike_only(one, other)
    return Comparison("near" if is_near and is_akin else None, jaccard, containment, akin=is_akin)


def _slid(number: int, threshold: tuple[tuple[int, int], tuple[float, float]]) -> float:
    return float(np.interp(number, *threshold))


def _begin_alike_only(one: Text, other: Text) -> bool:
    """Whether they share a beginning, and what follows it in both agrees neither in shingles nor side by side."""
    rests = []
    for text, beside in ((one, other), (other, one)):
        end, share = _beginning(text, beside)
        if not end or share >= AKIN:
            return False
        rests.append(text.folded[end:])
    if min(map(len, rests)) < SMALLEST_REST * min(len(one.folded), len(other.folded)):
        return False
    return _aligned(*rests) < AKIN


def _beginning(text: Text, other: Text) -> tuple[int, float]:
    """Where in the text a beginning ends that is in the other, and of the shingles after it, how many are.

    0 when its first characters are not; its length when they share to the end. Single changes do not end a beginning.
    """
    # np.isin would sort anew what is sorted.
    hashes = shingles(text.folded)
    shared = other.shingles.take(np.searchsorted(other.shingles, hashes), mode="clip") == hashes
    score = np.concatenate(([0.0], np.cumsum(shared - FOLLOWED)))
    ended = np.maximum.accumulate(score) - score > ENDED
    if not ended.any():
        return len(text.folded), 1.0
    end = int(score[: ended.argmax()].argmax())
    return (end + LENGTH - 1 if end else 0), float(shared[end:].mean())


def _shared(one: Hashes, other: Hashes) -> int:
    both = np.concatenate((one, other))
    both.sort(kind="stable")
    return int(np.count_nonzero(both[1:] == both[:-1]))


def _aligned(one: str, other: str) -> float:
    """Characters that stand in both in the same order, of all characters; 0 when below AKIN."""
    return Indel.normalized_similarity(one[:LONGEST], other[:LONGEST], score_cutoff=AKIN)
