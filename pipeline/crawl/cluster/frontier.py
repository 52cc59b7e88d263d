"""The frontier in Redis, and the outbox that tells it of what is stored. Decision 0020 says why it is so."""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest
from typing import Any, Final, Self

from redis import Redis
from scrapy.crawler import Crawler

from pipeline.crawl.breaker import breaker_of
from pipeline.crawl.cluster.hosts import SUPERSEDED, RedisHosts
from pipeline.crawl.cluster.reports import KNOWN, Held, report_of, seed, told
from pipeline.crawl.cluster.scripts import PREFIX, run
from pipeline.crawl.cluster.server import Server
from pipeline.crawl.cluster.session import Session
from pipeline.crawl.ending import refuse
from pipeline.crawl.frontier import Left
from pipeline.crawl.local_frontier import known
from pipeline.crawl.pace import pace_of
from pipeline.crawl.verdict import NOTHING_LEFT, REFUSED, why_key
from pipeline.errors import InputError, StorageError
from pipeline.items import Found
from pipeline.store import Writer, frontier, outbox
from pipeline.store.frontier import TIME, key_of
from pipeline.store.outbox import Report
from pipeline.store.queries import known_page
from pipeline.store.visits import Lease, Visited

REPEATED: Final = timedelta(seconds=10)
"""What was heard so long ago is on the server's disk: with appendfsync everysec that takes two seconds at most."""

AT_ONCE: Final = 500
"""Reports, and rows that are due, in one go."""

LEAST_LEASE: Final = 1000

LAST_PATIENCE: Final = 5.0
"""Seconds that a run which ends waits for a server that is away; the leases then expire by themselves."""

GONE: Final = (
    "Redis came back without the queue, so it keeps no append-only file (docs/cluster.md): begin anew"
)


class RedisFrontier:
    """Leases of a queue that several machines work on; each reports what its own database has already."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        lease, gap = (int(1000 * settings.getfloat(name)) for name in ("CLUSTER_LEASE", "DOWNLOAD_DELAY"))
        if lease < LEAST_LEASE:
            raise InputError(f"CLUSTER_LEASE={lease / 1000:g} is not possible: give a second at least")
        self._crawler = crawler
        self._session = Session(lease=lease, gap=gap)
        self._server = Server(settings["REDIS_URL"], settings.getfloat("REDIS_PATIENCE"), self._rejoin)
        self._most_hosts = settings.getint("CLUSTER_HOSTS")
        self._writer: Writer | None = None
        self._outbox = 0
        self._has_news = True
        self._has_worked = False
        self._given_up: list[tuple[str, str, str]] = []
        self._seeds: list[tuple[Sequence[Found], int]] = []
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
        outbox.put(connection, self._outbox, [report_of(visited, of) for visited, of in held if of])
        self._has_news = True

    # In the crawl's loop.

    async def begin(self, writer: Writer, name: str, run_id: int, *, everything: bool) -> bool:  # noqa: ARG002 (runs are each database's own)
        """Register, say what an earlier run of this database did not get to say, and queue what is due."""
        self._writer = writer

        def own(db: sqlite3.Connection) -> str:
            self._outbox = frontier.queue_id(db, name)
            outbox.reopen(db, self._outbox)
            return f"{outbox.name_of(db)}-{self._outbox}"

        self._session.worker = await asyncio.wrap_future(writer.apply(own))
        return await asyncio.wrap_future(
            self._server.call(lambda redis: self._begin(redis, name, everything=everything))
        )

    async def add(self, seeds: Sequence[Found], *, again: bool, priority: int) -> None:
        """Add the addresses a queue begins with."""
        self._seeds.append((seeds, priority))
        await asyncio.wrap_future(
            self._server.call(lambda redis: self._add(redis, seeds, priority, again=again))
        )

    async def lease(self, limit: int, depth: int) -> Sequence[Lease]:
        """Take addresses of hosts that are ours, the hosts by turns."""
        asked = pace_of(self._crawler).asked
        found = await asyncio.wrap_future(
            self._server.call(lambda redis: self._lease(redis, limit, depth, asked))
        )
        if found["stop"]:
            refuse(self._crawler, f"another worker ended the crawl: {found['stop']}")
        self.has_more = bool(found["more"])
        for tail in found["tails"]:
            breaker_of(self._crawler).recall([mark == "1" for mark in tail], self._most_hosts)
        leases = [_leased(row) for row in _by_turns(found["leases"])]
        self._session.take((row, held) for row, held, _ in leases)
        self._has_worked = self._has_worked or bool(leases)
        # The others may have done it all.
        self._crawler.stats.set_value(NOTHING_LEFT, not self._has_worked)
        pages = {page for *_, page in leases if page}
        stored = await asyncio.wrap_future(
            known(self._writer).apply(lambda db: {page: known_page(db, page) for page in pages})
        )
        return [Lease(row, held.url, held.kind, held.depth, stored.get(page)) for row, held, page in leases]

    async def report(self) -> None:
        """Let the others know what was stored."""
        if self._has_news or self._given_up:
            await asyncio.wrap_future(self._server.call(self._report))

    async def look_after(self) -> None:
        """Renew; and end with the others, if a site has refused one of them."""
        if why := self._crawler.stats.get_value(why_key(REFUSED)):
            queue = self._session.queue
            await asyncio.wrap_future(self._server.call(lambda redis: run(redis, "stop", queue, why)))
        word, stop = await asyncio.wrap_future(
            self._server.call(lambda redis: run(redis, "renew", *self._session.words, self._server.began_at))
        )
        if word == "superseded":
            raise StorageError(f"{SUPERSEDED}.")
        if stop:
            refuse(self._crawler, f"another worker ended the crawl: {stop}")

    async def knows(self, url: str, row: int | None) -> bool:
        """Whether the queue has this address in another row."""
        queue = self._session.queue
        there = await asyncio.wrap_future(
            self._server.call(lambda redis: run(redis, "revive", queue, key_of(url), row))
        )
        return bool(there)

    def holds(self, row: int) -> bool:
        """Whether its host is ours still."""
        return self._session.is_ours(row)

    def give_up(self, row: int) -> None:
        """It waits for the next round; but what was lost is for whoever has the host now."""
        held = self._session.get(row)
        if held and self._session.is_ours(row):
            self._given_up.append((str(row), held.host, held.token))
        self._session.drop([row])

    def give_back(self) -> Left:
        """Report what is left to report, and leave; blocks."""
        why = self._crawler.stats.get_value(why_key(REFUSED)) or ""

        def leave(redis: Redis) -> Left:
            self._report(redis)
            return self._leave(redis, str(why))

        return self._server.call(leave, patience=LAST_PATIENCE).result()

    def close(self) -> None:
        """End the connection; who waits for a server that is away waits no longer."""
        self._server.close()

    # In the server's thread.

    def _begin(self, redis: Redis, name: str, *, everything: bool) -> bool:
        session = self._session
        begun = run(redis, "begin", name, session.worker, session.lease, secrets.token_hex(8))
        session.queue, session.name, session.epoch = begun[0], begun[1], begun[2]
        self._report(redis)
        offset = 0
        while True:
            queued, left = run(redis, "due", session.queue, int(everything), offset, AT_ONCE)
            offset += left
            if not queued + left:
                return bool(begun[4])

    def _rejoin(self, redis: Redis) -> None:
        """Tell a server that was restarted what it may have lost."""
        session = self._session
        if not session.name:
            return
        queue, worker, name, lease = session.words
        word = run(redis, "rejoin", queue, worker, name, session.starts, lease, session.epoch)
        if word != "ok":
            raise StorageError(f"{GONE if word == 'gone' else SUPERSEDED}.")
        known(self._writer).apply(lambda db: outbox.reopen(db, self._outbox)).result()
        self._report(redis)
        for seeds, priority in self._seeds:
            self._add(redis, seeds, priority, again=False)

    def _add(self, redis: Redis, seeds: Sequence[Found], priority: int, *, again: bool) -> None:
        found = json.dumps([seed(each, priority) for each in seeds], ensure_ascii=False)
        run(redis, "add", self._session.queue, int(again), found)

    def _lease(self, redis: Redis, limit: int, depth: int, asked: set[str]) -> dict[str, Any]:
        session = self._session
        ours = json.dumps({"held": [str(row) for row in session.rows()], "asked": sorted(asked)})
        of = (limit, depth, self._most_hosts, session.gap, ours)
        found: dict[str, Any] = json.loads(run(redis, "lease", *session.words, self._server.began_at, *of))
        if found["status"] == "superseded":
            raise StorageError(f"{SUPERSEDED}.")
        session.keep(dict(found["hosts"]))
        return found

    def _report(self, redis: Redis) -> None:
        given_up, self._given_up = self._given_up, []
        if given_up:
            run(redis, "give_up", self._session.queue, self._session.worker, json.dumps(given_up))
        heard: list[int] = []
        self._has_news = False
        while True:
            now = datetime.now(UTC)
            times = (now.strftime(TIME), (now - REPEATED).strftime(TIME))

            def exchange(
                db: sqlite3.Connection, ids: list[int] = heard, times: tuple[str, str] = times
            ) -> Sequence[Report]:
                outbox.heard(db, self._outbox, ids, *times)
                return outbox.unheard(db, self._outbox, AT_ONCE)

            reports = known(self._writer).apply(exchange).result()
            if not reports:
                return
            self._tell(redis, reports)
            heard = [report.id for report in reports]

    def _tell(self, redis: Redis, reports: Sequence[Report]) -> None:
        queue, window = self._session.queue, self._crawler.settings.getint("BREAKER_WINDOW")
        rows = [int(json.loads(report.text)["key"]) for report in reports]
        asked = redis.pipeline(transaction=False)
        for row in rows:
            asked.hmget(f"{PREFIX}q:{queue}:a:{row}", KNOWN)
        for report, of in zip(reports, asked.execute(), strict=True):
            run(redis, "settle", queue, told(report.text, of, window))
        self._session.drop(rows)

    def _leave(self, redis: Redis, why: str) -> Left:
        waiting, due = run(redis, "leave", *self._session.words[:3], why)
        return Left(waiting, datetime.fromtimestamp(float(due), UTC).strftime(TIME) if due else None)


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
