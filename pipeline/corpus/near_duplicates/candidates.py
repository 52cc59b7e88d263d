"""Texts that may be copies of a text: those that share some of its bands, and whose sketches agree enough.

What is asked of a pair does not depend on other texts, so that no order shows; save that a band of formulas, or of very
many copies, knows its first texts only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from pipeline.corpus.near_duplicates.bands import Keys, agreement
from pipeline.corpus.near_duplicates.known import LONGEST_BAND

SHARED: Final = 2
WEIGHED: Final = 100
"""How many are weighed by their sketches, those first that share most bands."""
AGREED: Final = 28
"""Of 256 values: .11. Copies agree in .17 or more, speeches of one occasion in .06 of the whole and .1 of the beginning."""
COMPARED: Final = 16
"""How many texts are read; a text has more only among many copies or many fillings of one form."""


def sharing(bands: Mapping[int, list[int]], keys: Keys) -> list[int]:
    """Numbers of the texts that share bands, ``bands`` being what is in each."""
    shared = Counter(chain.from_iterable(bands[key] for key in keys))
    likely = [number for number, count in shared.items() if count >= SHARED]
    if len(likely) > WEIGHED:
        likely = sorted(likely, key=lambda number: (-shared[number], number))[:WEIGHED]
    return likely


def agreeing(sketch: bytes, others: Iterable[int], sketches: Mapping[int, bytes]) -> list[int]:
    """Those of the others that are worth reading, the likeliest first."""
    numbers = [number for number in others if number in sketches]
    if not numbers:
        return []
    agreed = agreement(sketch, [sketches[number] for number in numbers])
    likely = [(-count, number) for number, count in zip(numbers, agreed, strict=True) if count >= AGREED]
    return [number for _, number in sorted(likely)[:COMPARED]]


def enter(bands: Mapping[int, list[int]], keys: Keys, number: int) -> Iterable[tuple[int, int]]:
    """Put a text into its bands, save those that are full; the rows for the database."""
    for key in keys:
        if len(bands[key]) < LONGEST_BAND:
            bands[key].append(number)
            yield key, number
