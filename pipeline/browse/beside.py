"""Two texts side by side: which paragraphs they share, and which characters differ in the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

MOST_CELLS = 4_000_000
"""Paragraphs longer than this (product of both lengths) are marked as a whole: comparing them takes seconds."""

MOST_PAIRS = 10_000
"""So many pairs of paragraphs are looked at to find which correspond; a longer stretch differs as a whole."""

LEAST_ALIKE = 0.3
"""Share of common characters from which two paragraphs are taken for one that was changed."""


class Part(NamedTuple):
    """Some characters of a paragraph, and whether the other text has them not."""

    text: str
    differs: bool


class Row(NamedTuple):
    """A paragraph of each text, or of one; None where the other has nothing in its place."""

    left: tuple[Part, ...] | None
    right: tuple[Part, ...] | None

    @property
    def same(self) -> bool:
        """Whether both sides read alike."""
        return self.left == self.right


def beside(before: str, after: str) -> list[Row]:
    """The paragraphs of both texts in order, those that correspond in one row.

    >>> [row.same for row in beside("甲乙丙\\n丁", "甲乙戊\\n丁")]
    [False, True]
    """
    left, right = before.split("\n"), after.split("\n")
    rows: list[Row] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            rows += (Row((Part(line, False),), (Part(line, False),)) for line in left[a:b])
        else:
            rows += _changed(left[a:b], right[c:d])
    return rows


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """Pair the paragraphs of a changed stretch in order, as long as they are alike."""
    if len(left) != len(right):
        left_at = right_at = 0
        for i, j in _pairs(left, right):
            yield from (Row(_whole(line), None) for line in left[left_at:i])
            yield from (Row(None, _whole(line)) for line in right[right_at:j])
            yield _compared(left[i], right[j])
            left_at, right_at = i + 1, j + 1
        yield from (Row(_whole(line), None) for line in left[left_at:])
        yield from (Row(None, _whole(line)) for line in right[right_at:])
        return
    for one, other in zip_longest(left, right, fillvalue=""):
        yield _compared(one, other)


def _pairs(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Which paragraphs correspond: for each of the left, the first alike one of the right that is still free."""
    if len(left) * len(right) > MOST_PAIRS:
        return
    free = 0
    for i, line in enumerate(left):
        for j in range(free, len(right)):
            if _alike(line, right[j]):
                yield i, j
                free = j + 1
                break


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < LEAST_ALIKE or matcher.quick_ratio() < LEAST_ALIKE:
        return False
    return len(one) * len(other) > MOST_CELLS or matcher.ratio() >= LEAST_ALIKE


def _compared(one: str, other: str) -> Row:
    if len(one) * len(other) > MOST_CELLS:
        return Row(_whole(one), _whole(other))
    left: list[Part] = []
    right: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left += [Part(one[a:b], kind != "equal")] if a < b else []
        right += [Part(other[c:d], kind != "equal")] if c < d else []
    return Row(tuple(left), tuple(right))


def _whole(line: str) -> tuple[Part, ...]:
    return (Part(line, True),)
