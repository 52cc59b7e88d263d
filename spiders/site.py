"""Any site, without a declaration: ``scrapy crawl site -a url=URL`` tells its links apart by their shape."""

from __future__ import annotations

from collections.abc import Iterable

from scrapy.http import TextResponse

from pipeline.crawl.shapes import Link, is_listing, links
from pipeline.errors import InputError
from spiders.base import DocumentSpider


class SiteSpider(DocumentSpider):
    """Takes ``-a url=URL`` (several with commas): a listing, a front page or a document."""

    name = "site"
    arguments = ("url", "limit", "depth")
    # A front page, its categories, theirs: further in, a strange site holds only more of the same.
    default_depth = 3

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raise InputError without a usable URL."""
        super().__init__(name, **arguments)
        self.start_urls = [url.strip() for url in arguments.get("url", "").split(",") if url.strip()]
        if not self.start_urls:
            raise InputError(f"spider {self.name} needs an address: -a url=https://…")
        for url in self.start_urls:
            if not url.startswith(("http://", "https://")):
                raise InputError(f"{url} is no web address: it must begin with http:// or https://")

    def followed(self, response: TextResponse, kind: str) -> Iterable[Link]:
        """All links of listings; a link taken for a document's may turn out to lead to one of them."""
        found = links(response.selector, response.url)
        return found if kind != "document" or is_listing(response.url, found) else ()
