"""The archive read again with today's rules: what is different is stored, or only reported."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from pipeline.crawl.differences import UNCHANGED, Difference, differences
from pipeline.crawl.intake import Puts
from pipeline.crawl.kept import has_pages
from pipeline.crawl.options import did_you_mean
from pipeline.crawl.refinery import Refinery
from pipeline.crawl.rereading import read_again
from pipeline.crawl.sites import Sites, declared_sites
from pipeline.errors import ExitCode, InputError
from pipeline.items import Page, Refined
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.store import Writer, connect
from pipeline.store.database import refuse_folder, storage_errors
from pipeline.store.queries import documents_of, find_page, newest_pages, sites_with_pages
from pipeline.urls import site_of

EXAMPLES = 3
KNOWN_SHOWN = 10


@dataclass
class Report:
    """What was found so far: how many of each kind, the first few of each, and what the archive could not give."""

    pages: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[Difference]] = field(default_factory=lambda: defaultdict(list))
    unread: list[str] = field(default_factory=list)
    unread_pages: int = 0
    interrupted: bool = False

    def take(self, found: list[Difference]) -> None:
        """Count what one page gave."""
        self.pages += 1
        for each in found:
            self.counts[each.kind] += 1
            if each.kind not in UNCHANGED and len(self.examples[each.kind]) < EXAMPLES:
                self.examples[each.kind].append(each)

    @property
    def progress(self) -> Counter[str]:
        """Its counts as the progress line knows them."""
        rejects = sum(number for kind, number in self.counts.items() if kind.startswith("rejects"))
        documents = self.counts.total() - rejects
        return Counter(pages=self.pages, documents=documents, rejects=rejects)

    def take_unread(self, line: str) -> None:
        """Count a page that the archive could not give."""
        self.unread_pages += 1
        if len(self.unread) < EXAMPLES:
            self.unread.append(line)


def reextract(
    settings: BaseSettings, site: str | None, *, dry_run: bool, watch: Callable[[Counter[str]], None]
) -> Report:
    """Read the newest page of every URL again and store what is different; Ctrl-C ends it in good order.

    ``site`` is a host or a spider. ``watch`` sees counts of pages, documents and rejects after each page.
    Raises InputError and StorageError.
    """
    database, report = Path(settings["DATABASE"]), Report()
    refuse_folder(database)
    if not has_pages(database):
        raise InputError(f"there is no database {database} with pages in it: crawl or ingest something first")
    with ExitStack() as stack:
        writer = None if dry_run else stack.enter_context(Writer(database))
        stack.enter_context(storage_errors(database))
        connection = stack.enter_context(closing(connect(database, readonly=True)))
        rows = _wanted(connection, site, settings)
        sites = stack.enter_context(closing(Sites.of(settings)))
        if writer:
            writer.start_run("reextract", site, {}, extractor_version=EXTRACTOR_VERSION)
        put = Puts(writer) if writer else None
        try:
            with Refinery() as refinery:
                archive = Path(settings["ARCHIVE_DIR"])
                again = read_again(connection, archive, rows, refinery, sites, report.take_unread)
                for page, outcome in again:
                    found = _compared(connection, page, outcome)
                    if put and any(each.is_stored for each in found):
                        put(page, outcome)
                    report.take(found)
                    watch(report.progress)
        except KeyboardInterrupt:
            report.interrupted = True
        if writer:
            code = ExitCode.INTERRUPTED if report.interrupted else ExitCode.DONE
            writer.finish_run("interrupted" if report.interrupted else "finished", int(code))
    return report


def _wanted(connection: sqlite3.Connection, site: str | None, settings: BaseSettings) -> Sequence[int]:
    if site is None:
        return newest_pages(connection, None)
    declared = declared_sites(get_spider_loader(settings))
    hosts = {host for host, each in declared.items() if each.name == site}
    rows = newest_pages(connection, hosts | {site_of(f"http://{site}")})
    if not rows:
        known = sites_with_pages(connection)
        hint = did_you_mean(site, known) or f"; it has {', '.join(known[:KNOWN_SHOWN])}"
        raise InputError(f"the database has no page of the site {site}{hint}")
    return rows


def _compared(connection: sqlite3.Connection, page: Page, outcome: Refined) -> list[Difference]:
    stored = find_page(connection, page.id)
    return differences(stored, documents_of(connection, page.url, page.id), outcome) if stored else []
