"""URLs as identities: twin hosts (``m.``, ``www.``) are one site, and a document has one canonical URL.

All take any string: what is no web address is ``local`` and stays as it is.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

TWIN_PREFIXES = ("m.", "www.", "wap.")
DEFAULT_PORTS = {"http": 80, "https": 443}

_HOST = re.compile(r"[a-z0-9_][a-z0-9_.-]*|[0-9a-f:.]*:[0-9a-f:.]*")
# What names the visit or the way here and never the page. A short sid may well be a document's number.
_VISIT = re.compile(
    r"(?:phpsessid|jsessionid|aspsessionid\w*|session_?id|cfid|cftoken|utm_\w+|spm|gclid|fbclid)(?:=.*)?"
    r"|sid=[0-9a-z_,-]{16,}",
    re.IGNORECASE,
)
_VISIT_IN_PATH = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
# Nothing in such an address is written in two ways: most links are of this kind, and a crawl sees millions.
_PLAIN = re.compile(r"(https?)://([a-z0-9][a-z0-9.-]*(?::[1-9]\d*)?)((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?)")
# Under these anybody registers names, so www.gov.cn and m.com.cn are names of their own and no twins.
_REGISTRY = re.compile(r"(?:ac|co|com|edu|gov|net|org)\.[a-z]{2}")


@lru_cache(maxsize=8192)
def site_of(url: str) -> str:
    """The site a URL belongs to: its host without a twin prefix, with any unusual port; "local" for files."""
    try:
        parts = urlsplit(url)
        # As it goes over the wire: a name that has no such form cannot have been fetched.
        host, port = (parts.hostname or "").encode("idna").decode("ascii").rstrip("."), parts.port
    except ValueError:
        return "local"
    if parts.scheme not in DEFAULT_PORTS or not _HOST.fullmatch(host):
        return "local"
    host = f"[{host}]" if ":" in host else _without_twin_prefix(host)
    return host if port in (None, DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"


def canonical_url(url: str) -> str:
    """One URL for all twins of a page: no twin prefix, ``https``, query sorted, no fragment, no session id.

    Scheme and host are folded only on default ports: a server on a port of its own is taken as it is.
    """
    plain = _PLAIN.fullmatch(url)
    if plain and plain[3] and (site := _plain_site(f"{plain[1]}://{plain[2]}/")) != "local":
        return f"{plain[1] if ':' in site else 'https'}://{site}{plain[3]}"
    site = site_of(url)
    if site == "local":
        return url
    try:
        parts = urlsplit(canonicalize_url(url))
    except ValueError:
        return url
    scheme = parts.scheme if ":" in site else "https"
    path = _VISIT_IN_PATH.sub("", parts.path)
    query = "&".join(pair for pair in parts.query.split("&") if not _VISIT.fullmatch(pair))
    return urlunsplit((scheme, site, path or "/", query, ""))


def file_url(path: Path) -> str:
    """The address of a local file: one for each, by whatever way it was named. Links are not followed.

    >>> file_url(Path("/pages/old/../a.html"))
    'file:///pages/a.html'
    """
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - resolve() follows links


@lru_cache(maxsize=1024)
def _plain_site(front: str) -> str:
    return site_of(front)


def split(url: str) -> SplitResult:
    """The parts of a URL; of what is none, such as ``http://[::1``, nothing but a path."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def _without_twin_prefix(host: str) -> str:
    for prefix in TWIN_PREFIXES:
        rest = host.removeprefix(prefix)
        if rest != host and "." in rest and not _REGISTRY.fullmatch(rest):
            return _without_twin_prefix(rest)
    return host
