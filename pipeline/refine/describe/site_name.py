"""A page's title without the site's name: told by what the page prints by itself, as a line or as a link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from pipeline.refine.clean.context import fold
from pipeline.refine.view import View

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A title of a thread or file names its software behind the site.
SOFTWARE = re.compile(r"powered by\b", re.IGNORECASE)
JOINT = re.compile(r"\s*[-_|–—―─━｜»«·•~]+\s*|\s*(?:::|>>|<<)\s*")
# Where a title may end, if the page prints what stands before by itself: there a blank is enough.
BEFORE_NAME = re.compile(rf"{JOINT.pattern}|(?<=[\u3400-\u9fff）》”」】])\s+(?=[\u3400-\u9fff])")
# 渠边三事（某某文集）, 开学致辞【某某文库】
BRACKETED = re.compile(r"\s*[（(【\[「『《]([^（()）【】\[\]「」『』《》]{2,20})[）)】\]」』》]\s*$")
LEADING = re.compile(r"^\s*[（(【\[「『]([^（()）【】\[\]「」『』]{2,20})[）)】\]」』]\s*")
# Characters: a shorter line is printed for other reasons, a longer name is none.
SHORTEST, LONGEST = 4, 24
# A printed part of a title may have so many signs more.
SLACK = 8


class Printed(NamedTuple):
    """What a page prints by itself: ``apart`` outside links, ``anywhere`` as a link too, ``home`` in links to its start page;
    ``headings`` are those of the first two levels that are no links. All folded.
    """

    apart: AbstractSet[str]
    anywhere: AbstractSet[str]
    home: AbstractSet[str]
    headings: AbstractSet[str]


def without_site_name(title: str, view: View) -> str:
    """The title without the site's name before or behind it, if the page shows that it is that.

    Shown is it where the rest is printed by itself, or where the name is, as a link or as a line, and the rest is more than that.
    """
    if view.tree is None:
        return title
    cuts = [joint.start() for joint in BEFORE_NAME.finditer(title) if joint.start()]
    bracketed, leading = BRACKETED.search(title), LEADING.match(title)
    if bracketed:
        cuts.append(bracketed.start())
    if not cuts and not leading:
        return title
    printed = _printed(view, title)
    for cut in sorted(cuts, reverse=True):
        if cut >= SHORTEST and _is_named(title[:cut], title[cut:], printed):
            return title[:cut]
    for joint in JOINT.finditer(title):
        rest = title[joint.end() :]
        if fold(rest) in printed.headings and _size(rest) > _size(title[: joint.start()]):
            return title[joint.end() :]
    return _without_lead(_without_tail(title, printed), printed)


def _is_named(name: str, rest: str, printed: Printed) -> bool:
    """Whether the beginning of a title is printed by itself, as a heading or as what is more than the rest."""
    folded = fold(name)
    if folded in printed.headings:
        return True
    return folded in printed.apart and folded not in printed.home and _size(name) >= _size(rest)


def _without_tail(title: str, printed: Printed) -> str:
    """Take off last parts that the page prints as the site's."""
    while True:
        bracketed = BRACKETED.search(title)
        if bracketed:
            cut, name, in_brackets = bracketed.start(), bracketed[1], True
        else:
            joints = [joint for joint in JOINT.finditer(title) if joint.start()]
            if not joints:
                return title
            cut, name, in_brackets = joints[-1].start(), title[joints[-1].end() :], False
        rest = title[:cut]
        folded = fold(name)
        named = folded in printed.home or (
            folded in printed.anywhere - printed.headings and not in_brackets and _size(rest) > _size(name)
        )
        if len(rest) < SHORTEST or not (SOFTWARE.match(name) or (named and len(name) <= LONGEST)):
            return title
        title = rest


def _without_lead(title: str, printed: Printed) -> str:
    """Take off a first part that leads to the site's start page."""
    leading = LEADING.match(title)
    joint = next((joint for joint in JOINT.finditer(title) if joint.start()), None)
    if leading:
        name, rest = leading[1], title[leading.end() :]
    elif joint:
        name, rest = title[: joint.start()], title[joint.end() :]
    else:
        return title
    return rest if fold(name) in printed.home and len(rest) >= SHORTEST else title


def _printed(view: View, title: str) -> Printed:
    """Of what a page prints only what may be a part of its title."""
    if view.tree is None:
        return Printed(frozenset(), frozenset(), frozenset(), frozenset())
    root = view.tree.root
    links: Counter[str] = Counter()
    for link in root.iter("a"):
        links.update(text.strip() for text in link.itertext())
    everything = Counter(text.strip() for text in root.itertext())
    named = root.find(".//title")
    if named is not None:
        everything.subtract([(named.text_content()).strip()])
    headings = {fold(str(text)) for heading in root.iter("h1", "h2") for text in _said(heading)} - {""}
    longest, letters = len(title) + SLACK, title.casefold()
    short = {
        text
        for text, count in everything.items()
        if count > 0
        and 0 < len(text) <= longest
        and (text[0].casefold() in letters or text[-1].casefold() in letters)
    }
    apart = {fold(text) for text in short if everything[text] > links[text]}
    return Printed(
        frozenset(apart | headings),
        frozenset(map(fold, short)),
        frozenset(map(fold, view.site_names)),
        frozenset(headings),
    )


def _said(heading: HtmlElement) -> list[str]:
    """What a heading says that is no link: the whole, or an element of it beside the link to a section."""
    if heading.find(".//a") is None:
        return [heading.text_content()]
    # The text of a link within stands between others: only what has an element of its own is apart from it.
    return [part.text for part in heading.iterfind("./*") if part.tag != "a" and part.text]


def _size(text: str) -> int:
    """Bytes of the letters: a Chinese character says as much as three Latin ones."""
    return len(fold(text).encode("utf-8", "replace"))
