"""The steps a page walks through in a crawl: archive, refine, store. The settings name them in this order.

Nothing here blocks the reactor: files are written in a thread, pages refined in other processes, rows
written by the store's own thread.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipeline.archive import ArchiveWriter
from pipeline.crawl.kept import Seen
from pipeline.crawl.refinery import Refinery
from pipeline.crawl.sites import Sites
from pipeline.crawl.verdict import DOCUMENTS, PAGES, REASON, STORAGE, WALLS, Verdict, verdict
from pipeline.errors import StorageError
from pipeline.items import Page, Refined, Reject
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.store import Writer


class Outcome(NamedTuple):
    """What became of one request: ``page`` is None when nothing was served."""

    page: Page | None
    refined: Refined

    def __str__(self) -> str:
        if isinstance(self.refined, Reject):
            return f"{self.refined.outcome} {self.refined.url}: {self.refined.reason}"
        return " ".join(["document", *(record.url for record in self.refined)])


class ArchivePipeline:
    """Keeps every response before anything reads it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        folder, database = (Path(crawler.settings[name]) for name in ("ARCHIVE_DIR", "DATABASE"))
        self.seen = Seen(database)
        self.archive = ArchiveWriter(folder, seen=self.seen)
        # One thread: records of one file are written one after the other anyway.
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="archive")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Opens the archive; raises StorageError."""
        return cls(crawler)

    async def process_item(self, item: Page | Reject) -> Page | Reject:
        """The page with its location in the archive; rejects pass."""
        if isinstance(item, Reject):
            return item
        try:
            return await asyncio.get_running_loop().run_in_executor(self.thread, self.archive.write, item)
        except StorageError as error:
            raise stopped(self.crawler, error) from error

    async def close_spider(self) -> None:
        """Scrapy calls this when the last page has left the last step."""
        try:
            await asyncio.to_thread(self.close)
        except StorageError as error:
            remember(self.crawler, error)

    def close(self) -> None:
        """Bring everything to the disk and let go of the database; raises StorageError."""
        self.thread.shutdown()
        self.seen.close()
        self.archive.close()


class RefinePipeline:
    """Makes records or a reject of a page, in another process."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.refinery = Refinery()
        self.sites = Sites.of(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Opens the database to read what is known of sites; raises InputError and StorageError."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """Loads the libraries before the first page waits for them."""
        await asyncio.to_thread(self.refinery.warm)

    async def process_item(self, item: Page | Reject) -> Outcome:
        """Page to Outcome."""
        if isinstance(item, Reject):
            return Outcome(None, item)
        try:
            site = await asyncio.to_thread(self.sites, item.url)
        except StorageError as error:
            raise stopped(self.crawler, error) from error
        future = self.refinery.submit(item, site)
        return Outcome(item, await asyncio.wrap_future(future))

    async def close_spider(self) -> None:
        """All pages are through by now."""
        await asyncio.to_thread(self.close)

    def close(self, *, kill: bool = False) -> None:
        """Let go of the processes and of the database."""
        self.refinery.close(kill=kill)
        self.sites.close()


class StorePipeline:
    """Hands outcomes to the writer and waits until they are committed; counts them in the crawl's stats."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.writer = Writer(Path(crawler.settings["DATABASE"]))
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Opens the database; raises StorageError."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """The run's row comes before its first page."""
        spider = self.crawler.spider
        names = ("USER_AGENT", "DOWNLOAD_DELAY", "ROBOTSTXT_OBEY", "ARCHIVE_DIR")
        settings = {name: self.crawler.settings[name] for name in names}
        settings["arguments"] = getattr(spider, "given", {})
        site = spider.name if spider else None
        self.writer.start_run("crawl", site, settings, extractor_version=EXTRACTOR_VERSION)

    async def process_item(self, item: Outcome) -> Outcome:
        """Returns when the outcome is in the database."""
        try:
            await asyncio.wrap_future(self.writer.put(item.page, item.refined))
        except StorageError as error:
            raise stopped(self.crawler, error) from error
        self._count(item)
        return item

    async def spider_closed(self, reason: str) -> None:
        """After the last step closed, when the reason is known: the run's row gets its end."""
        ending = verdict(reason, self.crawler.stats.get_stats())
        await asyncio.to_thread(self.finish, ending)
        for kind in ("new", "changed", "unchanged"):
            self.crawler.stats.set_value(f"documents/{kind}", self.writer.counts[kind])

    def _count(self, item: Outcome) -> None:
        stats = self.crawler.stats
        if isinstance(item.refined, Reject):
            stats.inc_value(f"reject/{item.refined.outcome}")
            stats.set_value(REASON, item.refined.reason)
        else:
            stats.inc_value(DOCUMENTS, len(item.refined))
        if item.page:
            stats.inc_value(PAGES)
            if isinstance(item.refined, Reject) and item.refined.outcome == "blocked":
                stats.inc_value(WALLS)

    def finish(self, ending: Verdict) -> None:
        """Store what is queued and how the run ended, and close the database."""
        try:
            self.writer.finish_run(ending.outcome, int(ending.exit_code))
            self.writer.close()
        except StorageError as error:
            remember(self.crawler, error)


def close_all(crawler: Crawler, ending: Verdict) -> None:
    """Close what a crawl that was cut off left open, the way the steps do it at an orderly end."""
    archive, refinery, store = map(
        crawler.get_item_pipeline, (ArchivePipeline, RefinePipeline, StorePipeline)
    )
    try:
        if isinstance(refinery, RefinePipeline):
            refinery.close(kill=True)
        if isinstance(archive, ArchivePipeline):
            archive.close()
    except StorageError as error:
        remember(crawler, error)
    if isinstance(store, StorePipeline):
        store.finish(ending)


def stopped(crawler: Crawler, error: StorageError) -> DropItem:
    """Close the spider because nothing more can be kept, and what to raise for the item at hand."""
    remember(crawler, error)
    # Not awaited: the spider closes only after this very item has been given up.
    task = asyncio.ensure_future(crawler.engine.close_spider_async(reason=STORAGE))
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return DropItem(str(error))


def remember(crawler: Crawler, error: StorageError) -> None:
    """Keep the first storage error where the command finds it after the crawl."""
    stats = crawler.stats
    if stats.get_value("storage/error") is None:
        stats.set_value("storage/error", str(error))
