"""Any site, without a declaration: ``scrapy crawl site -a url=URL`` tells its links apart by their shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from scrapy.http import HtmlResponse

from pipeline.crawl.shapes import Link, is_listing, links, pattern
from pipeline.errors import InputError
from pipeline.urls import site_of
from spiders.base import DocumentSpider


class SiteSpider(DocumentSpider):
    """Takes ``-a url=URL`` (several with commas): a listing, a front page or a document."""

    name = "site"
    arguments = ("url", "limit", "depth", "pages")
    # A front page, its categories, theirs: further in, a strange site holds only more of the same.
    default_depth = 3
    # Three hours at the usual pace. A strange site may go on for ever: session ids, calendars, filters.
    default_pages = 5000

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raise InputError without a usable URL."""
        super().__init__(name, **arguments)
        self.start_urls = [url.strip() for url in arguments.get("url", "").split(",") if url.strip()]
        self.known: defaultdict[str, set[str]] = defaultdict(set)
        if not self.start_urls:
            raise InputError(f"spider {self.name} needs an address: -a url=https://…")
        for url in self.start_urls:
            if not url.startswith(("http://", "https://")):
                raise InputError(f"{url} is no web address: it must begin with http:// or https://")

    def followed(self, response: HtmlResponse, kind: str) -> Iterable[Link]:
        """All links of listings; a link taken for a document's may turn out to lead to one of them."""
        known = self.known[site_of(response.url)]
        found = links(response.selector, response.url, known)
        known.update(pattern(link.url) for link in found if link.kind == "document")
        return found if kind != "document" or is_listing(response.url, found) else ()
