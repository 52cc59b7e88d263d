"""How a crawl ended, in one word and an exit code; the ``runs`` row and the command read the same verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.crawl.refused import UNREADABLE
from pipeline.errors import ExitCode

# Close reasons that we or Scrapy give; any other is a limit that a person set, and a proper end.
STORAGE, INTERRUPTED, REFUSED, BUDGET, HOURS = "storage", "shutdown", "refused", "budget", "hours"
# As Scrapy calls it when nothing is left.
FINISHED = "finished"
# Counters in Scrapy's stats, kept by StorePipeline.
PAGES, WALLS, DOCUMENTS = "pages/served", "pages/blocked", "documents/all"
# Documents that were asked for, and those of them that ended in an error.
ASKED, FAILED = "documents/asked", "documents/failed"
# And those that robots.txt kept us from asking for.
CLOSED = "documents/closed"
# Faults of ours that kept pages from being stored, or their links from being followed.
FAULTS, FAULT = "internal/faults", "internal/fault"
# Set when a run has nothing to ask for, because an archive stays as it is and all of it was fetched before.
NOTHING_LEFT = "frontier/nothing_left"
# Why a part of an index could not be read; before all of it is, no capture is fetched.
UNANSWERED = "index/unanswered"
# Why the last page or address gave no document: an example for a person.
REASON = "reject/reason"
GO_ON = "stopped, and what is stored stays; type the same command again to go on"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` is stored in ``runs``; ``advice`` is one line for a person, empty when all is well."""

    outcome: str
    exit_code: ExitCode
    advice: str = ""


CUT_OFF = {
    STORAGE: Verdict("storage", ExitCode.STORAGE),
    INTERRUPTED: Verdict("interrupted", ExitCode.INTERRUPTED, GO_ON),
    None: Verdict("interrupted", ExitCode.INTERRUPTED, GO_ON),
}


def why_key(reason: str) -> str:
    """Where in Scrapy's stats a run that ended for ``reason`` says why, in words for a person."""
    return f"{reason}/why"


def verdict(reason: str | None, stats: Mapping[str, Any]) -> Verdict:
    """The verdict on a crawl that was closed for ``reason`` (None: it was cut off) with these stats."""
    if reason in CUT_OFF:
        return CUT_OFF[reason]
    if faults := stats.get(FAULTS, 0):
        advice = (
            f"pages could not be stored, or their links not followed, because of a fault of ours ({faults}; "
            f"the last: {stats.get(FAULT)}); what was not stored stays queued"
        )
        return Verdict("faulty", ExitCode.INTERNAL, advice)
    if advice := _refusal(reason, stats):
        return Verdict("refused", ExitCode.REFUSED, advice)
    if reason in (BUDGET, HOURS):
        return Verdict(reason, ExitCode.DONE, str(stats.get(why_key(reason))))
    if advice := _fruitless(stats):
        return Verdict("empty", ExitCode.OUTSIDE_EXPECTATIONS, advice)
    return Verdict("finished", ExitCode.DONE)


def _refusal(reason: str | None, stats: Mapping[str, Any]) -> str:
    """How the site refused us; empty when it did not."""
    served, walls = stats.get(PAGES, 0), stats.get(WALLS, 0)
    if reason == REFUSED:
        return str(stats.get(why_key(REFUSED)))
    if walls * 2 > served:
        return f"the site refused us: {walls} of {served} pages were walls; wait, or raise DOWNLOAD_DELAY"
    if served and (closed := stats.get(CLOSED, 0)) and closed == stats.get(ASKED, 0):
        return f"all {closed} documents are closed to us (the last: {stats.get(REASON)})"
    if served or not stats.get("reject/blocked", 0):
        return ""
    why = str(stats.get(REASON))
    if why.startswith(UNREADABLE):
        return f"{why}, and that closes the site to us: try again later"
    return "the start pages are closed to us, by robots.txt or a log-in"


def _unserved(stats: Mapping[str, Any]) -> bool:
    """Whether documents were asked for and none of them was answered."""
    asked = stats.get(ASKED, 0)
    return bool(asked) and not stats.get(DOCUMENTS, 0) and stats.get(FAILED, 0) == asked


def _fruitless(stats: Mapping[str, Any]) -> str:
    """What to do when nothing came that a crawl lives on; empty when something did."""
    served = stats.get(PAGES, 0)
    if stats.get(NOTHING_LEFT):
        return ""
    if why := stats.get(UNANSWERED):
        return f"{why}; no capture is fetched before the whole index is read: type the same command again to go on"
    if not served:
        return "no page was served: check the address and the network (reasons are in the table rejects)"
    if _unserved(stats):
        return f"none of {stats[ASKED]} documents was served (the last: {stats.get(REASON)}): see the table rejects"
    if stats.get(DOCUMENTS, 0) or stats.get("reject/listing", 0):
        return ""
    return (
        f"no document and no listing among the pages served ({served}; the last: {stats.get(REASON)}): "
        "check the address, or see with scrapy explain URL what a page is taken for"
    )
