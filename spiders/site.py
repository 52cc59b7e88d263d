"""Any site, without a declaration: ``scrapy crawl site -a url=URL`` tells its links apart by their shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from scrapy.http import HtmlResponse

from pipeline.crawl.off_limits import is_off_limits
from pipeline.crawl.shapes import Link, is_listing, links
from pipeline.errors import InputError
from pipeline.items import Found, LinkKind, Refined, Reject
from spiders.base import DocumentSpider

# What a listing with few links is taken for.
LISTS = ("listing", "rejected")


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

    def kind_of(self, url: str) -> LinkKind | None:
        """Of a sitemap: whatever is no page that we stay off is taken for a document."""
        return None if is_off_limits(url) else "document"

    def leads_on(self, kind: LinkKind) -> bool:
        """What was taken for a document may turn out to be a listing, but not of what a person listed."""
        return kind != "document" or not self.urls

    def followed(self, response: HtmlResponse, kind: LinkKind, refined: Refined) -> Iterable[Link]:
        """All links of the pages we were started on and of listings, whatever they were taken for when they were found."""
        found = links(response.selector, response.url)
        lists = isinstance(refined, Reject) and refined.outcome in LISTS
        return found if kind == "start" or lists or is_listing(response.url, found) else ()


def _addresses(words: str) -> list[str]:
    return [url.strip() for url in words.split(",") if url.strip()]
