"""A vote on the main text by names alone: the element that its author named as the text's, without what is named as anything else.

It sees what the networks do not: which element of the whole page the author meant. Where no element is named so, all paragraphs
of the page are it. The order of the names is that of how surely they name a text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from pipeline.refine.blocks import Block
from pipeline.refine.generic.company import Paths

# Elements that frame a text, and names of ids and classes that say so, surest first; ``article`` and ``main`` stand among them.
FRAMES = frozenset(("article", "div", "main", "section"))
START, END = r"(?<!\S)", r"(?!\S)"
TEXT_NAMES = re.compile(
    rf"{START}(?:post|entry){END}|(?:entry|page|text|article|art|post)[-_]*(?:content|text|body|container|entry)|articlecontent|"
    rf"body-text|post_inner"
)
STORY_NAMES = re.compile(
    rf"{START}(?:article|story|postarea|text|cell|primary){END}|fulltext|story-?(?:body|content)|post-bodycopy|"
    rf"(?:theme|blog|section|single)-(?:content|post)|main-column|text_column|field-body|{START}article\s"
)
CONTENT_NAMES = re.compile(rf"{START}content{END}|content[-_]*(?:main|body)|(?:main|page)-content")
MAIN_NAMES = re.compile(rf"{START}main")
NO_FRAME = 5
# Elements of anything but a text, and names of such, in elements that may be one line or many.
OTHER_TAGS = frozenset(
    (
        "aside", "footer", "form", "menu", "figure", "button", "fieldset", "label", "legend", "nav", "noscript", "option",
        "select", "textarea", "time", "svg", "dialog", "datalist", "map", "iframe",
    )
)  # fmt: skip
NAMED_TAGS = frozenset(("div", "li", "ul", "ol", "dl", "p", "section", "span", "dd", "dt"))
OTHER_NAMES = re.compile(
    rf"{START}(?:shar|nav|post-nav|ad-|jp-)|social|viral|newsletter|syndication|tags|sidebar|banner|bread-?crumb|button|author|"
    r"footer|share|menu|related|avigation|nav(?:bar|box)|bar(?![a-z])|paid-?content|widget|byline|sociable|embed|cookie|consent|"
    r"modal-content|permission|next-|-stories|most-popular|more-on|meta|rating|attachment|timestamp|user-(?:info|profile)|-icon|"
    r"message-container|slide|viewport|overlay|options|expand|obfuscated|blurred|premium|teaser"
)
HIDDEN_NAMES = re.compile(
    rf"{START}(?:hid|reply-)|comments-title|nocomments|-reply-|message|suggest-links|noprint|notloaded"
)
COMMENT_TAGS = frozenset(("div", "ul", "ol", "section", "details"))
COMMENT_NAMES = re.compile(rf"{START}(?:comment(?!ary)|comol|disqus_thread|dsq-)|(?:article|post)-comments")
# Elements of lines, and how many elements out of a line its own may stand.
LINE_TAGS = frozenset(
    (
        "p", "li", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "br", "dd", "dt", "tr", "code",
    )
)  # fmt: skip
AROUND_LINES, NEAR = frozenset(("p", "li", "pre", "blockquote", "td")), 3
PARAGRAPHS = frozenset(("p", "pre", "blockquote", "table"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
# Characters in paragraphs from which a frame is written in paragraphs, and of a text that a frame holds at least.
IN_PARAGRAPHS, ENOUGH = 750, 250
# An element with more of the page's text is the text's, whatever it is called; so is a frame of which hardly anything would stay.
TOO_MUCH, HARDLY = 0.4, 1 / 7
# Share of link text from which an element is links: a short one (characters of a paragraph, of a box), one link, many of them.
LINKED, LINKED_WHOLLY = 0.8, 0.9
SHORT_PARAGRAPH, SHORT_BOX, LONG_LINK, FEW_LINKS = 45, 150, 100, 4
LINKED_TAGS = frozenset(("div", "ul", "ol", "dl", "p"))


class Kind(NamedTuple):
    """What the names of an element say: its tag, how surely it frames a text (0 most, ``NO_FRAME`` not), whether it is another's."""

    tag: str
    frame: int
    other: bool


@lru_cache(maxsize=16384)
def kind_of(place: str) -> Kind:
    """What the names of a place say."""
    tag, _, named = place.partition(" ")
    other = tag in OTHER_TAGS or (
        bool(named)
        and (
            (tag in NAMED_TAGS and OTHER_NAMES.search(named) is not None)
            or HIDDEN_NAMES.search(named) is not None
            or (tag in COMMENT_TAGS and COMMENT_NAMES.search(named) is not None)
        )
    )
    return Kind(tag, _frame(tag, named) if tag in FRAMES else NO_FRAME, other)


def _frame(tag: str, named: str) -> int:
    surest = (
        TEXT_NAMES.search(named),
        tag == "article",
        STORY_NAMES.search(named),
        CONTENT_NAMES.search(named),
        tag == "main" or MAIN_NAMES.search(named),
    )
    return next((number for number, found in enumerate(surest) if found), NO_FRAME)


def frame_vote(blocks: Sequence[Block], paths: Paths) -> set[int]:
    """Indices of the blocks that the names make main text; ``paths`` are those of the blocks."""
    page = _Page(blocks, paths)
    found: list[int] = []
    for frame in page.frames():
        found = page.inside(frame)
        if page.size(i for i in found if _is_paragraph(blocks[i])) >= IN_PARAGRAPHS:
            found = [i for i in found if _is_line(blocks[i])]
        if len(found) > 1:
            while found and blocks[found[-1]].tag in HEADINGS:
                found.pop()
            if page.size(found) >= ENOUGH:
                return set(found)
            break
    return {i for i in page.inside(None) if _is_within(blocks[i].places, PARAGRAPHS)}.union(found)


def _is_paragraph(block: Block) -> bool:
    return block.tag == "p" or _is_within(block.places[-2:], ("p",))


def _is_line(block: Block) -> bool:
    return block.tag in LINE_TAGS or _is_within(block.places[-NEAR:], AROUND_LINES)


def _is_within(places: Iterable[str], tags: Collection[str]) -> bool:
    return any(kind_of(place).tag in tags for place in places)


class _Page:
    """The elements of a page by their numbers, which are in page order: the blocks of each, and what its names say."""

    def __init__(self, blocks: Sequence[Block], paths: Paths) -> None:
        self._text = list(accumulate((len(block.text) for block in blocks), initial=0))
        self._links = list(accumulate((len(block.anchors) for block in blocks), initial=0))
        linked = (sum(end - start for start, end in block.anchors) for block in blocks)
        self._linked = list(accumulate(linked, initial=0))
        self._first: list[int] = paths.first.tolist()
        self._stop: list[int] = paths.stop.tolist()
        known = np.flatnonzero(paths.stop).tolist()
        names = paths.at[known].tolist()
        self._kinds = {element: kind_of(paths.name[at]) for element, at in zip(known, names, strict=True)}
        most = TOO_MUCH * self._text[-1]
        self._others = [e for e, kind in self._kinds.items() if kind.other and self._size(e) <= most]
        self._lists = [e for e, kind in self._kinds.items() if kind.tag in LINKED_TAGS and self._is_list(e)]

    def frames(self) -> list[int]:
        """The first element of each rank of names that stands in none of other tags, surest rank first."""
        others = set(self._others)
        found: dict[int, int] = {}
        # Whatever begins before an element and ends behind its first block is around it.
        end = 0
        for element, kind in self._kinds.items():
            if kind.tag in OTHER_TAGS and element in others:
                end = max(end, self._stop[element])
            elif kind.frame < NO_FRAME and self._first[element] >= end:
                found.setdefault(kind.frame, element)
        return [element for _, element in sorted(found.items())]

    def inside(self, frame: int | None) -> list[int]:
        """The blocks of an element, or of the page, without those of elements in it that are another's."""
        first, stop = (0, len(self._text) - 1) if frame is None else (self._first[frame], self._stop[frame])
        around = -1 if frame is None else frame
        lists = [e for e in self._lists if e > around and first <= self._first[e] < stop]
        others = [e for e in self._others if e > around and first <= self._first[e] < stop]
        kept = self._without((*lists, *others), first, stop)
        if self.size(kept) > HARDLY * (self._text[stop] - self._text[first]):
            return kept
        return self._without(lists, first, stop)

    def size(self, blocks: Iterable[int]) -> int:
        """Characters of some blocks."""
        return sum(self._text[i + 1] - self._text[i] for i in blocks)

    def _without(self, elements: Iterable[int], first: int, stop: int) -> list[int]:
        out: set[int] = set()
        for element in elements:
            out.update(range(self._first[element], self._stop[element]))
        return [i for i in range(first, stop) if i not in out]

    def _size(self, element: int) -> int:
        return self._text[self._stop[element]] - self._text[self._first[element]]

    def _is_list(self, element: int) -> bool:
        """Whether an element is links and little else."""
        first, stop = self._first[element], self._stop[element]
        links = self._links[stop] - self._links[first]
        if not links:
            return False
        size, linked = self._size(element), self._linked[stop] - self._linked[first]
        short = SHORT_PARAGRAPH if self._kinds[element].tag == "p" else SHORT_BOX
        return (
            (size < short and linked > LINKED * size)
            or (links == 1 and linked > max(LONG_LINK, LINKED_WHOLLY * size))
            or (links > FEW_LINKS and LINKED_WHOLLY * size < linked < LONG_LINK * links)
        )
