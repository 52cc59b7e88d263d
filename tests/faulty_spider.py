"""Spiders with a fault in them, for the test of what that costs."""

from collections.abc import AsyncIterator, Iterable

from scrapy.http import HtmlResponse, Response

from pipeline.crawl.fetched import Fetched
from pipeline.crawl.shapes import Link
from pipeline.items import LinkKind, Refined
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


class LostSpider(SiteSpider):
    """Raises over the links of every page."""

    name = "lost"

    def followed(
        self,
        response: HtmlResponse,  # noqa: ARG002
        kind: LinkKind,  # noqa: ARG002
        refined: Refined,  # noqa: ARG002
    ) -> Iterable[Link]:
        """Nothing."""
        raise KeyError("a fault of ours")
