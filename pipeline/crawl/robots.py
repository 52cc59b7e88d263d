"""robots.txt before every request; one that cannot be read means no for now (RFC 9309, 2.3.1.4).

Scrapy's own middleware takes such a file for an empty one, and has a switch. This one has none.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from pipeline.crawl.breaker import breaker_of
from pipeline.crawl.ending import is_ending
from pipeline.crawl.pace import FOR_ROW, pace_of
from pipeline.crawl.refused import UNREADABLE, PostponedRequest, RefusedRequest, postponed
from pipeline.crawl.responses import failure_words, is_cut_short
from pipeline.crawl.robots_rules import RobotsRules
from pipeline.crawl.tdmrep import PATH, Reservation, reservation_for, reservations
from pipeline.items import RejectOutcome
from pipeline.runs.rates import NOTICES

# Before all pages: they wait for it.
PRIORITY = 1000
# "SHOULD NOT use the cached version for more than 24 hours" (2.4), whatever the setting says.
MAX_CACHE_SECONDS = 24 * 3600.0
# "At least five consecutive redirects, even across authorities" (2.3.1.2); we follow no more.
REDIRECTS = 5
# Nobody waits as long for a file that hardly any site has.
TDMREP_SECONDS = 15
_NOBODY_THERE = (CannotResolveHostError, DownloadConnectionRefusedError)


class _Signs(NamedTuple):
    """What an origin says to crawlers: robots.txt, and reservations of rights."""

    rules: RobotsRules
    reserved: tuple[Reservation, ...]


class Robots:
    """Refuses what a host's robots.txt closes to us, and passes on the pace that it asks for.

    The file is fetched once a day for each scheme, host and port, with the retries and redirects of any page.
    What it says of AI use goes with the request, as JSON in ``meta["robots"]``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        asked_for = crawler.settings.getfloat("ROBOTSTXT_CACHE_SECONDS")
        self.cache_seconds = min(asked_for, MAX_CACHE_SECONDS)
        self._signs: dict[str, tuple[float, asyncio.Task[_Signs]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RefusedRequest."""
        # Redirects of the file keep its callback, and may lead to any address.
        if request.callback is NO_CALLBACK:
            if self.crawler.stats:
                self.crawler.stats.inc_value(NOTICES)
            return
        parts = urlsplit(request.url)
        try:
            signs = await self._known(f"{parts.scheme}://{parts.netloc}", request.meta.get("row"))
        except PostponedRequest as error:
            raise postponed(request) from error
        except RefusedRequest as error:
            # Page after page of a site that is down would be given up, where the next run could fetch them.
            breaker_of(self.crawler).note("blocked", str(error))
            raise
        if not signs.rules.allow(request.url):
            raise RefusedRequest("robots.txt does not allow it", "blocked")
        path = parts.path + ("?" + parts.query if parts.query else "")
        note = signs.rules.note(request.url) | reservation_for(signs.reserved, path)
        request.meta["robots"] = json.dumps(note, ensure_ascii=False)

    async def _known(self, origin: str, row: int | None) -> _Signs:
        while True:
            asked_at, signs = self._signs.get(origin, (0.0, None))
            is_own = signs is None or time.monotonic() - asked_at > self.cache_seconds
            if signs is None or is_own:
                signs = asyncio.ensure_future(self._ask(origin, row))
                self._signs[origin] = time.monotonic(), signs
            try:
                return await signs
            except PostponedRequest:
                # The host was lost with the address that the files were asked for; another may have been leased since.
                if self._signs.get(origin, (0.0, None))[1] is signs:
                    del self._signs[origin]
                if is_own or is_ending(self.crawler):
                    raise

    async def _ask(self, origin: str, row: int | None) -> _Signs:
        rules = await self._rules(f"{origin}/robots.txt", row)
        pace_of(self.crawler).turns(origin).slow_down(rules.crawl_delay)
        url = origin + PATH
        return _Signs(rules, await self._reservations(url, row) if rules.allow(url) else ())

    async def _rules(self, url: str, row: int | None) -> RobotsRules:
        meta = {"redirect_ttl": REDIRECTS, "any_site": True, FOR_ROW: row}
        request = Request(url, priority=PRIORITY, callback=NO_CALLBACK, meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except PostponedRequest:
            raise
        except Exception as error:
            outcome: RejectOutcome = "error" if isinstance(error, _NOBODY_THERE) else "blocked"
            raise RefusedRequest(f"{UNREADABLE} ({failure_words(error)})", outcome) from error
        if problem := _problem(response):
            raise RefusedRequest(f"{UNREADABLE} ({problem})", "blocked")
        # An error page's text is no rule, whatever it says.
        return RobotsRules(response.body if response.status < 300 else b"", self.agent)

    async def _reservations(self, url: str, row: int | None) -> tuple[Reservation, ...]:
        meta = {"dont_retry": True, "download_timeout": TDMREP_SECONDS, FOR_ROW: row}
        try:
            response = await self.crawler.engine.download_async(
                Request(url, priority=PRIORITY, callback=NO_CALLBACK, meta=meta)
            )
        except PostponedRequest:
            raise
        except Exception:  # noqa: BLE001 (whatever kept it from us, the file says nothing)
            return ()
        return reservations(response.body) if response.status == 200 else ()


def _problem(response: Response) -> str:
    """Why this is no answer about rules; 4xx is one: there are none. 429 puts us off instead."""
    if not 200 <= response.status < 300 and (not 400 <= response.status < 500 or response.status == 429):
        return f"HTTP {response.status}"
    return "the answer was cut short" if is_cut_short(response) else ""
