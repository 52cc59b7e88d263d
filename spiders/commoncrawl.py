"""Pages that Common Crawl has of a site: ``scrapy crawl commoncrawl -a site=777doc -a index=CC-MAIN-2024-10``.

The site itself is asked for nothing. docs/common-crawl.md has the rest.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from scrapy.http import Request, Response
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from pipeline.crawl.common_crawl import cdx, index
from pipeline.crawl.common_crawl.capture import Capture
from pipeline.crawl.common_crawl.cdx import captures_in_file
from pipeline.crawl.common_crawl.choice import chosen, wish_of
from pipeline.crawl.common_crawl.fetching import Records, index_request, range_request
from pipeline.crawl.common_crawl.ranges import WHOLE_FILE
from pipeline.crawl.common_crawl.scope import scope_of
from pipeline.crawl.fetched import Fetched
from pipeline.crawl.frontier import is_shared
from pipeline.crawl.refused import PostponedRequest
from pipeline.crawl.responses import TOO_LARGE, failure_words, is_cut_short, page_of, reject_of
from pipeline.crawl.verdict import UNANSWERED
from pipeline.errors import InputError
from pipeline.items import Found, LinkKind, Page, Reject, RejectOutcome, Rhythm, Visit
from pipeline.store.visits import Lease
from spiders.base import DocumentSpider

# What failed is asked for again by the next run, whenever that is.
NEXT_RUN = Rhythm(0, 0)


class CommonCrawlSpider(DocumentSpider):
    """Takes ``-a site=`` (a spider, a declared site, a host) and ``-a index=`` (several with commas) or ``-a cdx=FILE``.

    ``-a captures=all`` fetches every capture of a page, ``-a status=`` and ``-a mime=`` others than good web pages (with
    commas, or ``any``), ``-a kinds=documents,listings`` listings too.
    """

    name = "commoncrawl"
    arguments: ClassVar[tuple[str, ...]] = (
        *("limit", "pages", "minutes", "site", "index", "cdx", "captures", "status", "mime", "kinds"),
    )

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raise InputError for a site that is none, and without an index."""
        super().__init__(name, **arguments)
        self.indexes = tuple(filter(None, map(str.strip, arguments.get("index", "").split(","))))
        self.cdx = Path(arguments["cdx"]) if arguments.get("cdx") else None
        if bool(self.indexes) == bool(self.cdx):
            raise InputError(
                f"spider {self.name} needs an index: -a index=CC-MAIN-… or -a cdx=FILE, one of them"
            )
        if self.indexes and not arguments.get("site"):
            raise InputError(f"spider {self.name} needs a site to ask the index for: -a site=…")
        loader = get_spider_loader(get_project_settings())
        classes = (loader.load(each) for each in loader.list())
        declared = [each() for each in classes if issubclass(each, DocumentSpider) and each.site]
        self.scope = scope_of(arguments.get("site", ""), declared)
        self.wish = wish_of(arguments, self.scope.kind_of)

    @property
    def queue(self) -> str:
        """A queue for each site and index, and for each choice among the captures."""
        of = (str(self.cdx.absolute()),) if self.cdx else self.indexes
        choice = (
            f"{name}={self.given[name]}"
            for name in ("captures", "status", "mime", "kinds")
            if name in self.given
        )
        return " ".join(filter(None, (self.name, self.scope.name, *of, *choice)))

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """A scheduler that knows of the index. Raises InputError where several machines share a frontier."""
        super().update_settings(settings)
        if is_shared(settings):
            raise InputError(f"spider {cls.name} reads an index by itself: leave out SCRAPY_PROJECT=cluster")
        settings.set("SCHEDULER", "pipeline.crawl.common_crawl.scheduler.IndexFirst", priority="spider")

    def seeds(self) -> Iterator[Found]:
        """Nothing: what to begin with, the scheduler asks for by other names."""
        self.ask_for_contact(self.named_urls())
        return iter(())

    def named_urls(self) -> Iterator[str]:
        """The servers that a person named. Raises InputError for an index file that cannot be read."""
        if self.cdx:
            cdx.check(self.cdx)
        yield from (each for each in self.indexes if "://" in each)
        # Of a spider that is made only to be looked at there are none.
        if settings := getattr(self, "settings", None):
            yield from (settings["COMMON_CRAWL_INDEX"], settings["COMMON_CRAWL_DATA"])

    @cached_property
    def rhythms(self) -> tuple[Rhythm, Rhythm]:
        """Only of what failed: the rest stays as it is."""
        return NEXT_RUN, NEXT_RUN

    @property
    def endpoints(self) -> list[str]:
        """Where the indexes are asked."""
        return [index.endpoint(self.settings["COMMON_CRAWL_INDEX"], each) for each in self.indexes]

    def questions(self) -> Iterator[Found]:
        """How many pages each index has of each host."""
        for at in self.endpoints:
            for host in self.scope.hosts:
                yield Found(index.question(at, host, self.wish.statuses), "sitemap")

    def captures(self, answers: Iterable[bytes]) -> Iterator[Found]:
        """The captures to fetch, out of the index's answers or of the file. Raises InputError for a damaged one."""
        found = (
            captures_in_file(self.cdx) if self.cdx else chain.from_iterable(map(index.captures_in, answers))
        )
        return (Found(address, "document") for address in chosen(found, self.wish))

    def request(self, lease: Lease) -> Request:
        """The request for a page of the index, or for the record of a capture."""
        told: dict[str, Any] = {"kind": lease.kind}
        if lease.kind == "sitemap":
            request = index_request(lease.url)
        else:
            told["capture"] = capture = Capture.at(lease.url)
            request = range_request(capture, self.settings["COMMON_CRAWL_DATA"])
        meta = request.meta | {"row": lease.row}
        return request.replace(meta=meta, cb_kwargs=told, errback=self.failed)

    @cached_property
    def records(self) -> Records:
        """The way to what was captured."""
        data = self.settings["COMMON_CRAWL_DATA"]
        return Records(self.crawler, data, self.endpoints, self.cdx, self.scope.kind_of)

    async def parse(
        self, response: Response, kind: LinkKind, capture: Capture | None = None
    ) -> AsyncIterator[Fetched]:
        """An answer of the index, or what was captured."""
        visit = self.visit(response.request.meta.get("row") if response.request else None, kind)
        if capture is None:
            yield self.answered(response, visit)
            return
        try:
            outcome = await self.records.page(capture, response)
        except PostponedRequest:
            return
        at = outcome.fetched_at if isinstance(outcome, Page) else capture.captured_at
        yield Fetched(outcome, visit and replace(visit, captured_at=at))

    def answered(self, response: Response, visit: Visit | None) -> Fetched:
        """The page that an answer is, and what is to be asked next."""
        page = page_of(response)
        said = index.answer(response.url, response.status, response.body)
        if is_cut_short(response):
            said = index.Answer(is_read=False, reason="the index's answer is cut short", outcome="error")
        if not said.is_read:
            self.crawler.stats.set_value(UNANSWERED, said.reason)
        if visit and said.is_read:
            links = tuple(Found(url, "sitemap") for url in said.pages)
            visit = replace(visit, links=links, captured_at=page.fetched_at)
        # No page_id: an index is no page to be read again by newer rules.
        return Fetched(page, visit, refined=Reject(page.url, said.outcome, said.reason))

    def failed(self, failure: Failure) -> Iterator[Fetched]:
        """Nothing was served: the page is still accounted for, under its own address."""
        request: Any = getattr(failure, "request", None)
        capture: Capture | None = request.cb_kwargs.get("capture")
        if capture is None:
            why = failure_words(failure.value)
            self.crawler.stats.set_value(UNANSWERED, f"the index cannot be asked: {why}")
            yield from super().failed(failure)
            return
        reject = reject_of(failure, capture.url)
        reason = WHOLE_FILE if reject.reason == TOO_LARGE else reject.reason
        # Only robots.txt closes an archive; that it redirects or sends too much says nothing of the page.
        outcome: RejectOutcome = "blocked" if reject.outcome == "blocked" else "error"
        visit = self.visit(request.meta.get("row"), "document")
        yield Fetched(
            Reject(capture.url, outcome, reason), visit and replace(visit, captured_at=capture.captured_at)
        )
