"""Two texts side by side: sentences that they share, and the characters that differ in the others.

Sentences, not paragraphs: sites divide one speech in different ways, and a paragraph that was merely divided
has not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_CELLS = 4_000_000
"""Stretches longer than this (product of both lengths) are marked as a whole: comparing them takes seconds."""

LEAST_ALIKE = 0.4
"""Share of common characters from which two stretches are taken for one that was changed."""

_SENTENCE = re.compile("[^。!?!?;;\n]*[。!?!?;;]*[”」』’]?\n*")
"""With the line breaks that follow it."""


class Part(NamedTuple):
    """Some characters of a text, and whether the other text has them not."""

    text: str
    differs: bool


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


def _parts(before: str, after: str) -> Iterator[tuple[list[Part], list[Part]]]:
    """Both texts, sentence by sentence where they are the same, else stretch by stretch."""
    left, right = _SENTENCE.findall(before)[:-1], _SENTENCE.findall(after)[:-1]
    bare, other_bare = ([sentence.strip() for sentence in side] for side in (left, right))
    matcher = SequenceMatcher(None, bare, other_bare, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for one, other in zip(left[a:b], right[c:d], strict=True):
                yield [Part(one, False)], [Part(other, False)]
        else:
            yield _compared("".join(left[a:b]), "".join(right[c:d]))


def _compared(one: str, other: str) -> tuple[list[Part], list[Part]]:
    # What a preview cuts off begins in the middle of a sentence.
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    left, right = _marked(one[start : len(one) - end], other[start : len(other) - end])
    begun, ended = _divided(one[:start], differs=False), _divided(one[len(one) - end :], differs=False)
    return begun + left + ended, begun + right + ended


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _marked(one: str, other: str) -> tuple[list[Part], list[Part]]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if len(one) * len(other) > MOST_CELLS or matcher.ratio() < LEAST_ALIKE:
        return _whole(one), _whole(other)
    left: list[Part] = []
    right: list[Part] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        left += _divided(one[a:b], differs=kind != "equal")
        right += _divided(other[c:d], differs=kind != "equal")
    return left, right


def _divided(text: str, *, differs: bool) -> list[Part]:
    # A paragraph that was divided has not changed.
    return [Part(text, differs and not text.isspace())] if text else []


def _whole(text: str) -> list[Part]:
    return [Part(text, True)] if text else []


def _ends(parts: Sequence[Part]) -> bool:
    return not parts or parts[-1].text.endswith("\n")


def _row(left: Sequence[Part], right: Sequence[Part]) -> Row:
    return Row(tuple(_trimmed(left)), tuple(_trimmed(right)))


def _trimmed(parts: Sequence[Part]) -> Iterator[Part]:
    """Without the line breaks at its end; equal neighbours joined."""
    joined: list[Part] = []
    for part in parts:
        if joined and joined[-1].differs == part.differs:
            joined[-1] = Part(joined[-1].text + part.text, part.differs)
        else:
            joined.append(part)
    if joined:
        joined[-1] = Part(joined[-1].text.rstrip("\n"), joined[-1].differs)
    yield from (part for part in joined if part.text)
