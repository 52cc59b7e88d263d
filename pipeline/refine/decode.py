"""Bytes to text: byte order mark, valid UTF-8, declared charset, detector, in that order; then mojibake is mended.

Many Chinese pages declare gb2312 and are UTF-8, or hold GBK characters under a gb2312 label, so a
declaration is only believed when the bytes are not valid UTF-8, and gb2312 and gbk are read as their
superset gb18030 (shared list of WHATWG, encoding.spec.whatwg.org, "Names and labels").
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from resiliparse.parse.encoding import detect_encoding

from pipeline.refine import mojibake

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels whose strict codec is a subset of what pages really use.
SUPERSETS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Codecs that pages are written in; a page may also name base64, idna or utf-7, which must not be tried.
PAGE_CODECS = re.compile(r"(?:gb|big5|euc|shift|cp\d|windows-|iso-?8859|iso-2022|koi8|mac|tis-620|johab|hz)")
WESTERN = re.compile(rb"iso-?8859-1$|latin-?1$|cp1252$|windows-1252$|(?:us-)?ascii$")
EASTERN = re.compile(rb"gb|big5|euc|shift")
HEAD_BYTES = 4096
# A page with fewer bad bytes than this share is taken as what it almost is.
TOLERATED = 0.002


class Decoded(NamedTuple):
    """Text, the codec that read it, and how many bytes could not be read (they became U+FFFD).

    ``mended`` says that the text held mojibake, which is read as it was meant.
    """

    text: str
    encoding: str
    damaged: int
    mended: bool = False


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page. Never raises: bytes that no codec reads become U+FFFD and are counted."""
    decoded = _decode(body, content_type)
    text = mojibake.mended(
        decoded.text, body if decoded.encoding == "utf-8" and not decoded.damaged else None
    )
    return decoded if text is decoded.text else decoded._replace(text=text, mended=True)


def _decode(body: bytes, content_type: str | None) -> Decoded:
    for mark, codec in BOMS:
        if body.startswith(mark):
            return _replacing(body[len(mark) :], codec)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        pass
    almost_utf8 = _replacing(body, "utf-8")
    for codec in _candidates(body, content_type):
        try:
            return Decoded(body.decode(codec), codec, 0)
        except UnicodeDecodeError:
            continue
    readings = [almost_utf8, *(_replacing(body, codec) for codec in _candidates(body, content_type))]
    best = min(readings, key=lambda reading: reading.damaged)
    limit = max(2, int(len(body) * TOLERATED))
    return almost_utf8 if almost_utf8.damaged <= limit else best


def _candidates(body: bytes, content_type: str | None) -> list[str]:
    found: list[str] = []
    declared = (
        *DECLARED.findall((content_type or "").encode("ascii", "ignore")),
        *DECLARED.findall(body[:HEAD_BYTES]),
    )
    detected = str(detect_encoding(body[:200_000])).lower().encode()
    # A Western label is many a server's default, but pairs of bytes that make common hanzi are no accident.
    by_default = EASTERN.match(detected) and all(WESTERN.match(label.lower()) for label in declared)
    for label in (*((detected, *declared) if by_default else (*declared, detected)), b"gb18030"):
        name = label.decode("ascii", "ignore").lower()
        codec = SUPERSETS.get(name, name)
        if codec not in found and PAGE_CODECS.match(codec) and _known(codec):
            found.append(codec)
    return found


def _known(codec: str) -> bool:
    try:
        codecs.lookup(codec)
    except LookupError:
        return False
    return True


def _replacing(body: bytes, codec: str) -> Decoded:
    text = body.decode(codec, "replace")
    return Decoded(text, codec, text.count("�"))
