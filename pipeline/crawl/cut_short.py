"""Bodies that end before they should: asked for again as often as other failures, then kept as they are."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Request, Response

from pipeline.crawl.responses import is_cut_short


class AskAgain:
    """Scrapy either loses such a body after its retries, or keeps it without any; this does both in turn."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The request once more, or the response when it is whole or will not come whole."""
        spider = self.crawler.spider
        if spider is None or not is_cut_short(response):
            return response
        return get_retry_request(request, spider=spider, reason="cut short") or response
