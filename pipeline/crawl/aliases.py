"""Redirects of documents that say something of the document: that it is gone, or has an address of its own."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request

from pipeline.crawl.refused import RefusedRequest
from pipeline.crawl.scheduler import Scheduler


class Aliases:
    """Stops a redirect to the front page, which is how many sites say that a document is gone, and one to an address
    that the frontier has by itself: it is asked for once, under that.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RefusedRequest."""
        scheduler = self.crawler.engine.scheduler
        if not request.meta.get("redirect_urls") or request.cb_kwargs.get("kind") != "document":
            return
        if urlsplit(request.url).path in ("", "/"):
            raise RefusedRequest("redirects to the front page", "gone")
        if isinstance(scheduler, Scheduler) and await scheduler.knows(request.url, request.meta.get("row")):
            raise RefusedRequest(f"redirects to {request.url}, which is asked for by itself", "rejected")
