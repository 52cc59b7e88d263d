"""Generic candidates for the main text, as sets of block indices.

An extractor's output is never the text itself: it is a vote on which blocks of the page belong to the
document. So the wording, the order and the account of removals stay ours whoever votes.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from pipeline.refine.blocks import Block, Blocks
from pipeline.refine.markup import UNSEEN_TAGS, place_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# It tells its own troubles with odd pages, after which it goes on; to a person they say nothing.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

OPTIONS = Extractor(output_format="python", comments=False, with_metadata=False, fast=True)
DROPPED_TAGS = frozenset(("nav", "footer", "aside", "form", "select", "button"))
# What is looked into, whatever it is called.
STAYING = frozenset(("html", "body", "head", "article", "main"))
# Words of class and id that name boilerplate on sites of any kind.
DROPPED_WORDS = re.compile(
    r"(?<![^\s])(?:"
    r"(?:[\w-]+[-_])?(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|pagination|pager|footer|copyright|qrcode)s?"
    r"|(?:nav|menu|footer|foot|sidebar|side|share|sharing|social|related|recommend\w*|advert\w*|ads?|login|cookie|"
    r"popup|modal|toolbar|rank(?:ing)?|guess|hot|tags)(?:[-_][\w-]*)?"
    r"|(?:left|right|page|primary|secondary|main)[-_]?(?:sidebar|side)"
    r")(?![^\s])"
)
# An element with more than this share of the page's text is never boilerplate, whatever it is called.
TOO_MUCH = 0.4
GRAM = 8
# From this length on a line is found by its own words.
LONG = 24


@lru_cache(maxsize=4096)
def names_boilerplate(place: str) -> bool:
    """Whether the words of class and id of a place are those of boilerplate."""
    return " " in place and DROPPED_WORDS.search(place) is not None


def prune(tree: Blocks, unlikely: Collection[int] = ()) -> None:
    """Take named boilerplate out of the tree, in place: it costs the extractors time and misleads them.

    ``unlikely`` are blocks that nobody takes for main text: elements of nothing else go as well.
    """
    doomed = list(accumulate((i in unlikely for i in range(len(tree))), initial=0))
    sizes = list(accumulate((len(block.text) for block in tree), initial=0))
    limit = max(200, TOO_MUCH * sizes[-1])

    def is_out(element: HtmlElement, tag: str) -> bool:
        if (tag in UNSEEN_TAGS and tag not in ("title", "math")) or element in tree.hidden:
            return True
        inside = tree.range_of(element)
        if tag in DROPPED_TAGS or names_boilerplate(place_of(element)):
            return sizes[inside.stop] - sizes[inside.start] < limit
        return bool(inside) and doomed[inside.stop] - doomed[inside.start] == len(inside)

    out: list[HtmlElement] = []
    walker = etree.iterwalk(tree.root, events=("start",))
    for _, element in walker:
        tag = str(element.tag)
        if tag not in STAYING and is_out(element, tag):
            out.append(element)
            walker.skip_subtree()
    for element in out:
        element.drop_tree()


def trafilatura_vote(root: HtmlElement, blocks: list[Block]) -> set[int]:
    """Blocks that trafilatura takes for main text (Barbaresi 2021, default settings, no comments)."""
    found = bare_extraction(root, options=OPTIONS)
    text = getattr(found, "text", None) or ""
    return blocks_in(text, blocks) if text else set()


def density_vote(blocks: list[Block]) -> set[int]:
    """Blocks that read as running text: long, with sentence punctuation, not made of links."""
    return {
        i
        for i, block in enumerate(blocks)
        if len(block.text) >= 40 and block.link_density < 0.3 and re.search(r"[，。！？；,.!?;]", block.text)
    }


def blocks_in(text: str, blocks: list[Block]) -> set[int]:
    """Which blocks an extracted text is made of: in page order, short ones only right behind another."""
    flat = "".join(text.split())
    grams: set[str] = set()
    kept: set[int] = set()
    cursor = 0
    for i, block in enumerate(blocks):
        wanted = "".join(block.text.split())
        if len(wanted) < LONG:
            # A short line may stand anywhere in a text; it counts where it goes on from the last one.
            at = flat.find(wanted, cursor, cursor + len(wanted) + 4)
            if at >= 0:
                kept.add(i)
                cursor = at + len(wanted)
            continue
        found = wanted in flat
        if not found:
            grams = grams or _grams(flat)
            own = [wanted[k : k + GRAM] for k in range(len(wanted) - GRAM + 1)]
            found = sum(map(grams.__contains__, own)) >= 0.6 * len(own)
        if found:
            kept.add(i)
            end = flat.find(wanted[-GRAM:], cursor)
            cursor = end + GRAM if end >= 0 else cursor
    return kept


def _grams(text: str) -> set[str]:
    return {text[k : k + GRAM] for k in range(max(1, len(text) - GRAM + 1))}
