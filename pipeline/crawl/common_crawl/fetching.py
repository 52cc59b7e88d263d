"""Requests to an archive, and records that lead to another record: the page as it was found unchanged."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from pipeline.archive.whole_files import filled
from pipeline.crawl.common_crawl import index
from pipeline.crawl.common_crawl.capture import Capture
from pipeline.crawl.common_crawl.cdx import captures_in_file
from pipeline.crawl.common_crawl.ranges import Revisit, most_bytes, record_in
from pipeline.crawl.refused import PostponedRequest
from pipeline.crawl.responses import failure_words, header_pairs
from pipeline.items import Page, Reject
from pipeline.store.frontier import key_of

# An index server is busy with others, and a page of it is some MB.
INDEX_SECONDS = 180
INDEX_HEADERS = {"Accept": "application/json, text/x-ndjson, */*;q=0.5"}

Bodies = Mapping[int, Sequence[Capture]]


class _UnansweredError(Exception):
    """A question on the way to a page was not answered; the text says why."""


def index_request(url: str) -> Request:
    """A question to an index."""
    return Request(url, headers=INDEX_HEADERS, meta={"download_timeout": INDEX_SECONDS}, dont_filter=True)


def range_request(capture: Capture, server: str) -> Request:
    """The bytes of one record, and never much more: a server that does not know ranges sends gigabytes."""
    headers = {"Range": capture.bytes_range, "Accept": "*/*", "Accept-Encoding": "identity"}
    meta = {"download_maxsize": most_bytes(capture)}
    return Request(capture.place(server), headers=headers, meta=meta, dont_filter=True)


class Records:
    """The pages of captures. ``server`` has the files; captures that a revisit refers to are looked up in the index file
    ``cdx``, else at the ``endpoints`` of indexes. ``is_wanted`` says of which addresses the file's captures are kept in mind.
    """

    def __init__(
        self,
        crawler: Crawler,
        server: str,
        endpoints: Sequence[str],
        cdx: Path | None,
        is_wanted: Callable[[str], object],
    ) -> None:
        self._crawler = crawler
        self._server = server
        self._endpoints = endpoints
        self._cdx = cdx
        self._is_wanted = is_wanted

    async def page(self, capture: Capture, response: Response) -> Page | Reject:
        """What was captured, be it by way of another record; raises PostponedRequest when the run ends before that."""
        found = self._record(capture, response)
        if not isinstance(found, Revisit):
            return found
        try:
            return await self._unchanged(capture, found)
        except _UnansweredError as error:
            return Reject(capture.url, "error", f"revisit of a page that cannot be looked up: {error}")

    def _record(self, capture: Capture, response: Response) -> Page | Revisit | Reject:
        source = f"{capture.place(self._server)}#{capture.bytes_range}"
        headers = header_pairs(response.headers)
        return record_in(capture, response.status, headers, response.body, source=source)

    async def _unchanged(self, capture: Capture, revisit: Revisit) -> Page | Reject:
        original = index.original(await self._captures_of(revisit.target), revisit.at, revisit.digest)
        if original is None:
            of = f"{revisit.target} of {revisit.at or 'no date'}"
            return Reject(capture.url, "rejected", f"revisit of a page that is not in the index: {of}")
        found = self._record(original, await self._download(range_request(original, self._server)))
        if isinstance(found, Page):
            return filled(revisit.page, found)
        if isinstance(found, Revisit):
            return Reject(capture.url, "rejected", "revisit of a page that is a revisit itself")
        return Reject(capture.url, found.outcome, f"revisit of a page that cannot be had: {found.reason}")

    async def _captures_of(self, url: str) -> Sequence[Capture]:
        if self._cdx:
            return (await asyncio.to_thread(lambda: self._bodies)).get(key_of(url), ())
        found: list[Capture] = []
        for at in self._endpoints:
            response = await self._download(index_request(index.look_up(at, url)))
            said = index.answer(response.url, response.status, response.body)
            if not said.is_read:
                raise _UnansweredError(said.reason)
            found += index.captures_in(response.body)
        return found

    @cached_property
    def _bodies(self) -> Bodies:
        """What the file has, by page: read when the first revisit asks for it."""
        found: defaultdict[int, list[Capture]] = defaultdict(list)
        for capture in captures_in_file(self._cdx) if self._cdx else ():
            if not capture.is_revisit and self._is_wanted(capture.url):
                found[key_of(capture.url)].append(capture)
        return found

    async def _download(self, request: Request) -> Response:
        """An answer on the way to a page, asked for as politely as any."""
        try:
            return await self._crawler.engine.download_async(request)
        except PostponedRequest:
            raise
        except Exception as error:
            raise _UnansweredError(failure_words(error)) from error
