"""What each site answers to a request: pure, from (site, path, headers) to a Response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from pipeline.example_site import skins
from pipeline.example_site.catalogue import Entry, documents
from pipeline.example_site.listings import listings
from pipeline.example_site.sites import SITES

Headers = tuple[tuple[str, str], ...]

LAST_MODIFIED = "Mon, 04 Nov 2024 08:00:00 GMT"
MEMBERS_ONLY = ("/login", "/download", "/search", "/tag/", "/u-", "/i-", "/private/")
ROBOTS = """\
User-agent: *
Disallow: /private/
Disallow: /download
Disallow: /login
Disallow: /search
Crawl-delay: 0.05
"""


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers (Content-Length and Date are the server's) and body bytes."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def respond(site: str, path: str, headers: Mapping[str, str]) -> Response:
    """A site's answer to GET ``path`` (with its query). Header names are looked up in lower case.

    Pages at status 200 have validators: a matching If-None-Match, or else If-Modified-Since, gives 304.
    """
    response = all_pages(site).get(path) or elsewhere(site, path)
    tag = response.header("ETag")
    if tag is None:
        return response
    if "if-none-match" in headers:
        unchanged = tag in headers["if-none-match"] or headers["if-none-match"].strip() == "*"
    else:
        unchanged = headers.get("if-modified-since") == LAST_MODIFIED
    return Response(304, response.headers, b"") if unchanged else response


@cache
def all_pages(site: str) -> Mapping[str, Response]:
    """Every fixed page of a site by its path, rendered once."""
    example = SITES[site]
    fixed = {"/robots.txt": text_page(ROBOTS), "/": html_page(skins.home_page(example))}
    lists = {x.path: html_page(skins.listing_page(example, x)) for x in listings(example)}
    return fixed | lists | {entry.path: document_response(entry) for entry in documents(site)}


def elsewhere(site: str, path: str) -> Response:
    """Member pages (log-in, download, search, tags, users) ask for a log-in; anything else is not found."""
    known = path.startswith(MEMBERS_ONLY)
    return notice(site, "member" if known else "missing", 200 if known else 404)


def document_response(entry: Entry) -> Response:
    """A catalogue entry as it is served: really in its encoding, declared as it says."""
    page = skins.document_page(entry)
    if entry.status == 200:
        return html_page(page, entry.encoding, entry.declared_charset)
    target = (("Location", entry.target),) if entry.target else ()
    response = html_page(page)
    return Response(entry.status, (response.headers[0], *target), response.body)


def html_page(page: str, encoding: str = "utf-8", declared: str = "utf-8") -> Response:
    """A page at status 200 with validators; what its encoding lacks becomes a character reference."""
    return with_validators(f"text/html; charset={declared}", page.encode(encoding, "xmlcharrefreplace"))


def text_page(words: str) -> Response:
    """Plain text, for robots.txt."""
    return with_validators("text/plain; charset=utf-8", words.encode())


def with_validators(content_type: str, body: bytes) -> Response:
    """Status 200 with an ETag of the body and a fixed Last-Modified."""
    tag = blake2b(body, digest_size=8).hexdigest()
    headers = (("Content-Type", content_type), ("ETag", f'"{tag}"'), ("Last-Modified", LAST_MODIFIED))
    return Response(200, headers, body)


@cache
def notice(site: str, kind: str, status: int) -> Response:
    """A notice without validators."""
    body = skins.notice_page(SITES[site], kind).encode()
    return Response(status, (("Content-Type", "text/html; charset=utf-8"),), body)
