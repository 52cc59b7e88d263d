"""Heads and feet that a printed page repeats: the same words with a page number that counts on, or with the title beside the number;
bare numbers that count on in elements called pages or at the feet of boxes of one kind, and the numbers of slides.

Removes 「——2/3——某某阁」, 「docs.example · pág. 3」 and 「某某苑·实施方案」 above 「- 1 -」. Keeps lines whose words differ, numbers that
do not count on, shares and scores (「步骤 2/4」) that do not name the site and interrupt no sentence, days, cells of tables, books that are cited
(「《窑经》第3页」), and a title without a page number next to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from pipeline.refine.clean.context import Context, fold
from pipeline.refine.clean.print_lines import PAGE_NUMBER, SHORTEST_PAGE
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.paged import BARE, number_boxes, numbered

# A page's number among other words: 第3页, pág. 3; and what may be one, or a share or a score: 2/3, — 3 —.
COUNTED_PAGE = r"第\s?(\d{1,4})\s?[页頁]|\b(?:p|pp|pg|page|pág|seite|trang|str)\b\.?\s?(\d{1,4})(?!\d)"
SHARE = (
    r"(?<![\d/／.])(\d{1,4})\s?[/／]\s?\d{1,4}(?![\d/／])|(?<![\d—–-])[-—–]{1,2}\s?(\d{1,4})\s?[-—–](?!\d)"
)
NUMBER = re.compile(rf"{COUNTED_PAGE}|{SHARE}", re.IGNORECASE)
FRAMED = re.compile(r"[-—–]\s?\d{1,4}\s?[/／]\s?\d{1,4}\s?[-—–]")
PAGED = re.compile(COUNTED_PAGE, re.IGNORECASE)
PAGE_WORDS = re.compile(r"[第共页頁]|\b(?:page|of|sur|de|von|pág|seite|trang)\b", re.IGNORECASE)
CITED = re.compile("[《》“”「」]")
ENDED = re.compile(r"[。！？!?.:：；;…][”」』)）]?\s*$")
# Characters of a line that the end of a page may break.
BROKEN = 20
# What the element of a page's number is called.
PAGE_PLACE = re.compile(r"[\s_-](?:p|pn|pg|pno|page|pagen[or]?|pagenum(?:ber)?|folio|yema|ym)(?=$|[\s_-])")
CELLS = frozenset(("td", "th"))
FIGURES = re.compile(r"\d+")
SENTENCE_ENDS = tuple("。！？；;!?")
# Characters of such a line, and letters beside its number.
LONGEST, MOST_LETTERS, FEWEST = 60, 24, 2
SHORTEST_TITLE, FEWEST_FEET, LONGEST_BARE = 6, 3, 9
# Figures of a page's number, and small Roman ones.
LONGEST_FIGURE, ROMAN = 3, ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def without_running_heads(ledger: Ledger, context: Context) -> Ledger:
    """Drop such lines; before lines are told that were broken where the page ended."""
    counted: defaultdict[str, list[tuple[Line, int]]] = defaultdict(list)
    titled: defaultdict[str, list[Line]] = defaultdict(list)
    title = fold(context.title or "")
    numbers = {line.start for line in ledger.lines if PAGE_NUMBER.match(line.text)}
    beside: set[int] = set()
    if numbers:
        for a, b in pairwise(ledger.lines):
            beside |= {b.start} if a.start in numbers else set()
            beside |= {a.start} if b.start in numbers else set()
    for line in ledger.lines:
        text = line.text.strip()
        if len(text) > LONGEST or text.endswith(SENTENCE_ENDS) or line.start in numbers:
            continue
        found = NUMBER.search(text) if FIGURES.search(text) else None
        letters = sum(map(str.isalpha, NUMBER.sub("", text))) if found else 0
        if found and 0 < letters <= MOST_LETTERS and (PAGED.search(text) or not _in_table(line, context)):
            # Of one text all pages have one total.
            words = text[: found.start()] + "0" + FIGURES.sub("", text[found.end(found.lastindex or 0) :])
            total = FIGURES.findall(text[found.end(found.lastindex or 0) : found.end()])
            counted[f"{words}{total}"].append((line, int(found[found.lastindex or 1])))
        elif line.start in beside and len(title) >= SHORTEST_TITLE and title in fold(text):
            titled[text].append(line)
    several = [lines for lines in counted.values() if len(lines) >= FEWEST]
    broken = _broken(ledger.lines) if several else set()
    gone = {line.start for lines in several if _are_pages(lines, broken, context) for line, _ in lines}
    gone |= {line.start for lines in titled.values() if len(lines) >= FEWEST for line in lines}
    gone |= _alone(ledger.lines, numbers, context) or _feet(ledger.lines, context)
    gone |= {ledger.lines[i].start for i in numbered([line.text for line in ledger.lines])}
    return ledger.drop(lambda line: "page-number" if line.start in gone else None) if gone else ledger


def _alone(lines: tuple[Line, ...], numbers: set[int], context: Context) -> set[int]:
    """Starts of bare numbers that count on between paragraphs, each in an element of another kind than those; or each at the
    foot of a box, or at its head in a deck.
    """
    if not context.blocks:
        return set()
    bare = [line for line in lines if len(line.text) <= LONGEST_BARE and BARE.fullmatch(line.text.strip())]
    if len(bare) >= FEWEST_FEET and number_boxes(context.blocks, [line.block for line in bare]):
        return {line.start for line in bare}
    if len(numbers) < FEWEST:
        return set()
    found: list[tuple[int, int]] = []
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if line.start not in numbers or not line.text.strip().isdigit() or _in_table(line, context):
            continue
        own, *others = (context.blocks[each.block].places for each in (line, above, below))
        if (
            not own
            or not PAGE_PLACE.search(own[-1])
            or own in others
            or min(len(above.text), len(below.text)) < BROKEN
        ):
            return set()
        found.append((line.start, int(line.text)))
    counts_on = all(b == a + 1 for (_, a), (_, b) in pairwise(found))
    return {start for start, _ in found} if len(found) >= FEWEST and counts_on else set()


def _feet(lines: tuple[Line, ...], context: Context) -> set[int]:
    """Starts of bare numbers that count on, each with a page above it: small Roman ones, or others of which the last ends the text or
    the first is no 1, as those that head the parts of a text never are.
    """
    found: list[tuple[int, int]] = []
    roman = False
    size = 0
    for line in lines:
        text = line.text.strip()
        number = _number(text)
        if not number:
            size += len(text)
            continue
        if size < SHORTEST_PAGE or _in_table(line, context):
            return set()
        roman = not text.isdecimal()
        found.append((line.start, number))
        size = 0
    if len(found) < FEWEST or any(b != a + 1 for (_, a), (_, b) in pairwise(found)):
        return set()
    at_feet = roman or found[0][1] > 1 or found[-1][0] == lines[-1].start
    return {start for start, _ in found} if at_feet else set()


def _number(text: str) -> int:
    """The number of a line that is nothing else, 0 for another line."""
    if len(text) <= LONGEST_FIGURE and text.isdecimal() and text.isascii():
        return int(text)
    return ROMAN.index(text) + 1 if text in ROMAN else 0


def _broken(lines: tuple[Line, ...]) -> set[int]:
    """Starts of the lines above which a long line ends in mid-sentence."""
    return {b.start for a, b in pairwise(lines) if len(a.text) >= BROKEN and not ENDED.search(a.text)}


def _are_pages(lines: list[tuple[Line, int]], broken: set[int], context: Context) -> bool:
    """Whether lines of the same words number the pages of one text."""
    first = lines[0][0].text
    steps = {after[1] - before[1] for before, after in pairwise(lines)}
    if min(steps) < 1:
        return False
    if context.with_site_named(first) != first or (context.site_name and context.site_name in first):
        return True
    if not (PAGED.search(first) or FRAMED.search(first)):
        return steps == {1} and all(line.start in broken for line, _ in lines[1:])
    rest = PAGE_WORDS.sub("", first)
    return not any(map(str.isalpha, rest)) or (steps == {1} and not CITED.search(first))


def _in_table(line: Line, context: Context) -> bool:
    return bool(context.blocks) and context.blocks[line.block].tag in CELLS
