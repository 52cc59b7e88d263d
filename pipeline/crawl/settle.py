"""Before and after a run: documents stored before a line of their site was known are read again without it.

A site is settled when its stored documents are what its lines, as counted now, make of them; so the order in
which pages came leaves no trace. The mark is set after the documents are stored: a run that is cut off in the
middle leaves the site unsettled, and the next run does what is left.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from scrapy.settings import BaseSettings

from pipeline.crawl.intake import Puts
from pipeline.crawl.known_lines import learned_lines
from pipeline.crawl.refinery import Refinery
from pipeline.crawl.rereading import lost, read_again
from pipeline.crawl.sites import Sites
from pipeline.errors import ExitCode
from pipeline.items import Reject
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.store import Writer, connect
from pipeline.store.database import storage_errors
from pipeline.store.queries import documents_of, listed_pages
from pipeline.store.site_lines import Unsettled, counts_lines, stored_texts, stored_versions, unsettled

# A document read again may show new lines; after this many rounds the next run may go on.
ROUNDS = 3


class _Todo(NamedTuple):
    """A site to be looked at, and the lines that are its own."""

    site: Unsettled
    lines: Mapping[str, str]

    @property
    def digest(self) -> str:
        return blake2b("\n".join(sorted(self.lines)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def settle(settings: BaseSettings, watch: Callable[[Counter[str]], None]) -> int:
    """Bring the database up to date: how many documents changed; ``watch`` sees the counts after each page.

    Raises StorageError.
    """
    changed = 0
    for _ in range(ROUNDS):
        todo = _todo(Path(settings["DATABASE"]))
        if not todo:
            break
        changed += _settle(todo, settings, watch)
    return changed


def _todo(database: Path) -> list[_Todo]:
    if not database.is_file():
        return []
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        if not counts_lines(connection):
            return []
        return [_Todo(site, learned_lines(connection, site.site)) for site in unsettled(connection)]


def _settle(todo: list[_Todo], settings: BaseSettings, watch: Callable[[Counter[str]], None]) -> int:
    """How many documents changed."""
    database = Path(settings["DATABASE"])
    with Writer(database) as writer:
        with storage_errors(database), closing(connect(database, readonly=True)) as connection:
            stale = listed_pages(connection, _stale(connection, todo))
            if stale:
                writer.start_run("settle", None, {}, extractor_version=EXTRACTOR_VERSION)
                _read_and_store(connection, stale, writer, settings, watch)
                writer.finish_run("finished", int(ExitCode.DONE))
        for each in todo:
            writer.settle(each.site.site, each.site.counted, each.digest)
        return writer.counts["changed"]


def _stale(connection: sqlite3.Connection, todo: Iterable[_Todo]) -> Iterator[str]:
    """The pages of documents, and of earlier versions, with a line that is the site's by now, or without one that no longer is."""
    for each in todo:
        if each.digest == each.site.settled_lines:
            continue
        # Most runs have nothing to settle, and the patterns take long to load.
        from pipeline.refine.site_lines import RULE, line_key  # noqa: PLC0415

        is_back = False
        for document in stored_texts(connection, each.site.site, RULE):
            kept = document.text.split("\n") if each.lines else ()
            cut = document.cut.split("\n") if document.cut else ()
            rare = any(key and key not in each.lines for key in map(line_key, cut))
            is_back = is_back or rare
            if rare or any(line_key(line) in each.lines for line in kept):
                yield document.page_id
        # What was cut from an earlier version is not kept: once a line is no longer the site's, all of them are looked at.
        for page_id, text in stored_versions(connection, each.site.site, EXTRACTOR_VERSION):
            if is_back or any(line_key(line) in each.lines for line in text.split("\n")):
                yield page_id


def _read_and_store(
    connection: sqlite3.Connection,
    rows: Iterable[int],
    writer: Writer,
    settings: BaseSettings,
    watch: Callable[[Counter[str]], None],
) -> None:
    put = Puts(writer)
    # A page that cannot be read keeps what was made of it; scrapy reextract says so.
    with closing(Sites.of(settings)) as sites, Refinery() as refinery:
        archive = Path(settings["ARCHIVE_DIR"])
        for page, outcome in read_again(connection, archive, rows, refinery, sites, unread=lambda _: None):
            stored = documents_of(connection, page.url, page.id)
            # Of a page that only an earlier version was made from there is no document to be lost.
            if not (lost(stored, outcome) if stored else isinstance(outcome, Reject)):
                put(page, outcome)
            watch(writer.counts)
