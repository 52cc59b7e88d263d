"""Every page of a WARC file, by whomever it was written and however it was damaged."""

from __future__ import annotations

import hashlib
import os
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from pipeline.archive.blanking import WITHDRAWN
from pipeline.archive.frames import WITH_PAGES, Damage, Frame, frames
from pipeline.archive.http_message import Fields, field
from pipeline.archive.octets import Mark
from pipeline.archive.sniff import no_page
from pipeline.archive.unpacking import page_of_record, target_of
from pipeline.errors import InputError
from pipeline.items import MAX_PAGE_BYTES, Page, Reject, WarcLocation
from pipeline.urls import file_url

Elsewhere = Callable[[Sequence[str]], Page | None]
"""From the names of a page (digest of its body, id of its record, address and time) to that page in another file."""

MISSING = "revisit of a page that is not in this file"
UNREADABLE = "revisit of a page that can no longer be read"
MISSING_OR_WITHDRAWN = "revisit of a page that was withdrawn, or is not in this file"

# Other targets (dns:, urn:pageinfo:, screenshot:) are notes of the crawler, not pages.
_PAGE_SCHEMES = ("http://", "https://", "file:")


def iter_warc(path: Path, skipped: Counter[str] | None = None) -> Iterator[Page | Reject]:
    """All pages of a .warc or .warc.gz: response, resource and revisit records, in order.

    Whatever cannot be read comes as a Reject that names the byte, or the URL once that is known; records
    that hold no page are left out. With ``skipped``, so are pictures, scripts and other responses that are no
    pages of text, counted there by media type. Raises InputError when the file cannot be opened at all.
    """
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(f"{printable(path)} cannot be read: {error.strerror}.") from error
    yield from pages_of_warc(
        lambda: path.open("rb"), url=file_url(path), source=printable(path), skipped=skipped
    )


def pages_of_warc(
    open_raw: Callable[[], IO[bytes]],
    *,
    url: str,
    source: str,
    skipped: Counter[str] | None = None,
    file: str | None = None,
    elsewhere: Elsewhere | None = None,
) -> Iterator[Page | Reject]:
    """The same for anything that can be opened more than once and sought in; ``url`` names it in rejects.

    With ``file``, each page has its place in the file of that name, and a revisit the page that has its body.
    ``elsewhere`` is asked for what a revisit repeats when this file has it not.
    """
    originals: dict[str, Mark] = {}
    missing = MISSING
    empty = True
    with open_raw() as raw:
        for frame, length in _with_lengths(frames(raw), raw):
            empty = False
            if isinstance(frame, Damage):
                yield Reject(url, "error", _reason(frame))
                continue
            if field(frame.fields, WITHDRAWN):
                missing = MISSING_OR_WITHDRAWN
            outcome = page_in(frame, source)
            if isinstance(outcome, Page) and field(frame.fields, "WARC-Type") == "revisit":
                names = _names_of_original(frame.fields)
                mark = next((originals[name] for name in names if name in originals), None)
                original = page_at(open_raw, mark) if mark else elsewhere and elsewhere(names)
                outcome = _resolved(outcome, original, UNREADABLE if mark else missing, bool(file))
            elif isinstance(outcome, Page):
                originals.update(dict.fromkeys(_names(frame.fields), frame.mark))
            if file and isinstance(outcome, Page) and length:
                outcome = replace(outcome, location=WarcLocation(file, frame.mark.offset, length))
            if skipped is not None and isinstance(outcome, Page) and (kind := _left_out(outcome)):
                skipped[kind] += 1
            elif outcome:
                yield outcome
    if empty:
        yield Reject(url, "error", "holds no WARC record: the file is empty")


def printable(path: Path) -> str:
    """A path as text that any database and terminal takes: bytes that are no UTF-8 become escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def too_large(size: int) -> str:
    """The reason of a reject for a page over the limit."""
    return f"page of {size / 2**20:,.1f} MB is over the limit of {MAX_PAGE_BYTES // 2**20} MB"


def page_in(frame: Frame, source: str) -> Page | Reject | None:
    """What one record holds: a page, the reason why it cannot be read as one, or None when it is no record of a page."""
    target = target_of(frame.fields)
    if field(frame.fields, "WARC-Type") not in WITH_PAGES or not target.lower().startswith(_PAGE_SCHEMES):
        return None
    if frame.block is None:
        return Reject(target, "rejected", too_large(frame.size))
    if not frame.checked and not _digest_holds(frame.fields, frame.block):
        return Reject(target, "error", f"the record at byte {frame.mark.offset} does not match its digest")
    page = page_of_record(frame.fields, frame.block, source)
    if page is None:
        return Reject(target, "error", f"the record at byte {frame.mark.offset} is no HTTP response")
    if len(page.body) > MAX_PAGE_BYTES:
        return Reject(target, "rejected", too_large(len(page.body)))
    return page


def _left_out(page: Page) -> str | None:
    return no_page(page.body, page.header("Content-Type") or "")


def originals_in(open_raw: Callable[[], IO[bytes]]) -> Iterator[tuple[Sequence[str], Mark]]:
    """The names of each page of a WARC file whose record has its body, and where that stands."""
    with open_raw() as raw:
        for frame in frames(raw):
            if isinstance(frame, Frame) and field(frame.fields, "WARC-Type") in ("response", "resource"):
                yield _names(frame.fields), frame.mark


def page_at(open_raw: Callable[[], IO[bytes]], mark: Mark) -> Page | None:
    """The page whose record stands there; None when it can no longer be read."""
    with open_raw() as raw:
        frame = next(frames(raw, mark))
    return page_of_record(frame.fields, frame.block or b"") if isinstance(frame, Frame) else None


def _resolved(revisit: Page, original: Page | None, why: str, named: bool) -> Page | Reject:
    if original is None:
        return Reject(revisit.url, "error", why)
    found = filled(revisit, original)
    return replace(found, body_page_id=original.id) if named else found


def _with_lengths(
    found: Iterator[Frame | Damage], raw: IO[bytes]
) -> Iterator[tuple[Frame | Damage, int | None]]:
    """Each frame with its bytes in the file, if it begins where they do: None in the middle of a gzip member."""
    before: Frame | Damage | None = None
    for frame in found:
        if before:
            yield before, _length(before, frame.mark if isinstance(frame, Frame) else Mark(frame.offset))
        before = frame
    if isinstance(before, Frame):
        yield before, _length(before, Mark(raw.seek(0, os.SEEK_END)))
    elif before:
        yield before, None


def _length(frame: Frame | Damage, end: Mark) -> int | None:
    if isinstance(frame, Damage) or frame.mark.skip or end.skip:
        return None
    return end.offset - frame.mark.offset


def filled(revisit: Page, original: Page) -> Page:
    """The page that a revisit found unchanged, with the body that it refers to."""
    # A server that said 304, or a record without an HTTP head, tells nothing about the page itself.
    if revisit.status in {0, 304}:
        revisit = replace(revisit, status=original.status, headers=original.headers)
    return replace(revisit, body=original.body, body_page_id=None)


def _names(fields: Fields) -> list[str]:
    digest, identity = field(fields, "WARC-Payload-Digest"), field(fields, "WARC-Record-ID")
    return [name for name in (digest, identity, f"{target_of(fields)} {field(fields, 'WARC-Date')}") if name]


def _names_of_original(fields: Fields) -> list[str]:
    target = (field(fields, "WARC-Refers-To-Target-URI") or "").strip("<>")
    names = (
        field(fields, "WARC-Refers-To"),
        field(fields, "WARC-Payload-Digest"),
        f"{target} {field(fields, 'WARC-Refers-To-Date')}",
    )
    return [name for name in names if name]


def _digest_holds(fields: Fields, block: bytes) -> bool:
    algorithm, _, expected = (field(fields, "WARC-Block-Digest") or "").partition(":")
    if not expected or algorithm.lower() not in {"md5", "sha1", "sha256", "sha512"}:
        return True
    digest = hashlib.new(algorithm.lower(), block, usedforsecurity=False).digest()
    return expected.upper().rstrip("=") in {b32encode(digest).decode().rstrip("="), digest.hex().upper()}


def _reason(damage: Damage) -> str:
    records = "1 record" if damage.records_before == 1 else f"{damage.records_before} records"
    after = (
        "nothing after it" if damage.resumes_at is None else f"reading went on at byte {damage.resumes_at}"
    )
    return f"damaged: the record at byte {damage.offset} {damage.why}; {records} read before it, {after}"
