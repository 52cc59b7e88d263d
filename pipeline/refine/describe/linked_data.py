"""The day of publishing that a page tells machines (JSON-LD), where it shows none to readers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import add
from pipeline.refine.view import View

# What describes the page itself; a site, a firm, a comment or a product in it has days of its own.
DESCRIBES_PAGE = re.compile(r"Page$|Article$|Posting$|Document$|CreativeWork$|Report$|Book$|Thesis$")
# No page is as old: what programs have for no day.
EPOCH = "1970-01-01"
DATED = ("pubDate", "datePublished", "uploadDate")


def find_linked_date(view: View, facts: Facts, shown: Facts) -> None:
    """Add the day that an object about the page has; where the card beside the title has another one, what visitors see, since
    such objects are filled in by templates.
    """
    if "published_on" in facts.values:
        return
    for script in view.select("script[type='application/ld+json']"):
        for told in _objects(script.text or ""):
            for name in DATED:
                value = told.get(name)
                if isinstance(value, str) and not value.startswith(EPOCH):
                    told_day = Facts()
                    add(told_day, "published_on", value[:10], f"{name}={value[:40]}")
                    if told_day.values:
                        seen = shown if shown.values else told_day
                        facts.add("published_on", seen.text("published_on"), seen.evidence["published_on"])


def _objects(script: str) -> Iterator[dict[str, Any]]:
    """The objects at the top of a script that are about the page or do not say what they are about."""
    try:
        read = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return
    tops = read if isinstance(read, list) else [read]
    for top in tops:
        graph = top.get("@graph") if isinstance(top, dict) else None
        for told in graph if isinstance(graph, list) else [top]:
            if isinstance(told, dict) and _is_about_page(told.get("@type")):
                yield told


def _is_about_page(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(each is None or (isinstance(each, str) and DESCRIBES_PAGE.search(each)) for each in kinds)
