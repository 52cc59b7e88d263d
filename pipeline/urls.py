"""URLs as identities: twin hosts (``m.``, ``www.``) are one site, and a document has one canonical URL."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

TWIN_PREFIXES = ("m.", "www.", "wap.")
DEFAULT_PORTS = {"http": 80, "https": 443}


def site_of(url: str) -> str:
    """The site a URL belongs to: its host without a twin prefix, with any unusual port; "local" for files."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "local"
    if parts.scheme not in DEFAULT_PORTS or not host:
        return "local"
    for prefix in TWIN_PREFIXES:
        if host.startswith(prefix) and "." in host[len(prefix) :]:
            host = host[len(prefix) :]
            break
    if ":" in host:
        host = f"[{host}]"
    return host if port in (None, DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"


def canonical_url(url: str) -> str:
    """One URL for all twins of a page: ``https`` for known web hosts, no twin prefix, query sorted, no fragment.

    Scheme and host are folded only on default ports: a server on a port of its own is taken as it is.
    """
    site = site_of(url)
    if site == "local":
        return url
    parts = urlsplit(canonicalize_url(url))
    scheme = parts.scheme if ":" in site else "https"
    return urlunsplit((scheme, site, parts.path or "/", parts.query, ""))
