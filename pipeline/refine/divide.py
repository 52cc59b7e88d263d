"""Several documents on one page: model texts headed 篇一, 篇二, and collections that open each with its title twice.

A page is divided only where the marks count on (1, 2, 3 …) or come twice over, and only if every part is a
text of its own; otherwise it is one document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import fold
from pipeline.refine.describe.title import own_title
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger, Line, Span
from pipeline.refine.markup import HEADINGS
from pipeline.refine.numbering import numeral

NUMBER = r"(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})"
PART_MARK = re.compile(
    rf"(?:第\s*)?{NUMBER}\s*篇(?!章)|(?:篇|范文|例文|范例)\s*{NUMBER.replace('number', 'after')}"
)
PART_WORD = re.compile("[篇范例]")
# What may stand before the mark (other words end in a blank, a colon or a dash), and behind it.
BEFORE_MARK, LONGEST_BEFORE = re.compile(r"[【\[（(<《#\s]*"), 41
ENDS_BEFORE = re.compile(r"[\s:：—-]")
BEHIND_MARK = re.compile(r"[】\]）)>》]*\s*[:：、.．]?")
# 消防演讲稿1, 收费站演讲稿篇二: the kind of text and a number behind it, the same words each time. A report may
# have 方案一 and 计划二 as sections, so only what is spoken or handed in one by one counts.
KIND = r"(?:演讲|发言|讲话|讲|主持|广播)稿|主持[词辞]|[读观]后感|作文|检讨书"
KIND_AND_NUMBER = re.compile(
    rf"(?P<name>(?:.{{1,40}}?)??(?:{KIND})|.{{2,40}}?(?:演讲|致[辞词]|述职报告|总结|心得体会|祝酒词))"
    rf"\s*(?:篇\s*{NUMBER.replace('number', 'after')}|[（(]?{NUMBER}[）)]?)\s*[:：]?"
)
# 就职讲话两则, 作文（三篇）
ANNOUNCED = re.compile(r"(?<!第)(?P<count>[两二三四五六七八九十]{1,2}|\d{1,2})\s*[则篇份首](?![章目幅])")
COUNTED = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[、.．]\s*")
COUNTS, SENTENCE_END, FEW_ABOVE = {"两": 2}, re.compile(r"[。！？!?；;：:，,]\s*$"), 3
# A shorter part is a heading or an aside; the shortest model texts have about 100 characters.
SHORTEST_PART = 60
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a page: its share of the ledger and, if it has one of its own, its title."""

    ledger: Ledger
    title: str | None = None


def divide(
    ledger: Ledger, title: str | None = None, blocks: Sequence[Block] = (), *, doubled: bool = False
) -> list[Part]:
    """The documents of a page's main text, in page order; a single part with the whole ledger for most.

    ``title`` is the page's, ``blocks`` are its lines. ``doubled``: the family prints titles twice, so that even one such title
    opens a document.
    """
    return (
        _by_numbered_headings(ledger)
        or _by_announced_number(ledger, title, blocks)
        or _by_kind_and_number(ledger)
        or _by_doubled_titles(ledger, 1 if doubled else 2)
        or [Part(ledger)]
    )


def _by_numbered_headings(ledger: Ledger) -> list[Part]:
    heads: list[tuple[Line, str | None]] = []
    unmarked = False
    for line in ledger.lines:
        number, name = _part_heading(line.text)
        if number == 2 and not heads and not name and line is not ledger.lines[0]:
            # The first mark was taken for a heading of the page's; what follows it is here.
            heads.append((ledger.lines[0], None))
            unmarked = True
        if number == len(heads) + 1:
            heads.append((line, own_title(name) if len(name) >= 4 else None))
    return _headed(ledger, heads, unmarked=unmarked)


def announced(title: str | None) -> int | None:
    """How many documents a title says that its page has.

    >>> announced("就职讲话两则"), announced("第三则新闻"), announced("讲话")
    (2, None, None)
    """
    found = ANNOUNCED.search(simplified(title or ""))
    number = COUNTS.get(found["count"]) or numeral(found["count"]) if found else None
    return number if number and number > 1 else None


def _by_announced_number(ledger: Ledger, title: str | None, blocks: Sequence[Block]) -> list[Part]:
    """两则, 三篇 in the page's title, and just so many headings of one kind."""
    number = announced(title)
    if not number or not blocks:
        return []
    kinds: defaultdict[tuple[tuple[int, ...], str], list[Line]] = defaultdict(list)
    for line in ledger.lines:
        block = blocks[line.block]
        if block.places and len(line.text) <= LONGEST_TITLE and not SENTENCE_END.search(line.text):
            # Headings may have an id each, and stand in an element of their document each.
            is_heading = block.tag in HEADINGS
            kinds[
                () if is_heading else block.path[:-1], block.tag if is_heading else block.places[-1]
            ].append(line)
    for heads in kinds.values():
        # Nothing of the text stands above the first heading but a title or an introduction.
        if len(heads) == number and sum(line.start < heads[0].start for line in ledger.lines) <= FEW_ABOVE:
            return _headed(ledger, [(line, own_title(COUNTED.sub("", line.text))) for line in heads])
    return []


def _by_kind_and_number(ledger: Ledger) -> list[Part]:
    heads: list[tuple[Line, str | None]] = []
    names: set[str] = set()
    for line in ledger.lines:
        mark = KIND_AND_NUMBER.fullmatch(line.text.strip()) if len(line.text) <= LONGEST_TITLE else None
        if (
            mark
            and numeral(mark["number"] or mark["after"]) == len(heads) + 1
            and (mark["name"] in names or not names)
        ):
            names.add(mark["name"])
            heads.append((line, None))
    return _headed(ledger, heads)


def _headed(ledger: Ledger, heads: list[tuple[Line, str | None]], *, unmarked: bool = False) -> list[Part]:
    """The parts below their headings; what stands above the first is an editor's. ``unmarked``: the first has no heading."""
    if len(heads) < 2:
        return []
    first = heads[0][0].start
    starts = {line.start for line, _ in heads[unmarked:]}

    def rule(line: Line) -> str | None:
        if line.start < first:
            return "editor-introduction"
        return "part-heading" if line.start in starts else None

    return _parts(ledger.drop(rule), heads)


def _part_heading(line: str) -> tuple[int | None, str]:
    """Number and title of a heading like 「述职报告范文 第二篇：车间」; the number is None where a line is none."""
    if len(line) > 2 * LONGEST_TITLE or not PART_WORD.search(line):
        return None, ""
    opened = len(BEFORE_MARK.match(line)[0])  # type: ignore[index]  # it matches the empty string
    for mark in PART_MARK.finditer(line):
        before, name = line[opened : mark.start()], line[mark.end() :]
        name = name[BEHIND_MARK.match(name).end() :].strip()  # type: ignore[union-attr]
        if len(name) <= LONGEST_TITLE and (
            not before or (len(before) <= LONGEST_BEFORE and ENDS_BEFORE.match(before, len(before) - 1))
        ):
            return numeral(mark["number"] or mark["after"]), name
    return None, ""


def _by_doubled_titles(ledger: Ledger, fewest: int) -> list[Part]:
    lines = ledger.lines
    heads: list[tuple[Line, str | None]] = []
    dropped: set[int] = set()
    for line, again in pairwise(lines):
        name = line.text.strip()
        if 4 <= len(name) <= LONGEST_TITLE and fold(name) == fold(again.text) and line.start not in dropped:
            heads.append((line, own_title(name)))
            dropped |= {line.start, again.start}
    if len(heads) < fewest:
        return []
    first = heads[0][0].start

    def rule(line: Line) -> str | None:
        if line.start < first:
            return "outside-main"
        return "title-repeat" if line.start in dropped else None

    ledger = ledger.drop(rule)
    return [_without_glued_title(part) for part in _parts(ledger, heads)]


def _parts(ledger: Ledger, heads: list[tuple[Line, str | None]]) -> list[Part]:
    starts = [line.start for line, _ in heads]
    sizes = [0] * len(starts)
    for line in ledger.lines:
        sizes[max(bisect_right(starts, line.start) - 1, 0)] += len(line.text)
    if min(sizes) < SHORTEST_PART:
        return []
    ledgers = ledger.divide(starts[1:])
    return [Part(part, title) for part, (_, title) in zip(ledgers, heads, strict=True)]


def _without_glued_title(part: Part) -> Part:
    """The title once more, glued to the first sentence."""
    first, title = part.ledger.lines[0], part.title
    if not title or not first.text.startswith(title):
        return part
    span = Span(0, len(title), "title-repeat")
    return Part(part.ledger.cut(lambda line: [span] if line is first else []), title)
