"""The one owner of the pace at which hosts are asked. Every request passes, robots.txt and retries too.

It stands next to the downloader: a turn is taken when nothing else can keep the request from going, and
handed on when its answer was looked at. Scrapy's own delays are switched off for each host it has seen.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from pipeline.archive.http_message import field
from pipeline.crawl import tdmrep
from pipeline.crawl.breaker import breaker_of
from pipeline.crawl.challenges import challenge
from pipeline.crawl.ending import end, is_ending, refuse, remember
from pipeline.crawl.frontier import frontier_of
from pipeline.crawl.hours import Hours
from pipeline.crawl.item_pipelines import stopped
from pipeline.crawl.refused import PostponedRequest, postponed
from pipeline.crawl.responses import header_pairs
from pipeline.crawl.retry_after import retry_after
from pipeline.crawl.scheduler import Scheduler
from pipeline.crawl.turns import LOOK_SECONDS, Tempo, Turns
from pipeline.crawl.verdict import BUDGET, HOURS
from pipeline.errors import InputError, StorageError
from pipeline.store.hosts import Pause
from pipeline.urls import site_of

OVERTAXED = (429, 503)
# Longer than anybody would wait for a host, and still a date.
LONGEST = timedelta(days=365)
UNPACED = {"delay": 0.0, "jitter": 0.0, "concurrency": 1_000_000}
PORT = re.compile(r":\d+$")
# In a request's meta: the row of the address that a file is asked for the sake of. Lost with it, the file is not asked for.
FOR_ROW = "for_row"


class Pace:
    """Gives each request its turn, or ends the run when the host may not be asked now."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.tempo = Tempo(
            delay=settings.getfloat("DOWNLOAD_DELAY"),
            jitter=settings.getfloat("DOWNLOAD_DELAY_JITTER"),
            at_once=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") or 1,
            backoff=settings.getfloat("BACKOFF_START"),
        )
        self.patience = settings.getfloat("RETRY_AFTER_PATIENCE")
        self.hours = Hours.of(settings["HOST_HOURS"])
        self.budget = settings.getint("HOST_DAILY_BUDGET")
        self.hosts = frontier_of(crawler).hosts
        self._turns: dict[str, Turns] = {}
        self._pauses: dict[str, asyncio.Task[Pause | None]] = {}
        self._under_way: dict[Request, Turns] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol; raises InputError for hours that are none."""
        pace = cls(crawler)
        crawler.signals.connect(pace.spider_closed, signals.spider_closed)
        return pace

    def turns(self, url: str) -> Turns:
        """The turns of the URL's host."""
        return self._turns.setdefault(host_of(url), Turns(self.tempo))

    @property
    def asked(self) -> set[str]:
        """The hosts that have a request under way, or are about to."""
        return {host_of(request.url) for request in self._under_way}

    async def process_request(self, request: Request) -> None:
        """Return when the request may go; raises PostponedRequest when it may not in this run."""
        host, turns = host_of(request.url), self.turns(request.url)
        try:
            await self._heed_pause(host)
            if not await turns.take(partial(is_ending, self.crawler)):
                raise postponed(request)
            self._under_way[request] = turns
            if not await self._is_ours(request, host, turns):
                raise postponed(request)
            if not await self._is_allowed(host):
                raise postponed(request)
            turns.go()
        except StorageError as error:
            stopped(self.crawler, error)
            raise postponed(request) from error
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings.setdefault(downloader.get_slot_key(request), UNPACED)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Look at the answer, then hand the turn on; raises PostponedRequest when it only puts us off."""
        turns = self.turns(request.url)
        try:
            await self._look(request, response, turns)
        except StorageError as error:
            stopped(self.crawler, error)
        finally:
            self._hand_on(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """There is no answer; the turn goes on to the next."""
        if isinstance(exception, PostponedRequest):
            postponed(request)
        self._hand_on(request)

    async def spider_closed(self) -> None:
        """What was reserved of a budget and not used is given back."""
        try:
            await self.hosts.close()
        except StorageError as error:
            remember(self.crawler, error)

    async def _heed_pause(self, host: str) -> None:
        """End the run if the host wants to be left alone since an earlier one."""
        if host not in self._pauses:
            self._pauses[host] = asyncio.ensure_future(self.hosts.paused(host))
        until = await self._pauses[host]
        left = (datetime.fromisoformat(until.until) - datetime.now(UTC)).total_seconds() if until else 0.0
        if 0 < left <= self.patience:
            self.turns(f"http://{host}/").hold(left)
        elif until and left > 0:
            self._leave_alone(host, until)

    def _leave_alone(self, host: str, until: Pause) -> None:
        refuse(self.crawler, f"{host} asked for no request before {until.until} ({until.reason})")

    async def _is_ours(self, request: Request, host: str, turns: Turns) -> bool:
        """Wait until no other run has just asked the host; False when this run is to end before that, or has lost it."""
        row = request.meta.get("row")
        is_file = row is None
        if is_file:
            row = request.meta.get(FOR_ROW)
        while True:
            claim = await self.hosts.claim(host, turns.gap, turns.setbacks, row, is_file=is_file)
            if claim.setbacks is not None:
                turns.recall(claim.setbacks)
            if claim.lost:
                scheduler = self.crawler.engine.scheduler
                if row is not None and isinstance(scheduler, Scheduler):
                    scheduler.give_up(row)
                return False
            if not claim.wait:
                return True
            if claim.why and claim.wait > self.patience:
                until = datetime.now(UTC) + timedelta(seconds=claim.wait)
                self._leave_alone(host, Pause(_stamp(until), claim.why))
            if is_ending(self.crawler):
                return False
            await asyncio.sleep(min(claim.wait, LOOK_SECONDS))

    async def _is_allowed(self, host: str) -> bool:
        """Whether it is the hour, and the day's budget has something left."""
        if self.hours and not self.hours.include(datetime.now().astimezone().time()):
            end(self.crawler, HOURS, f"it is not between {self.hours} (HOST_HOURS): run again then to go on")
            return False
        if self.budget and not await self.hosts.spend(host):
            why = f"{host} had its {self.budget} requests of today: run again tomorrow to go on"
            end(self.crawler, BUDGET, why)
            return False
        return True

    async def _look(self, request: Request, response: Response, turns: Turns) -> None:
        headers = header_pairs(response.headers)
        if found := challenge(request.url, response.status, headers, response.body):
            # The page is a result, and asking again would be the very thing it is against.
            request.meta["dont_retry"] = True
            # Of a file that few sites have, some answer every unknown address so.
            if not request.url.endswith(tdmrep.PATH):
                breaker_of(self.crawler).open(f"{request.url} asks for proof of a person ({found})")
        elif response.status in OVERTAXED:
            said = field(headers, "retry-after")
            wait = retry_after(said, datetime.now(UTC))
            reason = f"HTTP {response.status}" + (f", Retry-After: {said}" if wait is not None else "")
            # What a host says counts, but not when it sends us back for more at once.
            await self._wait(request, max(turns.set_back(), wait or 0.0), reason, turns)
        elif response.status < 400:
            turns.ease()

    async def _wait(self, request: Request, seconds: float, reason: str, turns: Turns) -> None:
        host, now = host_of(request.url), datetime.now(UTC)
        until = Pause(_stamp(now + min(timedelta(seconds=min(seconds, 1e9)), LONGEST)), reason)
        if seconds <= self.patience:
            turns.hold(seconds)
            await self.hosts.pause(host, until, seconds)
            return
        refuse(self.crawler, f"{host} asks for no request before {until.until} ({reason}): run again then")
        await self.hosts.pause(host, until, seconds)
        raise postponed(request)

    def _hand_on(self, request: Request) -> None:
        if turns := self._under_way.pop(request, None):
            turns.hand_on()


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def pace_of(crawler: Crawler) -> Pace:
    """The pace of a crawl; raises InputError when the settings name none."""
    found = crawler.get_downloader_middleware(Pace)
    if found is None:
        raise InputError("DOWNLOADER_MIDDLEWARES has no Pace: nothing would keep us polite")
    return found


def host_of(url: str) -> str:
    """What a pace is kept for: the host without port and twin prefix, for m. and www. are mostly one machine."""
    return PORT.sub("", site_of(url))
