"""Lines of one kind in one element, many of which are text: the others are text too, however short they are.

A page that sets each line of a text into an element of its own (slides, verse, lists of points) names them all alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.refine.blocks import Block
from pipeline.refine.clean import line_rule
from pipeline.refine.clean.context import Context

# Fewer are no row; of a row so large a share is text already.
FEWEST, ENOUGH_KEPT, ENOUGH_PAGES = 6, 0.33, 0.45
LINK = 0.1
NO_CONTEXT = Context()


def with_rows(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """With the lines that the rows of kept ones have beside them, but for links and what a cleaner knows: in their own
    element, and in the next of its kind, where a document goes on that is divided into pages.
    """
    return _grown(blocks, _grown(blocks, kept, 1, ENOUGH_KEPT), 2, ENOUGH_PAGES)


def _grown(blocks: Sequence[Block], kept: set[int], deep: int, enough: float) -> set[int]:
    rows: defaultdict[tuple[tuple[int, ...], tuple[str, ...]], list[int]] = defaultdict(list)
    for i, block in enumerate(blocks):
        if len(block.path) > deep:
            rows[block.path[:-deep], block.places[-deep:]].append(i)
    grown = set(kept)
    for row in rows.values():
        if len(row) < FEWEST or not enough <= sum(i in kept for i in row) / len(row) < 1:
            continue
        if any(blocks[i].link_density >= LINK for i in row):
            continue
        grown.update(i for i in row if line_rule(blocks[i].text, NO_CONTEXT) is None)
    return grown
