"""Readers that show a document page by page, each with its number below it: 幻灯片 2 / 6, 第3页 共8页, Page 2 of 5.

Whatever stands between two of these counters is the document's, however short its lines are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.refine.blocks import Block

WORD = r"(?:幻灯片|[Ss]lide|[Dd]iapositiv[ae]|[Dd]iapo|[Ff]olie|[Pp]age|[Ss]eite|[Pp]ágina|[Tt]rang|第)\s*(?:[Nn]o\.?\s*)?"
UNIT = r"[页张屏幅頁張]"
COUNTER = re.compile(
    rf"\W*(?:{WORD})?\s*(?P<page>\d{{1,3}})\s*(?:{UNIT}\s*)?(?:[/／,，]|of|de|sur|von)?\s*共?\s*(?P<of>\d{{1,3}})\s*{UNIT}?\W*"
)
# Without the number of all pages it takes a word for one: 〔第 1 屏〕, —1—页, 1 Slide 1, P1.
LONE = re.compile(
    rf"\W*(?:\d{{1,3}}\W+)?(?:{WORD}(?P<page>\d{{1,3}})\W*{UNIT}?|(?:[Pp]\.?\s?(?P<bare>\d{{1,3}})|(?P<sheet>\d{{1,3}})\W*{UNIT}))\W*"
)
# 1., and "1. 1" where a reader counts and its markup too: of slides only on a page that says that it shows them.
BARE = re.compile(r"(?P<page>\d{1,3})\s?[.．、]?(?:\s*(?P=page))?")
SHOWS_SLIDES = re.compile(r"幻灯|课件|演示文稿|\bpptx?\b|\bslides?\b|\bdiapo", re.IGNORECASE)
FIGURE, PAGES = re.compile(r"\d"), frozenset("页頁")
# What numbers slides and nothing else, wherever it stands.
OF_A_DECK = re.compile(
    r"\W*(?:\d{1,3}\W+)?(?:幻灯片|[Ss]lide|[Dd]iapositiv[ae]|[Dd]iapo|[Ff]olie)\s*(?:[Nn]o\.?\s*)?(?P<page>\d{1,3})\W*"
)
# 第二頁，共二頁
FIGURES = r"[\d一二三四五六七八九十百]{1,4}"
MARK = re.compile(rf"\W*第\s?{FIGURES}\s?{UNIT}\W*(?:共\s?{FIGURES}\s?{UNIT}\W*)?")
LONGEST_COUNTER = 40
# As many pages show that it is no gallery; the pages with text, and the share of all the page's text that they hold.
FEWEST, MOST_FULL, MOST_TEXT = 3, 0.6, 0.25
LINK, SHORTEST = 0.3, 4
CELLS = frozenset(("td", "th", "dd", "dt"))
# Characters a slide; more is a text in pages, which is told by its sentences.
LONGEST_SLIDE = 200
# Share of the slides that are shown.
MOST_SHOWN = 0.7


def paged_blocks(blocks: Sequence[Block], title: str | None = None) -> set[int]:
    """The blocks between counters that count on, above the first and below the last of them in the same element; none for
    other pages.
    """
    run, pages = _counters(blocks, title or "")
    if len(run) < FEWEST or not _count_on(pages):
        return set()
    around = _common([blocks[i].path for i in run])
    first = next(i for i in range(run[0] + 1) if blocks[i].path[: len(around)] == around)
    between = [range(a + 1, b) for a, b in zip([first - 1, *run], run, strict=False)]
    # What stands below the last counter in the same element goes on.
    behind = range(run[-1] + 1, len(blocks))
    rest = [i for i in behind if around and blocks[i].path[: len(around)] == around]
    full = sum(any(_says(blocks[i]) for i in page) for page in (*between, rest))
    found = {i for page in (*between, rest) for i in page if blocks[i].link_density < LINK}
    if rest and _heads(blocks, run[0]):
        # What stands above the first page in their common element is the site's, and so is what stands between boxes of pages.
        found -= set(between[0])
        boxes = {_heads(blocks, i) for i in run}
        if all(boxes):
            depths = {len(box) for box in boxes}
            found = {i for i in found if any(blocks[i].path[:depth] in boxes for depth in depths)}
    held = sum(len(blocks[i].text) for i in found)
    whole = sum(len(block.text) for block in blocks if _says(block))
    counted = any(counter.fullmatch(blocks[run[0]].text) for counter in (COUNTER, OF_A_DECK))
    if not counted and held > LONGEST_SLIDE * len(run):
        return set()
    if not around or full < MOST_FULL * len(run) or held < MOST_TEXT * whole:
        return set()
    return found


def shows_slides(blocks: Sequence[Block]) -> bool:
    """Whether a page speaks of slides."""
    return any(SHOWS_SLIDES.search(block.text) for block in blocks)


def _count_on(pages: Sequence[int]) -> bool:
    """Whether numbers count from one on; a preview may leave some out."""
    rising = all(before < after for before, after in pairwise(pages))
    return rising and pages[0] == 1 and len(pages) >= MOST_SHOWN * pages[-1]


def _counters(blocks: Sequence[Block], title: str) -> tuple[list[int], list[int]]:
    """Where the counters stand, with the title before them or without it, and the pages that they count."""
    longest = LONGEST_COUNTER + len(title)
    short = [(i, b) for i, b in enumerate(blocks) if len(b.text) <= longest and FIGURE.search(b.text)]
    counters = [(i, int(m["page"]), m["of"]) for i, b in short if (m := COUNTER.fullmatch(b.text))]
    run = [(at, page) for at, page, of in counters if of == counters[0][2] and page <= int(of)]
    if len(run) < FEWEST:
        run = []
        for i, block in short:
            text = block.text.removeprefix(title).lstrip("_") if title else block.text
            found = LONE.fullmatch(text) if len(text) <= LONGEST_COUNTER else None
            # A way to one of its slides is a link at the head of the slide.
            found = found if block.link_density < LINK or _heads(blocks, i) else None
            page = int(found["page"] or found["bare"] or found["sheet"]) if found else 0
            # P1 may be an item's, 3张 a quantity, 第1张 a picture: they count where each stands with its slide in an element.
            sure = found and found["page"] and ("第" not in block.text or not PAGES.isdisjoint(block.text))
            if page and not sure and not (_heads(blocks, i) or foots(blocks, i)):
                page = 0
            # How many there are may be said before or behind.
            if page == 1 and len(run) < FEWEST:
                run = [(i, page)]
            elif page and page == len(run) + 1:
                run.append((i, page))
    if len(run) < FEWEST:
        bare = _bare_counters(blocks, short)
        # Most pages have none, and few of them say slides.
        if len(bare) >= FEWEST and shows_slides(blocks):
            run = bare
    return [at for at, _ in run], [page for _, page in run]


def _bare_counters(blocks: Sequence[Block], short: Sequence[tuple[int, Block]]) -> list[tuple[int, int]]:
    """Bare numbers that count on, each at the head or foot of its element: where they stand, and the page."""
    run: list[tuple[int, int]] = []
    for i, block in short:
        found = BARE.fullmatch(block.text)
        if found and int(found["page"]) == len(run) + 1 and (_heads(blocks, i) or foots(blocks, i)):
            run.append((i, len(run) + 1))
    return run


def across(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """The kept blocks, with those that stand behind a page's counter in an element like the one above it."""
    grown = set(kept)
    for i in range(1, len(blocks) - 1):
        above, below = blocks[i - 1], blocks[i + 1]
        if (
            i - 1 in grown
            and i + 1 not in grown
            and above.places == below.places
            and "第" in blocks[i].text
            and MARK.fullmatch(blocks[i].text)
        ):
            box = below.path[:-1]
            at = i + 1
            while at < len(blocks) and blocks[at].path[: len(box)] == box and not blocks[at].anchors:
                grown.add(at)
                at += 1
    return grown


def _heads(blocks: Sequence[Block], at: int) -> tuple[int, ...]:
    """The element of a counter that stands in one with what is below it and not with what is above; else empty."""
    if at + 1 >= len(blocks) or blocks[at].tag in CELLS:
        return ()
    own, below = blocks[at].path, blocks[at + 1].path
    around = own if below[: len(own)] == own else own[:-1]
    above = at > 0 and blocks[at - 1].path[: len(around)] == around
    return around if not above and below[: len(around)] == around else ()


def foots(blocks: Sequence[Block], at: int) -> tuple[int, ...]:
    """The element of a counter that stands in one with what is above it and not with what is below; else empty."""
    if not at or blocks[at].tag in CELLS:
        return ()
    own, above = blocks[at].path, blocks[at - 1].path
    around = own if above[: len(own)] == own else own[:-1]
    below = at + 1 < len(blocks) and blocks[at + 1].path[: len(around)] == around
    return around if not below and above[: len(around)] == around else ()


def number_boxes(blocks: Sequence[Block], bare: Sequence[int]) -> bool:
    """Whether blocks that are bare numbers count boxes of one kind: 1, 2, 3 at their feet or heads, where a list and an exam have
    theirs too, so that each is told twice or the page shows slides.
    """
    found = [BARE.fullmatch(blocks[i].text) for i in bare]
    counts_on = [int(m["page"]) for m in found if m] == list(range(1, len(bare) + 1))
    if not counts_on or len({blocks[i].places for i in bare}) > 1:
        return False
    twice = all(len(re.findall(r"\d+", blocks[i].text)) > 1 for i in bare)
    shown = twice or shows_slides(blocks)
    return shown and (all(foots(blocks, i) for i in bare) or all(_heads(blocks, i) for i in bare))


def numbered(lines: Sequence[str]) -> set[int]:
    """Which lines number the slides of a deck, one after the other; none unless there are several."""
    found = [
        (i, int(m["page"]))
        for i, line in enumerate(lines)
        if len(line) <= LONGEST_COUNTER and (m := OF_A_DECK.fullmatch(line.strip()))
    ]
    counts_on = [page for _, page in found] == list(range(1, len(found) + 1))
    return {i for i, _ in found} if len(found) >= FEWEST and counts_on else set()


def _says(block: Block) -> bool:
    return (
        block.link_density < LINK
        and len(block.text) >= SHORTEST
        and not (COUNTER.fullmatch(block.text) or LONE.fullmatch(block.text))
    )


def _common(paths: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The way to the element that they all stand in."""
    least, most = min(paths), max(paths)
    shared = next((i for i, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    return least[:shared]
