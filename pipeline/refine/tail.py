"""Where a document ends and the page's tail begins: related lists, footers, comments.

Position proves nothing on these sites, so the tail is told by its shape: a footer line, or a short heading
with a list of links below it – and, unless both agree, never while more running text follows than came
before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.refine.blocks import Block
from pipeline.refine.clean.boxes import HEADING
from pipeline.refine.clean.footers import is_footer
from pipeline.refine.lexicon import site_voice

# Less than this is a caption or a prompt, not a document (the shortest speeches of the field have 60).
ENOUGH = 60
SENTENCE = re.compile(r"[。！？；，]|[.!?,](?:\s|$)")
LONGEST_HEADING = 16
LINKS = 3


def before_tail(blocks: Sequence[Block], region: Sequence[int]) -> list[int]:
    """The region up to the line that opens the page's tail, link lists left out."""
    return _without_links(blocks, region[: tail_start(blocks, region)])


def tail_start(blocks: Sequence[Block], region: Sequence[int]) -> int:
    """How many blocks of the region stand before the page's tail."""
    sizes = [words_of_its_own(blocks[i]) for i in region]
    total, before = sum(sizes), 0
    for k, i in enumerate(region):
        if before >= ENOUGH and _opens_tail(blocks, i, more_follows=total - before > before):
            return k
        before += sizes[k]
    return len(region)


def words_of_its_own(block: Block) -> int:
    """Characters of a block that are neither link text nor the site's voice."""
    return len(block.text) if block.link_density < 0.5 and site_voice(block.text)[0] < 0.5 else 0


def _opens_tail(blocks: Sequence[Block], at: int, *, more_follows: bool) -> bool:
    text = blocks[at].text
    below = blocks[at + 1 : at + 1 + LINKS]
    heads_links = len(below) == LINKS and all(block.link_density > 0.5 for block in below)
    named = bool(HEADING.fullmatch(text))
    if named and heads_links:
        return True
    if more_follows:
        return False
    short = len(text) <= LONGEST_HEADING and not SENTENCE.search(text)
    # A dump has lost its links, so there a list is told by lines that are no sentences.
    lists = bool(below) and not any(SENTENCE.search(block.text) for block in below)
    linked = any(block.link_density > 0.5 for block in below[:2])
    return is_footer(text) or (heads_links and short) or (named and (linked or lists))


def _without_links(blocks: Sequence[Block], region: Sequence[int]) -> list[int]:
    """Links leave, and so does the heading of a list of which nothing is left."""
    kept = [i for i in region if blocks[i].link_density <= 0.6]
    while kept and kept[-1] + 1 < len(blocks):
        last, below = blocks[kept[-1]], blocks[kept[-1] + 1]
        heads = len(last.text) <= LONGEST_HEADING and not SENTENCE.search(last.text)
        if not (heads and last.tag in ("h2", "h3", "h4", "h5", "h6", "dt") and below.link_density > 0.6):
            break
        kept.pop()
    return kept
