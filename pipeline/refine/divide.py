"""Several documents on one page: model texts headed 篇一, 篇二, and collections that open each with its title twice.

A page is divided only where the marks count on (1, 2, 3 …) or come twice over, and only if every part is a
text of its own; otherwise it is one document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import fold
from pipeline.refine.describe.own_title import own_title
from pipeline.refine.gathered import (
    COLLECTION,
    DRAWN,
    GREETING,
    LONGEST_TITLE,
    SECTION,
    SENTENCE_END,
    TALKS,
    Head,
    announced,
    announced_above,
    announced_kinds,
    are_greeted,
    are_titles,
    by_two_kinds,
    heads_of,
    is_heading,
    names_kind,
    of_one_kind,
)
from pipeline.refine.ledger import Ledger, Line, Span
from pipeline.refine.markup import HEADINGS
from pipeline.refine.numbering import numeral
from pipeline.refine.part_marks import kind_and_number, ordered, part_heading, title_in

FEW_ABOVE = 3
# 第一篇 of a plan holds chapters, and those of the second count on.
CHAPTER = re.compile(r"第([一二三四五六七八九十]{1,3}|\d{1,2})章")
DIVIDES = re.compile(r"分\s*[割隔界]\s*线")
FRAMED = re.compile(r"[-—–=＝~～*·•\s]{2,}第[一二三四五六七八九十\d]{1,3}篇[^。，]{0,10}[-—–=＝~～*·•\s]{2,}")
# A shorter part is a heading or an aside; the shortest model texts have about 100 characters.
SHORTEST_PART = 60


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
    heads = heads_of(ledger, blocks)
    return (
        _by_numbered_headings(ledger, heads, blocks)
        or _by_doubled_titles(ledger, blocks, 1 if doubled else 2)
        or _by_announced_number(ledger, title, heads, blocks)
        or _by_kind_and_number(ledger, title, heads)
        or _by_drawn_rules(ledger, title, heads)
        or _by_kinds(ledger, title, heads, blocks)
        or [Part(ledger)]
    )


def _by_numbered_headings(ledger: Ledger, candidates: list[Head], blocks: Sequence[Block]) -> list[Part]:
    """The parts below marks that count on; marks that were left out of the text count where they make more of them."""
    kept = {line.start for line in ledger.lines}
    own = [head for head in candidates if head.start in kept]
    found = _numbered(ledger, own, blocks)
    more = _numbered(ledger, candidates, blocks) if len(own) < len(candidates) else []
    return more if len(more) > len(found) else found


def _numbered(ledger: Ledger, candidates: list[Head], blocks: Sequence[Block]) -> list[Part]:
    heads: list[tuple[Head, str | None]] = []
    titles: set[int] = set()
    below = {above.block: head for above, head in pairwise(candidates) if head.block == above.block + 1}
    unmarked = False
    for head in candidates:
        number, name = part_heading(head.text)
        if number == 2 and not heads and not name and head.start > ledger.lines[0].start:
            # The first mark was taken for a heading of the page's; what follows it is here.
            heads.append((_first(ledger), None))
            unmarked = True
        if number == len(heads) + 1:
            # A number may stand above the title, which the markup then says to be one.
            title = below.get(head.block)
            told = title is not None and (names_kind(title.text) or "共" in head.text)
            if not name and title and told and blocks and blocks[title.block].tag in HEADINGS:
                titles.add(title.start)
                name = title.text
            heads.append((head, own_title(name) if len(name) >= 4 else None))
    if len(heads) > 1 and _chapters_count_on(ledger, heads[1][0].start):
        return []
    return _headed(
        ledger.drop(lambda line: "part-heading" if line.start in titles else None), heads, unmarked=unmarked
    )


def _chapters_count_on(ledger: Ledger, second: int) -> bool:
    """Whether the second part goes on with the chapters of the first."""
    for line in ledger.lines:
        chapter = CHAPTER.match(line.text.strip()) if line.start > second else None
        if chapter:
            return numeral(chapter[1]) != 1
    return False


def _by_announced_number(
    ledger: Ledger, title: str | None, heads: list[Head], blocks: Sequence[Block]
) -> list[Part]:
    """两则, 三篇 in the page's title or right above the text, and just so many headings of one kind."""
    if not blocks or not ledger.lines:
        return []
    number = announced(title)
    above = None if number else announced_above(blocks, ledger.lines[0].block) or announced_kinds(title)
    if not (number or above):
        return []
    own = [head for head in heads if head.start >= ledger.lines[0].start]
    # With what stands right above the text only where the text's own lines do not do.
    for lines in (*of_one_kind(own, blocks), *of_one_kind(heads, blocks)):
        named = [head for head in lines if names_kind(head.text)]
        found = next((each for each in (lines, named) if len(each) == (number or above)), None)
        # A title speaks of the text below it, a line beside it may speak of something else.
        if found and (number or are_titles(found, blocks)):
            parts = _below(ledger, found)
            if parts:
                return parts
    return _headed(ledger, ordered(heads, number)) if number else []


def _below(ledger: Ledger, heads: list[Head]) -> list[Part]:
    # Nothing of the text stands above the first heading but a title or an introduction.
    if sum(line.start < heads[0].start for line in ledger.lines) > FEW_ABOVE:
        return []
    return _headed(ledger, [(head, title_in(head.text)) for head in heads])


def _by_kind_and_number(ledger: Ledger, title: str | None, candidates: list[Head]) -> list[Part]:
    heads: list[tuple[Head, str | None]] = []
    names: set[str] = set()
    of_page = fold(title or "")
    of_page = of_page if len(of_page) >= 3 else ""
    for head in candidates:
        name, number = kind_and_number(head.text, of_page)
        if number == len(heads) + 1 and (name in names or not names):
            names.add(name)
            heads.append((head, None))
    return _headed(ledger, heads)


def _by_drawn_rules(ledger: Ledger, title: str | None, candidates: list[Head]) -> list[Part]:
    """Lines of dashes or stars with a title behind each: as many as announced, or lines that say that they divide."""
    rules = [head for head in candidates if DRAWN.fullmatch(head.text)]
    lines = [line for line in ledger.lines if not DRAWN.fullmatch(line.text[:LONGEST_TITLE])]
    if not rules or not lines:
        return []
    starts = [line.start for line in lines]
    behind = sorted({bisect_right(starts, rule.start) for rule in rules} - {0, len(lines)})
    firsts = [Head(lines[i].start, lines[i].text, lines[i].block) for i in (0, *behind)]
    named = all(names_kind(head.text) for head in firsts)
    says = all(DIVIDES.search(rule.text) for rule in rules)
    if not (announced(title) == len(firsts) or (named and (says or COLLECTION.search(title or "")))):
        return []
    gone = {rule.start for rule in rules}
    ledger = ledger.drop(lambda line: "part-heading" if line.start in gone else None)
    heads = [(head, title_in(head.text) if _is_titled(head.text) else None) for head in firsts]
    return _headed(ledger, heads, untitled={head.start for head, name in heads if name is None})


def _is_titled(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and not SENTENCE_END.search(text) and not SECTION.match(text)


def _by_kinds(
    ledger: Ledger, title: str | None, candidates: list[Head], blocks: Sequence[Block]
) -> list[Part]:
    """方案和总结 in the title and a heading for each; or a collection whose headings all name one kind of text."""
    pair = by_two_kinds(title, candidates)
    if pair:
        return _below(ledger, pair)
    if not blocks:
        return []
    collected = COLLECTION.search(title or "") is not None
    for heads in of_one_kind(candidates, blocks):
        if len(heads) < 2 or not names_kind(heads[0].text):
            continue
        kinds = {names_kind(head.text) for head in heads}
        if None in kinds:
            continue
        if (collected and (len(kinds) == 1 or kinds <= TALKS)) or (
            not names_kind(title or "") and are_greeted(ledger, heads)
        ):
            return _below(ledger, heads)
    return []


def _first(ledger: Ledger) -> Head:
    line = ledger.lines[0]
    return Head(line.start, line.text, line.block)


def _headed(
    ledger: Ledger,
    heads: list[tuple[Head, str | None]],
    *,
    unmarked: bool = False,
    untitled: Container[int] = (),
) -> list[Part]:
    """The parts below their headings; what stands above the first is an editor's.

    ``unmarked``: the first has no heading; ``untitled`` are the starts of others that have none.
    """
    if len(heads) < 2:
        return []
    first = heads[0][0].start
    starts = {head.start for head, _ in heads[unmarked:] if head.start not in untitled}

    def rule(line: Line) -> str | None:
        if line.start < first:
            return "editor-introduction"
        return "part-heading" if line.start in starts else None

    return _parts(ledger.drop(rule), heads)


def _by_doubled_titles(ledger: Ledger, blocks: Sequence[Block], fewest: int) -> list[Part]:
    lines = ledger.lines
    heads: list[tuple[Head, str | None]] = []
    dropped: set[int] = set()
    for line, again in pairwise(lines):
        name = line.text.strip()
        # A heading may be as short as it likes.
        shortest = 2 if blocks and is_heading(blocks[line.block]) else 4
        if (
            shortest <= len(name) <= LONGEST_TITLE
            and fold(name) == fold(again.text)
            and line.start not in dropped
        ):
            heads.append((Head(line.start, line.text, line.block), own_title(name)))
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


def _parts(ledger: Ledger, heads: list[tuple[Head, str | None]]) -> list[Part]:
    starts = [line.start for line, _ in heads]
    sizes = [0] * len(starts)
    for line in ledger.lines:
        sizes[max(bisect_right(starts, line.start) - 1, 0)] += len(line.text)
    if min(sizes) < SHORTEST_PART:
        return []
    ledgers = ledger.divide(starts[1:])
    parts = [Part(part, title) for part, (_, title) in zip(ledgers, heads, strict=True)]
    return [_without_mark(_without_glued_title(part, greeting=True)) for part in parts]


def _without_mark(part: Part) -> Part:
    """Without a last line that says that the next part begins: —— 第二篇从这里开始 ——."""
    last = part.ledger.lines[-1]
    if not FRAMED.fullmatch(last.text.strip()):
        return part
    return Part(part.ledger.drop(lambda line: "part-heading" if line is last else None), part.title)


def _without_glued_title(part: Part, *, greeting: bool = False) -> Part:
    """Without the title once more, glued to the first sentence; a sentence of the author's may begin with it, no ``greeting`` does."""
    first, title = part.ledger.lines[0], part.title
    if not title or not first.text.startswith(title):
        return part
    if greeting and not GREETING.match(first.text[len(title) :]):
        return part
    span = Span(0, len(title), "title-repeat")
    return Part(part.ledger.cut(lambda line: [span] if line is first else []), title)
