"""The one exception for requests that we give up ourselves; the spider's errback makes a Reject of it."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from pipeline.items import RejectOutcome


class RefusedRequest(IgnoreRequest):
    """Ends a request; its text is the reason of the reject."""

    def __init__(self, reason: str, outcome: RejectOutcome) -> None:
        super().__init__(reason)
        self.outcome = outcome
