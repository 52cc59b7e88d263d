"""Titles of other documents injected as links into a text, as iask does; they displace nothing but themselves.

In mid-sentence they are removed only for families known to do so: elsewhere a link in a sentence is the author's. Between two
sentences of one line a link that belongs to neither is the site's, and so is one that says what it is (「荐读：…」).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.refine.blocks import Block
from pipeline.refine.ledger import Ledger, Line, Span

OFFERED = re.compile(
    r"[^\w“‘《（(]*(?:荐读|推荐(?:阅读)?|相关(?:阅读|推荐|文档|文章)?|另荐|延伸(?:阅读)?|猜你喜欢|热门(?:专题|文章|文档)?|同类|精选|专题|更多|还看了|拓展阅读|扩展阅读|Related|See also|Read (?:also|more|next))[^：:]{0,6}[：:]",
    re.IGNORECASE,
)
BEFORE, BEHIND = re.compile(r"(?:^|[。！？!?…][”’』」）)]?)\s*$"), re.compile(r"\s*[\w“‘「『《（(]")
HAN, SENTENCE_SIGN = re.compile("[\u3400-\u9fff]"), re.compile(r"[。！？!?；;，,]")
# A shorter link is a word that the site explains, not a title.
SHORTEST, SHORTEST_TITLE = 4, 6
# More of a line that is link text is a list.
MOST_LINKED = 0.6


def cut_anchors(ledger: Ledger, blocks: Sequence[Block]) -> Ledger:
    """Cut the anchors of lines that are still as the page has them."""

    def spans(line: Line) -> list[Span]:
        block = blocks[line.block]
        if line.text != block.text or block.link_density > MOST_LINKED:
            return []
        return [Span(a, b, "injected-link") for a, b in block.anchors if b - a >= SHORTEST]

    return ledger.cut(spans)


def cut_interruptions(ledger: Ledger, blocks: Sequence[Block]) -> Ledger:
    """Cut the anchors that stand between two Chinese sentences and belong to neither."""

    def spans(line: Line) -> list[Span]:
        block = blocks[line.block]
        if not block.anchors or line.text != block.text or block.link_density > MOST_LINKED:
            return []
        return [Span(a, b, "injected-link") for a, b in block.anchors if _interrupts(line.text, a, b)]

    return ledger.cut(spans)


def _interrupts(text: str, start: int, end: int) -> bool:
    said = text[start:end]
    if not HAN.search(said) or not BEFORE.search(text[:start]) or not BEHIND.match(text, end):
        return False
    if OFFERED.match(said):
        return True
    return start > 0 and end - start >= SHORTEST_TITLE and not SENTENCE_SIGN.search(said)
