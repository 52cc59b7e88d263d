"""Lines of a printed page: lone page numbers, and paragraphs that were broken where the paper ended.

Joined only where lines are of one width and the earlier one neither ends a sentence nor is markedly shorter
than the rest, nor leaves room for the next word, which its author then put below. Headings, list items and verse
keep their lines.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.refine.ledger import Ledger, Line, Span

PAGE_NUMBER = re.compile(
    r"^\s*(?:[-–—(]\s*)?(?:\d{1,4}|[ivxlc]{1,6}|[IVXLC]{1,6})(?:\s*[-–—)])?\s*$|^(?:Page|Página|Seite|Trang)\s+\d+(?:\s+(?:of|de|von|sur|/)\s+\d+)?$"
)
# "- 1 - 渠水从山上下来"
DASHED, FEWEST_NUMBERS = re.compile(r"^\s*[-–—]\s?(\d{1,4})\s?[-–—]\s*(?=\S)"), 2
# 第1张安全生产月, at the head of each slide's line
SLIDE, FEWEST_SLIDES = re.compile(r"^\s*第\s?(\d{1,3})\s?[张页屏幅]\s*(?=[^\s\d，。、：:)）共/])"), 3
# "占年度任务的56%。 -1- （二）脱贫攻坚"
DASHED_INSIDE, FLATTENED = re.compile(r"(?<=\s)[-—–]\s?(\d{1,4})\s?[-—–](?:\s|$)"), 200
# "2 bring that back": the number of the page at its first line.
NUMBERED = re.compile(r"^(\d{1,3})\s+(?=[^\W\d_])")
# "Harlow Creek 2 and it will come": the head of the page beside its number.
HEADED = re.compile(r"^([A-ZÀ-Ý][A-Za-zÀ-ÿ'’&.,: -]{3,47}?) (\d{1,3})\s+(?!(?:of|de|sur|von)\b)(?=[^\W\d_])")
# Between two page numbers stands a page, between two items of a list a line.
SHORTEST_PAGE = 150
ENDED = re.compile(r"[。！？!?.:：;；…][”」』)）\"'’]*\s*$")
OPENS = re.compile(
    r"^\s*(?:[•●▪◦■□◆·*–—-]\s|\d{1,2}[.、．)]\s?|[（(]?[一二三四五六七八九十]+[)）、]|第[一二三四五六七八九十\d]+[章节条篇部])"
)
# Words with which a thought, and so a paragraph, begins.
BEGINS = re.compile(
    r"(?:En ce qui concerne|Quant à|Enfin|En conclusion|Par ailleurs|En cuanto|Por último|Finally|In (?:closing|conclusion|short|the (?:coming|past|last|next|new))|As (?:to|for)|Next|First|Second|Third|(?:The|La|Le|El) (?:second|third|last|next|deuxième|troisième|segund[oa]|tercer)\w*|Last)\b"
)
# A Chinese line that opens a paragraph, whatever room the line above it had.
BEGINS_HAN = re.compile(
    r"[首其最再]先?[次后]?[，,]|同志们|各位|谢谢|总之|综上|下面|会议|[一二三四五六七八九十]是|[图表]\s?\d|问[：:]|答[：:]|[^。，]{1,8}[：:]"
)
# Two of five lines are exactly as broad where hanzi are set in lines of one breadth.
SET, FEWEST_SET, INDENT = 0.4, 0.15, (1.5, 5)
HYPHEN = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad]\s*$")
# Shorter than this share of the usual width, a line was ended by its author; not if the next begins with a small letter.
FULL, SMALL = 0.72, 0.6
FEWEST_LINES = 4
# A page whose family is not known must show more: lines of one width, of which many break off in mid-sentence.
NEARLY_FULL, FEWEST_BROKEN, BROKEN = 0.85, 3, 0.25
NARROWEST, WIDEST = 15, 110
# Share of the lines that may be wider than the print.
MARKS = 0.08
# Share of the broken lines that may come back.
COME_BACK = 0.1
# Hanzi are all of one width, but for a mark that may not begin a line, a figure that may not be divided, and
# the blanks before a paragraph's first line.
RAGGED, NARROW = 4, re.compile(r"[!-~ ]")
# What a printer or a site sets where a page ends, in the middle of a sentence.
PAGE_END = re.compile(r"[=＝*＊#~～—-]{3,}|https?://|www\.|第\s?\d{1,4}\s?页|\bPage \d")
FIGURES = re.compile(r"\d+")
INSIDE = re.compile(r"[。！？；][^”」』)）]|[.!?;]\s")
HAN = re.compile(r"[\u3400-\u9fff]")


def without_page_numbers(ledger: Ledger, is_deck: Callable[[], bool] = lambda: False) -> Ledger:
    """Cut the numbers between dashes that a page glues to its first line, or that stand in one that lost its line breaks, where they
    count on; where ``is_deck`` says so those at the head of each slide's line, too.
    """
    numbers = [(line, found) for line in ledger.lines if (found := SLIDE.match(line.text))]
    if (
        len(numbers) >= FEWEST_SLIDES
        and is_deck()
        and [int(found[1]) for _, found in numbers] == [*range(1, len(numbers) + 1)]
    ):
        heads = {line.start: [Span(*found.span(), "page-number")] for line, found in numbers}
        ledger = ledger.cut(lambda line: heads.get(line.start, ()))
    numbers = [(line, found) for line in ledger.lines if (found := DASHED.match(line.text))]
    if not _count_on([int(found[1]) for _, found in numbers]):
        numbers = [
            (line, found)
            for line in ledger.lines
            if len(line.text) >= FLATTENED
            for found in DASHED_INSIDE.finditer(line.text)
        ]
        if not _count_on([int(found[1]) for _, found in numbers]):
            return ledger
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for line, found in numbers:
        spans[line.start].append(Span(*found.span(), "page-number"))
    return ledger.cut(lambda line: spans.get(line.start, ()))


def _count_on(counted: Sequence[int]) -> bool:
    return len(counted) >= FEWEST_NUMBERS and all(b == a + 1 for a, b in pairwise(counted))


def in_print(ledger: Ledger) -> set[int]:
    """Where the lines start that go on the line above them, in a text that has the lines of a printed page.

    Verse has no sentence that ends within a line, a list no lines of one width.
    """
    lines = ledger.lines
    widths = sorted(len(line.text) for line in lines)
    usual = widths[int(len(widths) * 0.8)] if widths else 0
    # A mark that the site sets between pages may be wider.
    wider = sum(width > 1.2 * usual + 2 for width in widths)
    if not NARROWEST <= usual <= WIDEST or wider > MARKS * len(widths):
        return set()
    broken = {
        line.start: before.text
        for before, line in pairwise(lines)
        if len(before.text) >= NEARLY_FULL * usual
        and _runs_on(before.text, line.text, usual)
        and (HAN.search(line.text) or line.text[:1].islower())
    }
    full = sorted(map(_breadth, set(filter(HAN.search, broken.values()))))
    # A line of the site's among them may be as broad as it likes.
    if full and full[len(full) * 9 // 10] - full[len(full) // 4] > RAGGED:
        return set()
    # Verse comes back to its lines; in print only the head of a page does, which no line goes on.
    told = Counter(text for text in broken.values() if not PAGE_END.search(text))
    again = {text for text, count in told.items() if count > 1}
    found = {start for start, text in broken.items() if text not in again}
    found = found if len(broken) - len(found) <= COME_BACK * len(broken) else set()
    ends_inside = sum(bool(INSIDE.search(line.text)) for line in lines) >= 2
    return found if ends_inside and len(found) >= max(FEWEST_BROKEN, BROKEN * len(lines)) else set()


def without_page_ends(ledger: Ledger, inside: set[int]) -> Ledger:
    """Drop lines of a printed text that name an address or draw a rule where a sentence goes on, and others like them."""
    ends = {line.start: FIGURES.sub("", line.text) for line in ledger.lines if PAGE_END.search(line.text)}
    alike = {words for start, words in ends.items() if start in inside}
    alike |= {words for words, count in Counter(ends.values()).items() if count > 1}
    return ledger.drop(lambda line: "page-glue" if ends.get(line.start) in alike else None)


def _breadth(text: str) -> float:
    """How broad a line is in hanzi: figures and Latin letters are half as broad."""
    return len(text) - len(NARROW.findall(text)) / 2


def join_print_lines(ledger: Ledger) -> Ledger:
    """Drop page numbers and join the lines of a paragraph."""
    ledger = ledger.drop(lambda line: "page-number" if PAGE_NUMBER.match(line.text) else None)
    opening = _page_openings(ledger.lines)
    ledger = ledger.cut(lambda line: [opening[line.start]] if line.start in opening else [])
    widths = sorted(len(line.text) for line in ledger.lines)
    usual = widths[int(len(widths) * 0.8)] if widths else 0
    # Lines that are paragraphs have been joined before.
    if len(widths) < FEWEST_LINES or usual > 2 * WIDEST:
        return ledger
    breadth = _breadth_of(ledger.lines)
    joined = {
        line.start: bool(HYPHEN.search(before.text))
        for before, line in zip(ledger.lines, ledger.lines[1:], strict=False)
        if _runs_on(before.text, line.text, usual) or _is_full(before.text, line.text, usual, breadth)
    }
    broken = {
        before.start
        for before, line in zip(ledger.lines, ledger.lines[1:], strict=False)
        if joined.get(line.start)
    }
    ledger = ledger.cut(lambda line: _hyphen(line) if line.start in broken else [])

    def glue(before: Line, line: Line) -> str | None:
        if line.start not in joined:
            return None
        wide = bool(re.search(r"[\u3000-\u9fff\uff00-\uffef]\s*$", before.text))
        # So is a number that the end of a line divided.
        divided = before.text[-1:].isdigit() and line.text[:1].isdigit()
        return "" if joined[line.start] or wide or divided else " "

    return ledger.join(glue)


def _page_openings(lines: tuple[Line, ...]) -> dict[int, Span]:
    """By the start of its line, the number that opens a page, and the head beside it: 1, 2, 3 … with a page between them each."""
    found: dict[int, Span] = {}
    heads = Counter(head[1] for line in lines if (head := HEADED.match(line.text)))
    size = SHORTEST_PAGE
    for line in lines:
        number, head = NUMBERED.match(line.text), HEADED.match(line.text)
        # Other words before a number are the text's, unless they come back.
        opens = number or (head if head and heads[head[1]] >= FEWEST_NUMBERS else None)
        if opens and int(opens[opens.re.groups]) == len(found) + 1 and size >= SHORTEST_PAGE:
            found[line.start] = Span(*opens.span(), "page-number")
            size = 0
        size += len(line.text)
    return found if len(found) >= FEWEST_NUMBERS else {}


def _breadth_of(lines: tuple[Line, ...]) -> float:
    """How broad the lines of hanzi are, where most of them are of one breadth; else 0."""
    breadths = Counter(map(_breadth, (line.text for line in lines if HAN.search(line.text))))
    broadest = max(
        (each for each, count in breadths.items() if count >= FEWEST_SET * len(lines)), default=0.0
    )
    # The first lines of paragraphs have two hanzi fewer.
    return broadest if breadths[broadest] + breadths[broadest - 2] >= SET * len(lines) else 0.0


def _is_full(before: str, line: str, usual: int, breadth: float) -> bool:
    """Whether a sentence of hanzi ends where its line is full: that is mostly inside a paragraph, and behind ； always."""
    if OPENS.match(line) or BEGINS_HAN.match(line) or not HAN.match(line) or len(before) > 1.2 * usual:
        return False
    if before.endswith(("；", ";")):
        return len(before) >= NEARLY_FULL * usual
    # A paragraph's first line is set in, and so has room for fewer.
    set_in = not ENDED.search(line) and INDENT[0] <= breadth - _breadth(line) <= INDENT[1]
    return before.endswith(("。", "？", "！")) and _breadth(before) >= breadth > 0 and not set_in


def _runs_on(before: str, line: str, usual: int) -> bool:
    small = line[:1].islower()
    if OPENS.match(line) or not (SMALL if small else FULL) * usual <= len(before) <= 2 * usual:
        return False
    if small and before.endswith(";"):
        return True
    if ENDED.search(before):
        # A sentence may end where the line does. Its author would have had room for the next word.
        first = line.split(maxsplit=1)[0] if line.strip() else ""
        full = (
            line[:1].isupper()
            and before.endswith((".", "?", "!", ".”", '."'))
            and len(before) + len(first) >= usual + 2
        )
        return full and len(line) > len(before) / 2 and not BEGINS.match(line)
    # Small letters go on whatever room there was; a capital begins a line of its own where there was some.
    if line[:1].isupper() and len(before) + 1 + len(line.split(maxsplit=1)[0]) <= usual:
        return False
    return (
        bool(HYPHEN.search(before))
        or not line[:1].isupper()
        or before.rstrip().endswith((",", "，", "、"))
        # There was no room for the name that begins the next line.
        or (len(before) >= NEARLY_FULL * usual and bool(INSIDE.search(before)))
    )


def _hyphen(line: Line) -> list[Span]:
    found = HYPHEN.search(line.text)
    return [Span(*found.span(), "hyphen")] if found else []
