"""Numbering runs: 一、二、三、 with （一）（二） inside, 第一，第二，, 1. 2. 3. – and only where they count on.

A marker opens a section when the next number of its kind follows and both stand where a sentence can
begin. Only the first of a run may be glued to a heading without punctuation, as flattened pages have it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
HAN_DIGIT = "[一二三四五六七八九十百]"
NUMERAL = f"{HAN_DIGIT}{{1,4}}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
# From the outermost kind to the innermost, as Chinese official writing nests them (GB/T 9704-2012, 7.3.3).
# Each with the ways to write its second number: a text without one of them has no run of the kind.
KINDS: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    (
        "chapter",
        re.compile(rf"第({NUMERAL}|\d{{1,2}})(?:章|部分|篇|编)[\s、:：]?"),
        ("第二", "第2", "第02", "第２"),
    ),
    # What must not stand before a number is asked behind its first digit: most characters are none.
    ("han", re.compile(rf"({HAN_DIGIT}(?<![第十百千万亿].){HAN_DIGIT}{{0,3}})、"), ("二、",)),
    ("han-paren", re.compile(rf"[（(]({NUMERAL})[）)]、?"), ("（二", "(二")),
    ("ordinal", re.compile(rf"第({NUMERAL})\s*[,，、:：。.]"), ("第二",)),
    (
        "arabic",
        re.compile(r"(\d(?<![\d.．/年月第].)\d?)(?:[、．]|\.(?!\d))"),
        ("2、", "2．", "2.", "２、", "２．", "２."),
    ),
    (
        "arabic-paren",
        re.compile(r"(?=[（(\d])(?:[（(](\d{1,2})[）)]|(\d(?<![\d.．/年月第（(].)\d?)[）)])"),
        ("2）", "2)", "２）", "２)"),
    ),
    ("circled", re.compile(f"([{CIRCLED}])"), ("②",)),
)
# Spoken order: breaks paragraphs of flattened text where its items are long, and is no outline.
# Articles of a regulation are paragraphs, however short.
ARTICLES, FEWEST_ARTICLES = re.compile(rf"第({NUMERAL})条(?=[\s\u3400-\u9fff])"), 3
SPOKEN: tuple[re.Pattern[str], ...] = (
    re.compile(r"(首先|其次|再次|最后)(?:是)?[,，、]"),
    re.compile(rf"({NUMERAL})(?:是|要|靠|在)(?!一)"),
    re.compile(
        rf"第({NUMERAL})(?:个(?!五年)|件|样|条|点|步|项|句|方面|类|种)(?:[^。！？\n，,]{{0,10}}[,，：:]|[^。！？\n，,]{{0,4}}是)"
    ),
    ARTICLES,
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
# A text that begins to count again more often is a list of lists, and no outline.
MOST_RUNS = 12
SENTENCE_START = re.compile(r"(?:^|[\n。！？!?：:…][”」』）)\"’]*\s*|[”」』)）]\s*|[.]\s+)$")
ENDED = re.compile(r"[。！？!?]")
# The last of four answers to choose from has no full stop: …D．海波5．水沸腾时….
OPTIONS, LONGEST_OPTION = re.compile(r"[DＤ][．.、][^。！？\n]+\Z"), 40
LONGEST_HEADING = 30
HEADS_QUESTIONS = frozenset(("han", "arabic"))
BEHIND_LATIN, LATIN_ITEM = re.compile(r"[A-Za-zÀ-ÿ,;)] "), re.compile(r"\s+[A-ZÀ-Ý¿¡]")


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
    kinds = [
        _Markers(text, kind, pattern)
        for kind, pattern, second in KINDS
        if any(number in text for number in second)
    ]
    kinds = [markers for markers in kinds if markers.opening[2]]
    return sorted(_within(text, kinds, 0, len(text), 1), key=lambda mark: mark.start)


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
        found += run if pattern is ARTICLES and len(run) >= FEWEST_ARTICLES else _long_items(run)
    return sorted(found)


def _long_items(run: list[int]) -> list[int]:
    return run if len(run) >= 2 and (run[-1] - run[0]) / (len(run) - 1) >= SHORTEST_ITEM else []


def _starts_sentence(text: str, at: int) -> bool:
    return bool(SENTENCE_START.search(text[max(0, at - 6) : at]))


class _Markers:
    """All markers of one kind in a text, read once: offsets by number, apart by whether a sentence can begin there."""

    def __init__(self, text: str, kind: str, pattern: re.Pattern[str]) -> None:
        self.kind = kind
        self.ends: dict[int, int] = {}
        self.opening: dict[int, list[int]] = defaultdict(list)
        self.loose: dict[int, list[int]] = defaultdict(list)
        found: dict[int, list[int]] = defaultdict(list)
        for match in pattern.finditer(text):
            number = numeral(match[match.lastindex or 1])
            if number is not None:
                found[number].append(match.start())
                self.ends[match.start()] = match.end()
        # Without a second number there is no run.
        for number, places in found.items() if 1 in found and 2 in found else ():
            for at in places:
                if (
                    _starts_sentence(text, at)
                    or (kind == "arabic" and _is_latin_item(text, at, self.ends[at]))
                    or (kind in HEADS_QUESTIONS and OPTIONS.search(text, max(0, at - LONGEST_OPTION), at))
                ):
                    self.opening[number].append(at)
                else:
                    self.loose[number].append(at)

    def going_on(self, last: int, start: int, end: int, level: int) -> list[Mark]:
        """The rest of a run whose ``last`` number stands in the section before: 4, 5 …"""
        first = _next(self.opening[last + 1], start, end)
        # The first may be glued to the heading of its part.
        glued = _next(self.loose[last + 1], start, min(end, start + LONGEST_HEADING))
        at = glued if glued is not None and (first is None or glued < first) else first
        chain: list[int] = []
        while at is not None:
            chain.append(at)
            at = _next(self.opening[last + len(chain) + 1], at + 1, end)
        return [Mark(last + n, at, self.ends[at], level, self.kind) for n, at in enumerate(chain, 1)]

    def chain(self, start: int, end: int, level: int) -> list[Mark]:
        """The first run between two offsets: 1, 2, 3 …; empty if nothing counts on."""
        first, glued = _next(self.opening[1], start, end), _next(self.loose[1], start, end)
        second = _next(self.opening[2], glued, end) if glued is not None else None
        chain: list[int] = []
        if glued is not None and second is not None and (first is None or second < first):
            chain = [glued, second]
        elif first is not None:
            chain = [first]
        while chain:
            following = _next(self.opening[len(chain) + 1], chain[-1] + 1, end)
            if following is None:
                break
            chain.append(following)
        if len(chain) < 2:
            return []
        return [Mark(number, at, self.ends[at], level, self.kind) for number, at in enumerate(chain, 1)]


def _next(places: list[int], start: int, end: int) -> int | None:
    i = bisect_left(places, start)
    return places[i] if i < len(places) and places[i] < end else None


def _is_latin_item(text: str, start: int, end: int) -> bool:
    """Whether 「2. Flour」 may be an item behind words without a full stop, as lists in Latin letters have them."""
    return bool(BEHIND_LATIN.match(text, max(0, start - 2)) and LATIN_ITEM.match(text, end))


def _within(text: str, kinds: list[_Markers], start: int, end: int, level: int) -> list[Mark]:
    for k, markers in enumerate(kinds):
        chain = _chains(text, start, end, markers, level)
        if chain:
            found = list(chain)
            edges = [*(mark.start for mark in chain), end]
            inner = kinds[k + 1 :]
            found += _within(text, inner, start, edges[0], level)
            within: list[Mark] = []
            for mark, stop in zip(chain, edges[1:], strict=True):
                # The questions of a paper are counted on from part to part.
                last = next((m for m in reversed(within) if m.level == level + 1), None)
                own = next((each for each in inner if last and each.kind == last.kind == "arabic"), None)
                going = own.going_on(last.number, mark.end, stop, level + 1) if own and last else []
                within = going or _within(text, inner, mark.end, stop, level + 1)
                found += within
            return found
    return []


def _chains(text: str, start: int, end: int, markers: _Markers, level: int) -> list[Mark]:
    """The runs of one kind, one after another: a run may begin again at 1 behind the last number of the one before."""
    found: list[Mark] = []
    for _ in range(MOST_RUNS):
        chain = markers.chain(start, end, level)
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
