"""What one page looks like to the rest of refine: its blocks, its head, its address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from cssselect import HTMLTranslator
from lxml import etree

from pipeline.refine.blocks import Block, Blocks, dump_blocks
from pipeline.refine.clean import glosses
from pipeline.refine.folding import is_traditional, simplified
from pipeline.refine.markup import fold_space, parse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LOOKS_LIKE_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|table|br|span|h[1-6]|meta|title|script|article|section|a)\b",
    re.IGNORECASE,
)


# Classes of elements whose pictures are pages of a document; among so many pictures one stands in such an element.
PAGE_CLASSES = frozenset(("page", "webpreview-item"))
MANY = 20


# What of a selector may hold commas and dots that mean something else, and how ids and classes look.
ATTRIBUTE = re.compile(r"\[[^\]]*\]|:\w[\w-]*\([^)]*\)")
NAMES = etree.XPath("//@id | //@class", smart_strings=False)
NAMED = re.compile(r"[.#]([\w-]+)")


@dataclass(frozen=True)
class View:
    """A page parsed once. ``tree`` is None for a text dump, whose lines are its blocks.

    ``drawn``: the page shows its document as canvases or page pictures.
    """

    url: str
    blocks: list[Block]
    tree: Blocks | None = None
    meta: dict[str, str] = field(default_factory=dict)
    drawn: bool = False

    @classmethod
    def of(cls, url: str, text: str, *, plain: bool = False) -> View:
        """Read a decoded page. ``plain`` says it was served as text; markup is recognised all the same."""
        if plain and not LOOKS_LIKE_MARKUP.search(text[:5000]):
            return cls(url, dump_blocks(text))
        tree = Blocks(parse(text))
        return cls(url, tree.blocks, tree, _meta(tree.root), _is_drawn(tree.root))

    @cached_property
    def traditional(self) -> bool:
        """Whether the page is written in traditional characters."""
        return is_traditional(self.visible)

    @cached_property
    def lines(self) -> list[str]:
        """The blocks' texts for matching: without glosses, in simplified characters. Never kept."""
        texts = [block.text for block in self.blocks]
        if glosses.is_glossed(texts):
            texts = [glosses.without(text) for text in texts]
        return [simplified(text) for text in texts] if self.traditional else texts

    @cached_property
    def visible(self) -> str:
        """The visible text, one block a line."""
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def head_title(self) -> str | None:
        """The content of the title element."""
        found = None if self.tree is None else self.tree.root.find(".//title")
        return (fold_space(found.text_content()) or None) if found is not None else None

    @cached_property
    def words(self) -> frozenset[str]:
        """All ids and words of classes in the page."""
        if self.tree is None:
            return frozenset()
        return frozenset(word for name in set(NAMES(self.tree.root)) for word in name.split())

    def select(self, css: str) -> list[HtmlElement]:
        """Elements of the page that match a CSS selector, in page order; none in a text dump."""
        if self.tree is None or not any(part <= self.words for part in _words_of(css)):
            return []
        return list(_compiled(css)(self.tree.root))

    def indices(self, css: str) -> set[int]:
        """Indices of the blocks that stand in elements matching the selector."""
        if self.tree is None:
            return set()
        return {i for element in self.select(css) for i in self.tree.range_of(element)}


@cache
def _words_of(css: str) -> tuple[frozenset[str], ...]:
    """For each alternative of a selector the ids and classes without which it cannot match."""
    if "\\" in css:
        # An escaped name is not spelled as the page spells it.
        return (frozenset(),)
    plain = ATTRIBUTE.sub("", css)
    return tuple(frozenset(NAMED.findall(part)) for part in plain.split(","))


_selectors: dict[str, etree.XPath] = {}


def _compiled(css: str) -> etree.XPath:
    found = _selectors.get(css)
    if found is None:
        found = _selectors[css] = etree.XPath(HTMLTranslator().css_to_xpath(css))
    return found


def _is_drawn(root: HtmlElement) -> bool:
    if next(root.iter("canvas"), None) is not None:
        return True
    pictures = list(root.iter("img"))
    if any(img.get("data-original") is not None or img.get("data-src") is not None for img in pictures):
        return True
    return any(
        around.get("id") == "page" or not PAGE_CLASSES.isdisjoint((around.get("class") or "").split())
        for img in pictures[:MANY]
        for around in img.iterancestors()
    )


def _meta(root: HtmlElement) -> dict[str, str]:
    """First content of each meta element by its name or property, in lower case."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (
            (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        )
        content = fold_space(element.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found
