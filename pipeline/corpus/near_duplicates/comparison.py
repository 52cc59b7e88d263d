"""Whether two texts are copies: by all their shingles, and by alignment where shingles alone cannot tell.

A fifth of the characters changed one by one leaves a third of the shingles (.8 to the fifth power); so does a speech that has a
third of its sentences from another. Put side by side, the first agrees in four characters of five, the second in half.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel

from pipeline.corpus.near_duplicates.shingles import Hashes, shingles

Kind = Literal["near", "contained"]

# Measured: docs/near-duplicates.md#thresholds.
CONTAINED: Final = 0.75
NEAR: Final = 0.5
DOUBTFUL: Final = 0.2
ALIGNED: Final = 0.7
AKIN: Final = 0.55
PART: Final = 0.8
# Few sentences make a short text, and formulas may be most of them.
SHORT: Final = 150
SHORT_CONTAINED: Final = 0.9
SHORT_NEAR: Final = 0.75
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
    contained, near = (SHORT_CONTAINED, SHORT_NEAR) if least < SHORT else (CONTAINED, NEAR)
    if containment >= contained:
        kind: Kind = "near" if least >= PART * most else "contained"
        return Comparison(kind, jaccard, containment, akin=True)
    aligned = 0.0
    if containment >= DOUBTFUL and 2 * least >= most:
        aligned = _aligned(one.folded, other.folded)
    is_near = jaccard >= near or (least >= SHORT and aligned >= ALIGNED)
    return Comparison("near" if is_near else None, jaccard, containment, akin=is_near or aligned >= AKIN)


def _shared(one: Hashes, other: Hashes) -> int:
    both = np.concatenate((one, other))
    both.sort(kind="stable")
    return int(np.count_nonzero(both[1:] == both[:-1]))


def _aligned(one: str, other: str) -> float:
    """Characters that stand in both in the same order, of all characters; 0 when below AKIN."""
    return Indel.normalized_similarity(one[:LONGEST], other[:LONGEST], score_cutoff=AKIN)
