"""Downloads that do not keep a run from ending: a server may stall for as long as the timeout allows."""

from __future__ import annotations

import asyncio

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from pipeline.crawl.ending import is_ending
from pipeline.crawl.refused import postponed
from pipeline.crawl.turns import LOOK_SECONDS

# What is under way gets so long to come in once the run is over; a stop takes less than 10 s with all else.
GRACE_SECONDS = 4.0


class Downloads(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, minus the patience."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._under_way: set[asyncio.Future[Response]] = set()
        self._watch: asyncio.Task[None] | None = None

    async def download_request(self, request: Request) -> Response:
        """The response; raises PostponedRequest when the run ends before it is there."""
        download = asyncio.ensure_future(super().download_request(request))
        self._under_way.add(download)
        if self._watch is None:
            self._watch = asyncio.create_task(self._give_up())
        try:
            return await download
        except asyncio.CancelledError:
            if download in self._under_way:
                raise
            raise postponed(request) from None
        finally:
            self._under_way.discard(download)

    async def _give_up(self) -> None:
        """One look at the run for all that is under way: a timer for each would be set for nothing, page after page."""
        left = GRACE_SECONDS
        while self._under_way and left > 0:
            await asyncio.sleep(LOOK_SECONDS)
            left -= LOOK_SECONDS * is_ending(self._crawler)
        given_up = list(self._under_way)
        self._under_way.clear()
        self._watch = None
        for download in given_up:
            download.cancel()
