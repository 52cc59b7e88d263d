"""Pages out of whatever people have saved: WARC and WACZ files, HTML files, text dumps, folders of them."""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections import Counter
from collections.abc import Container, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pipeline.archive import sniff
from pipeline.archive.wacz import holds_warcs, pages_of_wacz
from pipeline.archive.whole_files import iter_warc, printable, too_large
from pipeline.errors import InputError
from pipeline.items import MAX_PAGE_BYTES, Page, Reject
from pipeline.urls import file_url

ARCHIVE_ENDINGS = (".warc", ".warc.gz", ".wacz")
HTML_ENDINGS = (".html", ".htm", ".xhtml", ".shtml")
TEXT_ENDING = ".txt"

# The last second that a datetime can hold; file systems go further.
_LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()

_logger = logging.getLogger(__name__)


def pages(
    path: Path, *, url: str | None = None, skipped: Counter[str] | None = None
) -> Iterator[Page | Reject]:
    """Every page in a file, or in a folder and all folders below it, in sorted order.

    ``url`` is the address of the file; for a folder, the address that the relative paths stand under. Without
    it a saved page is asked for the address it was saved from, else it gets a file: address. Pages in a WARC
    or WACZ keep their own.

    What a file is, its first bytes decide: a picture called page.html comes as a Page with its true
    Content-Type. In a folder only known endings are looked at, and NAME.txt beside NAME.html is left out: it
    is the page's text kept for comparison, not a page. Of a WARC or WACZ, pictures, scripts and the like are
    left out. ``skipped`` counts what was left out, by file ending or media type.

    A page over ``MAX_PAGE_BYTES``, and what cannot be read, comes as a Reject. Raises InputError when
    ``path`` does not exist or is neither file nor folder.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise InputError(f"{printable(path)} cannot be read: {error.strerror}.") from error
    skipped = Counter() if skipped is None else skipped
    if stat.S_ISREG(mode):
        yield from _pages_of_file(path, url, skipped)
    elif stat.S_ISDIR(mode):
        yield from _pages_of_folder(path, url, skipped)
    else:
        raise InputError(f"{printable(path)} is neither a file nor a folder.")


def _pages_of_folder(folder: Path, url: str | None, skipped: Counter[str]) -> Iterator[Page | Reject]:
    failures: list[OSError] = []
    for name, subfolders, files in os.walk(folder, onerror=failures.append):
        subfolders.sort()
        neighbours = {file.lower() for file in files}
        for file in sorted(files):
            path = Path(name, file)
            if reason := _reason_to_skip(file.lower(), neighbours):
                skipped[reason] += 1
                _logger.info("left out (%s): %s", reason, printable(path))
                continue
            relative = quote(os.fsencode(path.relative_to(folder)))
            yield from _pages_of_file(path, url and f"{url.rstrip('/')}/{relative}", skipped)
    for failure in failures:
        yield _unreadable(Path(failure.filename), failure)


def _reason_to_skip(name: str, neighbours: Container[str]) -> str | None:
    ending = Path(name).suffix
    if ending == TEXT_ENDING and any(Path(name).stem + html in neighbours for html in HTML_ENDINGS):
        return "text beside its page"
    if ending in {TEXT_ENDING, *HTML_ENDINGS} or name.endswith(ARCHIVE_ENDINGS):
        return None
    return ending or "no ending"


def _pages_of_file(path: Path, url: str | None, skipped: Counter[str]) -> Iterator[Page | Reject]:
    try:
        status = _status(path)
        with path.open("rb") as file:
            head = file.read(sniff.SNIFF_BYTES)
        kind = _archive_kind(path, head)
        if kind is None and status.st_size <= MAX_PAGE_BYTES:
            yield _page(path, path.read_bytes(), status.st_mtime, url)
            return
    except OSError as error:
        yield _unreadable(path, error)
        return
    if kind == "warc":
        yield from iter_warc(path, skipped)
    elif kind == "wacz":
        yield from pages_of_wacz(path, skipped)
    else:
        yield Reject(url or file_url(path), "rejected", too_large(status.st_size))


def _status(path: Path) -> os.stat_result:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    return status


def _archive_kind(path: Path, head: bytes) -> Literal["warc", "wacz"] | None:
    media_type = sniff.content_type(head)
    if media_type == sniff.ZIP and holds_warcs(path):
        return "wacz"
    if media_type == sniff.WARC or (media_type == sniff.GZIP and sniff.packs_warc(head)):
        return "warc"
    # A file cut off after a few bytes, or empty, is still what its name says.
    name = path.name.lower()
    if name.endswith(".wacz"):
        return "wacz"
    return "warc" if name.endswith((".warc", ".warc.gz")) else None


def _page(path: Path, body: bytes, modified: float, url: str | None) -> Page:
    return Page(
        url=url or sniff.saved_from(body) or file_url(path),
        fetched_at=f"{datetime.fromtimestamp(min(max(modified, 0), _LATEST), UTC):%Y-%m-%dT%H:%M:%SZ}",
        body=body,
        status=0,
        headers=(("Content-Type", sniff.content_type(body, path.name)),),
        source=printable(path),
    )


def _unreadable(path: Path, error: OSError) -> Reject:
    return Reject(file_url(path), "error", f"cannot be read: {error.strerror}")
