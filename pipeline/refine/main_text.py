"""Which blocks of a page are its main text: by the family's selectors, by its label, else by votes.

The answer is a rule for each block that is not, so that nothing disappears without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from pipeline.refine.blocks import HEADINGS, Block, Blocks
from pipeline.refine.candidates import density_vote, prune, trafilatura_vote
from pipeline.refine.clean.context import is_title
from pipeline.refine.clean.fact_lines import is_fact_line
from pipeline.refine.clean.footers import is_footer
from pipeline.refine.families.family import Family
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.lexicon import site_voice
from pipeline.refine.site import Site
from pipeline.refine.view import View

# Less than this is a caption or a prompt, not a document (the shortest speeches of the field have 60).
ENOUGH = 60
# trafilatura returns whatever the page holds below 250 characters (its MIN_EXTRACTED_SIZE).
TRUSTED = 120
RELATED = re.compile(
    r"^(?:[>»·\s]*)(?:相关(?:资源|文档|推荐|阅读|文章|资料|内容|下载|搜索)|猜你喜欢|猜您喜欢|您?可能(?:还|也)?(?:喜欢|感兴趣)的?.{0,6}|"
    r"(?:热门|最新|推荐|精选|同类|本周|本月|更多相关)(?:文档|文章|资源|资料|推荐|阅读|下载|排行|专题)|你可能关注的文档|大家都在看|"
    r"为您推荐|精品推荐|友情链接|关于我们|网站客服|评论(?:列表|区)?|发表评论|related (?:documents?|posts?|articles?)|you may also like)"
    r"\s*[:：]?\s*(?:更多)?[>»]*$",
    re.IGNORECASE,
)


def keep_main_text(view: View, family: Family, site: Site | None, title: str | None) -> Ledger:
    """A ledger of the page's visible text in which all but the main text is cut."""
    kept = _declared(view, family, site)
    if _size(view.blocks, kept) < ENOUGH:
        kept = _labelled(view, family) or kept
    if _size(view.blocks, kept) < ENOUGH:
        kept = _voted(view) or kept
    kept = _with_own_heading(view.blocks, kept, title)
    noise = {i for css in (*(site.noise if site else ()), *family.noise) for i in view.indices(css)}
    ledger = Ledger.of([block.text for block in view.blocks])

    def rule(line: Line) -> str | None:
        if line.block not in kept:
            return "outside-main"
        return "family-noise" if line.block in noise else None

    return ledger.drop(rule)


def _declared(view: View, family: Family, site: Site | None) -> set[int]:
    for css in (*(site.main if site else ()), *family.main):
        found = view.indices(css)
        if _size(view.blocks, found) >= ENOUGH:
            label = _label(view.blocks, family, found)
            return _before_tail(view.blocks, (i for i in sorted(found) if label is None or i >= label))
    return set()


def _labelled(view: View, family: Family) -> set[int]:
    """What follows the label, inside the smallest element that holds both, up to the page's tail."""
    label = _label(view.blocks, family, range(len(view.blocks)))
    if label is None:
        return set()
    region: Iterable[int] = range(label, len(view.blocks))
    if view.tree is not None:
        region = _smallest_around(view.tree, label)
    return _before_tail(view.blocks, region)


def _label(blocks: list[Block], family: Family, among: Iterable[int]) -> int | None:
    return next((i for i in sorted(among) if blocks[i].text.rstrip(":： ") in family.labels), None)


def _smallest_around(tree: Blocks, label: int) -> range:
    """From the label to the end of the innermost element in which enough text follows it."""
    best = range(label, len(tree))
    for element in tree.root.iter("*"):
        around = tree.range_of(element)
        if label in around and around.stop < best.stop:
            after = range(label + 1, around.stop)
            if sum(len(tree[i].text) for i in after if tree[i].link_density < 0.5) >= ENOUGH:
                best = range(label, around.stop)
    return best


def _before_tail(blocks: list[Block], region: Iterable[int]) -> set[int]:
    """The region up to the first line that opens the page's tail, once there is text before it."""
    kept: set[int] = set()
    size = 0
    for i in region:
        text = blocks[i].text
        if size >= ENOUGH and (RELATED.match(text) or is_footer(text)):
            break
        kept.add(i)
        size += len(text) if site_voice(text)[0] < 0.5 else 0
    return kept


def _voted(view: View) -> set[int]:
    if view.tree is None:
        return _before_tail(view.blocks, range(len(view.blocks)))
    container = _prose_container(view.tree)
    prune(view.tree)
    voted = trafilatura_vote(view.tree.root, view.blocks)
    if _size(view.blocks, voted) < TRUSTED:
        voted = _before_tail(view.blocks, container) or voted
    return voted


def _with_own_heading(blocks: list[Block], kept: set[int], title: str | None) -> set[int]:
    """The document's own heading when it stands right above the text, in the same element, and was left out."""
    own = {
        i
        for i, (block, below) in enumerate(pairwise(blocks))
        if i not in kept
        and i + 1 in kept
        and block.tag not in HEADINGS
        and block.places[:-1] == below.places[:-1]
        and is_title(block.text, title)
    }
    return kept | own


def _prose_container(tree: Blocks) -> list[int]:
    """Blocks of the innermost element that holds nearly all prose of the page, link lists left out."""
    prose = density_vote(tree.blocks)
    prose = {i for i in prose if not is_footer(tree[i].text) and site_voice(tree[i].text)[0] < 0.4}
    if not prose:
        return []
    total = sum(len(tree[i].text) for i in prose)
    inner = range(len(tree))
    for element in tree.root.iter("*"):
        around = tree.range_of(element)
        if len(around) <= len(inner) and sum(len(tree[i].text) for i in prose if i in around) >= 0.8 * total:
            inner = around
    first, last = min(prose), max(prose)
    return [
        i
        for i in inner
        if tree[i].link_density < 0.5 and not (is_fact_line(tree[i].text) and not first <= i <= last)
    ]


def _size(blocks: list[Block], kept: Iterable[int]) -> int:
    return sum(len(blocks[i].text) for i in kept if site_voice(blocks[i].text)[0] < 0.5)
