"""Scrapy's scheduler over the frontier: requests come out of leases, and new ones go in with the page they stood on.

Nothing here reads or writes the database itself: leases are taken by the writer's thread, some hundred at a
time, while earlier ones are at work. So ``next_request`` costs microseconds, and memory does not grow with
the number of addresses.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Protocol, Self, cast

from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Request

from pipeline.crawl.ending import end
from pipeline.crawl.verdict import FINISHED
from pipeline.items import Found, Visit
from pipeline.store import Writer, frontier, withdrawn_addresses
from pipeline.store.frontier import Lease

# Leases taken at once, and how few may be left before more are taken.
BATCH, LOW = 400, 200
# Of a page with a short title nobody knows before.
MAY_BE_DOCUMENTS = ("document", "listing")
# Seeds added in one transaction.
SEEDS = 10_000
# How deep a frontier without a limit goes.
BOTTOMLESS = 1 << 30
TIME = "%Y-%m-%dT%H:%M:%SZ"


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
        self._leases: deque[Lease] = deque()
        self._again: deque[Request] = deque()
        self._lock = asyncio.Lock()
        self._documents = 0
        self._asked: set[int] = set()
        self._requests = 0
        self._deadline: float | None = None
        self._writer: Writer | None = None
        self._queue = 0
        self._run_id = 0
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
        spider, now = self._spider, datetime.now(UTC).strftime(TIME)
        self._writer, self._run_id = writer, run_id
        if spider.minutes is not None:
            self._deadline = time.monotonic() + 60 * spider.minutes
            # Who waits for a host when it comes does not wait any longer.
            asyncio.get_running_loop().call_later(60 * spider.minutes, self._end)
        everything = self._crawler.settings.getbool("RECRAWL_ALL")
        self._queue = queue = await asyncio.wrap_future(
            writer.apply(lambda db: frontier.queue_id(db, spider.queue))
        )
        self.left_over = await asyncio.wrap_future(
            writer.apply(lambda db: frontier.begin(db, queue, now, everything=everything))
        )
        again = not self.left_over
        seeds = iter(spider.seeds())
        while some := list(islice(seeds, SEEDS)):
            add = partial(
                frontier.add_seeds, queue=queue, seeds=some, now=now, again=again, priority=spider.priority
            )
            await asyncio.wrap_future(writer.apply(add))
        await self.refill()

    async def refill(self) -> None:
        """Take leases if few are left. Call it after what came of a request is stored: it may have led to more."""
        writer, queue, run_id = self._writer, self._queue, self._run_id
        if writer is None or self._is_over():
            return
        depth = BOTTOMLESS if self._spider.depth is None else self._spider.depth
        async with self._lock:
            if len(self._leases) < LOW:
                found = await asyncio.wrap_future(
                    writer.apply(lambda db: frontier.lease(db, queue, run_id, BATCH, depth))
                )
                self._leases.extend(found)

    async def knows(self, url: str, row: int | None) -> bool:
        """Whether an address that the one of ``row`` leads to is in the queue by itself; then it is visited there."""
        writer, queue, run_id = self._writer, self._queue, self._run_id
        if writer is None:
            return False
        return await asyncio.wrap_future(
            writer.apply(lambda db: frontier.revive(db, queue, url, row, run_id))
        )

    def give_up(self, row: int) -> None:
        """Note that nothing will be stored of a request in this run."""
        self._asked.discard(row)

    def settled(self, visit: Visit | None, *, served: bool, documents: bool) -> None:
        """Note that a request is stored. The limit counts pages taken for documents, and those that were one."""
        if visit:
            self._asked.discard(visit.row)
            self._documents += documents or (served and visit.kind == "document")

    def has_pending_requests(self) -> bool:
        """Whether the run goes on once nothing is under way any more."""
        return bool(self._again) or (bool(self._leases) and not self._is_over())

    def enqueue_request(self, request: Request) -> bool:
        """Retries and redirects of what was handed out; they go before anything new."""
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request within the limits."""
        if self._again:
            return self._again.popleft()
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
        writer, queue = self._writer, self._queue
        if writer is None:
            return
        writer.apply(lambda db: frontier.release(db, queue)).result()
        self.withdrawn = writer.apply(lambda db: withdrawn_addresses.withdrawn(db, queue)).result()
        self.waiting = writer.apply(lambda db: frontier.waiting(db, queue)).result()
        self.next_due = writer.apply(lambda db: frontier.next_due(db, queue)).result()
