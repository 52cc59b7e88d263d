"""What a file is by its first bytes, because names lie: a PNG called page.html is a PNG."""

from __future__ import annotations

import re
import zlib
from pathlib import PurePath

HTML = "text/html"
PLAIN = "text/plain"
WARC = "application/warc"
GZIP = "application/gzip"
ZIP = "application/zip"

SNIFF_BYTES = 2048

# What a browser loads besides pages. Types that servers put on anything (octet-stream, xml) are not here.
_NO_PAGES = re.compile(
    r"(?:image|video|audio|font)/.*|text/(?:css|javascript|ecmascript|x-ndjson)"
    r"|application/(?:(?:x-)?javascript|ecmascript|json|wasm|pdf|postscript|rtf|zip|gzip|zstd|x-7z-compressed"
    r"|x-rar-compressed|vnd\..*|x-ole-storage|msword|x-shockwave-flash|(?:x-)?font-.*|x-elf)"
)

_MAGIC = (
    (b"WARC/", WARC),
    (b"\x1f\x8b", GZIP),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"%!PS", "application/postscript"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x7fELF", "application/x-elf"),
)
_SUFFIXES = {".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML, ".txt": PLAIN}
_HTML_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<[A-Za-z!][^<>]*>")
_SAVED_FROM = re.compile(rb"saved from url=\(\d{4}\)(https?://[^\s<>]+)")
_SINGLE_FILE = re.compile(rb"Page saved with SingleFile\s+url:\s*(https?://[^\s<>]+)")


def content_type(head: bytes, name: str = "") -> str:
    """The media type of what begins with ``head``; the file ending decides only among kinds of text.

    Plain text unless the bytes or the ending say otherwise: a text dump has no marks of its own.
    """
    head = head[:SNIFF_BYTES]
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if _HTML_HEAD.match(head):
        return HTML
    return _SUFFIXES.get(PurePath(name).suffix.lower()) or (HTML if _TAG.search(head) else PLAIN)


def no_page(body: bytes, declared: str) -> str | None:
    """The media type of what is clearly no page of text: a picture, a script, a packed file; None for a page.

    The bytes decide where they have a mark of their own, HTML under a picture's name too; else the header.
    """
    head = body[:SNIFF_BYTES]
    if _HTML_HEAD.match(head):
        return None
    own, said = content_type(head), declared.partition(";")[0].strip().lower()
    # A tag somewhere marks no HTML here: scripts and drawings have them too.
    media_type = said if own in {HTML, PLAIN} else own
    return media_type if _NO_PAGES.fullmatch(media_type) else None


def packs_warc(head: bytes) -> bool:
    """Whether gzipped bytes unpack to the beginning of a WARC file."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 5) == b"WARC/"
    except zlib.error:
        return False


def saved_from(head: bytes) -> str | None:
    """The address that a browser ("saved from url=") or SingleFile wrote at the head of a page it saved."""
    head = head[:SNIFF_BYTES]
    found = _SAVED_FROM.search(head) or _SINGLE_FILE.search(head)
    return found[1].decode("utf-8", "replace") if found else None
