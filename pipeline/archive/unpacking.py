"""A WARC record turned back into a Page, whoever wrote it."""

from __future__ import annotations

import json
import re

from pipeline.archive.heads import TRUNCATED_FIELD
from pipeline.archive.http_message import Fields, field, split_head, undo_codings
from pipeline.archive.records import PAGE_FIELD
from pipeline.items import Page

_STATUS = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3,})")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)?)?")
_EARLIEST = "1970-01-01T00:00:00"


def page_of_record(fields: Fields, block: bytes, source: str | None = None) -> Page | None:
    """The page in a response, resource or revisit record; None when it should be an HTTP response and is not.

    A revisit comes as it stands in its record: without a body, and with status 0 when the record has no HTTP
    head. ``source`` replaces the one the record may know.
    """
    kind = field(fields, "WARC-Type")
    headers: Fields
    if kind == "resource" or (kind == "revisit" and not block.strip()):
        status, body = 0, block if kind == "resource" else b""
        headers = tuple(("Content-Type", value) for name, value in fields if name.lower() == "content-type")
    else:
        message = split_head(block)
        answer = _STATUS.match(message.first_line)
        if not answer:
            return None
        status, headers = int(answer[1]), message.fields
        body = undo_codings(message.rest, headers) if kind == "response" else b""
    if truncated := field(fields, TRUNCATED_FIELD):
        headers += ((TRUNCATED_FIELD, truncated),)
    beyond = _beyond(fields)
    return Page(
        url=beyond.get("url") or target_of(fields),
        fetched_at=_second(field(fields, "WARC-Date") or ""),
        body=body,
        status=status,
        headers=headers,
        requested_url=beyond.get("requested_url"),
        source=source or beyond.get("source"),
        body_page_id=beyond.get("body_page_id"),
        robots=beyond.get("robots"),
    )


def target_of(fields: Fields) -> str:
    """The URL a record is about; older writers put it in angle brackets."""
    return (field(fields, "WARC-Target-URI") or "").strip("<>")


def addresses_of(fields: Fields) -> frozenset[str]:
    """Every address that a record is about: its own, and the one that was asked for."""
    beyond = _beyond(fields)
    named = (target_of(fields), beyond.get("url"), beyond.get("requested_url"))
    return frozenset(url for url in named if url)


def _beyond(fields: Fields) -> dict[str, str]:
    try:
        known = json.loads(field(fields, PAGE_FIELD) or "{}")
    except ValueError:
        return {}
    if not isinstance(known, dict):
        return {}
    return {name: value for name, value in known.items() if isinstance(value, str)}


def _second(date: str) -> str:
    # WARC 1.1 allows "2021", "2021-03" and fractions of a second; ours are to the second.
    found = _DATE.match(date)
    given = found[0] if found else ""
    return f"{given}{_EARLIEST[len(given) :]}Z"
