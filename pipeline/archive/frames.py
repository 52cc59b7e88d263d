"""A WARC file cut into its records, and told exactly where it is damaged.

FastWARC ends quietly where a file is cut off, and warcio gives up at the first bad byte. A crawl that was
killed and a download that broke off are everyday inputs here, so the cutting is ours: a record counts when
all of its bytes are there (and, in a .gz, when its member's checksum holds), damage is named by its byte,
and reading goes on at the next record that can be found.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile

from pipeline.archive.http_message import Fields, field, split_head
from pipeline.archive.octets import GZIP_MAGIC, MAX_HEAD_BYTES, DamagedError, Mark, Members, Octets
from pipeline.items import MAX_PAGE_BYTES

# Room for the HTTP head that stands before a page of the largest size.
MAX_BLOCK_BYTES = MAX_PAGE_BYTES + MAX_HEAD_BYTES
SEARCH_BYTES = 1 << 20
WITH_PAGES = ("response", "resource", "revisit")
BEGINNING = Mark(0)

# What a file, or a file inside a zip, raises when the disk or the packing underneath it is broken.
_READ_ERRORS = (OSError, BadZipFile, zlib.error, EOFError)


@dataclass(frozen=True, slots=True)
class Frame:
    """One whole record: its header fields and its block of ``size`` bytes.

    ``block`` is None when it was passed over: record types that hold no page, and blocks over
    ``MAX_BLOCK_BYTES``. ``checked`` says that a checksum of the file format vouches for the bytes.
    """

    mark: Mark
    fields: Fields
    size: int
    block: bytes | None
    checked: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no whole record. ``resumes_at`` is where reading went on, None when it could not."""

    offset: int
    why: str
    records_before: int
    resumes_at: int | None


def frames(raw: IO[bytes], start: Mark = BEGINNING) -> Iterator[Frame | Damage]:
    """All whole records of a .warc or .warc.gz from ``start`` on, with every damage where it stands."""
    count = 0
    mark = start
    resumes_at: int | None = start.offset
    skip = start.skip
    while resumes_at is not None:
        mark = Mark(resumes_at)
        try:
            raw.seek(mark.offset)
            kind = Members if raw.read(len(GZIP_MAGIC)) == GZIP_MAGIC else Octets
            stream = kind(raw, mark.offset)
            stream.take(skip, keep=False)
            while True:
                try:
                    ended = stream.at_end()
                finally:
                    mark = stream.mark()
                if ended:
                    return
                yield _frame(stream, mark)
                count += 1
        except DamagedError as damage:
            skip = 0
            # Damage at the very beginning may have hidden what kind of file this is.
            kinds = (kind,) if count else (Octets, Members)
            found = (_next_record(raw, mark.offset + 1, each) for each in kinds)
            resumes_at = min((offset for offset in found if offset is not None), default=None)
            yield Damage(mark.offset, str(damage), count, resumes_at)
        except _READ_ERRORS as error:
            yield Damage(mark.offset, f"cannot be read ({error})", count, None)
            return


def _frame(stream: Octets, mark: Mark) -> Frame:
    if stream.peek(5) != b"WARC/":
        raise DamagedError("does not begin with WARC/")
    fields = split_head(stream.take_head()).fields
    length = field(fields, "Content-Length") or ""
    if not (length.isascii() and length.isdigit()):
        raise DamagedError("does not say how long it is")
    size = int(length[:18])
    keep = size <= MAX_BLOCK_BYTES and field(fields, "WARC-Type") in WITH_PAGES
    block = stream.take(size, keep=keep)
    stream.end_record()
    return Frame(mark, fields, size, block if keep else None, stream.checked)


def _next_record(raw: IO[bytes], offset: int, kind: type[Octets]) -> int | None:
    overlap = len(kind.magic) - 1
    tail = b""
    raw.seek(offset)
    try:
        while piece := raw.read(SEARCH_BYTES):
            window = tail + piece
            begin = offset - len(tail)
            offset += len(piece)
            found = window.find(kind.magic)
            while found >= 0:
                if kind.begins(raw, begin + found):
                    return begin + found
                found = window.find(kind.magic, found + 1)
            tail = window[-overlap:]
            raw.seek(offset)
    except _READ_ERRORS:
        # The damage itself has been noted; what lies behind it cannot be searched.
        return None
    return None
