"""Markup: parsing whatever a page holds, and which elements a visitor sees as lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements that start and end a line (WHATWG rendering section, display: block, list-item and table parts).
BLOCK_TAGS = frozenset(
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol optgroup option p pre search section select summary table tbody td tfoot th thead tr ul".split()
)
# Elements whose text no visitor sees.
UNSEEN_TAGS = frozenset(
    "audio canvas datalist embed head iframe map math noframes noscript object script style svg template "
    "textarea title video".split()
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# What neither XML nor a database text may hold, and the two marks that ``blocks`` sets for itself.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ue000\ue001\ufffe\uffff]")
# libxml2 compares every attribute of a tag with every other.
ENDLESS_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,30})[^<>]{20000,}>")
SPACE = re.compile(r"[\s\u200b\ufeff]+")
HIDING = r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|pt|rem|%)?\s*(?:[;}\"']|!|$)"
HIDDEN_STYLE = re.compile(HIDING, re.IGNORECASE)
POSITIONED = re.compile(r"(?:^|[;\s])top\s*:\s*-?\d|position\s*:\s*absolute", re.IGNORECASE)
CSS_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
CSS_CLASS = re.compile(r"^(?:[\w#.*\s>-]*[\s>])?[\w*]*\.([\w-]+)\s*$")
# A hidden element of more text than this is a fold that a click opens, not a trick.
FOLD = 200


def parse(text: str) -> HtmlElement:
    """Parse HTML however broken. A page without any element gives an empty body; never raises.

    ``huge_tree``: without it libxml2 drops whatever stands deeper than 256 open elements, and unclosed tags of
    pasted Word documents get there.
    """
    text = ENDLESS_TAG.sub(r"<\1>", UNPRINTABLE.sub("", text))
    # A declaration would contradict the encoding that the text was already read with.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return html.document_fromstring("<html><body></body></html>")


def place_of(element: HtmlElement) -> str:
    """``tag id class`` of an element in lower case: what its place in the page is called."""
    return " ".join((str(element.tag), element.get("id") or "", element.get("class") or "")).strip().lower()


def fold_space(text: str) -> str:
    """White space to single blanks, unprintable characters out."""
    return SPACE.sub(" ", UNPRINTABLE.sub("", text)).strip()


def hidden_classes(root: HtmlElement) -> frozenset[str]:
    """Classes that the page's own style sheets never display, from rules for one class alone."""
    found: set[str] = set()
    for style in root.iter("style"):
        for selectors, body in CSS_RULE.findall(style.text or ""):
            if HIDDEN_STYLE.search(body):
                found.update(m[1] for m in map(CSS_CLASS.match, selectors.split(",")) if m)
    return frozenset(found)


def makes_line(element: HtmlElement, tag: object) -> bool:
    """Whether the element starts and ends a line: by its kind, or because it is placed by coordinates."""
    return tag in BLOCK_TAGS or (tag == "span" and bool(POSITIONED.search(element.get("style") or "")))


def is_hidden(element: HtmlElement, tag: str, classes: frozenset[str]) -> bool:
    """Whether a visitor never sees the element: hidden by itself, and no fold that a click opens."""
    style, names = element.get("style"), element.get("class")
    hidden = (
        element.get("hidden") is not None
        or bool(style and HIDDEN_STYLE.search(style))
        or bool(names and classes and not classes.isdisjoint(names.split()))
    )
    if not hidden or tag in ("html", "body"):
        return False
    return sum(len(text) for text in element.itertext()) <= FOLD
