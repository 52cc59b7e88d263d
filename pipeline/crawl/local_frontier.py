"""The frontier of one machine: tables of the corpus, read and written by the writer's thread (docs/decisions/0009)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from scrapy.crawler import Crawler

from pipeline.crawl.allowance import Allowance
from pipeline.crawl.frontier import Claim, Left
from pipeline.crawl.shared_pace import SharedPace
from pipeline.items import Found
from pipeline.store import Writer, frontier, hosts, withdrawn_addresses
from pipeline.store.hosts import Pause
from pipeline.store.visits import Lease

T = TypeVar("T")
TIME = frontier.TIME


class LocalHosts:
    """What is known of hosts on this machine: in the database, and in small files that its runs share."""

    def __init__(self, database: Path, budget: int) -> None:
        self.writer: Writer | None = None
        self._allowance = Allowance(budget)
        self._shared = SharedPace(database)

    async def paused(self, host: str) -> Pause | None:
        """The pause that the host still has."""
        now = datetime.now(UTC).strftime(TIME)
        return await asyncio.wrap_future(known(self.writer).apply(partial(hosts.paused, host=host, now=now)))

    async def pause(self, host: str, until: Pause, seconds: float) -> None:  # noqa: ARG002 (``until`` says it)
        """Remember it: should this run be stopped, the next one knows."""
        await asyncio.wrap_future(known(self.writer).apply(partial(hosts.pause, host=host, until=until)))

    async def claim(self, host: str, gap: float, setbacks: int, row: int | None, *, is_file: bool) -> Claim:  # noqa: ARG002 (nobody else has the host)
        """Wait for other runs of this machine."""
        return Claim(self._shared.claim(host, gap) if gap > 0 else 0.0)

    async def spend(self, host: str) -> bool:
        """One request of the day's budget, if any is left."""
        return await self._allowance.take(host, known(self.writer))

    async def close(self) -> None:
        """Give back what was reserved and not used."""
        if self.writer:
            await self._allowance.give_back(self.writer)


class LocalFrontier:
    """One process works on a queue, so what is leased is ours, and when nothing is left the run is over."""

    has_more = False
    look_seconds = None
    settle = staticmethod(frontier.settle)

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.hosts = LocalHosts(Path(settings["DATABASE"]), settings.getint("HOST_DAILY_BUDGET"))
        self.queue = 0
        self._run_id = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol."""
        return cls(crawler)

    async def begin(self, writer: Writer, name: str, run_id: int, *, everything: bool) -> bool:
        """Queue what a dead run had leased and what is due, or all there is; whether earlier work was left over."""
        self.hosts.writer, self._run_id = writer, run_id
        self.queue = queue = await self._apply(partial(frontier.queue_id, name=name))
        return await self._apply(partial(frontier.begin, queue=queue, now=_now(), everything=everything))

    async def add(self, seeds: Sequence[Found], *, again: bool, priority: int) -> None:
        """Add the addresses a queue begins with."""
        queue, now = self.queue, _now()
        await self._apply(
            lambda db: frontier.add_seeds(db, queue, seeds, now, again=again, priority=priority)
        )

    async def lease(self, limit: int, depth: int) -> Sequence[Lease]:
        """Take addresses, some hundred at a time: it costs a transaction."""
        run_id, queue = self._run_id, self.queue
        return await self._apply(lambda db: frontier.lease(db, queue, run_id, limit, depth))

    async def report(self) -> None:
        """There is nobody else."""

    async def look_after(self) -> None:
        """Nobody else takes it."""

    async def knows(self, url: str, row: int | None) -> bool:
        """Whether the queue has this address in another row."""
        run_id, queue = self._run_id, self.queue
        return await self._apply(lambda db: frontier.revive(db, queue, url, row, run_id))

    def holds(self, row: int) -> bool:  # noqa: ARG002 (all that is leased)
        """Nobody takes a lease from us."""
        return True

    def give_up(self, row: int) -> None:
        """It stays leased until the run ends."""

    def give_back(self) -> Left:
        """Give back what is leased and was not visited; blocks."""
        queue, writer = self.queue, known(self.hosts.writer)
        writer.apply(lambda db: frontier.release(db, queue)).result()
        waiting = writer.apply(lambda db: frontier.waiting(db, queue)).result()
        next_due = writer.apply(lambda db: frontier.next_due(db, queue)).result()
        withdrawn = writer.apply(lambda db: withdrawn_addresses.withdrawn(db, queue)).result()
        return Left(waiting, next_due, withdrawn)

    def close(self) -> None:
        """The database is the writer's to close."""

    async def _apply(self, change: Callable[..., T]) -> T:
        return await asyncio.wrap_future(known(self.hosts.writer).apply(change))


def known(writer: Writer | None) -> Writer:
    """The crawl's only writer, which a frontier knows from its beginning on."""
    if writer is None:
        raise RuntimeError("the queue is not taken over yet")
    return writer


def _now() -> str:
    return datetime.now(UTC).strftime(TIME)
