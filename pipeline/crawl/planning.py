"""The schedule's entries against the spiders that are to carry them out."""

from __future__ import annotations

from collections.abc import Mapping

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoaderProtocol, get_spider_loader

from pipeline.crawl.options import check_setting, did_you_mean
from pipeline.errors import InputError
from pipeline.schedule.entries import Entry, Planned


def planned(entries: Mapping[str, Entry], settings: BaseSettings) -> tuple[list[Planned], list[str]]:
    """The entries that can be run, and a line for each mistake: no such spider, argument or setting."""
    found, mistakes = [], []
    loader = get_spider_loader(settings)
    for name, entry in entries.items():
        try:
            _check_settings(entry, settings)
            found.append(_planned(name, entry, loader))
        except InputError as error:
            mistakes.append(f"[{name}] {error}")
    return found, mistakes


def _planned(name: str, entry: Entry, loader: SpiderLoaderProtocol) -> Planned:
    known = loader.list()
    if entry.spider not in known:
        hint = did_you_mean(entry.spider, known) or f"; there are {', '.join(sorted(known))}"
        raise InputError(f"spider: there is no spider {entry.spider}{hint}")
    arguments = {key: str(value) for key, value in entry.arguments.items()}
    try:
        # As a crawl does it: the spider itself says what it takes.
        spider = loader.load(entry.spider)(**arguments)
    except InputError as error:
        raise InputError(f"arguments: {error}") from error
    given = getattr(spider, "given", arguments)
    return Planned(name, entry, getattr(spider, "queue", entry.spider), given)


def _check_settings(entry: Entry, settings: BaseSettings) -> None:
    for name, value in entry.settings.items():
        try:
            check_setting(name, str(int(value) if isinstance(value, bool) else value), settings)
        except InputError as error:
            raise InputError(f"settings: {error}") from error
