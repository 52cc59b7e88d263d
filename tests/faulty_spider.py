"""A spider with a fault in it, for the test of what that costs."""

from collections.abc import AsyncIterator

from scrapy.http import Response

from pipeline.crawl.fetched import Fetched
from pipeline.items import LinkKind
from spiders.site import SiteSpider


class FaultySpider(SiteSpider):
    """Raises over every document."""

    name = "faulty"

    async def parse(self, response: Response, kind: LinkKind) -> AsyncIterator[Fetched]:
        """Like its base, until it meets a document."""
        if kind == "document":
            raise KeyError("a fault of ours")
        async for item in super().parse(response, kind):
            yield item
