"""Headings of a text, which the networks give little: they are short, and pages have others that look like them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from pipeline.refine.blocks import Block
from pipeline.refine.clean import line_rule
from pipeline.refine.clean.context import Context, fold, is_title
from pipeline.refine.markup import HEADINGS

# What heads a text or a part of it.
HEADS = HEADINGS | {"center"}
# Less likely blocks are no text.
UNLIKELY = 0.15
# A heading in the midst of the text must be so likely; so likely on the average, if so many of its kind head parts of the text.
HEADING, SECTION, FEWEST_SECTIONS = 0.3, 0.1, 3
LINK = 0.1
NO_CONTEXT = Context()


def with_headings(
    blocks: Sequence[Block], kept: set[int], chances: Sequence[float], title: str | None, *, posts: bool
) -> set[int]:
    """With headings of the text: right above kept lines, in their own element, if they are not unlikely or several of one kind. Above
    the first line of all stands the page's, unless more of that kind follow, or the page's stands elsewhere above and this one says
    some of the same. Names stand above ``posts``.
    """
    found = {
        i
        for i, (block, below) in enumerate(pairwise(blocks))
        if i + 1 in kept
        and block.tag in HEADS
        and block.link_density < LINK
        and below.path[: len(block.path) - 1] == block.path[:-1]
    }
    first = min(kept, default=0)
    likely = {i for i in found if chances[i] >= UNLIKELY}
    kinds: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for i in found if not posts else ():
        if blocks[i].tag in HEADINGS:
            kinds[_kind(blocks[i])].append(i)
    inside = {i for i in likely if i > first and chances[i] >= HEADING}
    for sections in kinds.values():
        if len(sections) >= FEWEST_SECTIONS and sum(chances[i] for i in sections) >= SECTION * len(sections):
            inside.update(i for i in sections if line_rule(blocks[i].text, NO_CONTEXT) is None)
    own = {(blocks[i].tag, blocks[i].path[:-1]) for i in inside}
    above = {i for i in likely if i < first and (blocks[i].tag, blocks[i].path[:-1]) in own}
    headed = first - 1 in likely and _says_some_of(blocks[first - 1].text, title)
    return kept | inside | above | ({first - 1} if headed and _has_own_above(blocks, first - 1) else set())


def _says_some_of(heading: str, title: str | None) -> bool:
    """Whether a heading is not the title and has words of it: 编者自序 below 夜校札记自序, where 正文 would be a label."""
    own, printed = fold(heading), fold(title or "")
    pairs = {own[at : at + 2] for at in range(len(own) - 1)}
    return not is_title(heading, title) and any(pair in printed for pair in pairs if not pair.isascii())


def _kind(block: Block) -> tuple[str, int]:
    """Headings of one kind have one tag and stand as deep in the page."""
    return block.tag, len(block.path)


def _has_own_above(blocks: Sequence[Block], at: int) -> bool:
    """Whether the page has a heading above this one, outside its element."""
    around = blocks[at].path[:-1]
    return any(block.tag in ("h1", "h2") and block.path[: len(around)] != around for block in blocks[:at])
