"""What a crawl asks of a frontier, wherever that is kept: in the database of one machine, or shared by many."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple, Protocol, cast
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.utils.misc import build_from_crawler, load_object

from pipeline.errors import InputError
from pipeline.items import Found
from pipeline.store import Writer
from pipeline.store.hosts import Pause
from pipeline.store.visits import Lease, Visited

LOCAL = "pipeline.crawl.local_frontier.LocalFrontier"

_frontiers: WeakKeyDictionary[Crawler, Frontier] = WeakKeyDictionary()


class Left(NamedTuple):
    """What waits when a run ends: how many addresses are queued, when the first one is due again, how many are withdrawn."""

    waiting: int
    next_due: str | None
    withdrawn: int = 0


class Claim(NamedTuple):
    """Whether a host may be asked: now, in ``wait`` seconds (``why`` it wants to be left alone), or not by us.

    ``setbacks`` is how often who had the host before was told that it is too fast; None if that was us.
    """

    wait: float = 0.0
    why: str = ""
    lost: bool = False
    setbacks: int | None = None


class Hosts(Protocol):
    """How hosts want to be treated, whoever asks them."""

    async def paused(self, host: str) -> Pause | None:
        """The pause that the host still has."""

    async def pause(self, host: str, until: Pause, seconds: float) -> None:
        """Remember that the host wants to be left alone, so many seconds from now on."""

    async def claim(self, host: str, gap: float, setbacks: int, row: int | None, *, is_file: bool) -> Claim:
        """Take the moment and ``gap`` seconds after it, for the address of ``row`` or (``is_file``) a file that it needs."""

    async def spend(self, host: str) -> bool:
        """One request of the day's budget, if any is left."""

    async def close(self) -> None:
        """Give back what was reserved and not used."""


class Frontier(Protocol):
    """The addresses of one queue: who leases one reports what came of it, in the transaction that stores that.

    ``has_more`` says that others are at work whose pages may lead to more; then it is to be looked at again every
    ``look_seconds``. Every method may raise StorageError.
    """

    hosts: Hosts
    has_more: bool
    look_seconds: float | None

    def settle(
        self, connection: sqlite3.Connection, visits: Sequence[Visited], run_id: int | None, /
    ) -> None:
        """Take visits; in the writer's thread and transaction."""

    async def begin(self, writer: Writer, name: str, run_id: int, *, everything: bool) -> bool:
        """Take over the queue with this name, and queue what is due, or all there is; whether earlier work was left over."""

    async def add(self, seeds: Sequence[Found], *, again: bool, priority: int) -> None:
        """Add the addresses a queue begins with; with ``again`` those visited before are visited once more."""

    async def lease(self, limit: int, depth: int) -> Sequence[Lease]:
        """Take up to so many addresses that are no deeper: the most important first, then the nearest."""

    async def report(self) -> None:
        """Let others know what was stored."""

    async def look_after(self) -> None:
        """Keep what is held; called every ``look_seconds``."""

    async def knows(self, url: str, row: int | None) -> bool:
        """Whether the queue has this address in another row; one given up before is queued again."""

    def holds(self, row: int) -> bool:
        """Whether a lease is still ours."""

    def give_up(self, row: int) -> None:
        """Nothing will be stored of this address in this run."""

    def give_back(self) -> Left:
        """Give back what is leased and was not visited; blocks."""

    def close(self) -> None:
        """Let go of what is open, without waiting for anybody."""


def is_shared(settings: BaseSettings) -> bool:
    """Whether other machines work on the same queue."""
    return settings.get("FRONTIER", LOCAL) != LOCAL  # type: ignore[no-any-return]


def frontier_of(crawler: Crawler) -> Frontier:
    """The frontier of a crawl, of the class that the setting FRONTIER names."""
    if crawler not in _frontiers:
        try:
            kind = load_object(crawler.settings["FRONTIER"])
        except ModuleNotFoundError as error:
            package = error.name or "a package"
            raise InputError(
                f"FRONTIER needs {package}, which is not installed: pip install {package}"
            ) from error
        _frontiers[crawler] = cast("Frontier", build_from_crawler(kind, crawler))
    return _frontiers[crawler]
