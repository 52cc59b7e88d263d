"""Runs of five characters: what texts are compared by.

Chinese has no spaces, so words of white space find one near duplicate in fourteen; runs of five characters find them
all (docs/near-duplicates.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.corpus.near_duplicates.fold import codes_of

LENGTH: Final = 5
Hashes = npt.NDArray[np.uint64]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def shingles(folded: str) -> Hashes:
    """A 64-bit hash of each run of five characters, in the order of the text, repeated ones repeated.

    A shorter text has none.
    """
    codes = codes_of(folded).astype(np.uint64)
    number = len(codes) - LENGTH + 1
    if number < 1:
        return np.empty(0, np.uint64)
    hashes = codes[:number].copy()
    for place in range(1, LENGTH):
        hashes *= _FACTOR
        hashes += codes[place : place + number]
    # The low bits of products know little of the high ones; MinHash takes them for evenly spread.
    hashes ^= hashes >> np.uint64(31)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(29)
    return hashes
