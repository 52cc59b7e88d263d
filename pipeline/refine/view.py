"""What one page looks like to the rest of refine: its blocks, its head, its address."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from cssselect import HTMLTranslator
from lxml import etree

from pipeline.refine.blocks import Block, Blocks, dump_blocks
from pipeline.refine.folding import is_traditional, simplified
from pipeline.refine.glossed import is_glossed, without_glosses
from pipeline.refine.markup import fold_space, parse
from pipeline.refine.printed import site_names

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LOOKS_LIKE_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|table|br|span|h[1-6]|meta|title|script|article|section|a)\b",
    re.IGNORECASE,
)


LINKS = "a[href]"
# Longer lines are no labels of a site.
LONGEST_HEADING = 24
# Attributes of pictures that are loaded when they are looked at.
LAZY = ("data-original", "data-src")
# Classes of elements whose pictures are pages of a document; among so many pictures one stands in such an element.
PAGE_CLASSES = frozenset(("page", "webpreview-item"))
MANY = 20


# What of a selector is no name or need not be there, and how the names of elements, classes, ids and attributes look.
VALUED = re.compile(r"\[\s*([\w-]+)(?:\"[^\"]*\"|'[^']*'|[^\]\"'])*\]")
PSEUDO = re.compile(r":\w[\w-]*(?:\([^)]*\))?")
NAMED = re.compile(r"[\w-]+")


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
    _selected: dict[str, list[HtmlElement]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, url: str, text: str, *, plain: bool = False) -> View:
        """Read a decoded page. ``plain`` says it was served as text; markup is recognised all the same."""
        if plain and not LOOKS_LIKE_MARKUP.search(text[:5000]):
            return cls(url, dump_blocks(text))
        tree = Blocks(parse(text))
        return cls(url, tree.blocks, tree, _meta(tree.root), _is_drawn(tree))

    @cached_property
    def traditional(self) -> bool:
        """Whether the page is written in traditional characters."""
        return is_traditional(self.visible)

    @cached_property
    def lines(self) -> list[str]:
        """The blocks' texts for matching: without glosses, in simplified characters, with plain blanks. Never kept."""
        texts = [block.text.replace("\u3000", " ") for block in self.blocks]
        if is_glossed(texts):
            texts = [without_glosses(text) for text in texts]
        return [simplified(text) for text in texts] if self.traditional else texts

    @cached_property
    def _headings(self) -> frozenset[str]:
        """What may be a heading: short lines, without a colon at the end."""
        return frozenset(line.rstrip(":： ") for line in self.lines if len(line) <= LONGEST_HEADING)

    def has_line(self, labels: Collection[str], *, lower: bool = False) -> bool:
        """Whether one of these labels stands on the page as a line of its own, colon or not."""
        headings = map(str.lower, self._headings) if lower else self._headings
        return not frozenset(labels).isdisjoint(headings)

    @cached_property
    def visible(self) -> str:
        """The visible text, one block a line."""
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def said(self) -> str:
        """The same for matching."""
        return "\n".join(self.lines)

    @cached_property
    def head_title(self) -> str | None:
        """The content of the title element."""
        found = None if self.tree is None else next(self.tree.root.iter("title"), None)
        return (fold_space(found.text_content()) or None) if found is not None else None

    @cached_property
    def site_names(self) -> frozenset[str]:
        """What the site calls itself."""
        return site_names(self)

    @cached_property
    def names(self) -> str:
        """All ids, classes and names of elements and attributes in the page, in no order."""
        return "" if self.tree is None else " ".join(self.tree.names)

    @cached_property
    def words(self) -> frozenset[str]:
        """The same, each by itself."""
        return frozenset() if self.tree is None else self.tree.words

    @cached_property
    def scripts(self) -> list[str]:
        """The page's own scripts."""
        return [script.text or "" for script in self.select("script") if script.get("src") is None]

    def select(self, css: str) -> list[HtmlElement]:
        """Elements of the page that match a CSS selector, in page order; none in a text dump."""
        found = self._selected.get(css)
        if found is None:
            found = self._selected[css] = self._select(css)
        return found

    def _select(self, css: str) -> list[HtmlElement]:
        if self.tree is None:
            return []
        if css.isalnum() and css.islower():
            return list(self.tree.root.iter(css)) if css in self.tree.names else []
        present = [part for part, words in _words_of(css) if words <= self.words]
        return list(_compiled(",".join(present))(self.tree.root)) if present else []

    def indices(self, css: str) -> set[int]:
        """Indices of the blocks that stand in elements matching the selector."""
        if self.tree is None:
            return set()
        return {i for element in self.select(css) for i in self.tree.range_of(element)}


@cache
def _words_of(css: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each alternative of a selector with the names without which it cannot match."""
    plain = PSEUDO.sub("", VALUED.sub(r" \1 ", css))
    # An escaped name is not spelled as the page spells it, nor is an element's in capitals.
    if "\\" in css or "|" in plain or not plain.islower():
        return ((css, frozenset()),)
    parts = css.split(",")
    if len(parts) != plain.count(",") + 1:
        return ((css, frozenset()),)
    return tuple(
        (part, frozenset(NAMED.findall(names))) for part, names in zip(parts, plain.split(","), strict=True)
    )


_selectors: dict[str, etree.XPath] = {}


def _compiled(css: str) -> etree.XPath:
    found = _selectors.get(css)
    if found is None:
        found = _selectors[css] = etree.XPath(HTMLTranslator().css_to_xpath(css))
    return found


def _is_drawn(tree: Blocks) -> bool:
    root = tree.root
    if "canvas" in tree.names and next(root.iter("canvas"), None) is not None:
        return True
    if tree.names.isdisjoint(LAZY) and tree.words.isdisjoint(PAGE_CLASSES):
        return False
    pictures = list(root.iter("img"))
    if any(img.get(name) is not None for img in pictures for name in LAZY):
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
        if name and name not in found and (content := fold_space(element.get("content") or "")):
            found[name] = content
    return found
