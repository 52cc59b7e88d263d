"""Addresses that were withdrawn are not asked for, whoever leads to them: a link, a redirect, a person."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from pipeline.crawl.refused import RefusedRequest
from pipeline.errors import RefusedError
from pipeline.store.withdrawals import Refusals


class Withdrawn:
    """Refuses such requests; what was withdrawn while a run is under way, too."""

    def __init__(self, database: Path) -> None:
        self._refusals = Refusals(database)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol."""
        withdrawn = cls(Path(crawler.settings["DATABASE"]))
        crawler.signals.connect(withdrawn.close, signals.spider_closed)
        return withdrawn

    def close(self) -> None:
        """Let go of the database."""
        self._refusals.close()

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RefusedRequest."""
        # Of a capture that an archive of the web has, the address is that of the site.
        asked = getattr(request.cb_kwargs.get("capture"), "url", request.url)
        if request.callback is not NO_CALLBACK and (why := self._refusals(asked)):
            raise RefusedRequest(why, "withdrawn")


def refuse_withdrawn(database: Path, urls: Iterable[str]) -> None:
    """Raise RefusedError when every address that a crawl would begin with is withdrawn."""
    named = list(urls)
    with closing(Refusals(database)) as refusals:
        reasons = [refusals(url) for url in named]
    if reasons and all(reasons):
        raise RefusedError(
            f"{named[0]} is withdrawn {reasons[0]}; scrapy withdraw --lift lets it be crawled again"
        )
