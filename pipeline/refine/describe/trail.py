"""Where a document is filed: the trail of links above it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.refine.clean.context import FILE_ENDING, is_title
from pipeline.refine.describe.facts import Facts
from pipeline.refine.view import View

CRUMB = re.compile(r"\s*(?:>+|»|›|→|＞)\s*|\s+/\s+")
PLAIN_CRUMB = re.compile(r"\s*(?:>|»|/|›)\s*")
HERE = re.compile(
    r"^(?:(?:您|你)?(?:现)?在?的?(?:当前)?(?:位置|所在位置)|当前位置|当前所在位置|位置|You are here|Vous êtes ici)\s*[:：]\s*",
    re.IGNORECASE,
)
TRAILS = frozenset(("breadcrumb", "breadcrumbs", "crumb", "crumbs", "location", "position", "path"))
HOME = re.compile(r"(?:网站)?首页|主页|home|accueil|inicio|trang chủ|正文|详情", re.IGNORECASE)


def find_categories(view: View, facts: Facts) -> None:
    """The trail of links above a document, without the site's front page and the document itself."""
    places = (
        set().union(*(block.places for block in view.blocks)) if not TRAILS.isdisjoint(view.words) else ()
    )
    trails = set(filter(_names_trail, places))
    named = (
        {i for i, block in enumerate(view.blocks) if not trails.isdisjoint(block.places)} if trails else set()
    )
    for i in sorted(named | view.indices("[aria-label=breadcrumb]")):
        _trail(PLAIN_CRUMB.split(view.blocks[i].text), view.blocks[i].text, facts)
    for block in view.blocks[:60]:
        here = HERE.match(block.text)
        if here or (block.link_density > 0.3 and HOME.match(block.text) and CRUMB.search(block.text)):
            _trail(CRUMB.split(block.text[here.end() if here else 0 :]), block.text, facts)


@lru_cache(maxsize=4096)
def _names_trail(place: str) -> bool:
    """Whether an element in this place is of a class that names such a trail."""
    return not TRAILS.isdisjoint(place.split(" ")[2:])


def _trail(parts: Iterable[str], line: str, facts: Facts) -> None:
    title = facts.text("title")
    kept = [
        part.strip()
        for part in parts
        if part.strip()
        and not (HOME.fullmatch(part.strip()) or is_title(part, title) or HERE.match(f"{part}："))
    ]
    kept = [
        HERE.sub("", part) for part in kept if not (FILE_ENDING.search(part) or part.endswith(("...", "…")))
    ]
    if kept and len(line) <= 120:
        facts.add("categories", ">".join(kept), line)
