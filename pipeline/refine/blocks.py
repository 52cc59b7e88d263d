"""A parsed page as a list of blocks: what a visitor sees, one line of running text each.

A block is the text between two block-level boundaries of the page, in page order, with white space
folded. It knows the facts that decide whether it belongs to the document: where it stands, how much of
it is link text, and in which containers. For a text dump each line is a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.refine.markup import (
    BLOCK_TAGS,
    SPACE,
    UNSEEN_TAGS,
    fold_space,
    hidden_classes,
    is_hidden,
    is_placed,
    place,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Private-use marks around anchor text while a line is gathered; the page's own are dropped before.
ANCHOR, END = "\ue000", "\ue001"
# Elements around a block that are remembered, counted from the inside.
DEEPEST = 24
# Elements that stand apart from the text before them without ending its line.
BLANKS = frozenset(("td", "th", "img", "input"))
MARKS = re.compile(f"([{ANCHOR}{END}])")
# What an open element is that does not make a line of its own.
UNSEEN, LINK, INLINE = -1, -2, -3


@dataclass(frozen=True, slots=True)
class Block:
    """One visible line. ``tag`` is the innermost block element, ``places`` are tag, id and class words of the
    elements around it, outermost first, and ``path`` their numbers in page order, by which two elements of
    one place differ; ``anchors`` are the stretches of the text that are link text, ``link_density`` is their share
    of it, 0 to 1.
    """

    text: str
    tag: str = "p"
    places: tuple[str, ...] = ()
    anchors: tuple[tuple[int, int], ...] = ()
    path: tuple[int, ...] = ()
    link_density: float = field(init=False, default=0.0, compare=False)

    def __post_init__(self) -> None:
        if self.anchors and self.text:
            share = sum([b - a for a, b in self.anchors]) / len(self.text)
            object.__setattr__(self, "link_density", share)


class Blocks:
    """The blocks of a parsed page, which of them stand in a given element, and what else one walk over it tells.

    ``hidden`` are the elements that a visitor never sees; ``names`` the ids and classes as the page spells them, and
    the names of its elements and attributes.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.blocks: list[Block] = []
        self.hidden: set[HtmlElement] = set()
        self.names: set[str] = set()
        self._ranges: dict[HtmlElement, tuple[int, int]] = {}
        _Walk(self, self._ranges).run(root, hidden_classes(root))

    def range_of(self, element: HtmlElement) -> range:
        """Indices of the blocks inside an element (empty for an inline element within a line)."""
        return range(*self._ranges.get(element, (0, 0)))

    def __len__(self) -> int:
        return len(self.blocks)

    def __getitem__(self, i: int) -> Block:
        return self.blocks[i]

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)


class _Walk:
    """One pass over the tree; text gathers in ``parts`` until a block boundary closes the line.

    Of a page's time much is spent here: each element is asked for what it is once.
    """

    def __init__(self, found: Blocks, ranges: dict[HtmlElement, tuple[int, int]]) -> None:
        self.found = found
        self.blocks = found.blocks
        self.ranges = ranges
        self.parts: list[str] = []
        self.links = 0
        self.serial = 0
        self.places: list[str] = []
        self.path: list[int] = []
        self.tags: list[str] = ["body"]

    def run(self, root: HtmlElement, hidden: frozenset[str]) -> None:
        # For each open element the block it began at, or what else it is.
        opened: list[int] = []
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                kind = self._enter(element, hidden)
                opened.append(kind)
                if kind == UNSEEN:
                    walker.skip_subtree()
                    continue
                text = element.text
            else:
                if event == "end":
                    self._leave(element, opened.pop())
                text = element.tail
            if text:
                self._add(text)
        self._close()

    def _enter(self, element: HtmlElement, hidden: frozenset[str]) -> int:
        tag = str(element.tag)
        attributes = dict(element.items())
        named, identity = attributes.get("class"), attributes.get("id")
        self._note(tag, attributes)
        may_hide = "style" in attributes or "hidden" in attributes
        if named and not may_hide:
            may_hide = not hidden.isdisjoint(named.split())
        if tag in UNSEEN_TAGS or (may_hide and is_hidden(element, attributes, hidden)):
            self._pass_over(element, tag)
            return UNSEEN
        if tag in BLOCK_TAGS or (tag == "span" and is_placed(attributes.get("style"))):
            self._open(place(tag, identity, named), tag)
            kind = len(self.blocks)
        elif tag == "a":
            self.links += 1
            self.parts.append(ANCHOR)
            kind = LINK
        else:
            kind = INLINE
        if tag in BLANKS:
            self.parts.append(" ")
        return kind

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        names = self.found.names
        names.add(tag)
        names.update(attributes)
        if "class" in attributes:
            names.add(attributes["class"])
        if "id" in attributes:
            names.add(attributes["id"])

    def _pass_over(self, element: HtmlElement, tag: str) -> None:
        if tag not in UNSEEN_TAGS:
            self.found.hidden.add(element)
        for inner in element.iterdescendants("*"):
            self._note(str(inner.tag), dict(inner.items()))

    def _open(self, name: str, tag: str) -> None:
        if self.parts:
            self._close()
        self.serial += 1
        self.path.append(self.serial)
        self.tags.append(tag)
        self.places.append(name)

    def _leave(self, element: HtmlElement, kind: int) -> None:
        if kind >= 0:
            if self.parts:
                self._close()
            self.places.pop()
            self.path.pop()
            if self.tags.pop() != "br":
                self.ranges[element] = (kind, len(self.blocks))
        elif kind == LINK:
            self.links -= 1
            self.parts.append(END)

    def _add(self, text: str) -> None:
        if self.tags[-1] == "pre" and "\n" in text:
            for row in text.split("\n"):
                self.parts.append(row)
                self._close()
        # White space at the start of a line is none.
        elif self.parts or not text.isspace():
            self.parts.append(text)

    def _close(self) -> None:
        """The line gathered so far becomes a block. A link that runs on is open in the next line too."""
        text = _folded("".join(self.parts))
        self.parts = [ANCHOR] * self.links
        if not text:
            return
        anchors: tuple[tuple[int, int], ...] = ()
        if ANCHOR in text or END in text:
            text, anchors = _without_marks(text)
        if text:
            places, path = tuple(self.places[-DEEPEST:]), tuple(self.path[-DEEPEST:])
            self.blocks.append(Block(text, self.tags[-1], places, anchors, path))


def _folded(text: str) -> str:
    # Splitting at white space is far cheaper than matching it, and knows all of it but two signs of no width.
    return SPACE.sub(" ", text).strip() if "\u200b" in text or "\ufeff" in text else " ".join(text.split())


def _without_marks(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without anchor marks, and where the anchors were."""
    if marked[0] == ANCHOR and marked.find(END) == len(marked) - 1 and marked.count(ANCHOR) == 1:
        # Most lines with a link are that link.
        text = marked[1:-1].strip()
        return text, ((0, len(text)),) if text else ()
    text = ""
    anchors: list[tuple[int, int]] = []
    depth = start = 0
    for chunk in MARKS.split(marked):
        if chunk == ANCHOR:
            depth += 1
            start = len(text) if depth == 1 else start
        elif chunk == END:
            depth = max(0, depth - 1)
            if not depth:
                anchors.append((start, len(text)))
        else:
            # White space on both sides of a mark is one blank, and none at the start.
            text += chunk.lstrip() if not text or text.endswith(" ") else chunk
    if depth:
        anchors.append((start, len(text)))
    text = text.rstrip()
    return text, tuple((a, min(b, len(text))) for a, b in anchors if a < min(b, len(text)))


def dump_blocks(text: str) -> list[Block]:
    """Blocks of a text dump: its lines."""
    rows = (fold_space(row) for row in text.splitlines())
    return [Block(row) for row in rows if row]
