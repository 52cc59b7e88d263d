"""The document's own title: without site name, file ending or page mark."""

from __future__ import annotations

import re

from pipeline.refine.clean.context import FILE_ENDING, fold
from pipeline.refine.clean.mends import mended
from pipeline.refine.describe.facts import Facts
from pipeline.refine.lexicon import site_voice
from pipeline.refine.view import View

PAGE_MARK = re.compile(r"(?:[_＿\s-]{1,4})?第\s{0,3}\d{1,5}\s{0,3}页$")
SEPARATOR = re.compile(r"\s*[-_|–—｜]\s*|\s+[»·]\s+")
SITE_WORDS = re.compile(
    r"网$|文库|文档|下载|免费|在线|范文网|论坛|博客|豆丁|道客|爱问|资料网|\.(?:com|cn|net|org)\b|^首页$|官网|\bwenku\b|slideshare|scribd",
    re.IGNORECASE,
)
DECORATION = re.compile(
    r"[（(【\[](?:最新|精选|完整版|全文|下载|精品|珍藏版|\d+页珍藏版|word版|推荐|优秀|共\d+[篇页])[】\]）)]",
    re.IGNORECASE,
)
LONGEST = 120
# What a page puts into its title element may have no end.
LONGEST_TITLE = 500


def find_title(view: View, facts: Facts) -> None:
    """Title from og:title, a heading that the head's title confirms, the head's title, or a dump's first line."""
    for source in ("og:title", "twitter:title"):
        if source in view.meta:
            facts.add("title", own_title(view.meta[source]), view.meta[source])
    headings = [fold_heading(element.text_content()) for element in view.select("h1")]
    head = view.head_title
    for heading in headings:
        if heading and len(heading) <= LONGEST and (head is None or fold(heading)[:20] in fold(head)):
            facts.add("title", own_title(heading), heading)
    if head:
        facts.add("title", _printed_part(head, view) or own_title(head), head)
    for heading in headings:
        if len(heading) <= LONGEST:
            facts.add("title", own_title(heading), heading)
    if view.tree is None and view.blocks:
        first = view.blocks[0].text
        if len(first) <= LONGEST and not re.search(r"[。！？；]$", first) and not site_voice(first)[1]:
            facts.add("title", own_title(first), first)


def _printed_part(head: str, view: View) -> str | None:
    """The first part of the head's title when the page prints just that as a line: the rest is the site's name."""
    parts = SEPARATOR.split(head)
    lines = {fold(block.text) for block in view.blocks if block.link_density < 0.3}
    first = own_title(parts[0])
    return first if len(parts) > 1 and first and len(first) >= 4 and fold(first) in lines else None


def own_title(text: str) -> str | None:
    """Strip what a site adds to a title.

    >>> own_title("在春季运动会上的讲话.doc_第3页 - 某某文库")
    '在春季运动会上的讲话'
    """
    title = mended(text[:LONGEST_TITLE]).strip()
    parts = SEPARATOR.split(title)
    while len(parts) > 1 and (SITE_WORDS.search(parts[-1]) or not parts[-1]):
        parts.pop()
    kept = title
    if len(parts) < len(SEPARATOR.split(title)):
        kept = title[: _end_of(title, parts)]
    kept = PAGE_MARK.sub("", kept)
    kept = FILE_ENDING.sub("", kept.strip())
    kept = DECORATION.sub("", kept)
    kept = PAGE_MARK.sub("", kept).strip(" _-|—–")
    return kept or None


def fold_heading(text: str) -> str:
    """A heading in one line."""
    return re.sub(r"\s+", " ", text).strip()


def _end_of(title: str, parts: list[str]) -> int:
    at = 0
    for part in parts:
        at = title.index(part, at) + len(part)
    return at
