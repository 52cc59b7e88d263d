"""Downloads that do not keep a run from ending: a server may stall for as long as the timeout allows."""

from __future__ import annotations

import asyncio

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Request, Response

from pipeline.crawl.ending import is_ending
from pipeline.crawl.refused import postponed
from pipeline.crawl.turns import LOOK_SECONDS

# What is under way gets so long to come in once the run is over; a stop takes less than 10 s with all else.
GRACE_SECONDS = 4.0


class Downloads(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, minus the patience."""

    async def download_request(self, request: Request) -> Response:
        """The response; raises PostponedRequest when the run ends before it is there."""
        download = asyncio.ensure_future(super().download_request(request))
        left = GRACE_SECONDS
        while not download.done():
            await asyncio.wait({download}, timeout=LOOK_SECONDS)
            left -= LOOK_SECONDS * is_ending(self._crawler)
            if left < 0 and not download.done():
                download.cancel()
                await asyncio.wait({download}, timeout=LOOK_SECONDS)
                raise postponed(request)
        return download.result()
