"""Texts that may be copies of a text: those that share some of its bands, and whose sketches agree enough.

What is asked of a pair does not depend on other texts, so that no order shows; save that a band of formulas, or of very
many copies, knows its first texts only. The texts of a batch are looked up together: a text has hundreds of rows, and
arrays are sorted ten times as fast as rows are counted one by one.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.corpus.near_duplicates.bands import (
    VALUES,
    Keys,
    Numbers,
    Rows,
    Signatures,
    agreement,
    sizes,
)

LONGEST_BAND: Final = 16
"""A formula begins thousands of texts: its band keeps the first ones, and is no longer than this to read."""
SHARED: Final = 2
WEIGHED: Final = 100
"""How many are weighed by their sketches, those first that share most bands."""
AGREED: Final = 28
"""Of 256 values: .11. Copies agree in .17 or more, speeches of one occasion in .06 of the whole and .1 of the beginning."""
AGREED_OF_WHOLE: Final = 6
CONTAINED: Final = 0.45
"""A part in the middle of a long text agrees in few values, and only of the whole: as many as its share of the text. So it is
read when that many agree as would if half of it were in the other; of speeches of one occasion a fifth is."""
COMPARED: Final = 16
"""How many texts are read; a text has more only among many copies or many fillings of one form."""

# What is done at once fits a processor's cache, and takes no more memory for many copies than for few.
_TEXTS: Final = 100
_SKETCHES: Final = 4096

Shares = npt.NDArray[np.float64]

# What is sorted by several figures is sorted as one integer that holds them all.
_PLACE_BITS: Final = 25
_COUNT_BITS: Final = 9
_NUMBER_BITS: Final = 40


class Pairs(NamedTuple):
    """Texts of a batch by their places in it, beside others by their numbers; those of one text stand together."""

    places: Numbers
    others: Numbers


def look_up(known: Rows, keys: Keys, numbers: Numbers) -> tuple[Rows, Pairs]:
    """What a batch of texts adds to the bands, in order of the keys; and for each text the others that share enough.

    ``known``: all rows of these bands. ``keys``: each text's bands. ``numbers``: the texts' numbers, ascending and
    greater than those known.
    """
    held = np.concatenate((known.keys, keys.ravel())) << _PLACE_BITS
    held |= np.arange(len(held))
    held.sort()
    order = held & (1 << _PLACE_BITS) - 1
    held >>= _PLACE_BITS
    texts = np.concatenate((known.numbers, np.repeat(numbers, keys.shape[1])))[order]
    begins, earlier = _runs(held)
    is_new = order >= len(known.keys)
    entered = is_new & (earlier < LONGEST_BAND)
    order = order[is_new] - len(known.keys)
    bands = np.empty((keys.size, 2), np.int64)
    bands[order, 0], bands[order, 1] = begins[is_new], np.minimum(earlier[is_new], LONGEST_BAND)
    return Rows(held[entered], texts[entered]), _sharing(bands.reshape(*keys.shape, 2), texts)


def _sharing(bands: Numbers, texts: Numbers) -> Pairs:
    """``bands``: for each text and band where in ``texts`` the others of the band begin, and how many they are."""
    found = [Pairs(np.empty(0, np.int64), np.empty(0, np.int64))]
    for start in range(0, len(bands), _TEXTS):
        begins, sizes = bands[start : start + _TEXTS].reshape(-1, 2).T
        offsets = np.repeat(begins - np.cumsum(sizes) + sizes, sizes)
        places = np.repeat(np.arange(len(sizes)) // bands.shape[1] + start, sizes)
        rows = places << _NUMBER_BITS | texts[offsets + np.arange(len(offsets))]
        pairs, shared = np.unique(rows, return_counts=True)
        enough = shared >= SHARED
        found.append(_first(WEIGHED, *_parted(pairs[enough]), shared[enough]))
    return Pairs(*map(np.concatenate, zip(*found, strict=True)))


def agreeing(pairs: Pairs, signed: Signatures, known: Numbers, known_signed: Signatures) -> Pairs:
    """Those that are worth reading, the likeliest first.

    ``signed``: of the batch. ``known``: the numbers of all others in the pairs, ascending.
    """
    rows = np.searchsorted(known, pairs.others)
    agreed = np.empty((len(rows), 2), np.int64)
    for start in range(0, len(rows), _SKETCHES):
        part = slice(start, start + _SKETCHES)
        agreed[part] = agreement(signed.sketches[pairs.places[part]], known_signed.sketches[rows[part]])
    contained = _containment(agreed[:, 0], sizes(signed.keys)[pairs.places], sizes(known_signed.keys)[rows])
    counts = agreed.sum(axis=1)
    may_be_part = (agreed[:, 0] >= AGREED_OF_WHOLE) & (contained >= CONTAINED)
    likely = (counts >= AGREED) | may_be_part
    ranked = np.where(
        may_be_part, np.maximum(counts, (AGREED / CONTAINED * contained).astype(np.int64)), counts
    )
    return _first(COMPARED, pairs.places[likely], pairs.others[likely], ranked[likely])


def _containment(agreed: Numbers, some: Shares, others: Shares) -> Shares:
    """What share of the smaller text is in the larger, by the values that agree and the texts' sizes."""
    jaccard = agreed / VALUES
    least, most = np.minimum(some, others), np.maximum(some, others)
    found: Shares = np.minimum(jaccard / (1 + jaccard) * (least + most) / least, 1.0)
    return found


def _first(most: int, places: Numbers, others: Numbers, counts: Numbers) -> Pairs:
    """Of each text at most so many, those that count most first, then those of smaller numbers."""
    largest = (1 << _COUNT_BITS) - 1
    held = (places << _COUNT_BITS | largest - counts) << _NUMBER_BITS | others
    held.sort()
    ranked, others = _parted(held)
    places = ranked >> _COUNT_BITS
    kept = _runs(places)[1] < most
    return Pairs(places[kept], others[kept])


def _parted(held: Numbers) -> tuple[Numbers, Numbers]:
    return held >> _NUMBER_BITS, held & (1 << _NUMBER_BITS) - 1


def _runs(values: Numbers) -> tuple[Numbers, Numbers]:
    """For each of the sorted values, where the first of its like stands, and how many of its like stand before it."""
    places = np.arange(len(values))
    begins = np.maximum.accumulate(np.where(np.diff(values, prepend=-1) != 0, places, 0))
    return begins, places - begins
