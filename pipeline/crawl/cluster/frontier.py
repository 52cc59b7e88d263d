"""The frontier in Redis, and the outbox that tells it of what is stored. Decision 0020 says why it is so."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Any, Final, Self, TypeVar

from redis import Redis
from scrapy.crawler import Crawler

from pipeline.crawl.breaker import breaker_of
from pipeline.crawl.cluster.hosts import RedisHosts
from pipeline.crawl.cluster.queue import Queue, Seeds
from pipeline.crawl.cluster.reports import Held, report_of
from pipeline.crawl.cluster.scripts import run
from pipeline.crawl.cluster.server import Server
from pipeline.crawl.cluster.session import Session
from pipeline.crawl.ending import refuse
from pipeline.crawl.frontier import Left
from pipeline.crawl.local_frontier import known
from pipeline.crawl.pace import pace_of
from pipeline.crawl.verdict import NOTHING_LEFT, REFUSED, why_key
from pipeline.errors import InputError
from pipeline.items import Found
from pipeline.store import Writer, frontier, outbox
from pipeline.store.frontier import key_of
from pipeline.store.queries import known_page
from pipeline.store.visits import Lease, Visited

T = TypeVar("T")

LEAST_LEASE: Final = 1000

LAST_PATIENCE: Final = 5.0
"""Seconds that a run which ends waits for a server that is away; the leases then expire by themselves."""


class RedisFrontier:
    """Leases of a queue that several machines work on; each reports what its own database has already."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        lease, gap = (int(1000 * settings.getfloat(name)) for name in ("CLUSTER_LEASE", "DOWNLOAD_DELAY"))
        if lease < LEAST_LEASE:
            raise InputError(f"CLUSTER_LEASE={lease / 1000:g} is not possible: give a second at least")
        self._crawler = crawler
        self._session = Session(lease=lease, gap=gap)
        self._queue = Queue(self._session, settings.getint("BREAKER_WINDOW"))
        self._server = Server(settings["REDIS_URL"], settings.getfloat("REDIS_PATIENCE"), self._queue.rejoin)
        self._most_hosts = settings.getint("CLUSTER_HOSTS")
        self._has_news = True
        self._has_worked = False
        self.hosts = RedisHosts(self._server, self._session, settings.getint("HOST_DAILY_BUDGET"))
        self.has_more = True
        self.look_seconds = min(1.0, lease / 3000)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol; raises InputError for an address that is none."""
        return cls(crawler)

    # In the writer's thread and transaction.

    def settle(
        self,
        connection: sqlite3.Connection,
        visits: Sequence[Visited],
        run_id: int | None,  # noqa: ARG002 (runs are each database's own)
        /,
    ) -> None:
        """Note what is to be reported once it is committed."""
        held = [(visited, self._session.get(visited.visit.row)) for visited in visits]
        began = self._session.began
        reports = [report_of(visited, of, began) for visited, of in held if of]
        outbox.put(connection, self._queue.outbox, reports)
        self._has_worked = self._has_worked or bool(reports)
        self._has_news = True

    # In the crawl's loop.

    async def begin(self, writer: Writer, name: str, run_id: int, *, everything: bool) -> bool:  # noqa: ARG002 (runs are each database's own)
        """Register, say what an earlier run of this database did not get to say, and queue what is due."""
        queue = self._queue
        queue.writer = writer

        def own(db: sqlite3.Connection) -> str:
            queue.outbox = frontier.queue_id(db, name)
            outbox.reopen(db, queue.outbox)
            return f"{outbox.name_of(db)}-{queue.outbox}"

        self._session.worker = await asyncio.wrap_future(writer.apply(own))
        return await self._call(lambda redis: queue.begin(redis, name, everything=everything))

    async def add(self, seeds: Sequence[Found], *, again: bool, priority: int) -> None:
        """Add the addresses a queue begins with."""
        of = Seeds(seeds, priority, again)
        await self._call(lambda redis: self._queue.add(redis, of))

    async def lease(self, limit: int, depth: int) -> Sequence[Lease]:
        """Take addresses of hosts that are ours, the hosts by turns."""
        asked, most = pace_of(self._crawler).asked, self._most_hosts
        found = await self._call(lambda redis: self._queue.lease(redis, limit, depth, most, asked))
        if found["stop"]:
            refuse(self._crawler, f"another worker ended the crawl: {found['stop']}")
        self.has_more = bool(found["more"])
        for tail in found["tails"]:
            breaker_of(self._crawler).recall([mark == "1" for mark in tail], self._most_hosts)
        leases = [_leased(row) for row in _by_turns(found["leases"])]
        # What was lost and is leased again may be in hand still: it goes on from there.
        in_hand = self._session.in_hand(row for row, *_ in leases)
        self._session.take((row, held) for row, held, _ in leases)
        # The others may have done it all, or have taken what was leased here.
        self._crawler.stats.set_value(NOTHING_LEFT, not (self._has_worked or self._session.rows()))
        pages = {page for *_, page in leases if page}
        stored = await asyncio.wrap_future(
            known(self._queue.writer).apply(lambda db: {page: known_page(db, page) for page in pages})
        )
        return [
            Lease(row, held.url, held.kind, held.depth, stored.get(page))
            for row, held, page in leases
            if row not in in_hand
        ]

    async def report(self) -> None:
        """Let the others know what was stored."""
        if self._has_news or self._queue.given_up:
            self._has_news = False
            await self._call(self._queue.report)

    async def look_after(self) -> None:
        """Renew; and end with the others, if a site has refused one of them."""
        why = str(self._crawler.stats.get_value(why_key(REFUSED)) or "")
        asked = pace_of(self._crawler).asked
        if stop := await self._call(lambda redis: self._queue.renew(redis, why, asked)):
            refuse(self._crawler, f"another worker ended the crawl: {stop}")

    async def knows(self, url: str, row: int | None) -> bool:
        """Whether the queue has this address in another row."""
        queue = self._session.queue
        return bool(await self._call(lambda redis: run(redis, "revive", queue, key_of(url), row)))

    def holds(self, row: int) -> bool:
        """Whether its host is ours still."""
        return self._session.is_ours(row)

    def give_up(self, row: int) -> None:
        """It waits for the next round; but what was lost is for whoever has the host now."""
        held = self._session.get(row)
        if held and self._session.is_ours(row):
            self._queue.given_up.append((str(row), held.host, held.token))
            self._has_worked = True
        self._session.drop([row])

    def give_back(self) -> Left:
        """Report what is left to report, and leave; blocks."""
        why = str(self._crawler.stats.get_value(why_key(REFUSED)) or "")
        return self._server.call(lambda redis: self._queue.leave(redis, why), patience=LAST_PATIENCE).result()

    def close(self) -> None:
        """End the connection; who waits for a server that is away waits no longer."""
        self._server.close()

    async def _call(self, work: Callable[[Redis], T]) -> T:
        return await asyncio.wrap_future(self._server.call(work))


def _leased(row: Sequence[Any]) -> tuple[int, Held, str]:
    key, host, token, url, kind, depth, priority, listing, page, _ = row
    return int(key), Held(host, token, url, kind, depth, priority, listing), page


def _by_turns(rows: Iterable[Any]) -> Iterator[Any]:
    """One address of each host after the other, so that no host keeps the others waiting."""
    hosts: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        hosts[row[1]].append(row)
    turns = chain.from_iterable(zip_longest(*hosts.values()))
    return (row for row in turns if row)
