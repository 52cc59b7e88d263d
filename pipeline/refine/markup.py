"""Markup: parsing whatever a page holds, and which elements a visitor sees as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements that start and end a line (WHATWG rendering section, display: block, list-item and table parts).
BLOCK_TAGS = frozenset(
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main marquee menu nav "
    "ol optgroup option p pre search section select summary table tbody td tfoot th thead tr ul".split()
)
# Elements whose text no visitor sees.
UNSEEN_TAGS = frozenset(
    "audio canvas datalist embed head iframe map math noframes noscript object script style svg template "
    "textarea title video".split()
)
# What nobody calls an author's remark by: an advertisement's element.
ADVERTISED = re.compile(
    r"(?:^|[\s_-])(?:ads?|adv|ad-?(?:slot|box|unit)|adsbygoogle|advert(?:isement)?s?|anuncios?|publicidad|publicit[eé]|werbung|guanggao)(?=$|[\s_-])"
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Every element as the same class: the parser of lxml.html asks Python for the class of each.
ONE_CLASS = etree.ElementDefaultClassLookup(element=html.HtmlElement, comment=html.HtmlComment)
# What neither XML nor a database text may hold, and the two marks that ``blocks`` sets for itself.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ue000\ue001\ufffe\uffff]")
UNREADABLE = "\ue000\ue001\ufffe\uffff"
# The byte with which UTF-8 begins the first two of them and their like, which few pages have.
MARK_LEAD = b"\xee"
CONTROLS = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
# libxml2 compares every attribute of a tag with every other.
LONGEST_TAG = 20_000
ENDLESS_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,30}})[^<>]{{{LONGEST_TAG},}}>")
DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
SPACE = re.compile(r"[\s\u200b\ufeff]+")
# Not displayed, of no size, thrown off the screen, or of no colour; each with its rarest word.
HIDING = (
    ("none", r"display\s*:\s*none"),
    ("hidden", r"visibility\s*:\s*hidden"),
    ("font-size", r"font-size\s*:\s*0(?:px|em|pt|rem|%)?\s*(?:[;}\"']|!|$)"),
    *((side, rf"{side}\s*:\s*-\d{{3,}}") for side in ("left", "top", "text-indent")),
    ("clip", r"clip\s*:\s*rect\(\s*[01](?:px)?\b"),
    ("transparent", r"color(?<![\w-]color)\s*:\s*transparent"),
)
WAYS_OF_HIDING = tuple((word, re.compile(way)) for word, way in HIDING)
HIDDEN_STYLE = re.compile("|".join(way for _, way in HIDING), re.IGNORECASE)
# A text that a site blurs is a wall in front of it, however long.
BLURRED = re.compile(r"(?<![-\w])filter\s*:\s*blur\(\s*(?:[1-9]|0?\.\d*[1-9])", re.IGNORECASE)
# Written in the colour of the paper: no proof, unless what is written there is no word.
PALE = re.compile(r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b)", re.IGNORECASE)
NO_WORD = re.compile(r"(?=.*[^A-Za-z])[!-~]{4,40}")
# Names that style sheets of forums and toolkits hide wherever they are used.
HIDDEN_NAMES = frozenset(
    ("jammer", "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "d-none")
)
POSITIONED = re.compile(r"(?:^|[;\s])top\s*:\s*-?\d|position\s*:\s*absolute", re.IGNORECASE)
LONGEST_ROW = 500
TOP = re.compile(r"(?:^|[;\s])top\s*:\s*(-?[\d.]+)", re.IGNORECASE)
LONGEST_RULE = 2000
LONGEST_SELECTORS = 400
CSS_CLASS = re.compile(r"^(?:[\w#.*\s>-]*[\s>])?[\w*]*\.([\w-]+)\s*$")
# A hidden element of more text than this is a fold that a click opens, not a trick.
FOLD = 200


def parse(text: str) -> HtmlElement:
    """Parse HTML however broken. A page without any element gives an empty body; never raises.

    ``huge_tree``: without it libxml2 drops whatever stands deeper than 256 open elements, and unclosed tags of
    pasted Word documents get there.
    """
    # What cannot be encoded is half a character.
    markup = text.encode("utf-8", "ignore")
    if MARK_LEAD in markup or "\ufffe" in text or "\uffff" in text:
        for sign in UNREADABLE:
            text = text.replace(sign, "")
        markup = text.encode("utf-8", "ignore")
    if _may_have_endless_tag(text):
        markup = ENDLESS_TAG.sub(r"<\1>", text).encode("utf-8", "ignore")
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(ONE_CLASS)
    try:
        # A declaration would contradict the encoding that the text was already read with.
        markup = DECLARATION.sub(b"", markup.translate(None, CONTROLS), count=1)
        root = html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return html.document_fromstring("<html><body></body></html>")
    _join_rows(root)
    return root


def _may_have_endless_tag(text: str) -> bool:
    """Whether a tag may be endless, looked for in leaps: no other begins near it, nor does it end."""
    at = text.find("<")
    while 0 <= at < len(text) - LONGEST_TAG:
        following = text.rfind("<", at + 1, at + LONGEST_TAG + 2)
        if following < 0:
            if text.find(">", at, at + LONGEST_TAG) < 0:
                return True
            following = text.find("<", at + LONGEST_TAG)
        at = following
    return False


def _join_rows(root: HtmlElement) -> None:
    """Put the pieces of a line together: spans side by side that are placed at one height."""
    for span in list(root.iter("span")):
        style = span.get("style")
        height = TOP.search(style) if style else None
        before = span.getprevious() if height else None
        if before is None or before.tag != "span" or (before.tail or "").strip() or len(before) or len(span):
            continue
        above = TOP.search(before.get("style") or "")
        start = before.text or ""
        if height and above and height[1] == above[1] and len(start) <= LONGEST_ROW:
            span.text = start + (span.text or "")
            before.drop_tree()


def place_of(element: HtmlElement) -> str:
    """``tag id class`` of an element in lower case: what its place in the page is called."""
    return place(str(element.tag), element.get("id"), element.get("class"))


def place(tag: str, identity: str | None, named: str | None) -> str:
    """The same of an element with this tag, id and class."""
    return f"{tag} {identity or ''} {named or ''}".strip().lower()


def fold_space(text: str) -> str:
    """White space to single blanks, unprintable characters out."""
    if text.isprintable():
        return " ".join(text.split())
    return SPACE.sub(" ", UNPRINTABLE.sub("", text)).strip()


def fold_line(text: str) -> str:
    """White space to single blanks, but for an author's blanks of a hanzi's width."""
    if "\u3000" in text and "\u3000" in text.strip():
        return SPACE.sub(_wide, text).strip()
    # Splitting at white space is far cheaper than matching it, and knows all of it but two signs of no width.
    return SPACE.sub(" ", text).strip() if "\u200b" in text or "\ufeff" in text else " ".join(text.split())


def _wide(blank: re.Match[str]) -> str:
    return "\u3000" * blank[0].count("\u3000") or " "


def hidden_classes(root: HtmlElement) -> frozenset[str]:
    """Classes that the page's own style sheets never display, from rules for one class alone, and known names."""
    found: set[str] = set()
    for style in root.iter("style"):
        css = style.text or ""
        for at in _hidings(css):
            found.update(m[1] for m in map(CSS_CLASS.match, _selectors(css, at)) if m)
    return HIDDEN_NAMES | found


def _hidings(css: str) -> Iterator[int]:
    """Where a style sheet hides something. Each way is looked for by its words: sheets are large."""
    lowered = css.lower()
    if len(lowered) != len(css):
        lowered = css
    for word, way in WAYS_OF_HIDING:
        if word in lowered:
            yield from (hit.start() for hit in way.finditer(lowered))


def _selectors(css: str, at: int) -> list[str]:
    """The selectors of the style rule that a declaration stands in, looked for from there backwards."""
    brace = css.rfind("{", max(0, at - LONGEST_RULE), at)
    if brace < 0 or "}" in css[brace:at]:
        return []
    before = css[max(0, brace - LONGEST_SELECTORS) : brace]
    for end in ("{", "}", ";", "*/"):
        before = before.rpartition(end)[2]
    return before.split(",")


def is_placed(style: str | None) -> bool:
    """Whether a style places its element by coordinates, so that it starts and ends a line."""
    return style is not None and bool(POSITIONED.search(style))


@lru_cache(maxsize=4096)
def _hides(style: str) -> bool:
    return HIDDEN_STYLE.search(style) is not None


def is_hidden(element: HtmlElement, attributes: Mapping[str, str], classes: frozenset[str]) -> bool:
    """Whether a visitor never sees the element: blurred, or hidden by itself and no fold that a click opens."""
    style, names = attributes.get("style"), attributes.get("class")
    # One that clears while a picture or a page loads has a transition.
    if style and "blur" in style and BLURRED.search(style) and "transition" not in style:
        return element.tag not in ("html", "body")
    hidden = (
        "hidden" in attributes
        or (element.tag == "dialog" and "open" not in attributes)
        or bool(style and _hides(style))
        or bool(names and not classes.isdisjoint(names.split()))
        or bool(style and PALE.search(style) and NO_WORD.fullmatch((element.text or "").strip()))
    )
    if not hidden or element.tag in ("html", "body"):
        return False
    size = 0
    for text in element.itertext():
        size += len(text)
        if size > FOLD:
            return False
    return True
