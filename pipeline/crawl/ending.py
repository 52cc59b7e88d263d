"""Ending a run before its frontier is empty, with a reason that the verdict and a person can read."""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler

from pipeline.crawl.verdict import REFUSED, STORAGE, why_key
from pipeline.errors import StorageError


def end(crawler: Crawler, reason: str, why: str) -> None:
    """Close the spider for ``reason``; ``why`` is one line for a person. Only the first call counts."""
    stats = crawler.stats
    if is_ending(crawler) or stats.get_value(why_key(reason)) is not None:
        return
    stats.set_value(why_key(reason), why)
    # Not awaited: the spider closes only after the request at hand has been given up.
    task = asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


def stop_storing(crawler: Crawler, error: StorageError) -> None:
    """Close the spider because nothing more can be kept."""
    remember(crawler, error)
    # Not awaited: the spider closes only after the very item at hand has been given up.
    task = asyncio.ensure_future(crawler.engine.close_spider_async(reason=STORAGE))
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


def remember(crawler: Crawler, error: StorageError) -> None:
    """Keep the first storage error where the command finds it after the crawl."""
    stats = crawler.stats
    if stats.get_value("storage/error") is None:
        stats.set_value("storage/error", str(error))


def refuse(crawler: Crawler, why: str) -> None:
    """End the run because the site refuses us: exit code 4, with ``why`` as its reason."""
    end(crawler, REFUSED, why)


def is_ending(crawler: Crawler) -> bool:
    """Whether the run was told to stop (Ctrl-C, a limit, a refusal) and only waits for what is under way."""
    engine = crawler.engine
    # Scrapy tells by no public name that a spider is closing.
    slot = engine._slot  # noqa: SLF001
    stopped = crawler.stats.get_value(why_key(REFUSED)) is not None
    return stopped or not engine.running or slot is None or slot.closing is not None
