"""Heads of HTTP messages for the archive: well formed, whatever a server sent, and without our secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders

from pipeline.items import Page

# Stands among a page's headers when its record was cut short by whoever fetched it.
TRUNCATED_FIELD = "WARC-Truncated"

# What would no longer be true of the stored body, or does not come from the server.
_LEFT_OUT = {"content-encoding", "transfer-encoding", "content-length", TRUNCATED_FIELD.lower()}
# An archive may be handed on; what opens doors does not belong in it.
_SECRET = {"authorization", "proxy-authorization", "cookie"}

_NOT_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")
_BREAKS = re.compile(r"[\r\n\x00]+")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?([^/?#]*)([^#]*)", re.DOTALL)
# Everything a URL may hold besides letters and digits; what stands outside is percent-encoded.
_URL_MARKS = "!$%&'()*+,/:;=?@[]~"


class _Head(StatusAndHeaders):  # type: ignore[misc]
    """warcio percent-encodes headers that are not ASCII; an archive keeps them as they came."""

    def to_ascii_bytes(self, header_filter: Any = None) -> bytes:
        head: str = self.to_str(header_filter)
        return head.encode("utf-8", "replace") + b"\r\n"


def response_head(page: Page) -> StatusAndHeaders:
    """Status line and headers that are true of the decoded body."""
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = "Unknown"
    fields = _clean(page.headers, _LEFT_OUT)
    fields.append(("Content-Length", str(len(page.body))))
    return _Head(f"{page.status} {phrase}", fields, protocol="HTTP/1.1")


def request_head(page: Page) -> StatusAndHeaders:
    """Request line and headers; Host is added, as clients do at the last moment."""
    url = _URL.match(target_uri(page.url))
    host, target = (url[1], url[2]) if url else ("", "")
    fields = _clean(page.request_headers, _SECRET)
    if not any(name.lower() == "host" for name, _ in fields):
        fields.insert(0, ("Host", host))
    target = target if target.startswith("/") else f"/{target}"
    return _Head(f"GET {target} HTTP/1.1", fields, is_http_request=True)


def one_line(value: str) -> str:
    """A header value that cannot begin a header of its own."""
    return _BREAKS.sub(" ", value).strip()


def target_uri(url: str) -> str:
    """A URL as WARC wants it: in ASCII, without spaces, and without a fragment, which no server is asked for."""
    return quote(url.partition("#")[0], safe=_URL_MARKS, errors="surrogatepass")


def _clean(fields: Iterable[tuple[str, str]], left_out: set[str]) -> list[tuple[str, str]]:
    return [
        (token, one_line(value))
        for name, value in fields
        if name.lower() not in left_out and (token := _NOT_TOKEN.sub("", name))
    ]
