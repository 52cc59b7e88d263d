"""Records of withdrawn pages made blank, in their place: files keep their length, and other records their offsets.

A record is one member of a gzip file. Another member of the same length takes its place, with a record that says that
something was withdrawn and nothing of what. It is not compressed, so that a block of blanks can fill it exactly.
"""

from __future__ import annotations

import os
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, Final
from uuid import NAMESPACE_URL, uuid5

from pipeline.archive.frames import Frame, frames
from pipeline.archive.http_message import Fields, split_head
from pipeline.archive.octets import GZIP_MAGIC, MAX_HEAD_BYTES, Mark
from pipeline.archive.unpacking import addresses_of
from pipeline.errors import StorageError
from pipeline.items import WarcLocation

WITHDRAWN: Final = "Wenji-Withdrawn"
"""The field of a blank record; its value is the number of the withdrawal."""

# No time, no name, made on no particular system.
_HEAD = GZIP_MAGIC + bytes(6) + b"\xff"
_TRAILER = 8
# A head has a few hundred bytes, packed.
_SOME: Final = 512
# The longest piece that deflate stores as it is, and what stands before each.
_PIECE, _PIECE_HEAD = 0xFFFF, 5
# Behind the head of a record, and behind its block.
_ENDS = b"\r\n\r\n" * 2


def blank(folder: Path, places: Iterable[WarcLocation], number: int, at: str) -> None:
    """Make these records blank, as withdrawal ``number`` of that time asks, and bring it to the disk.

    To do it again changes nothing, so a kill in the middle is mended by the next call. Raises StorageError when a
    file is not there, cannot be written, or holds no record in such a place.
    """
    for name, some in _by_file(places).items():
        path = folder / name
        try:
            file = os.open(path, os.O_RDWR)
        except OSError as error:
            raise _trouble(path, error) from error
        try:
            for place in some:
                _blank_one(file, place, number, at, path)
            os.fsync(file)
        except OSError as error:
            raise _trouble(path, error) from error
        finally:
            os.close(file)


def member(length: int, number: int, at: str, name: str) -> bytes:
    """A gzip member of exactly ``length`` bytes with a blank record; ``name`` makes its identity.

    Raises ValueError when there is no room for it: no record of ours is so short.
    """
    room = length - len(_HEAD) - _TRAILER
    fewest = max(1, -(-room // (_PIECE + _PIECE_HEAD)))
    # Where a longer Content-Length overshoots by one byte, another piece leaves five fewer to fill.
    for pieces in (fewest, fewest + 1):
        size = room - pieces * _PIECE_HEAD
        record = _record(size, number, at, name)
        if record:
            return _stored(record, pieces)
    raise ValueError(f"{length} bytes are too few for a blank record")


def unknown_records(
    path: Path, known: Sequence[tuple[int, int]], *, torn: bool = True
) -> Iterator[tuple[WarcLocation, frozenset[str]]]:
    """Every record that stands outside the known places (offset, length), and the addresses that it is about.

    So are requests, and pages of a run that was killed before it could store their rows; with ``torn`` also what a kill or
    a power cut left of a record, up to the next one that can be read. Raises StorageError when the file cannot be read.
    """
    try:
        with path.open("rb") as raw:
            edges = [(0, 0), *sorted(known), (sys.maxsize, 0)]
            for (offset, length), (until, _) in pairwise(edges):
                if offset + length < until:
                    for begin, end, about in _within(raw, offset + length, until, torn=torn):
                        yield WarcLocation(path.name, begin, end - begin), about
    except OSError as error:
        raise _trouble(path, error) from error


def _within(
    raw: IO[bytes], begin: int, until: int, *, torn: bool
) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Where the records between two places begin and end, and their addresses."""
    before: tuple[int, frozenset[str]] | None = None
    for each in frames(raw, Mark(begin)):
        at = each.mark.offset if isinstance(each, Frame) else each.offset
        if before:
            yield before[0], min(at, until), before[1]
        if at >= until:
            return
        if isinstance(each, Frame):
            before = at, addresses_of(each.fields)
        else:
            before = (at, addresses_of(_torn_fields(raw, at))) if torn else None
    if before:
        # A run that is under way may have written more since.
        yield before[0], min(raw.tell(), until), before[1]


def _torn_fields(raw: IO[bytes], offset: int) -> Fields:
    """The head of a record that breaks off, as far as it can be unpacked."""
    inflater, head, end = zlib.decompressobj(zlib.MAX_WBITS | 16), b"", offset + MAX_HEAD_BYTES
    try:
        # Not with ``read``: the place that the file is read from is another's.
        while b"\r\n\r\n" not in head and offset < end and (some := os.pread(raw.fileno(), _SOME, offset)):
            head += inflater.decompress(some, MAX_HEAD_BYTES)
            offset += len(some)
    except zlib.error:
        pass
    return split_head(head).fields


def _blank_one(file: int, place: WarcLocation, number: int, at: str, path: Path) -> None:
    try:
        octets = member(place.length, number, at, f"{place.file} {place.offset}")
    except ValueError:
        # The beginning of a record that breaks off, which nobody could read as one before either.
        octets = bytes(place.length)
    there = os.pread(file, place.length, place.offset)
    if there == octets:
        return
    if len(there) < place.length or not there.startswith(GZIP_MAGIC):
        raise StorageError(
            f"The archive file {path} has no record of {place.length} bytes at byte {place.offset}: it is damaged or "
            "not of this database; restore it, or choose another with -s ARCHIVE_DIR=DIR."
        )
    done = 0
    while done < len(octets):
        done += os.pwrite(file, octets[done:], place.offset + done)


def _record(size: int, number: int, at: str, name: str) -> bytes:
    """A blank record of exactly ``size`` bytes; none when that cannot be."""
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, name)}>\r\n"
        f"WARC-Date: {at}\r\n{WITHDRAWN}: {number}\r\nContent-Length: "
    ).encode("ascii")
    rest = size - len(head) - len(_ENDS)
    for digits in range(1, len(str(max(rest, 0))) + 1):
        block = rest - digits
        if len(str(block)) == digits and block >= 0:
            return head + str(block).encode() + b"\r\n\r\n" + b" " * block + b"\r\n\r\n"
    return b""


def _stored(record: bytes, pieces: int) -> bytes:
    """A gzip member with so many pieces stored as they are; the last ones may be empty."""
    parts = [_HEAD]
    for place in range(pieces):
        piece = record[place * _PIECE : (place + 1) * _PIECE]
        parts += struct.pack("<BHH", place == pieces - 1, len(piece), len(piece) ^ _PIECE), piece
    return b"".join((*parts, struct.pack("<LL", zlib.crc32(record), len(record))))


def _by_file(places: Iterable[WarcLocation]) -> dict[str, list[WarcLocation]]:
    found: dict[str, list[WarcLocation]] = {}
    for place in sorted(places, key=lambda each: (each.file, each.offset)):
        found.setdefault(place.file, []).append(place)
    return found


def _trouble(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The archive file {path} cannot be made blank where it was withdrawn: {error.strerror or error}; "
        "if the archive is elsewhere: -s ARCHIVE_DIR=DIR."
    )
