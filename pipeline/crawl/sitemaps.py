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

    ``body`` is as ``content`` gives it.

    >>> list(addresses(b"https://a.example/1.html"))
    [('https://a.example/1.html', False)]
    """
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


def content(body: bytes) -> tuple[bytes, bool]:
    """The sitemap, unpacked as far as it goes; and False if it is larger than any may be, whatever a few bytes claim to
    unpack to: of such a one the first ``MAX_BYTES`` are read.
    """
    if not body.startswith(GZIP):
        return body[:MAX_BYTES], len(body) <= MAX_BYTES
    unpacked = BytesIO()
    try:
        with gzip.open(BytesIO(body)) as file:
            while unpacked.tell() <= MAX_BYTES and (octets := file.read(1 << 16)):
                unpacked.write(octets)
    except (OSError, EOFError, zlib.error):
        pass
    return unpacked.getvalue()[:MAX_BYTES], unpacked.tell() <= MAX_BYTES
