"""What earlier runs kept: the store knows which page, the archive has its bytes, and neither knows the other."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pipeline.archive import SeenBody, read_page
from pipeline.archive.sources import pages
from pipeline.crawl.options import check_text
from pipeline.errors import InputError, StorageError, WithdrawnError
from pipeline.items import Page, Reject
from pipeline.store import connect, open_database
from pipeline.store.database import refuse_folder, storage_errors
from pipeline.store.queries import (
    KeptReject,
    SeenBodies,
    StoredPage,
    Version,
    find_page,
    find_reject,
    versions_of,
)
from pipeline.store.withdrawals import Refusals
from pipeline.urls import site_of

# Headers that belong to the bytes of one message.
OF_THE_BODY = {"content-length", "content-encoding", "content-type", "content-range", "transfer-encoding"}


class Seen:
    """For an ArchiveWriter: the page that is archived already, or another one of its URL that has its body.

    And for who calls it: whether a page may be archived at all.
    """

    def __init__(self, database: Path) -> None:
        self._bodies, self._refusals = SeenBodies(database), Refusals(database)

    def __call__(self, url: str, sha256: str, page_id: str) -> SeenBody | None:
        """The store's answer in the archive's own shape."""
        found = self._bodies(url, sha256, page_id)
        return SeenBody(**found._asdict()) if found else None

    def withdrawn(self, page: Page) -> str | None:
        """Why the page is not to be kept; None when it may be."""
        return self._refusals(page.url, page.sha256)

    def close(self) -> None:
        """Let go of the database."""
        self._bodies.close()
        self._refusals.close()


def never_served(database: Path, url: str) -> KeptReject | None:
    """Why the URL, of which no page is kept, gave none; None when it was never tried, or a page is kept."""
    refuse_folder(database)
    if not has_pages(database):
        return None
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        return None if find_page(connection, url) else find_reject(connection, url)


def versions(database: Path, ids: Iterable[str]) -> list[list[Version]]:
    """The versions of each document with one of these ids, as stored."""
    if not has_pages(database):
        return []
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        return [versions_of(connection, document) for document in ids]


def check_address(url: str) -> None:
    """Raise InputError if it is no address that a page can have come from."""
    if site_of(url) == "local" and not url.startswith("file://"):
        raise InputError(f"--url {url} is no web address: it begins with http:// or https:// and a host")


def page_named(word: str, url: str | None, database: Path, archive: Path) -> Page:
    """The page a person names by a file (of an archive: its first), a URL or an id."""
    path = Path(word)
    if path.is_dir():
        raise InputError(f"{path} is a folder: name one of its files (scrapy ingest takes folders)")
    if not path.is_file():
        check_text(word)
        return kept_page(database, archive, word)
    if url is not None:
        check_address(url)
    found = next(pages(path, url=url), None)
    if found is None:
        raise InputError(f"{path} holds no page")
    if isinstance(found, Reject):
        raise InputError(f"{path} cannot be read as a page: {found.reason}")
    return found


def kept_page(database: Path, archive: Path, key: str) -> Page:
    """The newest page with this URL or id, or that of the document; raises InputError and StorageError."""
    refuse_folder(database)
    if not database.is_file():
        raise InputError(f"{key} is no file, and there is no database {database} to look it up in")
    if not has_pages(database):
        raise InputError(
            f"{key} is no file, and database {database} is empty: crawl or ingest something first"
        )
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        stored = find_page(connection, key)
    if stored is None:
        raise InputError(f"{key} is neither a file nor a URL or id in {database}")
    return archived_page(archive, stored)


def archived_page(archive: Path, stored: StoredPage) -> Page:
    """The stored page with its bytes; raises InputError and StorageError when the archive has none for it.

    Of a page that was withdrawn WithdrawnError, which is an InputError.
    """
    if stored.outcome == "withdrawn":
        raise WithdrawnError(f"page {stored.id} of {stored.url} was withdrawn {stored.reason}")
    if stored.body is None:
        raise InputError(f"page {stored.id} of {stored.url} was not archived: fetch or ingest it again")
    # The bytes may stand in the record of an earlier fetch that served the same.
    page = read_page(archive, stored.body)
    if page.sha256 != stored.sha256:
        raise StorageError(
            f"The archive file {stored.body.file} has another page than {stored.url} at byte {stored.body.offset}: "
            "it is not the archive of this database; choose it with -s ARCHIVE_DIR=DIR."
        )
    return replace(
        page,
        url=stored.url,
        fetched_at=stored.fetched_at,
        status=stored.status,
        headers=stored.headers,
        source=stored.source,
        robots=stored.robots,
    )


def unchanged_page(archive: Path, answer: Page, known: StoredPage) -> Page:
    """The page whose server says that it is still as it was: the stored bytes, with the headers brought up to date.

    Headers of the answer replace stored ones of the same name (RFC 9111, 3.2), save those that describe the
    answer's own empty body. Raises InputError and StorageError when the archive cannot give the bytes.
    """
    stored = archived_page(archive, known)
    told = {name.lower() for name, _ in answer.headers} - OF_THE_BODY
    headers = [pair for pair in known.headers if pair[0].lower() not in told]
    headers += [pair for pair in answer.headers if pair[0].lower() in told]
    return replace(answer, body=stored.body, headers=tuple(headers))


def has_pages(database: Path) -> bool:
    """Whether a run has ever written to the file; an empty file is a database to SQLite too."""
    if not database.is_file():
        return False
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        known = bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'pages'").fetchone())
    if known:
        # An earlier version of this software may have made it.
        open_database(database).close()
    return known
