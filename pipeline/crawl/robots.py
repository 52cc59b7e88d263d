"""robots.txt before every request; one that cannot be read means no (RFC 9309, 2.3.1.4).

Scrapy's own middleware takes such a file for an empty one, and has a switch. This one has none.
"""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from pipeline.crawl.refused import RefusedRequest
from pipeline.crawl.responses import failure_words, is_cut_short
from pipeline.items import RejectOutcome

# Longer waits are asked for by sites that want no crawler at all, and a run would never end.
MAX_CRAWL_DELAY = 60.0
# Before all pages: they wait for it.
PRIORITY = 1000
UNREADABLE = "robots.txt could not be read"
_NOBODY_THERE = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError)


class Robots:
    """Refuses what a host's robots.txt closes to us, and keeps the pace that it asks for.

    The file is fetched once for each scheme, host and port, with the retries and redirects of any page.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._rules: dict[str, asyncio.Task[ProtegoRobotParser]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RefusedRequest."""
        # Redirects of the file keep its callback, and may lead to any address.
        if request.callback is NO_CALLBACK:
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._fetch(f"{origin}/robots.txt"))
        rules = await self._rules[origin]
        if not rules.allowed(request.url, self.agent):
            raise RefusedRequest("robots.txt does not allow it", "blocked")

    async def _fetch(self, url: str) -> ProtegoRobotParser:
        request = Request(url, priority=PRIORITY, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            outcome: RejectOutcome = "error" if isinstance(error, _NOBODY_THERE) else "blocked"
            raise RefusedRequest(f"{UNREADABLE} ({failure_words(error)})", outcome) from error
        if problem := _problem(response):
            raise RefusedRequest(f"{UNREADABLE} ({problem})", "blocked")
        # An error page's text is no rule, whatever it says.
        body = response.body if response.status < 300 else b""
        rules = ProtegoRobotParser(body, self.crawler.spider)
        if asked := rules.crawl_delay(self.agent):
            self._slow_down(request, min(asked, MAX_CRAWL_DELAY))
        return rules

    def _slow_down(self, request: Request, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        slot = downloader.slots.get(key)
        if slot is None or delay <= slot.delay * (1 - slot.jitter):
            return
        # An idle slot is thrown away and made anew from its settings. Jitter would go below what was asked.
        slot.delay, slot.jitter = max(delay, slot.delay), 0.0
        downloader.per_slot_settings[key] = {"delay": slot.delay, "jitter": 0.0}


def _problem(response: Response) -> str:
    """Why this is no answer about rules; 4xx is one: there are none. 429 puts us off instead."""
    if not 200 <= response.status < 300 and (not 400 <= response.status < 500 or response.status == 429):
        return f"HTTP {response.status}"
    return "the answer was cut short" if is_cut_short(response) else ""
