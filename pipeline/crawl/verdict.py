"""How a crawl ended, in one word and an exit code; the ``runs`` row and the command read the same verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ExitCode

# Close reasons that we or Scrapy give; any other is a limit that a person set, and a proper end.
STORAGE, INTERRUPTED = "storage", "shutdown"
# Counters in Scrapy's stats, kept by StorePipeline.
PAGES, WALLS = "pages/served", "pages/blocked"


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
        return Verdict("interrupted", ExitCode.INTERRUPTED, "stopped; type the same command again to go on")
    if not served and stats.get("reject/blocked", 0):
        return Verdict(
            "refused", ExitCode.REFUSED, "the start pages are closed to us, by robots.txt or a log-in"
        )
    if walls * 2 > served:
        advice = f"the site refused us: {walls} of {served} pages were walls; wait, or raise DOWNLOAD_DELAY"
        return Verdict("refused", ExitCode.REFUSED, advice)
    if not served:
        advice = "no page was served: check the address and the network (reasons are in the table rejects)"
        return Verdict("empty", ExitCode.OUTSIDE_EXPECTATIONS, advice)
    return Verdict("finished", ExitCode.DONE)
