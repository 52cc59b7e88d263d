"""Where a document ends and the page's tail begins: related lists, footers, comments.

Position proves nothing on these sites, so the tail is told by its shape: a footer line, or a short heading
with a list of links below it – and, unless both agree, never while more running text follows than came
before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.refine.blocks import Block
from pipeline.refine.clean.footers import is_footer
from pipeline.refine.lexicon import site_voice

# Less than this is a caption or a prompt, not a document (the shortest speeches of the field have 60).
ENOUGH = 60
RELATED = re.compile(
    r"^(?:[>»·\s]*)(?:相关(?:资源|文档|推荐|阅读|文章|资料|内容|下载|搜索)|猜[你您](?:喜欢|在找|想看|需要)|您?可能(?:还|也)?(?:喜欢|感兴趣)的?.{0,6}|"
    r"(?:热门|最新|推荐|精选|同类|本周|本月|更多相关)(?:文档|文章|范文|资源|资料|推荐|阅读|下载|排行|专题)|你可能关注的文档|大家都在看|"
    r"为您推荐|精品推荐|友情链接|关于我们|网站客服|评论(?:列表|区)?|发表评论|related (?:documents?|posts?|articles?)|you may also like|"
    r"(?:看过|浏览|阅读|下载).{0,40}(?:还|也)(?:在)?(?:看|喜欢|读|浏览|下载)了?|.{4,40}相关(?:文档|文章|资料))"
    r"\s*[:：]?\s*(?:更多)?[>»]*$",
    re.IGNORECASE,
)
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
    named = bool(RELATED.match(text))
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
