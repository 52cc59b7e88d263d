"""HTTP messages as bytes: the head of a message taken apart, and the codings of its body undone.

WARC records have heads of the same shape, so ``split_head`` reads those as well. Archives by others hold
every kind of wrong header, hence nothing here raises: what cannot be decoded stays as it was served.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

from fastwarc.stream_io import BrotliReader, ZstdReader

from pipeline.items import MAX_PAGE_BYTES

CHUNK_BYTES = 1 << 16

Fields = tuple[tuple[str, str], ...]

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]*)?\r?\n")


class Message(NamedTuple):
    """First line, header fields in order, and whatever follows the empty line."""

    first_line: str
    fields: Fields
    rest: bytes


def split_head(octets: bytes) -> Message:
    """Take a message apart; folded lines are joined and lines that are no field are left out."""
    end = _HEAD_END.search(octets)
    head, rest = (octets[: end.start()], octets[end.end() :]) if end else (octets, b"")
    first_line, *lines = head.split(b"\n")
    fields: list[tuple[str, str]] = []
    for line in map(text_of, lines):
        name, colon, value = line.partition(":")
        if line[:1] in {" ", "\t"} and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon:
            fields.append((name.strip(), value.strip()))
    return Message(text_of(first_line).strip(), tuple(fields), rest)


def field(fields: Fields, name: str) -> str | None:
    """The first field of that name, whatever its case."""
    return next((value for key, value in fields if key.lower() == name.lower()), None)


def undo_codings(body: bytes, fields: Fields) -> bytes:
    """The body without its transfer and content codings, as the header fields declare them.

    A body that is not what its header says is returned unchanged (many archives keep the header of a
    body they have decoded), one that was cut off as far as it goes. The result never grows far past
    ``MAX_PAGE_BYTES``, whatever a few compressed bytes promise.
    """
    declared = [
        coding.strip().lower()
        for name in ("content-encoding", "transfer-encoding")
        for key, value in fields
        if key.lower() == name
        for coding in value.split(",")
    ]
    for coding in reversed(declared):
        body = _UNDO.get(coding, bytes)(body)
    return body


def text_of(octets: bytes) -> str:
    """Header bytes as text: UTF-8, else Latin-1, which takes any byte."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _unchunk(body: bytes) -> bytes:
    chunks: list[bytes] = []
    position = 0
    while size := _CHUNK_SIZE.match(body, position):
        length = int(size[1], 16)
        chunks.append(body[size.end() : size.end() + length])
        position = size.end() + length
        if length == 0 or position >= len(body):
            return b"".join(chunks)
        position += 2 if body.startswith(b"\r\n", position) else 1
    return body


def _inflate(body: bytes, window_bits: int) -> bytes:
    inflated: list[bytes] = []
    size = 0
    while body and size <= MAX_PAGE_BYTES:
        inflater = zlib.decompressobj(window_bits)
        for start in range(0, len(body), CHUNK_BYTES):
            try:
                piece = inflater.decompress(body[start : start + CHUNK_BYTES], MAX_PAGE_BYTES + 1 - size)
            except zlib.error:
                return b"".join(inflated)
            inflated.append(piece)
            size += len(piece)
            if inflater.eof or size > MAX_PAGE_BYTES:
                break
        body = inflater.unused_data + body[start + CHUNK_BYTES :]
    return b"".join(inflated)


def _gunzip(body: bytes) -> bytes:
    return _inflate(body, zlib.MAX_WBITS | 16) or body


def _undeflate(body: bytes) -> bytes:
    return _inflate(body, zlib.MAX_WBITS) or _inflate_raw(body) or body


def _inflate_raw(body: bytes) -> bytes:
    # Without a checksum almost anything unpacks to something: only a stream that comes to its end counts.
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflated = inflater.decompress(body, MAX_PAGE_BYTES + 1)
    except zlib.error:
        return b""
    return inflated if inflater.eof else b""


def _read_through(reader: Callable[[BytesIO], BrotliReader | ZstdReader]) -> Callable[[bytes], bytes]:
    def undo(body: bytes) -> bytes:
        decoded = bytearray()
        try:
            stream = reader(BytesIO(body))
            while len(decoded) <= MAX_PAGE_BYTES and (piece := stream.read(CHUNK_BYTES)):
                decoded += piece
        except OSError:
            pass
        return bytes(decoded) or body

    return undo


_UNDO: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _read_through(BrotliReader),
    "zstd": _read_through(ZstdReader),
    "chunked": _unchunk,
}
