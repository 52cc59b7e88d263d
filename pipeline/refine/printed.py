"""What a page prints by itself: its site's names, and phrases that it sets into the text once and again."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.refine.folding import has_any, simplified
from pipeline.refine.markup import fold_line, fold_space
from pipeline.refine.nicknames import has_nickname
from pipeline.refine.voice import sounds_like_site
from pipeline.urls import site_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from pipeline.refine.view import View

HOME = re.compile(
    r"\s*(?:(?:https?:)?//(?P<host>[^/?#\s]+))?(?:\./|/)?(?:(?:index|default|home)\.\w{2,5})?\s*",
    re.IGNORECASE,
)
# How many of them match at most: //host/
MOST_SLASHES = 3
# What links to a start page say instead of a name.
NO_NAME = re.compile(r"首\s?页|主\s?页|返回|\bhome\b|accueil|inicio|trang chủ|startseite|logo", re.IGNORECASE)
# Where the title of a page may have the site's name before or behind its own, and lines in which a site names itself:
# whose it is, that one is welcome, what is above the page.
JOINT = re.compile(r"\s*[-_|–—―｜丨·•«»]+\s*|(?<=\.)(?:docx?|pptx?|xlsx?|pdf|txt|wps|rtf)\s+", re.IGNORECASE)
# Small letters and signs of which each has some.
OWNED_SIGNS = ("cp", "©", "(c)", "版权", "copyr", "rved", "备案", "欢迎")
OWNED = re.compile(r"ICP|©|\(c\)|版权所有|copyright|rights reserved|备案|欢迎", re.IGNORECASE)
ABOVE = re.compile(
    r"\s*(?:[^\s:：]{0,6}(?:位置|在这里)\s*[:：]?)?\s*(?P<name>\w{2,24})\s*(?:>+|»|›|→|/|\s·\s)\s*\S"
)
ABOVE_SIGNS = ">»›→/·"
# What a title names behind the site's name: its program, which of its appearances this is. Log odds of the voice in which a site speaks of itself.
POWERED = re.compile(r"\W*Powered by .{3,20}$")
EDITION = re.compile(r"(?:手机|移动|触屏|电脑|网页|WAP|PC|H5)(?:版|站|端|网)$", re.IGNORECASE)
SPOKEN = 1.0
SHORTEST_LABEL, HAN = 5, re.compile("[\u3400-\u9fff]")
# Characters: a shorter name is a word that authors use, a longer one is a slogan.
SHORTEST_NAME, LONGEST_NAME = 3, 24
# No site has more names; each is looked for in each line.
MOST_NAMES = 40
# Elements of a line that a watermark is set in, and its characters.
INLINE = ("i", "em", "span", "font", "small", "b", "u", "label", "s", "ins", "sup", "sub", "var", "q")
SHORTEST_MARK, LONGEST_MARK = 4, 30
# Characters of a phrase that is set into a line and of the line around it, how many a line may have, and between what they stand.
LONGEST_PHRASE, LINE_AROUND, MOST_PHRASES = 60, 20, 2
MOST_SET_IN = 200
BEFORE_PHRASE = frozenset("。！？；，…”』」）)!?;")
AFTER_PHRASE = re.compile(r"\s*(?:[\w“‘「『《（(]|$)")

# What stands between a name and an address, and its length.
BETWEEN_SIGNS, MOST_BETWEEN = re.compile(r"[\s·@|:：]{0,3}[\w./:-]{0,24}"), 27


def site_names(view: View) -> frozenset[str]:
    """What the site calls itself: as its head declares, as its links to the start page say, and as two of three other places say
    alike.
    """
    declared = (view.meta.get(name, "") for name in ("og:site_name", "application-name"))
    shown = () if view.tree is None else _home_links(view.tree.root, view.url)
    names = dict.fromkeys(fold_space(name) for name in (*declared, *_agreed(view), *shown))
    found = (
        name for name in names if SHORTEST_NAME <= len(name) <= LONGEST_NAME and not NO_NAME.search(name)
    )
    return frozenset(islice(found, MOST_NAMES))


def _agreed(view: View) -> list[str]:
    """What two of three places have: the title's first or last part, a breadcrumb's first, a line about whose site it is; and a
    last part that a line speaks of as sites speak of themselves.
    """
    parts = [part.strip() for part in JOINT.split(POWERED.sub("", view.head_title or ""))]
    signs = [sign for sign in ABOVE_SIGNS if sign in view.visible]
    above = {
        found["name"]
        for block in (view.blocks if signs else ())
        if has_any(block.text, signs) and (found := ABOVE.match(block.text))
    }
    own = {parts[0], parts[-1]} if len(parts) > 1 else set[str]()
    if not own | above:
        return []
    lowered = view.visible.lower()
    owners = [sign for sign in OWNED_SIGNS if sign in lowered]
    texts = [block.text for block in view.blocks if has_any(block.text.lower(), owners)] if owners else []
    owned = "\n".join(filter(OWNED.search, texts))
    agreed = [name for name in own | above if name and (name in owned or (name in own and name in above))]
    last = EDITION.sub("", parts[-1]).strip() if len(parts) > 1 else ""
    if len(last) >= SHORTEST_NAME and last not in agreed and _speaks_of_itself(view, last):
        agreed.append(last)
    return agreed


def _speaks_of_itself(view: View, name: str) -> bool:
    """Whether a line would be the site's voice if this were its name; in hanzi, where 本站 can stand for it."""
    plain = simplified(name) if view.traditional else name
    return (
        _signs(plain.lower(), host_label(site_of(view.url)).lower(), view.said.lower())
        or has_nickname(view.said, plain)
        or any(
            len(line) > len(plain) and sounds_like_site(line.replace(plain, "本站")) >= SPOKEN
            for line in view.lines
            if HAN.search(plain) and plain in line
        )
    )


def _signs(name: str, label: str, said: str) -> bool:
    """Whether a name stands beside the word of the site's address."""
    if not label or label not in said:
        return False
    at = said.find(name)
    while at >= 0:
        behind = said[at + len(name) : at + len(name) + MOST_BETWEEN + len(label)]
        found = behind.find(label)
        while found >= 0:
            if BETWEEN_SIGNS.fullmatch(behind, 0, found):
                return True
            found = behind.find(label, found + 1)
        at = said.find(name, at + 1)
    return False


def repeated_marks(view: View) -> frozenset[str]:
    """Phrases that stand more than once in elements of one class within lines."""
    if view.tree is None:
        return frozenset()
    found: Counter[tuple[str, str, str]] = Counter()
    for element in view.tree.root.iter(*INLINE):
        text = element.text
        if (
            text
            and not len(element)
            and SHORTEST_MARK <= len(text.strip()) <= LONGEST_MARK
            and element.attrib
        ):
            found[str(element.tag), element.get("class") or "", text.strip()] += 1
    return frozenset(fold_line(text) for (_, _, text), count in found.items() if count > 1)


def set_in_phrases(view: View) -> frozenset[str]:
    """Phrases that stand in an element of their own between the sentences of a longer line that is otherwise bare; none of them
    where there are more than a site sets in, since then an author stresses so.
    """
    if view.tree is None:
        return frozenset()
    found: set[str] = set()
    # What many elements stand in is looked at once: whether it is a line with few of them, and its characters.
    lines: dict[HtmlElement, tuple[bool, int]] = {}
    for element in view.tree.root.iter("a", *INLINE):
        # Most elements hold no such phrase, or hold the whole line.
        text = element.text or ""
        if len(text) < SHORTEST_MARK or len(element):
            continue
        around = element.getparent()
        if around is None:
            continue
        before, tail = element.getprevious(), element.tail or ""
        above = ((around.text if before is None else before.tail) or "").strip()
        if before is None and element.getnext() is None:
            # Nothing stands beside it but bare text.
            beside = len(above) + len(tail.strip())
            if beside < LINE_AROUND:
                continue
            lines[around] = True, beside + len(text)
        text = fold_line(text)
        if not (SHORTEST_MARK <= len(text) <= LONGEST_PHRASE and _divides(above, tail)):
            continue
        if around not in lines:
            lines[around] = _line_of(around)
        few, size = lines[around]
        if few and size >= len(text) + LINE_AROUND:
            found.add(text)
    return frozenset(found) if len(found) <= MOST_SET_IN else frozenset()


def _divides(above: str, below: str) -> bool:
    """Whether something stands between the end of a sentence and the beginning of another."""
    return (not above or above[-1] in BEFORE_PHRASE) and AFTER_PHRASE.match(below) is not None


def _line_of(around: HtmlElement) -> tuple[bool, int]:
    """Whether an element is a line with few phrases in it, and its characters."""
    inline = sum((each.tag == "a" or each.tag in INLINE) and bool(each.text) for each in around)
    few = inline <= MOST_PHRASES
    return few, len(around.text_content()) if few else 0


def _home_links(root: HtmlElement, url: str) -> list[str]:
    found: list[str] = []
    for link in root.iter("a"):
        href = link.get("href")
        if href and href.count("/") <= MOST_SLASHES and leads_home(href, url):
            found += [str(link.text_content()), *link.itertext()]
            found += [picture.get("alt") or "" for picture in link.iter("img")]
    return found


def host_label(host: str | None) -> str:
    """The word that an address is made of, empty if it is short enough to be written by chance."""
    label = max((host or "").split(".")[:-1], key=len, default="")
    return label if len(label) >= SHORTEST_LABEL else ""


def leads_home(href: str, url: str) -> bool:
    """Whether a link leads to its site's start page."""
    found = HOME.fullmatch(href)
    if not href or found is None:
        return False
    return not found["host"] or url.partition("://")[2].partition("/")[0] == found["host"]
