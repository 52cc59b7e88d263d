"""Redirects inside one site only: one that leaves it, or ends at a log-in, is a result and not a way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response

from pipeline.crawl.off_limits import is_off_limits
from pipeline.crawl.refused import RefusedRequest
from pipeline.urls import site_of

if TYPE_CHECKING:
    from scrapy import Spider


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
        """The request to go on with, or the response as it is; raises RefusedRequest."""
        result = super().process_response(request, response)
        if not isinstance(result, Request):
            return result
        if site_of(result.url) != site_of(request.url):
            raise RefusedRequest(f"redirects to another site, {site_of(result.url)}", "rejected")
        if is_off_limits(result.url):
            raise RefusedRequest(f"redirects to a page we stay off, {result.url}", "blocked")
        if result.url == request.url:
            raise RefusedRequest("redirects to itself", "blocked")
        return result
