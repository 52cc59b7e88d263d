"""Scrapy's scheduler over the frontier: requests come out of leases, and new ones go in with the page they stood on.

Where the addresses are kept is the frontier's business: in the database, or shared with other machines. Leases are
taken many at a time, while earlier ones are at work. So ``next_request`` costs microseconds, and memory does not grow
with the number of addresses.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Protocol, Self, cast

from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Request

from pipeline.crawl.ending import end, stop_storing
from pipeline.crawl.frontier import frontier_of
from pipeline.crawl.verdict import FINISHED
from pipeline.errors import StorageError
from pipeline.items import Found, Visit
from pipeline.store import Writer
from pipeline.store.visits import Lease

# Of a page with a short title nobody knows before.
MAY_BE_DOCUMENTS = ("document", "listing")
# Seeds added in one transaction.
SEEDS = 10_000
# How deep a frontier without a limit goes.
BOTTOMLESS = 1 << 30


class QueueSpider(Protocol):
    """What is asked of a spider: the name of its queue, the limits of this run, and where to begin."""

    limit: int | None
    depth: int | None
    pages: int | None
    minutes: float | None

    @property
    def queue(self) -> str: ...  # noqa: D102

    @property
    def priority(self) -> int: ...  # noqa: D102

    def seeds(self) -> Iterator[Found]: ...  # noqa: D102

    def request(self, lease: Lease) -> Request: ...  # noqa: D102


class Scheduler(BaseScheduler):
    """Hands out what the queue of the spider holds, within the limits of the run.

    ``left_over`` says that an earlier run had not come to its end, ``waiting`` how many addresses are queued
    when this one ends, ``withdrawn`` how many are not asked for.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.frontier = frontier_of(crawler)
        # Leases taken at once; when half of them are left, more are taken.
        self._batch = crawler.settings.getint("FRONTIER_LEASES")
        self._idle_seconds = crawler.settings.getfloat("FRONTIER_IDLE")
        self._leases: deque[Lease] = deque()
        self._again: deque[Request] = deque()
        self._lock = asyncio.Lock()
        self._documents = 0
        self._asked: set[int] = set()
        self._requests = 0
        self._deadline: float | None = None
        self._has_begun = False
        self._looking: asyncio.Task[None] | None = None
        self._busy_at = time.monotonic()
        self.left_over = False
        self.waiting = 0
        self.withdrawn = 0
        self.next_due: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol."""
        return cls(crawler)

    @property
    def _spider(self) -> QueueSpider:
        return cast("QueueSpider", self._crawler.spider)

    async def begin(self, writer: Writer, run_id: int) -> None:
        """Take over the queue: what a dead run had leased, what is due, and what the spider begins with."""
        spider = self._spider
        if spider.minutes is not None:
            self._deadline = time.monotonic() + 60 * spider.minutes
            # Who waits for a host when it comes does not wait any longer.
            asyncio.get_running_loop().call_later(60 * spider.minutes, self._end)
        everything = self._crawler.settings.getbool("RECRAWL_ALL")
        self.left_over = await self.frontier.begin(writer, spider.queue, run_id, everything=everything)
        again = not self.left_over
        seeds = iter(spider.seeds())
        while some := list(islice(seeds, SEEDS)):
            await self.frontier.add(some, again=again, priority=spider.priority)
        self._has_begun = True
        await self.refill()
        if self.frontier.look_seconds is not None:
            self._looking = asyncio.ensure_future(self._look_again(self.frontier.look_seconds))

    def close(self, reason: str) -> None:  # noqa: ARG002 (part of Scrapy's protocol)
        """Part of Scrapy's protocol: no further request."""
        if self._looking:
            self._looking.cancel()

    async def refill(self) -> None:
        """Take leases if few are left. Call it after what came of a request is stored: it may have led to more."""
        if not self._has_begun:
            return
        depth = BOTTOMLESS if self._spider.depth is None else self._spider.depth
        async with self._lock:
            await self.frontier.report()
            if 2 * len(self._leases) <= self._batch and not self._is_over():
                self._leases.extend(await self.frontier.lease(self._batch, depth))

    async def _look_again(self, seconds: float) -> None:
        """What others find may be for us, and what they have done may end the run."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.frontier.look_after()
                await self.refill()
            except StorageError as error:
                stop_storing(self._crawler, error)
                return
            if self._leases or self._asked or self._crawler.engine.downloader.active:
                self._busy_at = time.monotonic()
            elif 0 < self._idle_seconds <= time.monotonic() - self._busy_at:
                end(self._crawler, FINISHED, f"there was nothing to do for {self._idle_seconds:g} seconds")
            # Scrapy itself looks every five seconds, and tells by no public name how to make it look now.
            if slot := self._crawler.engine._slot:  # noqa: SLF001
                slot.nextcall.schedule()

    async def knows(self, url: str, row: int | None) -> bool:
        """Whether an address that the one of ``row`` leads to is in the queue by itself; then it is visited there."""
        return self._has_begun and await self.frontier.knows(url, row)

    def give_up(self, row: int) -> None:
        """Note that nothing will be stored of a request in this run."""
        self._asked.discard(row)
        self.frontier.give_up(row)

    def settled(self, visit: Visit | None, *, served: bool, documents: bool) -> None:
        """Note that a request is stored. The limit counts pages taken for documents, and those that were one."""
        if visit:
            self._asked.discard(visit.row)
            self._documents += documents or (served and visit.kind == "document")

    def has_pending_requests(self) -> bool:
        """Whether the run goes on once nothing is under way any more."""
        if self._again:
            return True
        return (bool(self._leases) or self.frontier.has_more) and not self._is_over()

    def enqueue_request(self, request: Request) -> bool:
        """Retries and redirects of what was handed out; they go before anything new."""
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request within the limits."""
        if self._again:
            return self._again.popleft()
        while self._leases and not self.frontier.holds(self._leases[0].row):
            self.frontier.give_up(self._leases.popleft().row)
        limit = self._spider.limit
        if not self._leases or self._is_over():
            return None
        lease = self._leases[0]
        if lease.kind in MAY_BE_DOCUMENTS:
            if limit is not None and self._documents + len(self._asked) >= limit:
                return None
            self._asked.add(lease.row)
        self._leases.popleft()
        self._requests += 1
        return self._spider.request(lease)

    def _is_over(self) -> bool:
        spider = self._spider
        return (
            (spider.limit is not None and self._documents >= spider.limit)
            or (spider.pages is not None and self._requests >= spider.pages)
            or (self._deadline is not None and time.monotonic() >= self._deadline)
        )

    def _end(self) -> None:
        end(self._crawler, FINISHED, "its minutes are over")

    def release(self) -> None:
        """Give back what was not asked for, and count what waits for the next run; blocks. Raises StorageError."""
        if self._has_begun:
            self.waiting, self.next_due, self.withdrawn = self.frontier.give_back()
