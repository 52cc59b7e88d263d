"""Numbering runs: 一、二、三、 with （一）（二） inside, 第一，第二，, 1. 2. 3. – and only where they count on.

A marker opens a section when the next number of its kind follows and both stand where a sentence can
begin. Only the first of a run may be glued to a heading without punctuation, as flattened pages have it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
NUMERAL = "[一二三四五六七八九十百]{1,4}"
# From the outermost kind to the innermost, as Chinese official writing nests them (GB/T 9704-2012, 7.3.3).
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第({NUMERAL}|\d{{1,2}})(?:章|部分|篇|编)[\s、:：]?")),
    ("han", re.compile(rf"(?<![第十百千万亿])({NUMERAL})、")),
    ("han-paren", re.compile(rf"[（(]({NUMERAL})[）)]、?")),
    ("ordinal", re.compile(rf"第({NUMERAL})\s*[,，、:：。.]")),
    ("arabic", re.compile(r"(?<![\d.．/年月第])(\d{1,2})(?:[、．]|\.(?!\d))")),
    ("arabic-paren", re.compile(r"[（(](\d{1,2})[）)]")),
)
# Spoken order: breaks paragraphs of flattened text, and is no outline.
SPOKEN = ("spoken", re.compile(r"(首先|其次|再次|最后)[,，、]"))
SPOKEN_NUMBERS = {"首先": 1, "其次": 2, "再次": 3}
SENTENCE_START = re.compile(r"(?:^|[\n。！？!?：:…][”」』)）\"'’]*\s*|[”」』)）]\s*)$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker that opens a section: its number, its offset in the text, the depth of its run from 1."""

    number: int
    start: int
    end: int
    level: int
    kind: str


def numeral(text: str) -> int | None:
    """Value of a small Chinese or Arabic numeral; None if it is none.

    >>> numeral("二十三"), numeral("12"), numeral("十")
    (23, 12, 10)
    """
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif c == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            return None
    return total + digit


def outline(text: str) -> list[Mark]:
    """All section marks of a text in order, each with its level."""
    return sorted(_within(text, 0, len(text), 0, 1), key=lambda mark: mark.start)


def spoken_order(text: str) -> list[int]:
    """Offsets of 首先，其次，(再次，)最后， where they follow one another."""
    return [mark.start for mark in _chain(text, 0, len(text), SPOKEN, 1)]


def _within(text: str, start: int, end: int, kind: int, level: int) -> list[Mark]:
    for k in range(kind, len(KINDS)):
        chain = _chain(text, start, end, KINDS[k], level)
        if chain:
            found = list(chain)
            edges = [*(mark.start for mark in chain), end]
            found += _within(text, start, edges[0], k + 1, level) if k + 1 < len(KINDS) else []
            for mark, stop in zip(chain, edges[1:], strict=True):
                found += _within(text, mark.end, stop, k + 1, level + 1)
            return found
    return []


def _chain(text: str, start: int, end: int, kind: tuple[str, re.Pattern[str]], level: int) -> list[Mark]:
    name, pattern = kind
    chain: list[Mark] = []
    glued: Mark | None = None
    for match in pattern.finditer(text, start, end):
        number = SPOKEN_NUMBERS.get(match[1], numeral(match[1]))
        if match[1] == "最后" and len(chain) >= 2:
            number = len(chain) + 1
        if number is None:
            continue
        mark = Mark(number, match.start(), match.end(), level, name)
        starts_sentence = bool(SENTENCE_START.search(text[max(0, match.start() - 6) : match.start()]))
        if starts_sentence and number == len(chain) + 1:
            chain.append(mark)
        elif not chain and number == 1:
            glued = glued or mark
        elif not chain and glued and number == 2 and starts_sentence:
            chain = [glued, mark]
    return chain if len(chain) >= 2 else []
