"""Any site, without a declaration: ``scrapy crawl site -a url=URL`` tells its links apart by their shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import ClassVar

from scrapy.http import HtmlResponse

from pipeline.crawl.off_limits import is_off_limits
from pipeline.crawl.shapes import Link, is_listing, links, pattern
from pipeline.errors import InputError
from pipeline.items import Found, LinkKind
from pipeline.urls import site_of
from spiders.base import DocumentSpider


class SiteSpider(DocumentSpider):
    """Takes ``-a url=URL`` (several with commas): a listing, a front page or a document; ``-a sitemap=URL``, too."""

    name = "site"
    arguments: ClassVar[tuple[str, ...]] = (*DocumentSpider.arguments, "url", "sitemap")
    # A front page, its categories, theirs: further in, a strange site holds only more of the same.
    default_depth = 3
    # Three hours at the usual pace. A strange site may go on for ever: session ids, calendars, filters.
    default_pages = 5000

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raise InputError without a usable URL."""
        super().__init__(name, **arguments)
        self.start_urls = _addresses(arguments.get("url", ""))
        self.maps = _addresses(arguments.get("sitemap", ""))
        self.known: defaultdict[str, set[str]] = defaultdict(set)
        if not self.start_urls and not self.maps and not self.urls:
            raise InputError(
                f"spider {self.name} needs an address: -a url=https://… (or sitemap=, or urls=FILE)"
            )
        for url in (*self.start_urls, *self.maps):
            if not url.startswith(("http://", "https://")):
                raise InputError(f"{url} is no web address: it must begin with http:// or https://")

    @property
    def queue(self) -> str:
        """A queue for each choice of addresses to begin with."""
        return " ".join((super().queue, *self.start_urls, *self.maps))

    def seeds(self) -> Iterator[Found]:
        """Start pages and sitemaps."""
        yield from super().seeds()
        yield from (Found(url, "sitemap") for url in self.maps)

    def named_urls(self) -> Iterator[str]:
        """Start pages, sitemaps, and what stands in a file."""
        yield from super().named_urls()
        yield from self.maps

    def recall(self, documents: Iterable[str]) -> None:
        """Documents whose addresses earlier runs learned."""
        for url in documents:
            self.known[site_of(url)].add(pattern(url))

    def kind_of(self, url: str) -> LinkKind | None:
        """Of a sitemap: whatever is no page that we stay off is taken for a document."""
        return None if is_off_limits(url) else "document"

    def leads_on(self, kind: LinkKind) -> bool:
        """What was taken for a document may turn out to be a listing, but not of what a person listed."""
        return kind != "document" or not self.urls

    def followed(self, response: HtmlResponse, kind: LinkKind) -> Iterable[Link]:
        """All links of listings; a link taken for a document's may turn out to lead to one of them."""
        known = self.known[site_of(response.url)]
        found = links(response.selector, response.url, known)
        known.update(pattern(link.url) for link in found if link.kind == "document")
        return found if kind != "document" or is_listing(response.url, found) else ()


def _addresses(words: str) -> list[str]:
    return [url.strip() for url in words.split(",") if url.strip()]
