"""Files read forward with every byte accounted for: as they are, or as a row of gzip members."""

from __future__ import annotations

import re
import zlib
from collections import deque
from dataclasses import dataclass
from typing import IO

from pipeline.archive.sniff import packs_warc

GZIP_MAGIC = b"\x1f\x8b\x08"
CHUNK_BYTES = 1 << 16
MAX_HEAD_BYTES = 1 << 20

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_VERSION_LINE = re.compile(rb"WARC/\d\.\d+\r?\n")
_GZIP = zlib.MAX_WBITS | 16


class DamagedError(Exception):
    """The end of a sentence that begins "the record at byte N"."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to come back to: a byte of the file and, in a gzip member, how many unpacked bytes after it."""

    offset: int
    skip: int = 0


class Octets:
    """A file read forward as it is, from ``offset`` on. Raises DamagedError where a record cannot go on."""

    checked = False
    magic = b"WARC/"

    def __init__(self, raw: IO[bytes], offset: int) -> None:
        raw.seek(offset)
        self._raw = raw
        self._start = offset
        self._taken = 0
        self._ahead = bytearray()

    def mark(self) -> Mark:
        """Where the next byte to be taken stands."""
        return Mark(self._start + self._taken)

    def peek(self, size: int) -> bytes:
        """The next bytes, fewer than ``size`` only at the end of the file."""
        while len(self._ahead) < size and self._step():
            pass
        return bytes(self._ahead[:size])

    def take(self, size: int, *, keep: bool = True) -> bytes:
        """Exactly ``size`` bytes; without ``keep`` they are passed over and nothing is held in memory."""
        kept = bytearray()
        while size > 0 and (self._ahead or self._step()):
            part = self._ahead[:size]
            del self._ahead[:size]
            size -= len(part)
            self._taken += len(part)
            if keep:
                kept += part
        if size > 0:
            raise DamagedError("breaks off")
        return bytes(kept)

    def take_head(self) -> bytes:
        """Everything up to and with the next empty line."""
        searched = 0
        while not (end := _HEAD_END.search(self._ahead, searched)):
            searched = max(0, len(self._ahead) - 3)
            if len(self._ahead) > MAX_HEAD_BYTES:
                raise DamagedError("has a header without an end")
            if not self._step():
                raise DamagedError("breaks off")
        return self.take(end.end())

    def end_record(self) -> None:
        """Leave the empty lines after a block behind and let the file format check what it can."""
        while len(self._ahead) < 9 and not self._between_members() and self._step():
            pass
        sure = self._between_members() or self._ahead.startswith((b"\r\n\r\n", b"\n\n"))
        while self._ahead.startswith((b"\r", b"\n")):
            self.take(1)
        # Where a writer left them out, a record must follow: a wrong length would swallow those behind it.
        if not sure and self._ahead and not self._ahead.startswith(b"WARC/"):
            raise DamagedError("does not end where it says")

    def at_end(self) -> bool:
        """Whether no record follows; some writers add empty lines before one, so those are left behind."""
        while (following := self.peek(1)) in {b"\r", b"\n"}:
            self.take(1)
        return not following

    @staticmethod
    def begins(raw: IO[bytes], offset: int) -> bool:
        """Whether the magic bytes found at ``offset`` are the beginning of a record."""
        raw.seek(offset)
        return _VERSION_LINE.match(raw.read(16)) is not None

    def _step(self) -> bool:
        """Get some bytes ready (perhaps none yet); False at the end of the file."""
        piece = self._raw.read(CHUNK_BYTES)
        self._ahead += piece
        return bool(piece)

    def _between_members(self) -> bool:
        return False


class Members(Octets):
    """A gzip file read forward unpacked. A record is checked when its member has come to its checksum."""

    checked = True
    magic = GZIP_MAGIC

    def __init__(self, raw: IO[bytes], offset: int) -> None:
        super().__init__(raw, offset)
        self._packed = b""
        self._inflater = zlib.decompressobj(_GZIP)
        self._members = deque([Mark(offset)])

    def mark(self) -> Mark:
        """The member in which the next byte stands and how far into it, unpacked."""
        while len(self._members) > 1 and self._members[1].skip <= self._taken:
            self._members.popleft()
        return Mark(self._members[0].offset, self._taken - self._members[0].skip)

    @staticmethod
    def begins(raw: IO[bytes], offset: int) -> bool:
        """Whether a member at ``offset`` unpacks to the beginning of a record."""
        raw.seek(offset)
        return packs_warc(raw.read(CHUNK_BYTES))

    def _step(self) -> bool:
        packed = self._packed or self._raw.read(CHUNK_BYTES)
        if self._inflater.eof:
            if not packed:
                return False
            self._inflater = zlib.decompressobj(_GZIP)
            self._members.append(Mark(self._raw.tell() - len(packed), self._taken + len(self._ahead)))
        try:
            piece = self._inflater.decompress(packed, CHUNK_BYTES)
        except zlib.error as error:
            self._packed = b""
            raise DamagedError("cannot be unpacked") from error
        if not packed and not piece and not self._inflater.eof:
            raise DamagedError("breaks off")
        ended = self._inflater.eof
        self._packed = self._inflater.unused_data if ended else self._inflater.unconsumed_tail
        self._ahead += piece
        return True

    def _between_members(self) -> bool:
        return self._inflater.eof
