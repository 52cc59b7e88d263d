"""What every spider does: follow listings to documents and hand on each response as a Page, unread.

A site's spider declares where it starts and how its addresses look; nothing of extraction is said here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from scrapy import Spider
from scrapy.http import Request, Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from pipeline.crawl.options import check_arguments, count
from pipeline.crawl.responses import page_of, reject_of
from pipeline.crawl.shapes import Link, anchors
from pipeline.items import Page, Reject
from pipeline.refine.site import Site
from pipeline.urls import canonical_url

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class DocumentSpider(Spider):
    """Base of all spiders.

    ``site`` is the declaration that extraction reads too; None leaves the site to its pages' looks.
    ``documents`` and ``listings`` are regular expressions for URL paths (with query), ``pager`` a CSS
    selector of the block with links to a listing's further pages. ``-a limit=N`` ends after N document pages,
    ``-a depth=N`` follows listings of listings N times (pagers do not count).
    """

    # Scrapy has a list here, which classes could come to share by mistake.
    start_urls: Sequence[str] = ()  # type: ignore[assignment]
    site: ClassVar[Site | None] = None
    documents: ClassVar[str] = r"(?!)"
    listings: ClassVar[str] = r"(?!)"
    pager: ClassVar[str] = ""
    arguments: ClassVar[tuple[str, ...]] = ("limit", "depth")
    default_depth: ClassVar[int | None] = None

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raise InputError for arguments that make no sense."""
        super().__init__(name)
        check_arguments(arguments, self.arguments, self.name)
        self.limit = count("limit", arguments.get("limit"))
        self.depth = count("depth", arguments.get("depth")) or self.default_depth
        self.asked: set[str] = set()
        self.documents_asked = 0

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

    def parse(self, response: Response, kind: str, hops: int) -> Iterator[Page | Request]:
        """Every response is a Page: documents, listings, walls and errors alike. Links come after it."""
        yield page_of(response)
        if isinstance(response, TextResponse) and response.status == 200:
            for link in self.followed(response, kind):
                yield from self.requests(link.url, link.kind, hops + (link.kind == "listing"))

    def followed(self, response: TextResponse, kind: str) -> Iterable[Link]:
        """The links to go on with: none from a document, unless it is the page we were started on."""
        return self.links(response) if kind != "document" else ()

    def links(self, response: TextResponse) -> Iterator[Link]:
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

    def requests(self, url: str, kind: str, hops: int) -> Iterator[Request]:
        """One request, or none if the page was asked for on either twin, or lies beyond a limit."""
        if canonical_url(url) in self.asked or (self.depth is not None and hops > self.depth):
            return
        if self.limit is not None and self.documents_asked >= self.limit:
            return
        self.asked.add(canonical_url(url))
        if kind == "document":
            self.documents_asked += 1
            url = self.preferred(url)
        yield Request(url, errback=self.failed, cb_kwargs={"kind": kind, "hops": hops})

    def preferred(self, url: str) -> str:
        """The same page on the host that the site's declaration names first."""
        parts = urlsplit(url)
        if self.site and parts.port is None and parts.hostname in self.site.hosts:
            return urlunsplit(parts._replace(netloc=self.site.hosts[0]))
        return url

    def failed(self, failure: Failure) -> Iterator[Reject]:
        """Nothing was served: the URL is still accounted for."""
        request: Any = getattr(failure, "request", None)
        yield reject_of(failure, request.url)
