"""What earlier runs kept: the store knows which page, the archive has its bytes, and neither knows the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pipeline.archive import SeenBody, read_page
from pipeline.errors import InputError
from pipeline.items import Page
from pipeline.store import connect
from pipeline.store.queries import find_page, seen_body


def seen_in(database: Path) -> Callable[[str, str], SeenBody | None]:
    """For an ArchiveWriter: the archived page of a URL that has a body with this sha256 already."""
    lookup = seen_body(database)

    def seen(url: str, sha256: str) -> SeenBody | None:
        found = lookup(url, sha256)
        return SeenBody(*found) if found else None

    return seen


def kept_page(database: Path, archive: Path, key: str) -> Page:
    """The newest page with this URL or id, or that of the document or reject; raises InputError."""
    if not database.is_file():
        raise InputError(f"{key} is no file, and there is no database {database} to look it up in")
    with closing(connect(database, readonly=True)) as connection:
        stored = find_page(connection, key)
    if stored is None:
        raise InputError(f"{key} is neither a file nor a URL or id in {database}")
    if stored.body is None:
        raise InputError(f"page {stored.id} of {stored.url} was not archived: fetch or ingest it again")
    # The bytes may stand in the record of an earlier fetch that served the same.
    page = read_page(archive, stored.body)
    return replace(page, url=stored.url, fetched_at=stored.fetched_at, status=stored.status)
