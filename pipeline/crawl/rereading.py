"""Pages of the archive refined once more, each with what is known of its site today."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.crawl.kept import archived_page
from pipeline.crawl.refinery import Refinery
from pipeline.errors import InputError, StorageError, WithdrawnError
from pipeline.items import Page, Refined, Reject
from pipeline.refine.site import Site
from pipeline.store.queries import StoredDocument, pages_in_archive_order


def read_again(
    connection: sqlite3.Connection,
    archive: Path,
    rows: Iterable[int],
    refinery: Refinery,
    sites: Callable[[str], Site | None],
    unread: Callable[[str], None],
) -> Iterator[tuple[Page, Refined]]:
    """Each page with its outcome, in the order given; ``unread`` gets a line for each the archive cannot give."""

    def pages() -> Iterator[tuple[Page, Site | None]]:
        for stored in pages_in_archive_order(connection, rows):
            try:
                page = archived_page(archive, stored)
            except WithdrawnError:
                # Withdrawn since the rows were chosen: there is nothing to read, and nothing is lost.
                continue
            except (InputError, StorageError) as error:
                unread(str(error))
            else:
                yield page, sites(page.url)

    return refinery.refine_all(pages())


def lost(stored: Sequence[StoredDocument], outcome: Refined) -> list[StoredDocument]:
    """The page's documents that a new reading no longer finds, or finds without the text they had.

    Then none of the page's rows is replaced: a reading never costs a document.
    """
    has_text = {} if isinstance(outcome, Reject) else {record.id: bool(record.text) for record in outcome}
    return [
        one
        for one in stored
        if (key := str(one.columns["id"])) not in has_text or (one.columns["text"] and not has_text[key])
    ]
