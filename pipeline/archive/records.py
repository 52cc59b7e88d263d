"""A page as WARC 1.1 records, each one gzip member. Whatever a server sent, the record is well formed."""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from warcio.recordloader import ArcWarcRecord
from warcio.warcwriter import WARCWriter

from pipeline.archive import sniff
from pipeline.archive.heads import TRUNCATED_FIELD, one_line, request_head, response_head, target_uri
from pipeline.items import Page, WarcLocation

# What a page has and WARC has no field for, as ASCII JSON; absent when the record says it all.
PAGE_FIELD = "Wenji-Page"

# Not that we compared the bodies (warcio's default), but that the server said so (WARC 1.1, 6.7.3).
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

NOTE = (
    "Bodies are stored with content and transfer codings undone, as they were read; Content-Encoding and "
    "Transfer-Encoding are therefore left out of HTTP headers and Content-Length is that of the stored body."
)


@dataclass(frozen=True, slots=True)
class SeenBody:
    """An earlier page of the same URL with the same body, whose own record holds it (never a revisit).

    Or, with ``location``, the very page that is to be written, which then is not written a second time; it may be a revisit
    of ``body_page_id``.
    """

    page_id: str
    url: str
    fetched_at: str
    location: WarcLocation | None = None
    body_page_id: str | None = None


def warcinfo_record(file_name: str) -> bytes:
    """The record at the head of each file: who wrote it, under which rules."""
    info = {
        "software": f"wenji/{version()}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
        "description": NOTE,
    }
    return _packed(lambda writer: [writer.create_warcinfo_record(file_name, info)])[0]


def page_records(page: Page, original: SeenBody | None) -> tuple[bytes, bytes]:
    """The record of the page (response, resource or revisit) and that of its request.

    The second is empty when there was no HTTP exchange, or none of its request is known.
    """

    def build(writer: WARCWriter) -> Iterable[ArcWarcRecord]:
        record = _revisit(writer, page, original) if original else _body_record(writer, page)
        yield record
        if page.status and page.request_headers:
            yield _request(writer, page, record.rec_headers.get_header("WARC-Record-ID"))

    packed = _packed(build)
    return packed[0], b"".join(packed[1:])


@cache
def version() -> str:
    """This application's version; it runs from its checkout, so that is where it stands."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def _packed(build: Callable[[WARCWriter], Iterable[ArcWarcRecord]]) -> list[bytes]:
    packed = []
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for record in build(writer):
        writer.write_record(record)
        packed.append(out.getvalue())
        out.seek(0)
        out.truncate()
    return packed


def _body_record(writer: WARCWriter, page: Page) -> ArcWarcRecord:
    return writer.create_warc_record(
        target_uri(page.url),
        "response" if page.status else "resource",
        payload=BytesIO(page.body),
        length=len(page.body),
        warc_content_type="" if page.status else _content_type(page),
        warc_headers_dict=_warc_fields(page),
        http_headers=response_head(page) if page.status else None,
    )


def _revisit(writer: WARCWriter, page: Page, original: SeenBody) -> ArcWarcRecord:
    digest = base64.b32encode(hashlib.sha1(page.body, usedforsecurity=False).digest()).decode()
    record = writer.create_revisit_record(
        target_uri(page.url),
        f"sha1:{digest}",
        target_uri(original.url),
        one_line(original.fetched_at),
        http_headers=response_head(page) if page.status else None,
        warc_headers_dict=_warc_fields(page, body_page_id=original.page_id),
    )
    if page.status == 304:
        record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
    if not page.status:
        record.content_type = _content_type(page)
    return record


def _request(writer: WARCWriter, page: Page, response_id: str) -> ArcWarcRecord:
    return writer.create_warc_record(
        target_uri(page.url),
        "request",
        warc_headers_dict={"WARC-Date": one_line(page.fetched_at), "WARC-Concurrent-To": response_id},
        http_headers=request_head(page),
    )


def _warc_fields(page: Page, body_page_id: str | None = None) -> dict[str, str]:
    fields = {"WARC-Date": one_line(page.fetched_at)}
    if truncated := page.header(TRUNCATED_FIELD):
        fields[TRUNCATED_FIELD] = quote(truncated)
    beyond = {
        "url": page.url if page.url != target_uri(page.url) else None,
        "requested_url": page.requested_url,
        "source": page.source,
        "robots": page.robots,
        "body_page_id": body_page_id,
    }
    if known := {name: value for name, value in beyond.items() if value is not None}:
        fields[PAGE_FIELD] = json.dumps(known)
    return fields


def _content_type(page: Page) -> str:
    declared = one_line(page.header("Content-Type") or "").encode("ascii", "ignore").decode()
    return declared or sniff.content_type(page.body, page.url)
