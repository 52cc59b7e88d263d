"""Texts that may be copies of a text: those that share several of its bands, the likeliest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.corpus.near_duplicates.bands import Keys
from pipeline.corpus.near_duplicates.known import LONGEST_BAND

SHARED: Final = 2
MOST: Final = 16
"""Candidates that are compared; a text has more only among many copies or many fillings of one form."""


def candidates(bands: Mapping[int, list[int]], keys: Keys) -> list[int]:
    """Numbers of the texts to compare with, ``bands`` being what is in each band."""
    shared: Counter[int] = Counter()
    for key in keys:
        shared.update(bands[key])
    likely = [(-count, number) for number, count in shared.items() if count >= SHARED]
    return [number for _, number in sorted(likely)[:MOST]]


def enter(bands: Mapping[int, list[int]], keys: Keys, number: int) -> Iterable[tuple[int, int]]:
    """Put a text into its bands, save those that are full; the rows for the database."""
    for key in keys:
        if len(bands[key]) < LONGEST_BAND:
            bands[key].append(number)
            yield key, number
