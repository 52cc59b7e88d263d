"""One archived page by its location, for whoever re-reads what this pipeline has written."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from pipeline.archive.blanking import WITHDRAWN
from pipeline.archive.http_message import text_of
from pipeline.archive.octets import MAX_HEAD_BYTES
from pipeline.archive.unpacking import page_of_record
from pipeline.errors import StorageError, WithdrawnError
from pipeline.items import Page, WarcLocation


def read_page(folder: Path, location: WarcLocation) -> Page:
    """The page whose record stands at ``location`` in the archive ``folder``.

    Its request headers are not read. The record of an unchanged page (a revisit) gives the page with its
    headers, an empty body and ``body_page_id``. Raises StorageError when the file is gone or damaged, and
    WithdrawnError when the page was withdrawn.
    """
    path = folder / location.file
    try:
        with path.open("rb") as file:
            file.seek(location.offset)
            octets = file.read(location.length)
        records = ArchiveIterator(BytesIO(octets), parse_http=False, max_header_len=MAX_HEAD_BYTES)
        record = next(iter(records))
        sound = record.verify_block_digest()
        withdrawn = record.headers.get(WITHDRAWN)
        fields = tuple((text_of(name), text_of(value)) for name, value in record.headers.items_bytes())
        page = page_of_record(fields, record.reader.read())
    except FileNotFoundError as error:
        raise StorageError(
            f"The archive file {location.file} is not in {folder}; "
            "if the archive is elsewhere: -s ARCHIVE_DIR=DIR."
        ) from error
    except (OSError, StopIteration) as error:
        raise _damaged(path, location) from error
    if withdrawn:
        raise WithdrawnError(
            f"The record at byte {location.offset} of {path} was withdrawn (see scrapy withdraw --list, number {withdrawn})."
        )
    if page is None or not sound or len(octets) < location.length:
        raise _damaged(path, location)
    return replace(page, location=location)


def read_body(folder: Path, location: WarcLocation) -> bytes:
    """The body that stands in the record at ``location``.

    A revisit record has none: ask with the location of the page that ``body_page_id`` names. Raises
    StorageError for a revisit, as for a file that is gone or damaged.
    """
    page = read_page(folder, location)
    if page.body_page_id is not None:
        raise StorageError(
            f"The record at byte {location.offset} of {folder / location.file} is a revisit and has no body; "
            f"read that of page {page.body_page_id}."
        )
    return page.body


def _damaged(path: Path, location: WarcLocation) -> StorageError:
    return StorageError(
        f"The archive file {path} is damaged: no whole record of {location.length} bytes at byte "
        f"{location.offset}; restore the file or fetch the page again."
    )
