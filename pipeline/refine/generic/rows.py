"""Lines of one kind in one element, many of which are text: the others are text too, however short they are.

A page that sets each line of a text into an element of its own (slides, verse, lists of points) names them all alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.refine.blocks import Block
from pipeline.refine.clean import line_rule
from pipeline.refine.clean.context import Context

# Fewer are no row; of a row so large a share is text already.
FEWEST, ENOUGH_KEPT, ENOUGH_PAGES = 6, 0.33, 0.45
LINK = 0.1
# Lines that are so likely text on the average are, if some of them were taken for it.
LIKELY, NUMBER = 0.42, re.compile(r"\d+")
# In how many boxes a line lies.
BOXED = 3
# Names for a line from which they are made up for it.
MADE_UP = 0.6
NO_CONTEXT = Context()


def with_rows(blocks: Sequence[Block], kept: set[int], chances: Sequence[float]) -> set[int]:
    """With the lines that the rows of kept ones have beside them, but for links and what a cleaner knows: in their own
    element, and in the next ones of its kind, where a document goes on that is divided into pages or a line lies in boxes.
    """
    grown = _grown(blocks, kept, chances, 1, ENOUGH_KEPT)
    for deep in (2, BOXED):
        grown = _grown(blocks, grown, chances, deep, ENOUGH_PAGES)
    return grown


def _grown(
    blocks: Sequence[Block], kept: set[int], chances: Sequence[float], deep: int, enough: float
) -> set[int]:
    grown = set(kept)
    for row in _rows(blocks, kept, deep):
        share = sum(i in kept for i in row) / len(row)
        likely = sum(chances[i] for i in row) / len(row) >= LIKELY
        if len(row) < FEWEST or share == 1 or not share or (share < enough and not likely):
            continue
        if any(blocks[i].link_density >= LINK for i in row):
            continue
        grown.update(i for i in row if line_rule(blocks[i].text, NO_CONTEXT) is None)
    return grown


def _rows(blocks: Sequence[Block], kept: set[int], deep: int) -> list[list[int]]:
    """Lines in elements of one name; of many names that differ in a number only, or that no two have, all together: each slide may
    have its own, and some sites make names up for each line. Only where one is kept.
    """
    # An element is known by its number.
    within = [block.path[~deep] if len(block.path) > deep else None for block in blocks]
    around = {within[i] for i in kept} - {None}
    rows: defaultdict[tuple[int | None, tuple[str, ...]], list[int]] = defaultdict(list)
    counted: defaultdict[tuple[int | None, tuple[str, ...]], set[tuple[str, ...]]] = defaultdict(set)
    for i, box in enumerate(within):
        if box not in around:
            continue
        names = blocks[i].places[-deep:]
        # Tables within one cell are no rows of it.
        if not (deep >= BOXED and names[0].startswith("table")):
            rows[box, names].append(i)
    for box, names in rows:
        counted[box, tuple([NUMBER.sub("", name) for name in names])].add(names)
    joined = [
        [i for names in sorted(each) for i in rows[key[0], names]]
        for key, each in counted.items()
        if len(each) >= FEWEST
    ]
    return [*rows.values(), *joined, *_of_made_up_names(rows)]


def _of_made_up_names(rows: Mapping[tuple[int | None, tuple[str, ...]], list[int]]) -> list[list[int]]:
    alike: defaultdict[tuple[object, ...], list[list[int]]] = defaultdict(list)
    for (within, names), row in rows.items():
        tags: tuple[str, ...] = tuple(name.partition(" ")[0] for name in names)
        alike[within, tags].append(row)
    return [
        sorted(i for row in each for i in row)
        for each in alike.values()
        if len(each) >= FEWEST and len(each) >= MADE_UP * sum(map(len, each))
    ]
