"""One crawl from start to verdict, for the commands that crawl."""

from __future__ import annotations

import gc
import sys
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from pipeline.crawl.announce import announce
from pipeline.crawl.catch_up import catch_up, finish_withdrawals
from pipeline.crawl.command import catch_signals
from pipeline.crawl.item_pipelines import StorePipeline, close_all
from pipeline.crawl.options import did_you_mean
from pipeline.crawl.settle import settle
from pipeline.crawl.verdict import Verdict, verdict
from pipeline.crawl.withdrawn import refuse_withdrawn
from pipeline.crawl.worker import preload
from pipeline.errors import ExitCode, InputError, StorageError
from pipeline.runs.queue_lock import QueueLock
from pipeline.store import open_database

# Threads hand pages to one another many times; with Python's own 5 ms each time costs a page's worth of waiting.
SWITCH_SECONDS = 0.0005
# Objects made, and younger collections, before the next: a page makes some thousands, and cycles are few.
COLLECT_AFTER = (20_000, 20, 20)


class Ended(NamedTuple):
    """How a crawl ended and what it stored (the counts of ``pipeline.store.Writer``).

    ``settled`` is how many documents stored before have changed with what was learned of their sites. ``waiting``
    addresses are left for the next run, and if there are none, the first is due again at ``next_due``.
    ``withdrawn`` addresses were not asked for.
    """

    verdict: Verdict
    counts: Counter[str]
    settled: int
    waiting: int
    next_due: str | None
    withdrawn: int


def run_crawl(
    settings: Settings, spider: str, arguments: Mapping[str, str], watch: Callable[[Counter[str]], None]
) -> Ended:
    """Crawl until done, stopped or refused; ``watch`` sees the counts after each page.

    Once per process: it runs Scrapy's reactor. Raises InputError, StorageError, and RefusedError for what is withdrawn.
    """
    known = get_spider_loader(settings).list()
    if spider not in known:
        hint = did_you_mean(spider, known) or f"; there are {', '.join(sorted(known))}"
        raise InputError(f"there is no spider {spider}{hint}")
    # Trouble with the database is found before the first request, and the archive may ask it what it knows.
    database = Path(settings["DATABASE"])
    open_database(database).close()
    sys.setswitchinterval(SWITCH_SECONDS)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    # A file of addresses that cannot be read is found before anything is opened.
    made = crawler.spidercls(**arguments)
    deque(getattr(made, "named_urls", tuple)(), maxlen=0)
    queue = getattr(made, "queue", spider)
    refuse_withdrawn(database, getattr(made, "named_urls", tuple)())
    preload(crawler.spidercls.__module__)
    with closing(QueueLock(database, queue)):
        finish_withdrawals(settings)
        # What a run that was cut off has left, or its documents would seem to have changed when fetched again.
        settled = settle(settings, watch)
        ended = _crawl(process, crawler, arguments, watch)
        if ended.verdict.exit_code != ExitCode.INTERRUPTED:
            # Scrapy's handlers would tell a reactor that has stopped.
            catch_signals()
            settled += settle(settings, watch)
            catch_up(settings, watch)
    return ended._replace(settled=settled)


def _spare_collector() -> None:
    """What the libraries made while they were loaded stays: looking through it again and again took a third of a crawl."""
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _crawl(
    process: AsyncCrawlerProcess,
    crawler: Crawler,
    arguments: Mapping[str, str],
    watch: Callable[[Counter[str]], None],
) -> Ended:
    def store() -> StorePipeline:
        found = crawler.get_item_pipeline(StorePipeline)
        if found is None:
            raise InputError("ITEM_PIPELINES has no StorePipeline: nothing would be stored")
        return found

    def scraped() -> None:
        watch(store().writer.counts)

    crawler.signals.connect(scraped, signals.item_scraped)
    crawler.signals.connect(_spare_collector, signals.spider_opened, weak=False)
    crawl = process.crawl(crawler, **arguments)
    process.start()
    if crawl.done() and (error := crawl.exception()):
        # What was opened before it would keep this process alive.
        close_all(crawler, verdict(None, {}))
        raise error
    stats = crawler.stats.get_stats()
    if crawl.done():
        ending = verdict(stats.get("finish_reason"), stats)
    else:
        # A second Ctrl-C: the reactor was stopped under the crawl.
        ending = verdict(None, {})
        close_all(crawler, ending)
    ending = store().verdict or ending
    announce(crawler.settings, store().run_id)
    if line := stats.get("storage/error"):
        raise StorageError(line)
    scheduler = store().scheduler
    waiting, next_due = (scheduler.waiting, scheduler.next_due) if scheduler else (0, None)
    counts = store().writer.counts
    # Those that reading alone could tell were fetched.
    withdrawn = max(scheduler.withdrawn - counts["reject:withdrawn"], 0) if scheduler else 0
    return Ended(ending, counts, 0, waiting, next_due, withdrawn)
