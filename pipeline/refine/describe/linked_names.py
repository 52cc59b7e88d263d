"""Who put a document on the site, where its card has the name alone: as a link to a person's page, or where the site sets names.

木子 ¦ 3 年前, <a href="/u/77">木子</a>: a card beyond doubt stands there, and only one such name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.refine.blocks import LONGEST_ROW
from pipeline.refine.clean.context import is_title
from pipeline.refine.describe.card_lines import pieces_of
from pipeline.refine.describe.card_person import NO_WESTERN, is_person, is_western
from pipeline.refine.describe.facts import Facts
from pipeline.refine.markup import fold_space
from pipeline.refine.view import View

# Addresses of people's pages, and the words of classes for them.
PERSONS_PAGE = re.compile(
    r"/(?:u|user|users|people|profile|profiles|member|members|space|uploader|author|authors|home/u)[/-][^/?#]|/(?:space|user|profile|u)\b.*\d|space-uid-|[?&](?:uid|userid|user_id)=\d|/@\w",
    re.IGNORECASE,
)
WORDS = frozenset(
    "author user username uploader avatar member who by nick nickname owner contributor".split()
)
APART = re.compile(r"[\s_-]+")
# Of two Han words a name may be: 宣 若兰.
PARTED = re.compile(r"[\u4e00-\u9fff]{1,2} [\u4e00-\u9fff]{1,3}")
SIGN = re.compile(r"[／/|·＋+>»]")
BUTTON = re.compile(
    r"log ?[io]n|sign ?(?:up|in)|register|follow|profile|account|message|contact|embed.*|my .*", re.IGNORECASE
)


def find_linked(view: View, rows: Iterable[int], title: str | None, facts: Facts) -> None:
    """Add the only such name in these lines."""
    if view.tree is None or "uploader" in facts.values:
        return
    linked: set[str] | None = None
    found: dict[str, str] = {}
    for i in rows:
        block = view.blocks[i]
        if len(block.text) > LONGEST_ROW:
            continue
        named = _is_of_person(block.places[-1] if block.places else "")
        for n, piece in enumerate(pieces_of(block)):
            if not _can_be(piece, title, view):
                continue
            if linked is None:
                linked = _linked(view)
            if piece in linked or (named and not n):
                found[piece] = block.text
    if len(found) == 1:
        name, line = found.popitem()
        facts.add("uploader", name, line)


def _linked(view: View) -> set[str]:
    """What links to people's pages say."""
    return {
        fold_space(link.text_content())
        for link in view.select("a[href]")
        if PERSONS_PAGE.search(link.get("href") or "") or _is_of_person(link.get("class") or "")
    }


def _is_of_person(words: str) -> bool:
    return bool(words) and not WORDS.isdisjoint(APART.split(words))


def _can_be(name: str, title: str | None, view: View) -> bool:
    if is_title(name, title) or any(name in known for known in (*view.site_names, title or "")):
        return False
    if SIGN.search(name) or BUTTON.fullmatch(name) or (name.isascii() and NO_WESTERN.search(name)):
        return False
    return is_person(name.replace(" ", "") if PARTED.fullmatch(name) else name) or is_western(name)
