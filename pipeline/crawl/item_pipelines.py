"""The steps a page walks through in a crawl: archive, refine, store. The settings name them in this order.

Nothing here blocks the reactor: files are written in a thread, pages refined in other processes, rows
written by the store's own thread.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Response
from twisted.python.failure import Failure

from pipeline.archive import ArchiveWriter
from pipeline.crawl.conclusion import Conclusion, concluded
from pipeline.crawl.ending import remember, stop_storing
from pipeline.crawl.fetched import Fetched, Outcome
from pipeline.crawl.frontier import frontier_of
from pipeline.crawl.kept import Seen, unchanged_page
from pipeline.crawl.landing import Landing
from pipeline.crawl.reading import Task
from pipeline.crawl.refinery import Refinery
from pipeline.crawl.scheduler import Scheduler
from pipeline.crawl.sites import Sites
from pipeline.crawl.tally import CUT, note_fault, tally
from pipeline.crawl.verdict import STORAGE, Verdict, verdict
from pipeline.errors import InputError, StorageError
from pipeline.items import Page, Reject
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.refine.site import Site
from pipeline.runs.rates import run_stats
from pipeline.store import Writer
from pipeline.store.queries import StoredPage
from pipeline.urls import site_of

logger = logging.getLogger(__name__)

OK, NOT_MODIFIED = 200, 304
# New lines of a site are learned over many pages.
SITE_SECONDS = 1.0


class ArchivePipeline:
    """Keeps every response before anything reads it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.folder, database = (Path(crawler.settings[name]) for name in ("ARCHIVE_DIR", "DATABASE"))
        self.seen = Seen(database)
        self.archive = ArchiveWriter(self.folder, seen=self.seen)
        self.landing = Landing()
        # One thread: records of one file are written one after the other anyway.
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="archive")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Opens the archive; raises StorageError."""
        return cls(crawler)

    async def process_item(self, item: Fetched) -> Fetched:
        """The page with its location in the archive; rejects pass."""
        if isinstance(item.outcome, Reject):
            return item
        try:
            keep = self.landing(self.thread.submit(self._keep, item.outcome, item.known))
            return item._replace(outcome=await keep)
        except StorageError as error:
            raise stopped(self.crawler, error) from error

    def _keep(self, page: Page, known: StoredPage | None) -> Page | Reject:
        if known and page.status == NOT_MODIFIED and page.url == known.url:
            try:
                page = unchanged_page(self.folder, page, known)
            except (InputError, StorageError) as error:
                return Reject(page.url, "error", f"not modified, but what it was cannot be read: {error}")
        if why := self.seen.withdrawn(page):
            return Reject(page.url, "withdrawn", why)
        return self.archive.write(page)

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
        self._known: dict[str, tuple[float, Site | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Opens the database to read what is known of sites; raises InputError and StorageError."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """Loads the libraries before the first page waits for them."""
        await asyncio.to_thread(self.refinery.warm)

    async def process_item(self, item: Fetched) -> Outcome:
        """Page to Outcome."""
        page = item.outcome
        if isinstance(page, Reject):
            return Outcome(None, page, item.visit)
        refined, site = item.refined, None
        if item.visit and item.visit.kind == "sitemap" and page.status in (OK, NOT_MODIFIED):
            refined = refined or Reject(page.url, "listing", "sitemap", page.id)
        elif refined is None:
            try:
                site = await self._site(page.url)
            except StorageError as error:
                raise stopped(self.crawler, error) from error
        reading = await self.refinery.read(Task(page, site, item.links, refined))
        if reading.links.note:
            logger.warning("%s", reading.links.note)
            self.crawler.stats.inc_value(CUT)
        if reading.links.fault:
            note_fault(self.crawler, reading.links.fault)
        visit = item.visit
        if visit and (reading.links.found or not reading.links.read):
            visit = replace(visit, links=reading.links.found, links_read=reading.links.read)
        return Outcome(page, reading.refined, visit)

    async def _site(self, url: str) -> Site | None:
        """What is known of the site, asked for once a second at most."""
        name, now = site_of(url), time.monotonic()
        asked_at, site = self._known.get(name, (0.0, None))
        if now - asked_at >= SITE_SECONDS:
            site = await asyncio.to_thread(self.sites, url)
            self._known[name] = (now, site)
        return site

    async def close_spider(self) -> None:
        """All pages are through by now."""
        self.close()

    def close(self) -> None:
        """Let go of the processes and of the database."""
        self.refinery.close()
        self.sites.close()


class StorePipeline:
    """Hands outcomes to the writer and waits until they are committed; counts them in the crawl's stats.

    ``verdict`` is the last word on the run once it has ended.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.frontier = frontier_of(crawler)
        self.writer = Writer(Path(crawler.settings["DATABASE"]), settle=self.frontier.settle)
        self.landing = Landing()
        self.scheduler: Scheduler | None = None
        self.run_id: int | None = None
        self.verdict: Verdict | None = None
        self.began = time.monotonic()
        crawler.signals.connect(self.spider_closed, signals.spider_closed)
        crawler.signals.connect(self.item_error, signals.item_error)
        crawler.signals.connect(self.spider_error, signals.spider_error)

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
        if not isinstance(self.crawler.engine.scheduler, Scheduler):
            raise InputError("SCHEDULER is not ours: nothing of the frontier would be marked done")
        self.scheduler = self.crawler.engine.scheduler
        settings["queue"] = getattr(spider, "queue", site)
        try:
            self.run_id = await asyncio.to_thread(
                self.writer.start_run, "crawl", site, settings, extractor_version=EXTRACTOR_VERSION
            )
            await self.scheduler.begin(self.writer, self.run_id)
        except StorageError as error:
            remember(self.crawler, error)
            raise CloseSpider(STORAGE) from error

    async def process_item(self, item: Outcome) -> Outcome:
        """Returns when the outcome is in the database."""
        try:
            await self.landing(self.writer.put(item.page, item.refined, item.visit))
            tally(self.crawler, item)
            if self.scheduler:
                documents = not isinstance(item.refined, Reject)
                self.scheduler.settled(item.visit, served=item.page is not None, documents=documents)
                await self.scheduler.refill()
        except StorageError as error:
            raise stopped(self.crawler, error) from error
        return item

    async def spider_closed(self, reason: str) -> None:
        """After the last step closed, when the reason is known: the run's row gets its end."""
        ending = verdict(reason, self.crawler.stats.get_stats())
        await asyncio.to_thread(self.finish, ending)
        for kind in ("new", "changed", "unchanged"):
            self.crawler.stats.set_value(f"documents/{kind}", self.writer.counts[kind])

    def item_error(self, failure: Failure, item: object) -> None:
        """A fault of ours in one of the steps: its address stays queued, and the run does not end as if all were well."""
        visit = item.visit if isinstance(item, Fetched | Outcome) else None
        self._fault(failure, visit.row if visit else None)

    def spider_error(self, failure: Failure, response: Response) -> None:
        """The same in a spider."""
        self._fault(failure, response.request.meta.get("row") if response.request else None)

    def _fault(self, failure: Failure, row: int | None) -> None:
        if self.scheduler and row is not None:
            self.scheduler.give_up(row)
        note_fault(self.crawler, " ".join(str(failure.value).split())[:200])

    def finish(self, ending: Verdict) -> None:
        """Store what is queued and how the run ended, and close the database."""
        try:
            if self.scheduler:
                self.scheduler.release()
        except StorageError as error:
            remember(self.crawler, error)
        finally:
            self.frontier.close()
        last = self._concluded(ending)
        self.verdict = last.verdict
        try:
            self.writer.finish_run(
                last.verdict.outcome,
                int(last.verdict.exit_code),
                advice=last.verdict.advice or None,
                stats=last.stats,
                findings=last.findings,
            )
            self.writer.close()
        except StorageError as error:
            remember(self.crawler, error)

    def _concluded(self, ending: Verdict) -> Conclusion:
        seconds = time.monotonic() - self.began
        try:
            # The monitors read what is committed.
            self.writer.flush()
            return concluded(self.crawler, self.run_id, ending, seconds)
        except StorageError as error:
            remember(self.crawler, error)
            return Conclusion(ending, run_stats(self.crawler.stats.get_stats(), seconds))


def close_all(crawler: Crawler, ending: Verdict) -> None:
    """Close what a crawl that was cut off left open, the way the steps do it at an orderly end."""
    try:
        archive, refinery, store = map(
            crawler.get_item_pipeline, (ArchivePipeline, RefinePipeline, StorePipeline)
        )
    except RuntimeError:
        # It was refused before there was an engine, and so before anything was opened.
        return
    try:
        if isinstance(refinery, RefinePipeline):
            refinery.close()
        if isinstance(archive, ArchivePipeline):
            archive.close()
    except StorageError as error:
        remember(crawler, error)
    if isinstance(store, StorePipeline) and not store.verdict:
        store.finish(ending)


def stopped(crawler: Crawler, error: StorageError) -> DropItem:
    """Close the spider because nothing more can be kept, and what to raise for the item at hand."""
    stop_storing(crawler, error)
    return DropItem(str(error))
