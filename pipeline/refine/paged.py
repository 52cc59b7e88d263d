"""Readers that show a document page by page, each with its number below it: 幻灯片 2 / 6, 第3页 共8页, Page 2 of 5.

Whatever stands between two of these counters is the document's, however short its lines are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.refine.blocks import Block

COUNTER = re.compile(
    r"\W*(?:幻灯片|[Ss]lide|[Pp]age|[Ss]eite|[Pp]ágina|[Tt]rang|第)?\s*(?P<page>\d{1,3})\s*(?:[页张屏]\s*)?(?:[/／,，]|of|de|sur|von)?\s*共?\s*(?P<of>\d{1,3})\s*[页张屏]?\W*"
)
# As many pages show that it is no gallery; the pages with text, and the share of all the page's text that they hold.
FEWEST, MOST_FULL, MOST_TEXT = 3, 0.6, 0.5
LINK, SHORTEST = 0.3, 4


def paged_blocks(blocks: Sequence[Block]) -> set[int]:
    """The blocks between counters that count on, above the first and below the last of them in the same element; none for
    other pages.
    """
    counters = [
        (i, int(m["page"]), m["of"]) for i, b in enumerate(blocks) if (m := COUNTER.fullmatch(b.text))
    ]
    run = [at for at, page, of in counters if of == counters[0][2] and page <= int(of)] if counters else []
    counting = frozenset(run)
    pages = [page for at, page, _ in counters if at in counting]
    if len(run) < FEWEST or pages != list(range(1, len(pages) + 1)):
        return set()
    around = _common([blocks[i].path for i in run])
    first = next(i for i in range(run[0] + 1) if blocks[i].path[: len(around)] == around)
    between = [range(a + 1, b) for a, b in zip([first - 1, *run], run, strict=False)]
    full = sum(any(_says(blocks[i]) for i in page) for page in between)
    # What stands below the last counter in the same element goes on.
    behind = range(run[-1] + 1, len(blocks))
    rest = [i for i in behind if around and blocks[i].path[: len(around)] == around]
    found = {i for page in (*between, rest) for i in page if blocks[i].link_density < LINK}
    held = sum(len(blocks[i].text) for i in found)
    whole = sum(len(block.text) for block in blocks if _says(block))
    if not around or full < MOST_FULL * len(run) or held < MOST_TEXT * whole:
        return set()
    return found


def _says(block: Block) -> bool:
    return block.link_density < LINK and len(block.text) >= SHORTEST and not COUNTER.fullmatch(block.text)


def _common(paths: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The way to the element that they all stand in."""
    least, most = min(paths), max(paths)
    shared = next((i for i, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    return least[:shared]
