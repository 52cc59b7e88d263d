"""Redirects inside one site only: one that leaves it, or ends at a log-in, is a result and not a way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from pipeline.crawl.off_limits import is_closed_area
from pipeline.crawl.refused import RefusedRequest
from pipeline.urls import site_of

if TYPE_CHECKING:
    from scrapy import Spider


class SameSiteRedirects(RedirectMiddleware):
    """Scrapy's redirects, minus those to other sites, to pages we stay off, and to themselves.

    Without an exception such requests would be filtered later and vanish without a trace. Files about the site
    (robots.txt and its like) may stand anywhere on it, and a request with ``meta["any_site"]`` on any site.
    """

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 (deprecated)
    ) -> Request | Response:
        """The request to go on with, or the response as it is; raises RefusedRequest."""
        try:
            result = super().process_response(request, response)
        except ValueError:
            # It leads to what is no address at all.
            return response
        if not isinstance(result, Request):
            return result
        if site_of(result.url) != site_of(request.url) and not request.meta.get("any_site"):
            raise RefusedRequest(f"redirects to another site, {site_of(result.url)}", "rejected")
        if request.callback is not NO_CALLBACK and is_closed_area(result.url):
            raise RefusedRequest(f"redirects to a page we stay off, {result.url}", "blocked")
        # They were about the page that was asked for.
        result.meta["known"] = None
        for name in ("If-None-Match", "If-Modified-Since"):
            result.headers.pop(name, None)
        if result.url == request.url:
            raise RefusedRequest("redirects to itself", "blocked")
        return result
