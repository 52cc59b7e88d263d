"""Numbering runs: 一、二、三、 with （一）（二） inside, 第一，第二，, 1. 2. 3. – and only where they count on.

A marker opens a section when the next number of its kind follows and both stand where a sentence can
begin. Only the first of a run may be glued to a heading without punctuation, as flattened pages have it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
NUMERAL = "[一二三四五六七八九十百]{1,4}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
# From the outermost kind to the innermost, as Chinese official writing nests them (GB/T 9704-2012, 7.3.3).
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第({NUMERAL}|\d{{1,2}})(?:章|部分|篇|编)[\s、:：]?")),
    ("han", re.compile(rf"(?<![第十百千万亿])({NUMERAL})、")),
    ("han-paren", re.compile(rf"[（(]({NUMERAL})[）)]、?")),
    ("ordinal", re.compile(rf"第({NUMERAL})\s*[,，、:：。.]")),
    ("arabic", re.compile(r"(?<![\d.．/年月第])(\d{1,2})(?:[、．]|\.(?!\d))")),
    ("arabic-paren", re.compile(r"[（(](\d{1,2})[）)]|(?<![\d.．/年月第（(])(\d{1,2})[）)]")),
    ("circled", re.compile(f"([{CIRCLED}])")),
)
# Spoken order: breaks paragraphs of flattened text where its items are long, and is no outline.
SPOKEN: tuple[re.Pattern[str], ...] = (
    re.compile(r"(首先|其次|再次|最后)(?:是)?[,，、]"),
    re.compile(rf"({NUMERAL})(?:是|要|靠|在)(?!一)"),
    re.compile(
        rf"第({NUMERAL})(?:个(?!五年)|件|样|条|点|步|项|句|方面|类|种)(?:[^。！？\n，,]{{0,10}}[,，：:]|[^。！？\n，,]{{0,4}}是)"
    ),
    re.compile(rf"第({NUMERAL})条(?=[\s\u3400-\u9fff])"),
    re.compile(r"\b(First|Second|Third|Fourth|Fifth|Sixth|Finally)(?:ly| of all)?,\s"),
    re.compile(r"\b(Premièrement|Deuxièmement|Troisièmement|D['’]abord|Ensuite|Enfin),?\s"),
    re.compile(r"\b(?:En )?([Pp]rimer|[Ss]egundo|[Tt]ercer)o?(?: lugar)?,\s"),
)
SPOKEN_NUMBERS = {
    "首先": 1, "其次": 2, "再次": 3, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "premièrement": 1, "deuxièmement": 2, "troisièmement": 3, "d'abord": 1, "d’abord": 1, "ensuite": 2,
    "primer": 1, "segundo": 2, "tercer": 3,
}  # fmt: skip
WITHIN = frozenset(("han-paren", "ordinal", "arabic", "arabic-paren", "circled"))
LAST = frozenset(("最后", "finally", "enfin"))
# Shorter items of a spoken run stand in one paragraph: 一是…。二是…。三是…。
SHORTEST_ITEM = 45
# Each further run of a kind reads the rest of the text once more.
MOST_RUNS = 12
SENTENCE_START = re.compile(r"(?:^|[\n。！？!?：:…][”」』）)\"’]*\s*|[”」』)）]\s*|[.]\s+)$")
ENDED = re.compile(r"[。！？!?]")


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

    >>> numeral("二十三"), numeral("12"), numeral("十"), numeral("③")
    (23, 12, 10, 3)
    """
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text in CIRCLED:
        return CIRCLED.index(text) + 1
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
    """All section marks of a text in order, each with its level.

    >>> [(mark.kind, mark.level) for mark in outline("一、甲\\n（一）子。\\n（二）丑。\\n二、乙")]
    [('han', 1), ('han-paren', 2), ('han-paren', 2), ('han', 1)]
    """
    return sorted(_within(text, 0, len(text), 0, 1), key=lambda mark: mark.start)


def spoken_order(text: str, marks: list[Mark], begins: Container[int] = ()) -> list[int]:
    """Offsets of the items of 首先，其次，…, 一是, 二是 … and the like, where the run counts on and its items are long.

    ``begins`` are offsets at which a body begins right behind its heading, as good as a sentence's start.
    ``marks`` is the text's outline: inside an item of 第一，, （一） or 1. they stay in its paragraph.
    """
    found: list[int] = []
    places = [mark.start for mark in marks]

    def nested(at: int) -> bool:
        i = bisect_right(places, at)
        return i > 0 and marks[i - 1].kind in WITHIN and text[at - 1] not in ":："

    for pattern in SPOKEN:
        run: list[int] = []
        for match in pattern.finditer(text):
            word = match[1].lower()
            number = SPOKEN_NUMBERS.get(word, numeral(word))
            at = match.start()
            if not (at in begins or _starts_sentence(text, at)) or nested(at):
                continue
            if number == len(run) + 1 or (word in LAST and len(run) >= 2):
                run.append(match.start())
            elif number == 1:
                found += _long_items(run)
                run = [match.start()]
        found += _long_items(run)
    return sorted(found)


def _long_items(run: list[int]) -> list[int]:
    return run if len(run) >= 2 and (run[-1] - run[0]) / (len(run) - 1) >= SHORTEST_ITEM else []


def _starts_sentence(text: str, at: int) -> bool:
    return bool(SENTENCE_START.search(text[max(0, at - 6) : at]))


def _within(text: str, start: int, end: int, kind: int, level: int) -> list[Mark]:
    for k in range(kind, len(KINDS)):
        chain = _chains(text, start, end, KINDS[k], level)
        if chain:
            found = list(chain)
            edges = [*(mark.start for mark in chain), end]
            found += _within(text, start, edges[0], k + 1, level) if k + 1 < len(KINDS) else []
            for mark, stop in zip(chain, edges[1:], strict=True):
                found += _within(text, mark.end, stop, k + 1, level + 1)
            return found
    return []


def _chains(text: str, start: int, end: int, kind: tuple[str, re.Pattern[str]], level: int) -> list[Mark]:
    """The runs of one kind, one after another: a run may begin again at 1 behind the last number of the one before."""
    found: list[Mark] = []
    for _ in range(MOST_RUNS):
        chain = _chain(text, start, end, kind, level)
        if not chain:
            break
        found += [] if _is_remark(text, start, chain) else chain
        start = chain[-1].end
    return found


def _is_remark(text: str, start: int, chain: list[Mark]) -> bool:
    """Whether 第一，第二， counts off short sentences in the middle of a paragraph, instead of opening paragraphs."""
    if chain[0].kind != "ordinal" or any(text[mark.start - 1 : mark.start] == "\n" for mark in chain):
        return False
    long = max(b.start - a.end for a, b in pairwise(chain)) >= SHORTEST_ITEM
    # What stands right below a heading is no middle of a paragraph.
    return not long and bool(ENDED.search(text, start, chain[0].start))


def _chain(text: str, start: int, end: int, kind: tuple[str, re.Pattern[str]], level: int) -> list[Mark]:
    name, pattern = kind
    chain: list[Mark] = []
    glued: Mark | None = None
    for match in pattern.finditer(text, start, end):
        number = numeral(match[match.lastindex or 1])
        # Only the next number, or the first two of a run, can be part of it.
        if number is None or (number != len(chain) + 1 and (chain or number > 2)):
            continue
        mark = Mark(number, match.start(), match.end(), level, name)
        starts_sentence = _starts_sentence(text, match.start())
        if starts_sentence and number == len(chain) + 1:
            chain.append(mark)
        elif not chain and number == 1:
            glued = glued or mark
        elif not chain and glued and number == 2 and starts_sentence:
            chain = [glued, mark]
    return chain if len(chain) >= 2 else []
