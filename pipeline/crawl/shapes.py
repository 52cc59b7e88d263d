"""Telling a strange site's links apart by shape alone: documents, listings and pagers.

A site's programme writes all its documents' addresses to one pattern and hangs a title on each link; its
categories have short names; its pagers are numbers and arrows. That holds from ``/p-123.html`` to
``/2021/03/a-long-slug/``, and needs no word about the site.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement
from parsel import Selector

from pipeline.crawl.off_limits import is_off_limits
from pipeline.urls import canonical_url, site_of

Kind = Literal["document", "listing", "pager"]

# Shorter link texts are names of categories: six hanzi make a title, and three or four Latin words.
TITLE_HANZI = 6
TITLE_LETTERS = 20

# Servers refuse longer ones.
MAX_URL = 4096
TEXT = etree.XPath("string()")
# Most links: a path from the root with nothing in it that could be written, or meant, in two ways.
PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?")
ORIGIN = re.compile(r"https?://[^/?#@]+(?=[/?#]|$)")
USER = re.compile(r"(?<=://)[^/?#@]*@")

# No person could use a page with more of them.
MAX_LINKS = 20_000

PAGER_TEXT = re.compile(
    r"\W*(?:\d{1,4}|第\s*\d+\s*页|下一页|上一页|下页|上页|首页|尾页|末页|后一页|更多|加载更多"
    r"|(?:next|prev|previous)(?: page)?|(?:older|newer)(?: posts)?|last|first|more)\W*|[›»>→‹«<←]+",
    re.IGNORECASE,
)
PAGER_URL = re.compile(
    r"[?&](?:page|paged|pn|pageno|pageindex|curpage|p)=\d+|/page[/_-]?\d+|/(?:list|index)[-_]?\d+(?:[-_]\d+)*\.\w+$",
    re.IGNORECASE,
)
# No site has so many categories: what they number are documents, however short their titles.
LONG_NUMBER = re.compile(r"\d{5,}")
HEX = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}", re.IGNORECASE)
SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}|(?=.{12})[^\W_]+[-_][^\W_]+|.*[^\x00-\x7f].*")
# What programmes call their categories, however long the category's name is.
LISTING_PATH = re.compile(
    r"/(?:c(?:ate?(?:gor(?:y|ies))?)?|list|class|channel|column|topics?|lanmu|fenlei|archives?|page)[-_/]?(?:[#*?.]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link worth following, with the words it hangs on."""

    url: str
    kind: Kind
    text: str


# A site's own links stand on every page of it.
@lru_cache(maxsize=8192)
def pattern(url: str) -> str:
    """The URL with everything that names one page folded: ``#`` for numbers, ``*`` for hex ids and slugs."""
    parts = urlsplit(url)
    path = "/".join(_fold(segment) for segment in parts.path.split("/"))
    query = "&".join(sorted(f"{key}={_fold(value)}" for key, value in parse_qsl(parts.query)))
    return f"{path}?{query}" if query else path


def links(html: Selector, url: str) -> list[Link]:
    """The links of the page at ``url`` worth following, in page order, each once.

    A page of short titles alone (祝酒词, 悼词) looks like one of categories. Only links to the same site (twins included) count, so a page can never lead to another host or to a
    private address.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    targets = anchors(html, url)
    for target, text in targets.items():
        if not PAGER_TEXT.fullmatch(text):
            groups[pattern(target)].append(text)
    numbered = {pattern(target) for target in targets if LONG_NUMBER.search(_last_part(target))}
    documents = {
        name
        for name, texts in groups.items()
        if _names_one_page(name) and (name in numbered or _are_titles(texts))
    }
    documents |= _word_leaves(targets, groups)
    return [Link(target, _kind(target, text, documents), text) for target, text in targets.items()]


def is_listing(url: str, found: Iterable[Link]) -> bool:
    """Whether the page at ``url`` lists documents, and is not one with related documents beside it."""
    own = pattern(url)
    return len({link.url for link in found if link.kind == "document" and pattern(link.url) != own}) >= 3


def anchors(html: Selector, url: str) -> dict[str, str]:
    """The page's link targets on the same site that are not off limits, in page order, each once.

    Of a page with very many links, those beyond the first ``MAX_LINKS`` are not looked at.
    The value is the longest text any of its links hangs on: words, else title, else the picture's.
    """
    # By lxml itself: a selector for each link would take most of a crawl's time.
    root = html.root
    base = root.getroottree().find(".//base[@href]")
    origin = url if base is None else _joined(url, base.get("href")) or url
    site, own = site_of(url), canonical_url(url)
    found: dict[str, str] = {}
    for anchor in islice((a for a in root.iter("a") if a.get("href") is not None), MAX_LINKS):
        target = _joined(origin, anchor.get("href"))
        if (
            target is None
            or len(target) > MAX_URL
            or is_off_limits(target)
            or site_of(target) != site
            or canonical_url(target) == own
        ):
            continue
        text = _words(anchor)
        found[target] = max(found.get(target, ""), text, key=len)
    return found


def _words(anchor: HtmlElement) -> str:
    for words in (
        str(TEXT(anchor)),
        anchor.get("title") or "",
        *(picture.get("alt") or "" for picture in anchor.iter("img")),
    ):
        if text := " ".join(words.split()):
            return text
    return ""


def _joined(base: str, href: str | None) -> str | None:
    """The absolute address without fragment; None for what is no address at all."""
    if href and PLAIN_PATH.fullmatch(href) and (origin := ORIGIN.match(base)):
        return origin[0] + href
    try:
        # A name and a password in an address would be a log-in.
        return USER.sub("", urldefrag(urljoin(base, (href or "").strip())).url)
    except ValueError:
        return None


def _kind(url: str, text: str, documents: Collection[str]) -> Kind:
    if PAGER_TEXT.fullmatch(text) or (PAGER_URL.search(url) and not _is_title(text)):
        return "pager"
    return "document" if pattern(url) in documents else "listing"


def _fold(segment: str) -> str:
    stem, dot, ending = unquote(segment).rpartition(".")
    if not dot or not re.fullmatch(r"[a-zA-Z]{2,5}", ending):
        stem, dot, ending = unquote(segment), "", ""
    letters = sum(char.isalpha() for char in stem)
    if HEX.fullmatch(stem):
        stem = "*"
    elif re.search(r"\d", stem) and letters <= 10:
        stem = re.sub(r"\d+", "#", stem)
    elif SLUG.fullmatch(stem) or re.search(r"\d", stem):
        stem = "*"
    return f"{stem}{dot}{ending}"


def _last_part(url: str) -> str:
    """What names the page: the last segment of the path, and the query."""
    parts = urlsplit(url)
    return f"{parts.path.rpartition('/')[2]}?{parts.query}"


def _names_one_page(name: str) -> bool:
    path, _, query = name.rstrip("/").partition("?")
    named = any(mark in path.rpartition("/")[2] or mark in query for mark in "#*")
    return named and not LISTING_PATH.search(name)


def _are_titles(texts: list[str]) -> bool:
    return sum(map(_is_title, texts)) * 2 > len(texts)


def _is_title(text: str) -> bool:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return wide >= TITLE_HANZI or len(text) >= TITLE_LETTERS


def _word_leaves(targets: Iterable[str], groups: dict[str, list[str]]) -> set[str]:
    """Patterns of documents that are named by one plain word each: many titled siblings in one folder."""
    folders: dict[str, list[str]] = defaultdict(list)
    for target in targets:
        name = pattern(target)
        if name in groups and not _names_one_page(name):
            folders[name.rstrip("/").rpartition("/")[0]].append(name)
    return {
        name
        for names in folders.values()
        if len(names) >= 4 and _are_titles([text for name in names for text in groups[name]])
        for name in names
    }
