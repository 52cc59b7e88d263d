"""Requests that we give up ourselves, each with an exception of its own: for good, or for this run."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from pipeline.items import RejectOutcome

# How the reason begins when a site's robots.txt is what keeps us out by being out of reach.
UNREADABLE = "robots.txt could not be read"


class RefusedRequest(IgnoreRequest):
    """Ends a request; its text is the reason of the reject."""

    def __init__(self, reason: str, outcome: RejectOutcome) -> None:
        super().__init__(reason)
        self.outcome = outcome


class PostponedRequest(IgnoreRequest):
    """Ends a request that nothing was found out about: the run is over, and it is left for the next one."""


def postponed(request: Request) -> PostponedRequest:
    """What to raise for ``request``; the spider is not told, or it would make a reject of it."""
    request.errback = None
    return PostponedRequest("left for the next run")
