"""Addresses in a sitemap (sitemaps.org protocol 0.9): XML, an index of further ones, gzip, or a plain list."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

# The protocol allows 50 MB.
MAX_BYTES = 64 << 20

GZIP = b"\x1f\x8b"


def addresses(body: bytes) -> Iterator[tuple[str, bool]]:
    """Each address, and whether it is that of a further sitemap. What cannot be read ends the list.

    >>> list(addresses(b"https://a.example/1.html"))
    [('https://a.example/1.html', False)]
    """
    if body.startswith(GZIP):
        body = _unpacked(body)
    if not body.lstrip().startswith(b"<"):
        for line in body.decode("utf-8", "replace").splitlines():
            if line.startswith(("http://", "https://")):
                yield line.strip(), False
        return
    # Entities are not resolved and no file or host is asked: the document is a stranger's.
    events = etree.iterparse(
        BytesIO(body), events=("end",), recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for _, element in events:
            if isinstance(element.tag, str) and etree.QName(element).localname == "loc":
                parent = element.getparent()
                further = parent is not None and etree.QName(parent).localname == "sitemap"
                if element.text and element.text.strip().startswith(("http://", "https://")):
                    yield element.text.strip(), further
            elif isinstance(element.tag, str) and etree.QName(element).localname in ("url", "sitemap"):
                element.clear()
    except etree.XMLSyntaxError:
        return


def _unpacked(body: bytes) -> bytes:
    """The content as far as it goes: no more than a sitemap may have, whatever a few bytes claim to unpack to."""
    unpacked = BytesIO()
    try:
        with gzip.open(BytesIO(body)) as file:
            while unpacked.tell() < MAX_BYTES and (octets := file.read(1 << 16)):
                unpacked.write(octets)
    except (OSError, EOFError, zlib.error):
        pass
    return unpacked.getvalue()
