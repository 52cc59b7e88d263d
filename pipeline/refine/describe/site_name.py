"""A page's title without the site's name: told by what the page prints by itself, as a line or as a link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.refine.clean.context import fold
from pipeline.refine.view import View

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A title of a thread or file names its software behind the site.
SOFTWARE = re.compile(r"powered by\b", re.IGNORECASE)
JOINT = re.compile(r"\s*[-_|–—―─━｜»«·•~]+\s*|\s*(?:::|>>|<<)\s*|\s@\s")
# Where a title may end, if the page prints what stands before by itself: there a blank is enough.
BEFORE_NAME = re.compile(rf"{JOINT.pattern}|(?<=[\u3400-\u9fff）》”」】])\s+(?=[\u3400-\u9fff])")
# 渠边三事（某某文集）, 开学致辞【某某文库】
BRACKETED = re.compile(r"\s*[（(【\[「『《]([^（()）【】\[\]「」『』《》]{2,20})[）)】\]」』》]\s*$")
LEADING = re.compile(r"^\s*[（(【\[「『]([^（()）【】\[\]「」『』]{2,20})[）)】\]」』]\s*")
# Characters: a shorter line is printed for other reasons, a longer name is none.
SHORTEST, LONGEST = 4, 24
# What a page puts into its title element may have no end, and each joint in it is looked at.
LONGEST_TITLE = 500
# A printed part of a title may have so many signs more.
SLACK = 8


class Printed:
    """What a page prints by itself, folded, of which only what may be a part of its ``title``; each kind is looked for when it is
    first asked for.
    """

    def __init__(self, root: HtmlElement, title: str, site_names: Iterable[str]) -> None:
        self._root, self._title, self._names = root, title, site_names

    @cached_property
    def home(self) -> AbstractSet[str]:
        """In links to the start page."""
        return frozenset(map(fold, self._names))

    @cached_property
    def headings(self) -> AbstractSet[str]:
        """Headings of the first two levels that are no links."""
        said = (text for heading in self._root.iter("h1", "h2") for text in _said(heading))
        return frozenset(map(fold, said)) - {""}

    @cached_property
    def apart(self) -> AbstractSet[str]:
        """Outside links, or as a heading."""
        texts = self._texts
        links = Counter(
            text
            for link in self._root.iter("a")
            for shown in link.itertext()
            if (text := shown.strip()) in texts
        )
        return self.headings | {fold(text) for text, count in texts.items() if count > links[text]}

    @cached_property
    def anywhere(self) -> AbstractSet[str]:
        """As a link too."""
        return frozenset(map(fold, self._texts))

    @cached_property
    def _texts(self) -> dict[str, int]:
        """How often the page has each text, but for the element that is its title."""
        longest, letters = len(self._title) + SLACK, self._title.casefold()
        found = Counter(
            text
            for text in _with_second_lines(self._root.itertext())
            if len(text) <= longest and (text[0].casefold() in letters or text[-1].casefold() in letters)
        )
        named = self._root.find(".//title")
        if named is not None:
            found.subtract([named.text_content().strip()])
        return {text: count for text, count in found.items() if count > 0}


def _with_second_lines(texts: Iterable[str]) -> Iterator[str]:
    """All texts that are not blank, and titles of two lines in one: 灯下 / ——在年会上的讲话."""
    above = ""
    for shown in texts:
        text = shown.strip()
        if not text:
            continue
        yield text
        if text.startswith("——"):
            yield above + text
        above = text


def without_site_name(title: str, view: View) -> str:
    """The title without the site's name before or behind it, if the page shows that it is that.

    Shown is it where the rest is printed by itself, or where the name is, as a link or as a line, and the rest is more than that.
    """
    if view.tree is None or len(title) > LONGEST_TITLE:
        return title
    cuts = [joint.start() for joint in BEFORE_NAME.finditer(title) if joint.start()]
    bracketed, leading = BRACKETED.search(title), LEADING.match(title)
    if bracketed:
        cuts.append(bracketed.start())
    if not cuts and not leading:
        return title
    printed = Printed(view.tree.root, title, view.site_names)
    for cut in sorted(cuts, reverse=True):
        if cut >= SHORTEST and _is_named(title[:cut], title[cut:], printed):
            return title[:cut]
    for joint in JOINT.finditer(title) if printed.headings else ():
        rest = title[joint.end() :]
        if fold(rest) in printed.headings and _size(rest) > _size(title[: joint.start()]):
            return title[joint.end() :]
    return _without_lead(_without_tail(title, printed), printed)


def _is_named(name: str, rest: str, printed: Printed) -> bool:
    """Whether the beginning of a title is printed by itself, as a heading or as what is more than the rest."""
    folded = fold(name)
    if folded in printed.headings:
        return True
    likely = _size(name) >= _size(rest) and folded in printed.anywhere and folded not in printed.home
    return likely and folded in printed.apart


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
        if len(rest) < SHORTEST:
            return title
        named = len(name) <= LONGEST and (
            folded in printed.home
            or (
                not in_brackets
                and _size(rest) > _size(name)
                and folded not in printed.headings
                and folded in printed.anywhere
            )
        )
        if not (named or SOFTWARE.match(name)):
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


def _said(heading: HtmlElement) -> list[str]:
    """What a heading says that is no link: the whole, or an element of it beside the link to a section."""
    if heading.find(".//a") is None:
        return [heading.text_content()]
    # The text of a link within stands between others: only what has an element of its own is apart from it.
    return [part.text for part in heading.iterfind("./*") if part.tag != "a" and part.text]


def _size(text: str) -> int:
    """Bytes of the letters: a Chinese character says as much as three Latin ones."""
    return len(fold(text).encode("utf-8", "replace"))
