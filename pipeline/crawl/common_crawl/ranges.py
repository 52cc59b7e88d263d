"""The answer to a request for one record of a WARC file: a page, a revisit to be filled, or why it is neither. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

from pipeline.archive.frames import Damage, frames
from pipeline.archive.heads import TRUNCATED_FIELD
from pipeline.archive.http_message import Fields, field
from pipeline.archive.whole_files import page_in
from pipeline.crawl.common_crawl.capture import Capture
from pipeline.items import Page, Reject
from pipeline.urls import canonical_url

WHOLE_FILE = "the server sends the whole file and not the range that was asked for"
# A message that says what is wrong may be longer than a record is.
LEAST_BYTES = 1 << 16

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(?:\d+|\*)")


class Revisit(NamedTuple):
    """A record without a body, and what it says of the one that has it (WARC 1.1, 6.7): address, time, sha1 in base 32."""

    page: Page
    target: str
    at: str | None
    digest: str | None


def most_bytes(capture: Capture) -> int:
    """More than this is not what was asked for."""
    return max(capture.length, LEAST_BYTES)


def record_in(
    capture: Capture, status: int, headers: Fields, body: bytes, *, source: str
) -> Page | Revisit | Reject:
    """The page that an answer holds, as it was captured; a reject says why it holds none.

    Its outcome is ``error`` when another request may bring more, ``rejected`` when the record is what it is.
    """
    if problem := _problem(capture, status, headers, body):
        return Reject(capture.url, "error", problem)
    frame = next(frames(BytesIO(body)), None)
    if frame is None or isinstance(frame, Damage):
        return Reject(capture.url, "error", f"the captured record {frame.why if frame else 'is empty'}")
    found = page_in(frame, source)
    kind = field(frame.fields, "WARC-Type")
    if found is None:
        return Reject(capture.url, "rejected", f"the captured record is no page: {kind}")
    if canonical_url(found.url) != canonical_url(capture.url):
        return Reject(capture.url, "rejected", f"the captured record is of another page: {found.url}")
    if isinstance(found, Reject):
        return replace(found, url=capture.url)
    if capture.truncated and found.header(TRUNCATED_FIELD) is None:
        # Earlier crawls said so in the index alone.
        found = replace(found, headers=(*found.headers, (TRUNCATED_FIELD, capture.truncated)))
    return _revisit(found, frame.fields) if kind == "revisit" else found


def _problem(capture: Capture, status: int, headers: Fields, body: bytes) -> str:
    first, last = capture.offset, capture.offset + capture.length - 1
    whole = first == 0 and len(body) == capture.length
    if status == 200 and not whole:
        return WHOLE_FILE
    if status not in (200, 206):
        return f"HTTP {status} for the range"
    if status == 206:
        told = field(headers, "Content-Range") or ""
        found = _CONTENT_RANGE.match(told)
        if found is None or (int(found[1]), int(found[2])) != (first, last):
            return f"another range than the one asked for: {told or 'it does not say which'}"
    if len(body) != capture.length:
        return f"the range is cut short: {len(body)} of {capture.length} bytes"
    return ""


def _revisit(page: Page, fields: Fields) -> Revisit:
    target = (field(fields, "WARC-Refers-To-Target-URI") or "").strip("<>") or page.url
    at = field(fields, "WARC-Refers-To-Date")
    digest = (field(fields, "WARC-Payload-Digest") or "").removeprefix("sha1:")
    # Times of WARC 1.1 may have fractions of a second.
    return Revisit(page, target, re.sub(r"\.\d+Z$", "Z", at) if at else None, digest or None)
