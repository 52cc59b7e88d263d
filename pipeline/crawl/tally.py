"""What is counted of each request: the verdict, the breaker and the monitors live on it."""

from __future__ import annotations

from scrapy.crawler import Crawler

from pipeline.crawl.breaker import breaker_of
from pipeline.crawl.fetched import Outcome
from pipeline.crawl.monitors import NAMING, READ
from pipeline.crawl.verdict import ASKED, CLOSED, DOCUMENTS, FAILED, FAULT, FAULTS, PAGES, REASON, WALLS
from pipeline.items import Reject

OK = 200
CUT = "listings/cut short"
"""The counter of listings and sitemaps of which not all links are followed."""


def tally(crawler: Crawler, item: Outcome) -> None:
    """Count what is stored, in Scrapy's stats."""
    stats = crawler.stats
    outcome, reason = "document", ""
    if isinstance(item.refined, Reject):
        outcome, reason = item.refined.outcome, item.refined.reason
        stats.inc_value(f"reject/{outcome}")
        stats.set_value(REASON, reason)
    else:
        stats.inc_value(DOCUMENTS, len(item.refined))
    # What a site once told somebody else's crawler says nothing of how we are taken.
    is_captured = bool(item.page and item.visit and item.visit.captured_at)
    if item.page:
        stats.inc_value(PAGES)
        if outcome == "blocked" and not is_captured:
            stats.inc_value(WALLS)
    if item.visit and item.visit.kind == "document":
        stats.inc_value(ASKED)
        if outcome == "error":
            stats.inc_value(FAILED)
        if outcome == "blocked" and not item.page:
            stats.inc_value(CLOSED)
    _tally_links(crawler, item, outcome)
    # What was never asked for (robots.txt, a redirect off the site) says nothing of how the site takes us.
    if is_captured:
        breaker_of(crawler).note("document")
    elif item.page or outcome == "error":
        breaker_of(crawler).note(outcome, reason)


def _tally_links(crawler: Crawler, item: Outcome, outcome: str) -> None:
    """Listings that were read, and those of them that named a document: the monitors compare them."""
    page, visit = item.page, item.visit
    if page and visit and outcome == "listing" and page.status == OK and visit.kind in ("listing", "pager"):
        crawler.stats.inc_value(READ)
        if any(link.kind == "document" for link in visit.links):
            crawler.stats.inc_value(NAMING)


def note_fault(crawler: Crawler, fault: str) -> None:
    """Count a fault of ours: the run does not end as if all were well."""
    crawler.stats.inc_value(FAULTS)
    crawler.stats.set_value(FAULT, fault)
