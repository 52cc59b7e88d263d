"""The example sites by declared rules: what a page leads to does not depend on what was read before it."""

from collections.abc import Iterable

from scrapy.http import HtmlResponse

from pipeline.crawl.shapes import Link
from pipeline.items import LinkKind, Refined
from spiders.base import DocumentSpider
from spiders.example import ExampleSpider


class DeclaredSpider(ExampleSpider):
    """Unlike its base, which learns from page to page what documents look like."""

    name = "declared"
    documents = r"/(?:p-|paper/|article/)\d+\.html"
    listings = r"/(?!(?:p-|paper/|article/|i-|u-|private|log)).*"

    def kind_of(self, url: str) -> LinkKind | None:
        """By the rules."""
        return DocumentSpider.kind_of(self, url)

    def followed(self, response: HtmlResponse, kind: LinkKind, refined: Refined) -> Iterable[Link]:
        """None from documents."""
        return DocumentSpider.followed(self, response, kind, refined)
