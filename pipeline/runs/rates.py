"""The speed of a crawl and what its requests met, out of Scrapy's own counters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NOTICES = "robots/requests"
"""The counter of requests for what a host says to crawlers: robots.txt, tdmrep.json."""

# Scrapy's names, and ours for people and queries.
_COUNTERS = {
    "requests": "downloader/request_count",
    "notices": NOTICES,
    "retries": "retry/count",
    "redirects": "redirect/count",
    "failures": "downloader/exception_count",
    "bytes": "downloader/response_bytes",
}
_STATUS = "downloader/response_status_count/"
_WAITS = "waits/"
_LISTINGS = "listings/"
MEASURES, MONITORS = "runs/measures", "runs/monitors"
"""Where ``check_run`` leaves in the stats what it measured, and the monitors that could judge."""


def run_stats(stats: Mapping[str, Any], seconds: float) -> dict[str, object]:
    """What ``runs.stats`` keeps of a crawl that took so many seconds.

    ``requests``, ``notices`` (those of them for robots.txt and tdmrep.json), ``retries``, ``redirects``, ``failures``, ``bytes`` (as received), ``answers`` by status,
    ``waits`` (seconds) and ``listings`` as the crawl counted them (``waits/…``, ``listings/…``), ``seconds``,
    ``pages_per_minute``; ``measures`` and ``monitors`` if the run was judged.
    """
    pages = stats.get("pages/served", 0)
    found: dict[str, object] = {name: stats.get(key, 0) for name, key in _COUNTERS.items()}
    found |= {
        "answers": _under(stats, _STATUS),
        "waits": _under(stats, _WAITS),
        "listings": _under(stats, _LISTINGS),
        "seconds": round(seconds, 1),
        "pages_per_minute": round(pages * 60 / seconds, 1) if seconds else 0.0,
    }
    judged = {"measures": stats.get(MEASURES), "monitors": stats.get(MONITORS)}
    return found | {name: value for name, value in judged.items() if value is not None}


def _under(stats: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {key.removeprefix(prefix): value for key, value in sorted(stats.items()) if key.startswith(prefix)}
