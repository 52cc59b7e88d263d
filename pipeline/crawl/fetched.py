"""What a spider hands on for one request, and what becomes of it."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.crawl.reading import LinkFinder
from pipeline.items import Page, Refined, Reject, Visit
from pipeline.store.queries import StoredPage


class Fetched(NamedTuple):
    """A page, or why none was served, and the row of the frontier that is settled with it.

    ``known`` is the page that the server was asked to compare with: an answer "not modified" has its body.
    ``links`` finds the links worth following, where the page is read. ``refined`` says what the page is when that is
    known without reading it.
    """

    outcome: Page | Reject
    visit: Visit | None = None
    known: StoredPage | None = None
    links: LinkFinder | None = None
    refined: Reject | None = None


class Outcome(NamedTuple):
    """What became of one request: ``page`` is None when nothing was served."""

    page: Page | None
    refined: Refined
    visit: Visit | None = None

    def __str__(self) -> str:
        if isinstance(self.refined, Reject):
            return f"{self.refined.outcome} {self.refined.url}: {self.refined.reason}"
        return " ".join(["document", *(record.url for record in self.refined)])
