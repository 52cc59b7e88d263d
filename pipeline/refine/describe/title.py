"""The document's own title: without site name, file ending or page mark."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.refine.blocks import Block
from pipeline.refine.clean.boxes import TRAIL
from pipeline.refine.clean.context import FILE_ENDING, fold, is_title
from pipeline.refine.describe.bylines import is_byline
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.own_lines import KIND_END, read_own_line
from pipeline.refine.describe.own_title import (
    LONGEST_TITLE,
    SEPARATOR,
    SITE_WORDS,
    TAIL_OFFER,
    end_of,
    own_title,
)
from pipeline.refine.describe.site_name import JOINT, without_site_name
from pipeline.refine.glossed import is_glossed, without_glosses
from pipeline.refine.lexicon import site_voice
from pipeline.refine.view import View

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# 年度述职PPT, where the page prints 年度述职.
FORMAT_BEHIND = re.compile(r"(?<=[\u3400-\u9fff])\s?(?:pptx?|docx?|pdf|word)(?:课件|模板)?$", re.IGNORECASE)
DECK_END = re.compile(r"(?:讲座|培训|宣讲|班会|公开课|课程|答辩|路演|介绍|简介|知识|科普)$")
# What stands between a title and words for search engines: 年会讲话,讲话稿范文下载, 年会讲话 免费在线读.
BEFORE_OFFERS = re.compile(r"[\s,，]+")
LONGEST = 120
# Where systems of government pages and libraries put the title of an article.
SOCIAL = ("og:title", "twitter:title")
DECLARED = (*SOCIAL, "articletitle", "dc.title", "dcterms.title", "citation_title")
# What a second line of a title begins with.
SUBTITLED = ("—", "--")
# A shorter line is printed for other reasons. A title without a heading stands among the first lines.
SHORTEST, LONG, LATEST, LATEST_PRINTED = 4, 16, 12, 60
START = re.compile(r"(?:https?://[^/]+)?/?[A-Za-z_-]{0,24}/?")
# Characters of the name of a column.
COLUMN = 6
LONGEST_HEADLINE = 40
# What a head's title says where it is the same on all pages of a site.
WELCOME = re.compile(
    r"欢迎[您你]|欢迎光临|欢迎访问|^(?:首页|主页|无标题文档|新建网页.*|untitled.*)$", re.IGNORECASE
)
# Letters of a heading that a head's title has to begin with, and of the parts of one that it has in another order.
TOLD, SHORTEST_HALF, SHORTEST_PART = 20, 6, 2
ENDED = re.compile(r"[。！？；:：]$")


def find_title(view: View, facts: Facts) -> None:
    """Title from og:title, a heading that the head's title confirms, the head's title, or a dump's first line."""
    head = view.head_title
    headings = [
        shown
        for shown, linked in [(fold_heading(e.text_content()), _is_link(e)) for e in view.select("h1")]
        if not _is_logo(shown, head, view, linked=linked)
    ]
    confirmed = [
        h
        for h in headings
        if h
        and len(h) <= LONGEST
        and (head is None or _has(fold(head), fold(FILE_ENDING.sub("", h))) or _is_short_for(head, h))
    ]
    for source in DECLARED:
        if source in view.meta and (source in SOCIAL or _is_printed(view.meta[source], view)):
            _add(view.meta[source], view, facts)
    # A head's title that is the site's name alone says nothing of the document.
    told = [head] if head and (len(SEPARATOR.split(head)) > 1 or not SITE_WORDS.search(head)) else []
    named = (
        []
        if headings
        else [*_only_heading(head, view), *_above_byline(head, view), *_above_signer(head, view)]
    )
    for title in (*confirmed, *named, *told, *(h for h in headings if len(h) <= LONGEST), head):
        if title:
            _add(title, view, facts)
    if view.tree is None and view.blocks:
        first = next((block.text for block in view.blocks if not TRAIL.match(block.text)), "")
        if len(first) <= LONGEST and not re.search(r"[。！？；]$", first) and not site_voice(first)[1]:
            facts.add("title", own_title(first), first)


def _has(head: str, heading: str) -> bool:
    """Whether a head's title holds a heading's beginning, or all of a heading in two parts in another order."""
    if heading[:TOLD] in head:
        return True
    halves = (
        cut for cut in range(len(heading) - SHORTEST_PART, SHORTEST_HALF - 1, -1) if heading[:cut] in head
    )
    cut = next(halves, 0)
    return bool(cut) and heading[cut:] in head


def _is_short_for(head: str, heading: str) -> bool:
    """Whether a head's title begins with the last words of the heading, which says more: 表态发言 for 在民主生活会上的表态发言."""
    name = fold(SEPARATOR.split(head[:LONGEST_TITLE])[0])
    folded = fold(heading)
    return (
        len(name) >= SHORTEST
        and KIND_END.search(heading) is not None
        and folded.endswith(name)
        # 【发言】 and the like are a forum's.
        and heading[0].isalnum()
    )


def _is_printed(title: str, view: View) -> bool:
    """Whether the page prints a declared title as a line: some systems declare the name of a column or of the site."""
    # A column is called by a word or two.
    return (KIND_END.search(title) is not None or len(title) >= LONG) and any(
        fold(block.text) == fold(title) for block in view.blocks if block.link_density < 0.3
    )


def _is_link(heading: HtmlElement) -> bool:
    """Whether a heading is a link to the start page of a site or of somebody's part of it."""
    link = heading.find(".//a")
    return (
        link is not None
        and START.fullmatch(link.get("href") or "") is not None
        and fold(link.text_content()) == fold(heading.text_content())
    )


def _is_logo(heading: str, head: str | None, view: View, *, linked: bool) -> bool:
    """Whether a first heading is the site's name: what the head's title ends in, behind a longer printed line; or a link, and
    what the head's title has behind another line.
    """
    parts = SEPARATOR.split((head or "")[:LONGEST_TITLE])
    named = JOINT.split((head or "")[:LONGEST_TITLE])
    if linked and len(named) > 1 and fold(heading) in map(fold, named[1:]):
        first = fold(named[0])
        return any(fold(block.text) == first for block in view.blocks if block.link_density < 0.3)
    if len(parts) < 2 or fold(heading) != fold(parts[-1]):
        return False
    return len(_printed_part(head or "", view) or "") > len(heading)


def _only_heading(head: str | None, view: View) -> list[str]:
    """For a page without a first heading: its only second one, if that names a kind of text and the head does not."""
    if head is None:
        return []
    seconds = [fold_heading(element.text_content()) for element in view.select("h2")]
    if len(seconds) != 1 or not KIND_END.search(seconds[0]) or len(seconds[0]) > LONGEST:
        return []
    return [] if any(KIND_END.search(part) for part in SEPARATOR.split(head[:LONGEST_TITLE])) else seconds


def _above_byline(head: str | None, view: View) -> list[str]:
    """For a page without a first heading and without a title in its head, or with one that greets or names a column (领导讲话): the line
    above the one that says who put it there and when, or above the date between the two.
    """
    column = head is not None and len(head.strip()) <= COLUMN
    if head is not None and not column and (not WELCOME.search(head) or KIND_END.search(head)):
        return []
    blocks = view.blocks[: LATEST if head is None else LATEST_PRINTED]
    found = []
    for at, block in enumerate(blocks):
        if not at or not is_byline(block.text):
            continue
        dated = at > 1 and head is not None and read_own_line(blocks[at - 1].text) is not None
        above = blocks[at - 2 if dated else at - 1].text
        named = len(above) <= LONGEST and not ENDED.search(above) and not TRAIL.match(above)
        if named and (head is None or (KIND_END.search(above) and len(above) > COLUMN)):
            found.append(above)
    return found[:1]


def _above_signer(head: str | None, view: View) -> list[str]:
    """For a page without a first heading whose head names no kind of text: the line that does, right above who spoke or when."""
    if head is None or any(KIND_END.search(part) for part in SEPARATOR.split(head[:LONGEST_TITLE])):
        return []
    for block, below in pairwise(view.blocks[:LATEST_PRINTED]):
        if block.text.startswith(SUBTITLED):
            return []
        if block.link_density < 0.3 and COLUMN < len(block.text) <= LONGEST and KIND_END.search(block.text):
            own = read_own_line(below.text)
            if own is not None and (own.who or (own.day and not own.plain)):
                return [block.text]
    return []


def _headline(own: str, view: View) -> str:
    """A title with the headline above it, where the page prints it as the second line: 把灯举高一点 / ——校长在毕业典礼上的讲话."""
    for above, block in pairwise(view.blocks[:LATEST_PRINTED]):
        if (
            block.text.startswith(SUBTITLED)
            and fold(block.text) == fold(own)
            and above.path[:-1] == block.path[:-1]
            and above.link_density < 0.3
            and SHORTEST <= len(above.text) <= LONGEST_HEADLINE
            and not ENDED.search(above.text)
            # Nor does the page print the second line as its title.
            and not any(
                is_title(other.text, own) for other in view.blocks if not other.text.startswith(SUBTITLED)
            )
        ):
            return above.text + block.text
    return own


def _add(shown: str, view: View, facts: Facts) -> None:
    """One place's title, without what names the site and without the glosses of a glossed page."""
    if "title" in facts.values:
        return
    title = without_site_name(shown, view)
    if "(" in title and is_glossed(block.text for block in view.blocks):
        title = without_glosses(title)
    own = _printed_part(title, view) or own_title(title)
    facts.add("title", _headline(_without_format(own, view), view) if own else None, shown)


def _without_format(title: str, view: View) -> str:
    """The title without the format behind it, where the page prints it without."""
    behind = FORMAT_BEHIND.search(title)
    if not behind:
        return title
    if not KIND_END.search(title[: behind.start()]) and not DECK_END.search(title[: behind.start()]):
        return title
    name = fold(title[: behind.start()])
    printed = (text for block in view.blocks for text in (block.text, *block.pieces[:1]))
    return title[: behind.start()] if any(fold(text) == name for text in printed) else title


def _printed_part(head: str, view: View) -> str | None:
    """The beginning of a title when the page prints just that as a line: the rest is the site's name."""
    head = head[:LONGEST_TITLE]
    parts = SEPARATOR.split(head)
    if len(parts) < 2:
        return None
    plain = [block for block in view.blocks if block.link_density < 0.3]
    # Beside what the file weighs stands what it is called, if that says what kind of text it is.
    called = (piece for block in plain for piece in block.pieces[:1] if KIND_END.search(piece))
    lines = {fold(FILE_ENDING.sub("", text.strip())) for text in (*(block.text for block in plain), *called)}
    in_two = {fold(a.text + b.text) for a, b in pairwise(plain) if b.text.startswith(SUBTITLED)}
    for count in range(len(parts), 0, -1):
        begun = head[: end_of(head, parts[:count])]
        offered = TAIL_OFFER.search(begun)
        if offered and fold(begun[: offered.start()]) in lines:
            # Of a title in two parts the page may print the first by itself too.
            return begun[: offered.start()]
        if fold(begun) in in_two:
            return begun
        if count == len(parts):
            continue
        offers = (cut for cut in BEFORE_OFFERS.finditer(begun) if SITE_WORDS.search(begun, cut.end()))
        for end in (len(begun), *(cut.start() for cut in offers)):
            title = own_title(begun[:end])
            if title and len(title) >= SHORTEST and fold(title) in lines:
                return title
    # The site's name may come first.
    last = own_title(parts[-1])
    if not last or len(last) < SHORTEST or fold(last) not in lines:
        return None
    return last if KIND_END.search(last) or _is_sign(fold(parts[0]), lines, plain) else None


def _is_sign(name: str, lines: Collection[str], plain: Sequence[Block]) -> bool:
    """Whether a page has a name at the head of a line with more in it and nowhere by itself, as a site has its own."""
    return (
        len(name) >= SHORTEST
        and name not in lines
        and any(fold(block.text).startswith(name) for block in plain if len(block.text) <= LONGEST)
    )


def fold_heading(text: str) -> str:
    """A heading in one line."""
    return re.sub(r"\s+", " ", text).strip()
