"""Titles of other documents injected as links in mid-sentence, as iask does; they displace nothing but themselves.

Removed only for families known to do so: elsewhere a link in a sentence is the author's.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.refine.blocks import Block
from pipeline.refine.ledger import Ledger, Line, Span

# A shorter link is a word that the site explains, not a title.
SHORTEST = 4


def cut_anchors(ledger: Ledger, blocks: Sequence[Block]) -> Ledger:
    """Cut the anchors of lines that are still as the page has them."""

    def spans(line: Line) -> list[Span]:
        block = blocks[line.block]
        if line.text != block.text or block.link_density > 0.6:
            return []
        return [Span(a, b, "injected-link") for a, b in block.anchors if b - a >= SHORTEST]

    return ledger.cut(spans)
