"""Redirects inside one site only: one that leaves it, or ends at a log-in, is a result and not a way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from pipeline.crawl.off_limits import is_off_limits
from pipeline.items import RejectOutcome
from pipeline.urls import site_of

if TYPE_CHECKING:
    from scrapy import Spider


class RedirectRefused(IgnoreRequest):
    """Ends a request whose redirect we do not follow; the spider's errback makes a Reject of it."""

    def __init__(self, reason: str, outcome: RejectOutcome) -> None:
        super().__init__(reason)
        self.outcome = outcome


class SameSiteRedirects(RedirectMiddleware):
    """Scrapy's redirects, minus those to other sites, to pages we stay off, and to themselves.

    Without an exception such requests would be filtered later and vanish without a trace.
    """

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 (deprecated)
    ) -> Request | Response:
        """The request to go on with, or the response as it is; raises RedirectRefused."""
        result = super().process_response(request, response)
        if not isinstance(result, Request):
            return result
        if site_of(result.url) != site_of(request.url):
            raise RedirectRefused(f"redirects to another site, {site_of(result.url)}", "rejected")
        if is_off_limits(result.url):
            raise RedirectRefused(f"redirects to a page we stay off, {result.url}", "blocked")
        if result.url == request.url:
            raise RedirectRefused("redirects to itself", "blocked")
        return result
