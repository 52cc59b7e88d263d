"""What every spider does: follow listings to documents and hand on each response as a Page, unread.

A site's spider declares where it starts and how its addresses look; nothing of extraction is said here.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit, urlunsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Request, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from pipeline.crawl.chains import Chains
from pipeline.crawl.kept import kept_documents
from pipeline.crawl.options import check_arguments, count
from pipeline.crawl.responses import page_of, reject_of
from pipeline.crawl.shapes import Link, anchors
from pipeline.items import Page, Reject
from pipeline.refine.site import Site
from pipeline.urls import canonical_url

# Listings stay far below: links are not looked for in a larger page.
MAX_LISTING_BYTES = 2_000_000
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class DocumentSpider(Spider):
    """Base of all spiders.

    ``site`` is the declaration that extraction reads too; None leaves the site to its pages' looks.
    ``documents`` and ``listings`` are regular expressions for URL paths (with query), ``pager`` a CSS
    selector of the block with links to a listing's further pages. ``-a limit=N`` ends when N document pages
    were served (start pages and listings come on top, what robots.txt closes does not count), ``-a depth=N``
    follows listings of listings N times (pagers do not count), ``-a pages=N`` asks for N pages of any kind.

    ``kept`` are the documents that an interrupted crawl with the same arguments has stored: they count as
    served and are not fetched again.
    """

    # Scrapy has a list here, which classes could come to share by mistake.
    start_urls: Sequence[str] = ()  # type: ignore[assignment]
    site: ClassVar[Site | None] = None
    documents: ClassVar[str] = r"(?!)"
    listings: ClassVar[str] = r"(?!)"
    pager: ClassVar[str] = ""
    arguments: ClassVar[tuple[str, ...]] = ("limit", "depth", "pages")
    default_depth: ClassVar[int | None] = None
    default_pages: ClassVar[int | None] = None

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raise InputError for arguments that make no sense."""
        super().__init__(name)
        check_arguments(arguments, self.arguments, self.name)
        self.limit = count("limit", arguments.get("limit"))
        self.depth = count("depth", arguments.get("depth")) or self.default_depth
        self.pages = count("pages", arguments.get("pages")) or self.default_pages
        self.given = dict(sorted(arguments.items()))
        self.kept: frozenset[str] = frozenset()
        self.asked: set[str] = set()
        self.chains = Chains()
        self.left_out = 0
        self.documents_asked = 0
        self.waiting: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        """Part of Scrapy's protocol; here a crawl that was interrupted goes on."""
        spider = super().from_crawler(crawler, *args, **arguments)
        spider.kept = kept_documents(Path(crawler.settings["DATABASE"]), spider.name, spider.given)
        spider.documents_asked = len(spider.kept)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The contact joins the user agent, whichever way the spider is run."""
        super().update_settings(settings)
        if contact := settings.get("CONTACT"):
            agent = settings["USER_AGENT"].removesuffix(")")
            settings.set("USER_AGENT", f"{agent}; contact: {contact})", priority="cmdline")

    async def start(self) -> AsyncIterator[Request]:
        """The start pages, each once."""
        hosts = {urlsplit(url).hostname for url in self.start_urls}
        if not self.settings.get("CONTACT") and hosts - LOOPBACK:
            self.logger.warning("no contact is set: -s CONTACT=… tells the site's owner whom to write to")
        for url in self.start_urls:
            for request in self.requests(url, "start", 0):
                yield request

    async def parse(
        self, response: Response, kind: str, hops: int, listing: str | None = None
    ) -> AsyncIterator[Page | Request]:
        """Every response is a Page: documents, listings, walls and errors alike. Links come after it.

        ``listing`` is the address of the first page of the listing that a pager's page belongs to.
        """
        yield page_of(response)
        # Some pages keep the parser busy for seconds, and all other requests would wait.
        found = await asyncio.to_thread(self.worth_following, response, kind)
        listing = listing or response.url
        if kind != "document" or found:
            self.chains.note(listing, found)
        for link in found:
            if link.kind == "pager" and self.chains.ended(listing):
                continue
            further = hops + (link.kind == "listing")
            for request in self.requests(link.url, link.kind, further, listing):
                yield request

    def worth_following(self, response: Response, kind: str) -> list[Link]:
        """The links of a page that may have some; runs in a thread."""
        if not isinstance(response, HtmlResponse) or response.status != 200:
            return []
        if len(response.body) > MAX_LISTING_BYTES:
            self.logger.warning("links on %s are not followed: it is too large for a listing", response.url)
            return []
        return list(self.followed(response, kind))

    def followed(self, response: HtmlResponse, kind: str) -> Iterable[Link]:
        """The links to go on with: none from a document, unless it is the page we were started on."""
        return self.links(response) if kind != "document" else ()

    def links(self, response: HtmlResponse) -> Iterator[Link]:
        """The page's links that the declared rules name."""
        pagers = response.css(self.pager) if self.pager else ()
        pages = {url for block in pagers for url in anchors(block, response.url)}
        for url, text in anchors(response.selector, response.url).items():
            path = urlunsplit(("", "", *urlsplit(url)[2:4], ""))
            if re.fullmatch(self.documents, path):
                yield Link(url, "document", text)
            elif url in pages:
                yield Link(url, "pager", text)
            elif re.fullmatch(self.listings, path):
                yield Link(url, "listing", text)

    def requests(self, url: str, kind: str, hops: int, listing: str | None = None) -> Iterator[Request]:
        """One request, or none if the page was asked for on either twin, is kept, or lies beyond a limit."""
        address = canonical_url(url)
        if address in self.asked or (self.depth is not None and hops > self.depth):
            return
        if self.pages is not None and len(self.asked) >= self.pages:
            self.leave_out(url)
            return
        self.asked.add(address)
        if kind == "document":
            if address in self.kept:
                return
            url = self.preferred(url)
        arguments = {"kind": kind, "hops": hops, "listing": listing if kind == "pager" else None}
        self.waiting.append(Request(url, errback=self.failed, cb_kwargs=arguments))
        yield from self.admitted()

    def admitted(self) -> Iterator[Request]:
        """What is waiting, as long as the limit has room for another document page."""
        while self.waiting and (self.limit is None or self.documents_asked < self.limit):
            request = self.waiting.popleft()
            self.documents_asked += request.cb_kwargs["kind"] == "document"
            yield request

    def leave_out(self, url: str) -> None:
        """Say once that the run ends early."""
        self.left_out += 1
        if self.left_out == 1:
            line = "%s and what comes after it is left out: %d pages were asked for; -a pages=N allows more"
            self.logger.warning(line, url, self.pages)

    def preferred(self, url: str) -> str:
        """The same page on the host that the site's declaration names first."""
        parts = urlsplit(url)
        if self.site and parts.port is None and parts.hostname in self.site.hosts:
            return urlunsplit(parts._replace(netloc=self.site.hosts[0]))
        return url

    def failed(self, failure: Failure) -> Iterator[Reject | Request]:
        """Nothing was served: the URL is still accounted for, and its place under the limit is free again."""
        request: Any = getattr(failure, "request", None)
        yield reject_of(failure, request.url)
        self.documents_asked -= request.cb_kwargs["kind"] == "document"
        yield from self.admitted()
