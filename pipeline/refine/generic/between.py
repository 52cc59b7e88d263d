"""What stands between two paragraphs of a text in their own element, and reads like prose: a list that its author explains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.refine.blocks import Block
from pipeline.refine.clean import line_rule
from pipeline.refine.clean.context import Context
from pipeline.refine.generic.words import SENTENCE

# Lines of such a list at most, how likely they are on the average, and the share of their characters in sentences.
MOST, LIKELY, SAID = 30, 0.2, 0.6
# Characters of a sentence, and share of link text that it has less of.
SHORTEST, LINK = 16, 0.3
NO_CONTEXT = Context()


def between(blocks: Sequence[Block], kept: set[int], chances: Sequence[float]) -> Iterator[int]:
    """Indices of the blocks of such lists."""
    for above, below in pairwise(sorted(kept)):
        around = blocks[above].path[:-1]
        if not 1 < below - above <= MOST or not around or blocks[below].path[:-1] != around:
            continue
        lines = range(above + 1, below)
        size = sum(len(blocks[i].text) for i in lines)
        if (
            all(blocks[i].path[: len(around)] == around for i in lines)
            and sum(chances[i] * len(blocks[i].text) for i in lines) >= LIKELY * size
            and sum(len(blocks[i].text) for i in lines if _is_said(blocks[i])) >= SAID * size
            and not any(line_rule(blocks[i].text, NO_CONTEXT) for i in lines)
        ):
            yield from lines


def _is_said(block: Block) -> bool:
    return (
        len(block.text) >= SHORTEST and block.link_density < LINK and SENTENCE.search(block.text) is not None
    )
