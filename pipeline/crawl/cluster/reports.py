"""A visit as it is noted in the outbox, and as it is told to Redis once it is known what Redis knew of the address.

When to come again is decided here, by the rules that the frontier of one machine goes by. Whether a link was new only
Redis knows: it gets both answers.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from pipeline.crawl.pace import host_of
from pipeline.items import Found, LinkKind, Rhythm
from pipeline.store.frontier import BARREN_PAGES, PRIORITY, SITE_WEIGHT, key_of
from pipeline.store.revisits import Ending, next_visit
from pipeline.store.rows import scrub
from pipeline.store.visits import Visited

KNOWN = ("visited", "interval", "failures", "mark")
"""What is asked of Redis of an address before its report."""

_AS_LISTED: frozenset[Ending] = frozenset(("new", "changed", "unchanged"))


class Held(NamedTuple):
    """A leased address as Redis has it. ``token`` says by which ownership of the host, ``place`` when it was found."""

    host: str
    token: str
    url: str
    kind: LinkKind
    depth: int
    priority: int
    listing: str


def report_of(visited: Visited, held: Held, began: str) -> str:
    """The row of the outbox, complete: Redis may have lost all that it knew of the address, and of the round that ``began``."""
    visit = visited.visit
    found: dict[str, Any] = {
        "id": secrets.token_hex(6),
        "key": str(visit.row),
        "round": began,
        **held._asdict(),
        "ending": visited.ending,
        "listed": visited.listed,
        "rhythm": visit.listing_rhythm if visited.listed else visit.document_rhythm,
        "links": visit.links,
        "moved_to": visited.moved_to,
        "page": visited.page_id or "",
        "mark": visited.mark or "",
        "well": "" if visited.well is None else str(int(visited.well)),
    }
    return json.dumps(found, ensure_ascii=False)


def told(text: str, known: Sequence[str | None], window: int) -> str:
    """What the script ``settle`` takes; ``known`` are the fields KNOWN, ``window`` how many pages a breaker looks at."""
    report = json.loads(text)
    visited, interval, failures, mark = known
    rhythm = Rhythm(*report.pop("rhythm"))
    ending: Ending = report.pop("ending")
    listed = report.pop("listed") and ending in _AS_LISTED
    if listed:
        ending = "unchanged" if visited else "new"
    elif ending in _AS_LISTED and mark and report["mark"]:
        # Another machine may have stored it before.
        ending = "unchanged" if mark == report["mark"] else "changed"
    for name, each in (("stale", ending), ("fresh", "changed" if listed and visited else ending)):
        after = next_visit(each, rhythm, float(interval) if interval else None, int(failures or 0))
        report[name] = {
            "state": after.state,
            "failures": after.failures,
            "interval": "" if after.interval is None else after.interval,
            "due_in": "" if after.due_in is None else after.due_in,
        }
    report["links"] = _links([Found(*link) for link in report["links"]], report)
    report["moved"] = _moved(report.pop("moved_to"), report)
    report |= {"barren_pages": BARREN_PAGES, "window": window}
    return json.dumps(report, ensure_ascii=False)


def seed(found: Found, priority: int) -> tuple[str, str, str, str, int]:
    """What the script ``add`` takes."""
    url = scrub(found.url)
    return str(key_of(url)), url, found.kind, host_of(url), SITE_WEIGHT * priority + PRIORITY[found.kind]


def _links(links: Sequence[Found], report: dict[str, Any]) -> list[tuple[str, str, str, str, int, int]]:
    site_priority = report["priority"] // SITE_WEIGHT
    found: dict[str, tuple[str, str, str, str, int, int]] = {}
    for link in links:
        key, url, kind, host, priority = seed(link, site_priority)
        found.setdefault(key, (key, url, kind, host, int(kind == "listing"), priority))
    return list(found.values())


def _moved(url: str | None, report: dict[str, Any]) -> Sequence[object]:
    """Where the page is from now on. A start page is asked for where a person said it is."""
    if url is None or report["kind"] == "start" or str(key_of(url)) == report["key"]:
        return ()
    key, there, _, host, priority = seed(Found(url, report["kind"]), report["priority"] // SITE_WEIGHT)
    return key, there, host, priority
