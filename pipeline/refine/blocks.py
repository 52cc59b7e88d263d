"""A parsed page as a list of blocks: what a visitor sees, one line of running text each.

A block is the text between two block-level boundaries of the page, in page order, with white space
folded. It knows the facts that decide whether it belongs to the document: where it stands, how much of
it is link text, and in which containers. For a text dump each line is a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from pipeline.refine.markup import (
    ADVERTISED,
    BLOCK_TAGS,
    UNPRINTABLE,
    UNSEEN_TAGS,
    fold_line,
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
# What an element is: a line of its own, for which an open one has the number of the block it began at, or not.
BLOCK, UNSEEN, LINK, INLINE = 0, -1, -2, -3
# Elements whose line breaks are shown.
ROWS = frozenset(("pre", "textarea"))
# A row of facts has so many pieces and is no longer.
FEWEST_PIECES, LONGEST_ROW = 1, 140
# A link with its two marks, and with a blank behind it.
LONE = (3, 4)
# A form to write in is none of the page's text; one to read only that holds so many characters is a way to show it.
HELD_TEXT = 100
KINDS = {**dict.fromkeys(BLOCK_TAGS, BLOCK), **dict.fromkeys(UNSEEN_TAGS, UNSEEN), "a": LINK}
NO_ATTRIBUTES: dict[str, str] = {}


class Block(NamedTuple):
    """One visible line. ``tag`` is the innermost block element, ``places`` are tag, id and class words of the
    elements around it, outermost first, and ``path`` their numbers in page order, by which two elements of
    one place differ; ``anchors`` are the stretches of the text that are link text, ``link_density`` is their share
    of it, 0 to 1. ``pieces`` are the texts of the inline elements of a short line, which a page may set apart by style alone.
    """

    text: str
    tag: str = "p"
    places: tuple[str, ...] = ()
    anchors: tuple[tuple[int, int], ...] = ()
    path: tuple[int, ...] = ()
    link_density: float = 0.0
    pieces: tuple[str, ...] = ()


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

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all names."""
        return frozenset(" ".join(self.names).split())

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

    A fifth of a page's time is spent here: each element is asked for what it is once, and what most elements are
    is told without a call.
    """

    def __init__(self, found: Blocks, ranges: dict[HtmlElement, tuple[int, int]]) -> None:
        self.found = found
        self.blocks = found.blocks
        self.ranges = ranges
        self.parts: list[str] = []
        self.links = 0
        self.places: list[str] = []
        self.path: list[int] = []
        self.tags: list[str] = ["body"]

    def run(self, root: HtmlElement, hidden: frozenset[str]) -> None:  # noqa: C901, PLR0912, PLR0915 - see above
        names, blocks, ranges = self.found.names, self.blocks, self.ranges
        places, path, tags, parts = self.places, self.path, self.tags, self.parts
        # For each open element the block it began at, or what else it is.
        opened: list[int] = []
        serial = 0
        classes = _Classes(hidden)
        # One string for all elements of one name: places are compared a lot.
        called: dict[str, str] = {}
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                tag = str(element.tag)
                kind = KINDS.get(tag, INLINE)
                if (
                    tag == "textarea"
                    and "readonly" in element.attrib
                    and len(element.text or "") >= HELD_TEXT
                ):
                    kind = BLOCK
                names.add(tag)
                found = element.items()
                attributes = dict(found) if found else NO_ATTRIBUTES
                if found:
                    names.update(attributes)
                    named = attributes.get("class")
                    hides = named is not None and classes[named]
                    if "id" in attributes:
                        names.add(attributes["id"])
                    if kind == UNSEEN or (
                        (hides or "style" in attributes or "hidden" in attributes or tag == "dialog")
                        and is_hidden(element, attributes, classes.hidden)
                    ):
                        kind = UNSEEN
                    elif (tag == "span" and is_placed(attributes.get("style"))) or (
                        # What an author inserted later stands in such an element too.
                        tag == "ins" and named is not None and ADVERTISED.search(named)
                    ):
                        kind = BLOCK
                elif tag == "dialog" and is_hidden(element, attributes, classes.hidden):
                    kind = UNSEEN
                if kind == UNSEEN:
                    self._pass_over(element, tag)
                    opened.append(UNSEEN)
                    walker.skip_subtree()
                    continue
                if kind == BLOCK:
                    if parts:
                        self._close()
                    serial += 1
                    path.append(serial)
                    tags.append(tag)
                    name = place(tag, attributes.get("id"), attributes.get("class")) if found else tag
                    places.append(called.setdefault(name, name))
                    kind = len(blocks)
                elif kind == LINK:
                    self.links += 1
                    parts.append(ANCHOR)
                opened.append(kind)
                if tag in BLANKS:
                    parts.append(" ")
                text = element.text
            else:
                if event == "end":
                    kind = opened.pop()
                    if kind >= 0:
                        if parts:
                            self._close()
                        places.pop()
                        path.pop()
                        if tags.pop() != "br":
                            ranges[element] = (kind, len(blocks))
                    elif kind == LINK:
                        self.links -= 1
                        parts.append(END)
                text = element.tail
            # White space at the start of a line is none.
            if text and (parts or not text.isspace()):
                if tags[-1] in ROWS and "\n" in text:
                    self._add_rows(text)
                else:
                    parts.append(text)
        self._close()
        names.update(classes)

    def _pass_over(self, element: HtmlElement, tag: str) -> None:
        if tag not in UNSEEN_TAGS:
            self.found.hidden.add(element)
        if not len(element):
            return
        names = self.found.names
        for inner in element.iterdescendants("*"):
            names.add(str(inner.tag))
            for name, value in inner.items():
                names.add(name)
                if name in ("class", "id"):
                    names.add(value)

    def _add_rows(self, text: str) -> None:
        for row in text.split("\n"):
            self.parts.append(row)
            self._close()

    def _close(self) -> None:
        """The line gathered so far becomes a block. A link that runs on is open in the next line too."""
        parts = self.parts
        anchors: tuple[tuple[int, int], ...] = ()
        density = 0.0
        pieces: tuple[str, ...] = ()
        if (
            len(parts) in LONE
            and (parts[0], parts[2]) == (ANCHOR, END)
            and parts[1] not in (ANCHOR, END)
            and not "".join(parts[3:]).strip()
        ):
            # Most lines with a link are that link.
            shown = parts[1].strip()
            text = fold_line(shown)
            if text:
                anchors, density = ((0, len(text)),), 1.0
                pieces = (shown,) if len(text) <= LONGEST_ROW else ()
        else:
            text = fold_line(parts[0] if len(parts) == 1 else "".join(parts))
            if ANCHOR in text or END in text:
                text, anchors = _without_marks(text)
                if anchors:
                    density = sum([b - a for a, b in anchors]) / len(text)
            if len(parts) > FEWEST_PIECES and len(text) <= LONGEST_ROW:
                pieces = _pieces(parts)
        if text:
            places, path = tuple(self.places[-DEEPEST:]), tuple(self.path[-DEEPEST:])
            self.blocks.append(Block(text, self.tags[-1], places, anchors, path, density, pieces))
        parts.clear()
        if self.links:
            parts += [ANCHOR] * self.links


class _Classes(dict[str, bool]):
    """For each class attribute of a page whether it may hide an element."""

    def __init__(self, hidden: frozenset[str]) -> None:
        super().__init__()
        self.hidden = hidden

    def __missing__(self, named: str) -> bool:
        found = self[named] = not self.hidden.isdisjoint(named.split())
        return found


def _pieces(parts: list[str]) -> tuple[str, ...]:
    return tuple([text for part in parts if part not in (ANCHOR, END) and (text := part.strip())])


def _without_marks(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without anchor marks, and where the anchors were."""
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
    size = len(text)
    return text, tuple([(a, min(b, size)) for a, b in anchors if a < b and a < size])


def dump_blocks(text: str) -> list[Block]:
    """Blocks of a text dump: its lines."""
    rows = (fold_line(UNPRINTABLE.sub("", row)) for row in text.splitlines())
    return [Block(row) for row in rows if row]
