"""A parsed page as a list of blocks: what a visitor sees, one line of running text each.

A block is the text between two block-level boundaries of the page, in page order, with white space
folded. It knows the facts that decide whether it belongs to the document: where it stands, how much of
it is link text, and in which containers. For a text dump each line is a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements that start and end a line (WHATWG rendering section, display: block, list-item and table parts).
BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "br",
    ]
)
# Elements whose text no visitor sees.
UNSEEN_TAGS = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "object",
        "embed",
        "iframe",
        "canvas",
        "svg",
        "math",
        "audio",
        "video",
        "map",
        "noframes",
        "textarea",
        "datalist",
    ]
)
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
SPACE = re.compile(r"[\s\u200b\ufeff]+")
# What neither XML nor a database text may hold, and marks that only steer the display of a line.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class Block:
    """One visible line. ``link_chars`` counts the characters inside anchors, ``tag`` is the innermost block
    element, ``places`` are tag, id and class words of the elements around it, outermost first.
    """

    text: str
    tag: str = "p"
    link_chars: int = 0
    places: tuple[str, ...] = ()

    @property
    def link_density(self) -> float:
        """Share of the text that is link text, 0 to 1."""
        return self.link_chars / len(self.text) if self.text else 0.0

    def inside(self, tag: str) -> bool:
        """Whether the block stands in such an element."""
        return any(place.split(" ", 1)[0] == tag for place in self.places)


class Blocks:
    """The blocks of a parsed page, and which of them stand in a given element."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.blocks: list[Block] = []
        self._ranges: dict[HtmlElement, tuple[int, int]] = {}
        _Walk(self.blocks, self._ranges).run(root)

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
    """One pass over the tree; text gathers in ``parts`` until a block boundary closes the line."""

    def __init__(self, blocks: list[Block], ranges: dict[HtmlElement, tuple[int, int]]) -> None:
        self.blocks = blocks
        self.ranges = ranges
        self.parts: list[str] = []
        self.link_chars = 0
        self.links = 0
        self.places: list[str] = []
        self.tags: list[str] = ["body"]

    def run(self, root: HtmlElement) -> None:
        stack: list[tuple[HtmlElement, bool, int]] = [(root, False, 0)]
        while stack:
            element, leaving, first = stack.pop()
            if leaving:
                self._leave(element, first)
                continue
            tag = element.tag
            if not isinstance(tag, str) or tag in UNSEEN_TAGS or _hidden_span(element, tag):
                self._text(element.tail)
                continue
            first = self._enter(element, tag)
            stack.append((element, True, first))
            stack.extend((child, False, 0) for child in reversed(element))
        self._close()

    def _enter(self, element: HtmlElement, tag: str) -> int:
        if tag in BLOCK_TAGS:
            self._close()
            self.tags.append(tag)
            self.places.append(place_of(element))
        elif tag == "a":
            self.links += 1
        if tag in ("td", "th", "img", "input"):
            self.parts.append(" ")
        self._text(element.text)
        return len(self.blocks)

    def _leave(self, element: HtmlElement, first: int) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self._close()
            self.tags.pop()
            self.places.pop()
            if tag != "br":
                self.ranges[element] = (first, len(self.blocks))
        elif tag == "a":
            self.links -= 1
        self._text(element.tail)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self.tags[-1] == "pre" and "\n" in text:
            for row in text.split("\n"):
                self._append(row)
                self._close()
            return
        self._append(text)

    def _append(self, text: str) -> None:
        self.parts.append(text)
        if self.links:
            self.link_chars += len(SPACE.sub("", text))

    def _close(self) -> None:
        if not self.parts:
            return
        text = fold_space("".join(self.parts))
        if text:
            chars = min(self.link_chars, len(text))
            self.blocks.append(Block(text, self.tags[-1], chars, tuple(self.places)))
        self.parts.clear()
        self.link_chars = 0


def place_of(element: HtmlElement) -> str:
    """``tag id class`` of an element in lower case: what its place in the page is called."""
    return " ".join((str(element.tag), element.get("id") or "", element.get("class") or "")).strip().lower()


def fold_space(text: str) -> str:
    """White space to single blanks, unprintable characters out."""
    return SPACE.sub(" ", UNPRINTABLE.sub("", text)).strip()


def parse(text: str) -> HtmlElement:
    """Parse HTML however broken. A page without any element gives an empty body; never raises."""
    text = UNPRINTABLE.sub("", text)
    # A declaration would contradict the encoding that the text was already read with.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        root = html.document_fromstring("<html><body></body></html>")
    return root


def dump_blocks(text: str) -> list[Block]:
    """Blocks of a text dump: its lines."""
    rows = (fold_space(row) for row in text.splitlines())
    return [Block(row) for row in rows if row]


def text_of(blocks: Iterable[Block]) -> list[str]:
    """Just their texts."""
    return [block.text for block in blocks]


def _hidden_span(element: HtmlElement, tag: str) -> bool:
    """Whether a piece inside a line is never displayed. A hidden block may be a fold that a click opens."""
    if tag in BLOCK_TAGS:
        return False
    return element.get("hidden") is not None or bool(HIDDEN_STYLE.search(element.get("style") or ""))
