"""What every spider does: hand on each response as a Page, unread, with the links that are worth following.

A site's spider declares where it starts and how its addresses look; nothing of extraction is said here, and
nothing of queues: the frontier remembers what was found and decides what is asked for next.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit, urlunsplit

from scrapy import Spider
from scrapy.http import HtmlResponse, Request, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from pipeline.crawl.fetched import Fetched
from pipeline.crawl.options import check_arguments, count, minutes, rhythm
from pipeline.crawl.reading import LinkFinder, Links
from pipeline.crawl.responses import page_of, reject_of, response_of
from pipeline.crawl.shapes import MAX_LINKS, Link, anchors
from pipeline.crawl.sitemaps import MAX_BYTES, addresses, content
from pipeline.crawl.url_files import listed_urls
from pipeline.items import Found, LinkKind, Page, Refined, Reject, Rhythm, Visit
from pipeline.refine.site import Site
from pipeline.store.visits import Lease
from pipeline.urls import site_of

# Listings stay far below: links are not looked for in a larger page.
MAX_LISTING_BYTES = 8_000_000
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class DocumentSpider(Spider):
    """Base of all spiders.

    ``site`` is the declaration that extraction reads too; None leaves the site to its pages' looks.
    ``documents`` and ``listings`` are regular expressions for URL paths (with query), ``pager`` a CSS
    selector of the block with links to a listing's further pages. A crawl begins with ``start_urls``,
    ``categories`` (addresses of listings, which may be relative to the first start page) and ``sitemaps``.

    ``expected`` are the least and the most documents of a full run, ``metadata_only`` says that the site never
    serves a text, and a higher ``priority`` puts the site's addresses before those of others in one queue.

    ``-a limit=N`` ends a run when N document pages were served (start pages and listings come on top, what
    robots.txt closes does not count), ``-a depth=N`` follows listings of listings N times (pagers do not
    count), ``-a pages=N`` asks for N pages of any kind, ``-a minutes=N`` ends after N minutes. What a run leaves
    waits for the next. ``-a urls=FILE`` asks for the addresses in a file, one a line, and for nothing else.
    """

    # Scrapy has a list here, which classes could come to share by mistake.
    start_urls: Sequence[str] = ()  # type: ignore[assignment]
    categories: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    site: ClassVar[Site | None] = None
    documents: ClassVar[str] = r"(?!)"
    listings: ClassVar[str] = r"(?!)"
    pager: ClassVar[str] = ""
    expected: ClassVar[tuple[int | None, int | None]] = (None, None)
    metadata_only: ClassVar[bool] = False
    priority: ClassVar[int] = 0
    arguments: ClassVar[tuple[str, ...]] = ("limit", "depth", "pages", "minutes", "urls")
    default_depth: ClassVar[int | None] = None
    default_pages: ClassVar[int | None] = None

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raise InputError for arguments that make no sense."""
        super().__init__(name)
        check_arguments(arguments, self.arguments, self.name)
        self.limit = count("limit", arguments.get("limit"))
        self.depth = count("depth", arguments.get("depth")) or self.default_depth
        self.pages = count("pages", arguments.get("pages")) or self.default_pages
        self.minutes = minutes("minutes", arguments.get("minutes"))
        self.urls = Path(arguments["urls"]) if "urls" in arguments else None
        self.given = dict(sorted(arguments.items()))

    @property
    def queue(self) -> str:
        """The name of the queue that this crawl goes on with: runs with other limits share it."""
        return f"{self.name} {self.urls.absolute()}" if self.urls else self.name

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The contact joins the user agent, whichever way the spider is run."""
        super().update_settings(settings)
        if contact := settings.get("CONTACT"):
            agent = settings["USER_AGENT"].removesuffix(")")
            settings.set("USER_AGENT", f"{agent}; contact: {contact})", priority="cmdline")

    async def start(self) -> AsyncIterator[Request]:
        """Nothing: the frontier has the start pages from the moment the run begins."""
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def seeds(self) -> Iterator[Found]:
        """What a crawl begins with."""
        self.ask_for_contact(self.start_urls)
        if self.urls:
            yield from (Found(self.preferred(url), "document") for url in listed_urls(self.urls))
            return
        yield from (Found(url, "start") for url in self.start_urls)
        yield from (Found(url, "sitemap") for url in self.sitemaps)
        yield from (Found(urljoin(self.start_urls[0], path), "listing") for path in self.categories)

    def ask_for_contact(self, urls: Iterable[str]) -> None:
        """Remind a person who asks these addresses without leaving one."""
        hosts = {urlsplit(url).hostname for url in urls}
        if not self.settings.get("CONTACT") and hosts - LOOPBACK:
            self.logger.warning("no contact is set: -s CONTACT=… tells the site's owner whom to write to")

    def named_urls(self) -> Iterator[str]:
        """The addresses that a person named, here or in a declaration."""
        yield from (*self.start_urls, *self.sitemaps)
        if self.urls:
            yield from listed_urls(self.urls)

    def request(self, lease: Lease) -> Request:
        """The request for a row of the frontier; what was served before is asked after by its date and tag."""
        headers = {}
        for name, asked in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
            if lease.known and (value := _header(lease.known.headers, name)):
                headers[asked] = value
        return Request(
            lease.url,
            headers=headers,
            errback=self.failed,
            cb_kwargs={"kind": lease.kind},
            meta={"row": lease.row, "known": lease.known if headers else None},
            dont_filter=True,
        )

    async def parse(self, response: Response, kind: LinkKind) -> AsyncIterator[Fetched]:
        """Every response is a Page: documents, listings, walls and errors alike."""
        meta = response.request.meta if response.request else {}
        finder: LinkFinder | None = None
        if self.leads_on(kind):
            finder = partial(links_of, type(self), tuple(self.given.items()), kind)
        yield Fetched(page_of(response), self.visit(meta.get("row"), kind), meta.get("known"), finder)

    def leads_on(self, kind: LinkKind) -> bool:
        """Whether pages of a kind may have links to go on with: documents have none."""
        return kind != "document"

    def worth_following(self, page: Page, kind: LinkKind, refined: Refined) -> Links:
        """The links of a page that may have some, by what it says and what became of it, and by nothing else.

        So it does not matter which page was read before. Called where pages are read, in another process.
        """
        if page.status != 200:
            return Links()
        response = response_of(page)
        if kind == "sitemap":
            return self.mapped(response)
        if not isinstance(response, HtmlResponse):
            return Links()
        if len(response.body) > MAX_LISTING_BYTES:
            return Links(note=f"links on {page.url} are not followed: it is too large for a listing")
        found = (
            Found(self.preferred(link.url) if link.kind == "document" else link.url, link.kind)
            for link in self.followed(response, kind, refined)
        )
        links = tuple(dict.fromkeys(found))
        note = (
            f"only the first {MAX_LINKS} links on {page.url} are followed" if len(links) >= MAX_LINKS else ""
        )
        return Links(links, note)

    def mapped(self, response: Response) -> Links:
        """The addresses of a sitemap on its own site: further sitemaps, and what the declared rules name."""
        body, whole = content(response.body)
        note = "" if whole else f"only the first {MAX_BYTES >> 20} MB of the sitemap {response.url} are read"
        return Links(tuple(self._mapped(body, response.url)), note)

    def _mapped(self, body: bytes, url: str) -> Iterator[Found]:
        for target, is_sitemap in addresses(body):
            if site_of(target) != site_of(url):
                continue
            if is_sitemap:
                yield Found(target, "sitemap")
            elif kind := self.kind_of(target):
                yield Found(self.preferred(target) if kind == "document" else target, kind)

    def kind_of(self, url: str) -> LinkKind | None:
        """What the declared rules take an address for."""
        path = urlunsplit(("", "", *urlsplit(url)[2:4], ""))
        if re.fullmatch(self.documents, path):
            return "document"
        return "listing" if re.fullmatch(self.listings, path) else None

    def followed(
        self,
        response: HtmlResponse,
        kind: LinkKind,
        refined: Refined,  # noqa: ARG002 (for spiders that know less of their site)
    ) -> Iterable[Link]:
        """The links to go on with: none from a document, unless it is the page we were started on."""
        return self.links(response) if kind != "document" else ()

    def links(self, response: HtmlResponse) -> Iterator[Link]:
        """The page's links that the declared rules name."""
        pagers = response.css(self.pager) if self.pager else ()
        pages = {url for block in pagers for url in anchors(block, response.url)}
        for url, text in anchors(response.selector, response.url).items():
            kind = self.kind_of(url)
            if kind == "document":
                yield Link(url, "document", text)
            elif url in pages:
                yield Link(url, "pager", text)
            elif kind == "listing":
                yield Link(url, "listing", text)

    def preferred(self, url: str) -> str:
        """The same page on the host that the site's declaration names first."""
        parts = urlsplit(url)
        if self.site and parts.port is None and parts.hostname in self.site.hosts:
            return urlunsplit(parts._replace(netloc=self.site.hosts[0]))
        return url

    def visit(self, row: int | None, kind: LinkKind) -> Visit | None:
        """The visit to a row of the frontier; None for a request that did not come from there."""
        if row is None:
            return None
        listing, document = self.rhythms
        return Visit(row=row, kind=kind, listing_rhythm=listing, document_rhythm=document)

    @cached_property
    def rhythms(self) -> tuple[Rhythm, Rhythm]:
        """How often listings and documents are visited again."""
        return rhythm(self.settings, "RECRAWL_LISTING_HOURS"), rhythm(self.settings, "RECRAWL_DOCUMENT_HOURS")

    def failed(self, failure: Failure) -> Iterator[Fetched]:
        """Nothing was served: the URL is still accounted for."""
        request: Any = getattr(failure, "request", None)
        asked = request.meta.get("redirect_urls", [request.url])[0]
        reject: Page | Reject = reject_of(failure, asked)
        yield Fetched(reject, self.visit(request.meta.get("row"), request.cb_kwargs["kind"]))


def links_of(
    spider: type[DocumentSpider],
    arguments: tuple[tuple[str, str], ...],
    kind: LinkKind,
    page: Page,
    refined: Refined,
) -> Links:
    """What a spider would follow on a page: the way there from another process."""
    # To mypy a class is not hashable whose base has a __hash__.
    made: Any = spider
    return _made(made, arguments).worth_following(page, kind, refined)


@lru_cache(maxsize=8)
def _made(spider: Any, arguments: tuple[tuple[str, str], ...]) -> DocumentSpider:
    made: DocumentSpider = spider(**dict(arguments))
    return made


def _header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name.lower()), None)
