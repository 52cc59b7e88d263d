"""Two texts side by side: sentences that they share, and the characters that differ in the others.

Sentences, not paragraphs: sites divide one speech in different ways, and a paragraph that was merely divided
has not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

MOST_CELLS = 1_000_000_000
"""How much is compared in two texts: the sum, over what differs, of the product of both lengths. It bounds time and
memory (a bit for each) whatever the texts are; what goes beyond it is marked as a whole.
"""

LEAST_ALIKE = 0.5
"""Share of characters in common, in order, from which two stretches are taken for one that was changed."""

_SENTENCE = re.compile("[^。!?!?;;\n]*[。!?!?;;]*[”」』’]?\n*")
"""With the line breaks that follow it."""


class Part(NamedTuple):
    """Some characters of a text, and whether the other text has them not.

    ``compared`` is False where finding out was too much work; it is then taken to differ.
    """

    text: str
    differs: bool
    compared: bool = True


class Row(NamedTuple):
    """What corresponds in both texts, up to the next place where both begin a paragraph; maybe nothing on a side."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]

    @property
    def same(self) -> bool:
        """Whether both sides read alike, paragraphs apart."""
        return not any(part.differs for side in self for part in side)

    @property
    def paragraphs(self) -> tuple[int, int]:
        """How many paragraphs stand on the left and on the right."""
        left, right = ("".join(part.text for part in side).split("\n") for side in self)
        return sum(map(bool, map(str.strip, left))), sum(map(bool, map(str.strip, right)))


def beside(before: str, after: str) -> list[Row]:
    """Both texts in order, those of their paragraphs that correspond in one row.

    >>> [row.same for row in beside("甲乙丙\\n丁", "甲乙戊\\n丁")]
    [False, True]
    """
    rows: list[Row] = []
    left: list[Part] = []
    right: list[Part] = []
    for one, other in _parts(before, after):
        left += one
        right += other
        if _ends(left) and _ends(right):
            rows.append(_row(left, right))
            left, right = [], []
    if left or right:
        rows.append(_row(left, right))
    return rows


class _Budget:
    """What may still be compared."""

    def __init__(self) -> None:
        self._left = MOST_CELLS

    def affords(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Whether both can be compared; that much less is left then."""
        cells = len(one) * len(other)
        if cells > self._left:
            return False
        self._left -= cells
        return True


def _parts(before: str, after: str) -> Iterator[tuple[list[Part], list[Part]]]:
    """Both texts, sentence by sentence where they are the same, else stretch by stretch."""
    left, right = _SENTENCE.findall(before)[:-1], _SENTENCE.findall(after)[:-1]
    bare, other_bare = ([sentence.strip() for sentence in side] for side in (left, right))
    budget = _Budget()
    start, end = _edges(bare, other_bare)
    middle, other_middle = bare[start : len(bare) - end], other_bare[start : len(other_bare) - end]
    blocks = [(False, 0, len(middle), 0, len(other_middle))]
    if budget.affords(middle, other_middle):
        blocks = list(_blocks(middle, other_middle))
    yield from _same(left[:start], right[:start])
    for alike, a, b, c, d in blocks:
        one, other = left[start + a : start + b], right[start + c : start + d]
        if alike:
            yield from _same(one, other)
        else:
            yield _compared("".join(one), "".join(other), budget)
    yield from _same(left[len(left) - end :], right[len(right) - end :])


def _blocks(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Whether it is alike, and from where to where in both, block by block."""
    for alike, group in groupby(Indel.opcodes(one, other), lambda code: code.tag == "equal"):
        codes = list(group)
        yield alike, codes[0].src_start, codes[-1].src_end, codes[0].dest_start, codes[-1].dest_end


def _same(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[list[Part], list[Part]]]:
    for one, other in zip(left, right, strict=True):
        yield [Part(one, False)], [Part(other, False)]


def _compared(one: str, other: str, budget: _Budget) -> tuple[list[Part], list[Part]]:
    # What a preview cuts off begins in the middle of a sentence.
    start, end = _edges(one, other)
    left, right = _marked(one[start : len(one) - end], other[start : len(other) - end], budget)
    begun, ended = _divided(one[:start], differs=False), _divided(one[len(one) - end :], differs=False)
    return begun + left + ended, begun + right + ended


def _edges(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How much both begin with, and how much of the rest both end with."""
    start = _shared(one, other)
    return start, _shared(one[start:][::-1], other[start:][::-1])


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _marked(one: str, other: str, budget: _Budget) -> tuple[list[Part], list[Part]]:
    if not budget.affords(one, other):
        return _whole(one, compared=False), _whole(other, compared=False)
    if Indel.normalized_similarity(one, other) < LEAST_ALIKE:
        return _whole(one), _whole(other)
    left: list[Part] = []
    right: list[Part] = []
    for alike, a, b, c, d in _blocks(one, other):
        left += _divided(one[a:b], differs=not alike)
        right += _divided(other[c:d], differs=not alike)
    return left, right


def _divided(text: str, *, differs: bool) -> list[Part]:
    # A paragraph that was divided has not changed.
    return [Part(text, differs and not text.isspace())] if text else []


def _whole(text: str, *, compared: bool = True) -> list[Part]:
    return [Part(text, True, compared)] if text else []


def _ends(parts: Sequence[Part]) -> bool:
    return not parts or parts[-1].text.endswith("\n")


def _row(left: Sequence[Part], right: Sequence[Part]) -> Row:
    return Row(tuple(_trimmed(left)), tuple(_trimmed(right)))


def _trimmed(parts: Sequence[Part]) -> Iterator[Part]:
    """Without the line breaks at its end; equal neighbours joined."""
    joined = [
        Part("".join(part.text for part in group), *kind)
        for kind, group in groupby(parts, lambda part: (part.differs, part.compared))
    ]
    if joined:
        joined[-1] = joined[-1]._replace(text=joined[-1].text.rstrip("\n"))
    yield from (part for part in joined if part.text)
