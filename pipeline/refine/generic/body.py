"""The body of a page of short lines: slides, slogans, verse, of which no line sounds like a text by itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from pipeline.refine.clean.context import is_title
from pipeline.refine.tail import ENOUGH
from pipeline.refine.view import View

# Lines of a body, how likely its characters are main text on the average, and their share of all that is likely below the title.
FEWEST, LEAST, SHARE = 5, 0.15, 0.7


def body(view: View, title: str | None, chances: Sequence[float]) -> set[int]:
    """The blocks of the innermost element below the printed title that has no link and nearly all that may be text."""
    tree, blocks = view.tree, view.blocks
    printed = [i for i, block in enumerate(blocks) if is_title(block.text, title) and not block.anchors]
    if tree is None or not printed:
        return set()
    below = printed[0] + 1
    weights = [
        chances[i] * len(block.text) if i >= below and not block.anchors else 0.0
        for i, block in enumerate(blocks)
    ]
    mass = list(accumulate(weights, initial=0.0))
    links = list(accumulate((len(block.anchors) for block in blocks), initial=0))
    inner = range(0)
    for element in tree.root.iter("*"):
        around = tree.range_of(element)
        if (
            len(around) >= FEWEST
            and around.start >= below
            and links[around.stop] == links[around.start]
            and mass[around.stop] - mass[around.start] >= SHARE * mass[-1]
            and (not inner or len(around) <= len(inner))
        ):
            inner = around
    size = sum(len(blocks[i].text) for i in inner)
    likely = sum(weights[i] for i in inner) >= LEAST * size
    return set(inner) if likely and size >= ENOUGH else set()
