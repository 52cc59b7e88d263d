"""The index first: captures are chosen when all of it is read, for only then the newest one of a page is known."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol, cast

from scrapy.crawler import Crawler

from pipeline.crawl.kept import archived_page
from pipeline.crawl.local_frontier import LocalFrontier
from pipeline.crawl.scheduler import SEEDS, Scheduler
from pipeline.crawl.verdict import NOTHING_LEFT
from pipeline.items import Found
from pipeline.store import Writer, connect
from pipeline.store.database import storage_errors
from pipeline.store.mapped import read_maps, unread_maps
from pipeline.store.queries import known_page

logger = logging.getLogger(__name__)


class IndexSpider(Protocol):
    """What is asked of a spider: the questions to an index, and the captures that are wanted of its answers."""

    def questions(self) -> Iterator[Found]: ...  # noqa: D102

    def captures(self, answers: Iterable[bytes]) -> Iterator[Found]: ...  # noqa: D102


class IndexFirst(Scheduler):
    """Hands out the questions to the index, and when all are answered the captures.

    The answers are read out of the archive: a run that is killed loses none, and the next one goes on.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._adding = asyncio.Lock()
        self._has_asked = False
        self._has_chosen = False
        self._wanted = 0
        self._writer: Writer | None = None
        self._local: LocalFrontier | None = None

    @property
    def _index(self) -> IndexSpider:
        return cast("IndexSpider", self._crawler.spider)

    async def begin(self, writer: Writer, run_id: int) -> None:
        """Take over the queue; of one that is done with, say so."""
        self._writer = writer
        self._local = self.frontier if isinstance(self.frontier, LocalFrontier) else None
        await super().begin(writer, run_id)
        if self._wanted and not self._leases:
            self._crawler.stats.set_value(NOTHING_LEFT, value=True)
            logger.warning("all that is wanted was fetched before: --all fetches it again")

    async def refill(self) -> None:
        """Take leases; when there are none, choose captures if the index is read. Raises InputError for a bad index file."""
        writer, local = self._writer, self._local
        if writer is None or local is None:
            return
        async with self._adding:
            if not self._has_asked:
                self._has_asked = True
                await self._add(local, self._index.questions())
        await super().refill()
        if self._leases or self._is_over():
            return
        async with self._adding:
            if self._has_chosen or await self._unread(writer, local.queue):
                return
            self._has_chosen = True
            await self._choose(local)
        await super().refill()

    async def _choose(self, local: LocalFrontier) -> None:
        found = await asyncio.to_thread(lambda: list(self._index.captures(self._answers(local.queue))))
        self._wanted = len(found)
        if not found:
            logger.warning("nothing in the index is wanted: see the arguments site, status, mime and kinds")
        await self._add(local, iter(found))

    async def _unread(self, writer: Writer, queue: int) -> int:
        return await asyncio.wrap_future(writer.apply(partial(unread_maps, queue=queue)))

    async def _add(self, local: LocalFrontier, found: Iterator[Found]) -> None:
        while some := list(islice(found, SEEDS)):
            await local.add(some, again=False, priority=0)

    def _answers(self, queue: int) -> Iterator[bytes]:
        settings = self._crawler.settings
        database, archive = Path(settings["DATABASE"]), Path(settings["ARCHIVE_DIR"])
        with storage_errors(database), closing(connect(database, readonly=True)) as connection:
            for page_id in read_maps(connection, queue):
                if stored := known_page(connection, page_id):
                    yield archived_page(archive, stored).body
