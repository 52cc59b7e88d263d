"""How a crawl ended, in one word and an exit code; the ``runs`` row and the command read the same verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.crawl.robots import UNREADABLE
from pipeline.errors import ExitCode

# Close reasons that we or Scrapy give; any other is a limit that a person set, and a proper end.
STORAGE, INTERRUPTED = "storage", "shutdown"
# Counters in Scrapy's stats, kept by StorePipeline.
PAGES, WALLS, DOCUMENTS = "pages/served", "pages/blocked", "documents/all"
# Why the last page or address gave no document: an example for a person.
REASON = "reject/reason"
GO_ON = "stopped, and what is stored stays; type the same command again to go on"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` is stored in ``runs``; ``advice`` is one line for a person, empty when all is well."""

    outcome: str
    exit_code: ExitCode
    advice: str = ""


def verdict(reason: str | None, stats: Mapping[str, Any]) -> Verdict:
    """The verdict on a crawl that was closed for ``reason`` (None: it was cut off) with these stats."""
    served, walls = stats.get(PAGES, 0), stats.get(WALLS, 0)
    if reason == STORAGE:
        return Verdict("storage", ExitCode.STORAGE)
    if reason in (INTERRUPTED, None):
        return Verdict("interrupted", ExitCode.INTERRUPTED, GO_ON)
    if not served and stats.get("reject/blocked", 0):
        why = str(stats.get(REASON))
        advice = "the start pages are closed to us, by robots.txt or a log-in"
        if why.startswith(UNREADABLE):
            advice = f"{why}, and that closes the site to us: try again later"
        return Verdict("refused", ExitCode.REFUSED, advice)
    if walls * 2 > served:
        advice = f"the site refused us: {walls} of {served} pages were walls; wait, or raise DOWNLOAD_DELAY"
        return Verdict("refused", ExitCode.REFUSED, advice)
    if advice := _fruitless(served, stats):
        return Verdict("empty", ExitCode.OUTSIDE_EXPECTATIONS, advice)
    return Verdict("finished", ExitCode.DONE)


def _fruitless(served: int, stats: Mapping[str, Any]) -> str:
    """What to do when nothing came that a crawl lives on; empty when something did."""
    if not served:
        return "no page was served: check the address and the network (reasons are in the table rejects)"
    if stats.get(DOCUMENTS, 0) or stats.get("reject/listing", 0):
        return ""
    return (
        f"no document and no listing among the pages served ({served}; the last: {stats.get(REASON)}): "
        "check the address, or see with scrapy explain URL what a page is taken for"
    )
