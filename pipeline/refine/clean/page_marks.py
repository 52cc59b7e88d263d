"""Page marks inside lines: a counter in mid-sentence, a slide's number printed twice.

Removes 「第四页，共五页」 from 「零下三十度第四页，共五页，叉车停在地里」 where the page counts on to the same total more than once,
one 「1.」 of 「1. 1. 面粉」, and lines 「第1张」 「第2张」 「第3张」 that number slides on a page that speaks of some. Keeps 「请翻到第三页，共五页的那份材料」, which nothing on the page counts on from, 「1. 1号窑」 and
a section 「2.2. 面粉」.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from pipeline.refine.clean.context import Context
from pipeline.refine.clean.counters import UNIT
from pipeline.refine.ledger import Ledger, Line, Span
from pipeline.refine.markup import HEADINGS
from pipeline.refine.numbering import numeral
from pipeline.refine.paged import shows_slides

DIGITS = r"[\d〇零一二三四五六七八九十百]{1,6}"
COUNTERS = (
    re.compile(
        rf"[-—–_（(【\[]{{0,2}}\s?第\s?(?P<page>{DIGITS})\s?{UNIT}\s?[/／,，、|]?\s?共\s?(?P<total>{DIGITS})\s?{UNIT}\s?[-—–_）)】\]]{{0,2}}"
    ),
    re.compile(r"\b[Pp](?:age|AGE) (?P<page>\d{1,4}) (?:of|OF|/) (?P<total>\d{1,4})\b"),
)
# Soon looked for, unlike the counters themselves.
NAMED = (re.compile(rf"第\s?{DIGITS}\s?{UNIT}"), re.compile(r"age \d|AGE \d"))
TWICE = re.compile(r"^\s*(\d{1,3})\s?[.．、)]\s+(?=\1\s?[.．、)]\s*[^\W\d])")
# What is numbered or called begins anew.
BEGINS = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,2}[.．、]|第[一二三四五六七八九十]，|(?:同志|各位|同学)[^。]{0,8}[：:，])"
)
FEWEST = 2
# A slide's mark in a line of its own, one after the other from so many on.
SLIDE = re.compile(rf"\W?\s?第\s?(?P<number>{DIGITS})\s?{UNIT}\s?\W?")
FEWEST_SLIDES = 3


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut counters that count on to one total, and doubled numbers."""
    pages: dict[str, set[str]] = defaultdict(set)
    used = [counter for counter, named in zip(COUNTERS, NAMED, strict=True) if named.search(ledger.source)]
    for counter in used:
        for found in counter.finditer(ledger.source):
            pages[found["total"]].add(found["page"])
    totals = {total for total, counted in pages.items() if len(counted) >= FEWEST}

    def counters(line: Line) -> list[Span]:
        found = (m for counter in used for m in counter.finditer(line.text))
        return [
            Span(*m.span(), "counter")
            for m in found
            if m["total"] in totals or _parts_sentences(line.text, m)
        ]

    return _without_slides((ledger.cut(counters) if pages else ledger).cut(_doubled), context)


def _without_slides(ledger: Ledger, context: Context) -> Ledger:
    """Drop lines that count slides on a page that shows some, each one on from the last, in elements of their own kind that are no headings."""
    marks = {line: numeral(m["number"]) for line in ledger.lines if (m := SLIDE.fullmatch(line.text.strip()))}
    if len(marks) < FEWEST_SLIDES or not context.blocks:
        return ledger
    if any(context.blocks[line.block].tag in HEADINGS for line in marks):
        return ledger
    if not shows_slides(context.blocks):
        return ledger
    kinds = {context.blocks[line.block].places for line in marks}
    counts_on = all(before is not None and after == before + 1 for before, after in pairwise(marks.values()))
    shared = any(context.blocks[line.block].places in kinds for line in ledger.lines if line not in marks)
    return (
        ledger.drop(lambda line: "counter" if line in marks else None) if counts_on and not shared else ledger
    )


def _parts_sentences(text: str, found: re.Match[str]) -> bool:
    """Whether a Chinese counter stands behind the end of one sentence and before the beginning of another."""
    before, behind = text[: found.start()].rstrip(), text[found.end() :]
    return (
        before.endswith(("。", "！", "？")) and found[0].startswith("第") and BEGINS.match(behind) is not None
    )


def _doubled(line: Line) -> list[Span]:
    twice = TWICE.match(line.text)
    return [Span(*twice.span(), "doubled-number")] if twice else []
