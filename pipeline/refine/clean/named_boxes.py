"""Boxes inside a text that the page's own markup names: buttons, tips, toasts, pay and share boxes, codes to scan, lines that run.

What such a box says varies without end, what it is called does not. Removes a box of a few short lines whose element
is a button or has one of these names, where the text around it goes on without it. Keeps a text whose whole element
has such a name (``class="report"``, ``class="comment-body"``): a box is small beside what stands around it. And keeps
an element among others of its kind (``item price`` beside ``item length``), which is a row of the text's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from pipeline.refine.blocks import DEEPEST, Block
from pipeline.refine.ledger import Ledger
from pipeline.refine.lexicon import site_voice
from pipeline.refine.markup import ADVERTISED, HEADINGS

NAME = re.compile(
    r"(?:^|[\s_-])(?:tips?|toast|modal|pop(?:up)?|dialog|mask|login|prices?|sharing|(?:vip|pay(?:wall|ment)?|buy|purchase|download|share)(?:box|bar|card|panel|wrap|area|zone|tips?)?|"
    r"qr(?:code)?|copyright|ratings?|related|recommend(?:ed|ation)?s?|ads?|adv|ad-?(?:slot|box|unit)|advert(?:isement)?|anuncios?|publicidad|publicit[eé]|werbung|alert|lock(?:ed)?|unlock|float(?:ing)?|gotop|back-?top|"
    r"toolbar|breadcrumbs?|crumbs?|disclaimer|feedback|follow|subscribe|promo|paywall)(?=$|[\s_-])"
)
BUTTON = re.compile(r"(?:^|[\s_-])(?:btns?|buttons?|expand|unfold|readmore|toggle)(?=$|[\s_-])")
# What a quotation is called in which a site says its own: what it sells and who may see it.
SOLD = re.compile(
    r"(?:^|[\s_-])(?:pay(?:wall|ment)?|buy|purchase|login|vip|unlock|download|qr(?:code)?|copyright|ads?)(?=$|[\s_-])"
)
TAGS = frozenset(("button", "option", "label", "select", "legend"))
# What an author sets wherever it stands.
CONTENT_TAGS = HEADINGS | {"figure", "figcaption", "td", "th", "pre", "blockquote"}
# Elements around a line that name its box, from the inside.
NEAREST = 2
HAN = re.compile("[\u3400-\u9fff]")
LONGEST_LINE, LONGEST_BOX, LONGEST_BUTTON = 60, 150, 20
TO_VISITOR = re.compile(r"[您你请亲本此该]|欢迎|小编|文[档库章稿]|资料|网[站友]|用户|作者|仅供")
# Share of the site's voice that any sentence may have.
FEW = 0.4
# What must stand outside of boxes for the boxes to go.
ENOUGH = 60


def without_named_boxes(ledger: Ledger, blocks: Sequence[Block]) -> Ledger:
    """Drop the lines of small boxes that go by a name."""
    gone: set[int] = set()
    size = sum(len(line.text) for line in ledger.lines)
    named = {line.start for line in ledger.lines if _is_boxed(blocks[line.block])}
    named -= _rows(ledger, blocks, named)
    for boxed, group in groupby(ledger.lines, key=lambda line: line.start in named):
        lines = list(group)
        box = sum(len(line.text) for line in lines)
        paid = boxed and all(map(ADVERTISED.search, _names_of(blocks[lines[0].block])))
        if boxed and not paid and len(lines) == 1 and _is_prose(lines[0].text.strip()):
            continue
        # Latin script needs more characters to say as much.
        wide = 1 if any(HAN.search(line.text) for line in lines) else 2
        if (
            boxed
            and box <= wide * LONGEST_BOX
            and all(len(line.text) <= wide * LONGEST_LINE for line in lines)
        ):
            gone |= {line.start for line in lines}
            size -= box
    if not gone or size < ENOUGH:
        return ledger
    return ledger.drop(lambda line: "named-box" if line.start in gone else None)


def _is_prose(text: str) -> bool:
    """A sentence that neither speaks to the visitor nor of the site's trade: some pages set an author's remarks so."""
    if not text.endswith(("。", "；")) or "，" not in text or TO_VISITOR.search(text):
        return False
    share, strong = site_voice(text)
    return not strong and share < FEW


def _rows(ledger: Ledger, blocks: Sequence[Block], named: set[int]) -> set[int]:
    """Lines whose element is one of a row of its kind, such as the price among other short facts of a course."""
    found: set[int] = set()
    for above, below in pairwise(ledger.lines):
        if (above.start in named) != (below.start in named):
            box, other = (above, below) if above.start in named else (below, above)
            if len(other.text) <= LONGEST_LINE and _of_one_kind(blocks[box.block], blocks[other.block]):
                found.add(box.start)
    # What stands in the same element as such a line is of the row too.
    elements = {blocks[line.block].path[-2:-1] for line in ledger.lines if line.start in found}
    inside = {line.start for line in ledger.lines if blocks[line.block].path[-2:-1] in elements}
    return found | (named & inside)


def _of_one_kind(box: Block, other: Block) -> bool:
    """Whether the named element and one beside it share a class."""
    if len(box.places) == DEEPEST or len(other.places) == DEEPEST:
        return False
    level = next((i for i, (a, b) in enumerate(zip(box.path, other.path, strict=False)) if a != b), None)
    if level is None or level < len(box.places) - NEAREST:
        return False
    shared = set(_names(box.places[level]).split()) & set(_names(other.places[level]).split())
    return bool(shared)


def _is_boxed(block: Block) -> bool:
    if block.tag == "marquee":
        return True
    if block.tag in CONTENT_TAGS:
        return block.tag == "blockquote" and any(map(SOLD.search, _names_of(block)))
    button, box = _named_so(block.places[-NEAREST:])
    if block.tag in TAGS or button:
        # An outline may hang its questions and headings on buttons.
        return len(block.text) <= LONGEST_BUTTON and not block.text.endswith(("?", "？"))
    return box


@lru_cache(maxsize=4096)
def _named_so(places: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether one of these places goes by the name of a button, and by that of a box."""
    names = [_names(place) for place in places]
    return any(map(BUTTON.search, names)), any(map(NAME.search, names))


def _names_of(block: Block) -> list[str]:
    return [_names(place) for place in block.places[-1:]]


def _names(place: str) -> str:
    """Id and class words of a place, without the element's own name."""
    return place.partition(" ")[2]
