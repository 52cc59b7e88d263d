"""Text scores: runs of four units counted as multisets, and where paragraphs end.

A score is three fractions of one page, common, surplus and missing, that add up to 1, so that every page weighs
the same whatever its length; precision, recall and F1 come from their sums over the pages. The unit is a
token for pages with gold text, where a Han, kana or hangul character is a token of its own (the measure of
the peers' comparison), and a single character for fixtures, whose text has to be right to the character.
"""

from __future__ import annotations

import collections
import random
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

RUN = 4
ROUNDS, SEED = 400, 7

SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
TOKEN = re.compile(f"[{SINGLE}]|[^\\W{SINGLE}]+")


class Fractions(NamedTuple):
    """One page: which part of all runs is common, only in what we got, only in what was expected."""

    common: float
    surplus: float
    missing: float


class Score(NamedTuple):
    """Of several pages, each figure 0 to 1."""

    precision: float
    recall: float
    f1: float


RIGHT = Fractions(1.0, 0.0, 0.0)


def unspaced(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def tokens(text: str) -> list[str]:
    """Words of letters or digits, folded to lower case; each Han, kana or hangul character by itself."""
    return TOKEN.findall(text.lower())


def fractions(expected: Sequence[str], got: Sequence[str]) -> Fractions:
    """Compare two sequences of units (the characters of a string, or a list of tokens) by their runs of four.

    A shorter sequence is one run. Two empty ones agree.
    """
    wanted, found = _runs(expected), _runs(got)
    common = (wanted & found).total()
    return _shares(common, found.total() - common, wanted.total() - common)


def boundary_fractions(expected: str, got: str) -> Fractions:
    """Compare where paragraphs (lines) end, as offsets in the text without white space.

    Where the texts differ, what we got is first aligned with what was expected (longest matching blocks), so
    that a lost or surplus stretch does not shift the ends behind it; an end inside a surplus stretch is surplus.
    """
    wanted, found = boundaries(expected), boundaries(got)
    places = _carried(found, unspaced(expected), unspaced(got))
    landed = {place for place in places if place is not None}
    return _shares(len(wanted & landed), len(landed - wanted) + places.count(None), len(wanted - landed))


def boundaries(text: str) -> set[int]:
    """Offsets, white space not counted, at which one paragraph ends and another begins."""
    lengths = [len(unspaced(line)) for line in text.split("\n")]
    return set(list(accumulate(length for length in lengths if length))[:-1])


def total(scores: Sequence[Fractions]) -> Score:
    """Precision, recall and F1 of pages; all 0 when nothing is in common."""
    common, surplus, missing = (sum(score[i] for score in scores) for i in range(3))
    if not common:
        return Score(0.0, 0.0, 0.0)
    return Score(
        common / (common + surplus),
        common / (common + missing),
        2 * common / (2 * common + surplus + missing),
    )


def interval(scores: Sequence[Fractions]) -> tuple[float, float]:
    """95 % bootstrap interval of the F1 over pages: 400 rounds from a fixed seed, the same for the same scores."""
    rng = random.Random(SEED)  # noqa: S311 (drawing pages, no secrets)
    values = sorted(total(rng.choices(scores, k=len(scores))).f1 for _ in range(ROUNDS))
    return values[int(ROUNDS * 0.025)], values[int(ROUNDS * 0.975) - 1]


def _runs(units: Sequence[str]) -> collections.Counter[tuple[str, ...]]:
    last = max(1, len(units) - RUN + 1)
    return collections.Counter(tuple(units[i : i + RUN]) for i in range(last if units else 0))


def _shares(common: int, surplus: int, missing: int) -> Fractions:
    whole = common + surplus + missing
    return Fractions(common / whole, surplus / whole, missing / whole) if whole else RIGHT


def _carried(offsets: set[int], expected: str, got: str) -> list[int | None]:
    """The offset in ``expected`` that each offset in ``got`` falls on, None inside a surplus stretch."""
    if expected == got:
        return list(offsets)
    blocks = SequenceMatcher(None, expected, got, autojunk=False).get_matching_blocks()
    return [
        next((b.a + offset - b.b for b in blocks if b.size and b.b <= offset <= b.b + b.size), None)
        for offset in offsets
    ]
