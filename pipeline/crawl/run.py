"""One crawl from start to verdict, for the commands that crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from pipeline.crawl.command import catch_signals
from pipeline.crawl.item_pipelines import StorePipeline, close_all
from pipeline.crawl.options import did_you_mean
from pipeline.crawl.settle import settle
from pipeline.crawl.verdict import Verdict, verdict
from pipeline.errors import ExitCode, InputError, StorageError
from pipeline.store import open_database


class Ended(NamedTuple):
    """How a crawl ended and what it stored (the counts of ``pipeline.store.Writer``).

    ``kept`` is how many documents it did not fetch again, because an interrupted crawl had stored them,
    ``settled`` how many stored before have changed with what was learned of their sites.
    """

    verdict: Verdict
    counts: Counter[str]
    kept: int
    settled: int


def run_crawl(
    settings: Settings, spider: str, arguments: Mapping[str, str], watch: Callable[[Counter[str]], None]
) -> Ended:
    """Crawl until done, stopped or refused; ``watch`` sees the counts after each page.

    Once per process: it runs Scrapy's reactor. Raises InputError and StorageError.
    """
    known = get_spider_loader(settings).list()
    if spider not in known:
        hint = did_you_mean(spider, known) or f"; there are {', '.join(sorted(known))}"
        raise InputError(f"there is no spider {spider}{hint}")
    # Trouble with the database is found before the first request, and the archive may ask it what it knows.
    open_database(Path(settings["DATABASE"])).close()
    # What a run that was cut off has left, or its documents would seem to have changed when they are fetched again.
    settled = settle(settings, watch)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)

    def store() -> StorePipeline:
        found = crawler.get_item_pipeline(StorePipeline)
        if found is None:
            raise InputError("ITEM_PIPELINES has no StorePipeline: nothing would be stored")
        return found

    def scraped() -> None:
        watch(store().writer.counts)

    crawler.signals.connect(scraped, signals.item_scraped)
    crawl = process.crawl(crawler, **arguments)
    process.start()
    if crawl.done() and (error := crawl.exception()):
        raise error
    stats = crawler.stats.get_stats()
    if crawl.done():
        ending = verdict(stats.get("finish_reason"), stats)
    else:
        # A second Ctrl-C: the reactor was stopped under the crawl.
        ending = verdict(None, {})
        close_all(crawler, ending)
    if line := stats.get("storage/error"):
        raise StorageError(line)
    if ending.exit_code != ExitCode.INTERRUPTED:
        # Scrapy's handlers would tell a reactor that has stopped.
        catch_signals()
        settled += settle(settings, watch)
    return Ended(ending, store().writer.counts, len(getattr(crawler.spider, "kept", ())), settled)
