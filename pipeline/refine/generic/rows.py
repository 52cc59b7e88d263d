"""Lines of one kind in one element, many of which are text: the others are text too, however short they are.

A page that sets each line of a text into an element of its own (slides, verse, lists of points) names them all alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.refine.blocks import Block
from pipeline.refine.clean import line_rule
from pipeline.refine.clean.context import Context

# Fewer are no row; of a row so large a share is text already.
FEWEST, ENOUGH_KEPT, ENOUGH_PAGES = 6, 0.33, 0.45
LINK = 0.1
# Lines that are so likely text on the average are, if some of them were taken for it.
LIKELY, NUMBER = 0.42, re.compile(r"\d+")
NO_CONTEXT = Context()


def with_rows(blocks: Sequence[Block], kept: set[int], chances: Sequence[float]) -> set[int]:
    """With the lines that the rows of kept ones have beside them, but for links and what a cleaner knows: in their own
    element, and in the next of its kind, where a document goes on that is divided into pages.
    """
    return _grown(blocks, _grown(blocks, kept, chances, 1, ENOUGH_KEPT), chances, 2, ENOUGH_PAGES)


def _grown(
    blocks: Sequence[Block], kept: set[int], chances: Sequence[float], deep: int, enough: float
) -> set[int]:
    grown = set(kept)
    for row in _rows(blocks, deep):
        share = sum(i in kept for i in row) / len(row)
        likely = sum(chances[i] for i in row) / len(row) >= LIKELY
        if len(row) < FEWEST or share == 1 or not share or (share < enough and not likely):
            continue
        if any(blocks[i].link_density >= LINK for i in row):
            continue
        grown.update(i for i in row if line_rule(blocks[i].text, NO_CONTEXT) is None)
    return grown


def _rows(blocks: Sequence[Block], deep: int) -> list[list[int]]:
    """Lines in elements of one name; of many names that differ in a number only, all together: each slide may have its own."""
    rows: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    counted: defaultdict[tuple[object, ...], set[tuple[str, ...]]] = defaultdict(set)
    for i, block in enumerate(blocks):
        if len(block.path) > deep:
            names = block.places[-deep:]
            rows[block.path[:-deep], names].append(i)
            counted[block.path[:-deep], tuple(NUMBER.sub("", name) for name in names)].add(names)
    joined = [
        [i for names in sorted(each) for i in rows[key[0], names]]
        for key, each in counted.items()
        if len(each) >= FEWEST
    ]
    return [*rows.values(), *joined]
