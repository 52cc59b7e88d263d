"""Lines of an index of captures: CDX in columns, CDXJ, and the JSON lines that an index server answers with."""

from __future__ import annotations

import gzip
import json
import logging
import re
import sys
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.crawl.common_crawl.capture import Capture, is_timestamp
from pipeline.errors import InputError

logger = logging.getLogger(__name__)

# Lines that tell whether a file is an index, and bytes of one that is read whole before a crawl begins.
LOOKED_AT, WHOLE = 1000, 64 << 20
GZIP = b"\x1f\x8b"
# The letters of a CDX header line, by the names that JSON lines have for the same. Without a header line it is the
# common one of eleven columns.
LETTERS = {
    "b": "timestamp",
    "a": "url",
    "m": "mime",
    "s": "status",
    "k": "digest",
    "S": "length",
    "V": "offset",
    "g": "filename",
}
ELEVEN = "N b a m s k r M S V g".split()
ABSENT = (None, "", "-")
FIELDS = (
    "url",
    "timestamp",
    "filename",
    "offset",
    "length",
    "status",
    "digest",
    "truncated",
    "mime",
    "mime-detected",
)
WEB = ("http://", "https://")
NUMBER = re.compile(r"[0-9]{1,17}")


class Line(NamedTuple):
    """A line of an index: ``is_read`` is False for what is none, ``capture`` None, too, for what cannot be fetched."""

    number: int
    is_read: bool
    capture: Capture | None


def lines_of(lines: Iterable[str]) -> Iterator[Line]:
    """Every line but headers and empty ones, read."""
    columns: Sequence[str] = ELEVEN
    for number, line in enumerate(lines, 1):
        words = line.split()
        if words and words[0] == "CDX":
            columns = words[1:]
        elif words and not line.startswith("!"):
            told = _told(line, columns)
            yield Line(number, told is not None, _capture(told or {}))


def _told(line: str, columns: Sequence[str]) -> Mapping[str, Any] | None:
    start = line.find("{")
    if start < 0:
        words = line.split()
        pairs = zip(columns, words, strict=False)
        named = {LETTERS[letter]: word for letter, word in pairs if letter in LETTERS}
        return named if len(words) == len(columns) else None
    try:
        # Some servers write control characters as they are.
        told = json.loads(line[start:], strict=False)
    except (ValueError, RecursionError):
        return None
    # In CDXJ key and time stand before the rest.
    before = line[:start].split()
    timestamp = {"timestamp": before[1]} if len(before) > 1 else {}
    return timestamp | told if isinstance(told, dict) else None


def _capture(told: Mapping[str, Any]) -> Capture | None:
    url, timestamp, filename, offset, length, status, digest, truncated, *types = (
        "" if value in ABSENT else str(value) for value in map(told.get, FIELDS)
    )
    numbers = NUMBER.fullmatch(offset) and NUMBER.fullmatch(length)
    if not (numbers and filename and is_timestamp(timestamp) and url.startswith(WEB)) or int(length) < 1:
        return None
    if not _is_text(url + filename):
        return None
    named = (word.partition(";")[0].strip().lower() for word in types)
    return Capture(
        url=url,
        timestamp=timestamp,
        filename=sys.intern(filename.lstrip("/")),
        offset=int(offset),
        length=int(length),
        status=status,
        types=tuple(filter(None, named)),
        digest=digest.removeprefix("sha1:"),
        truncated=truncated,
    )


def _is_text(word: str) -> bool:
    """JSON can name halves of characters, which no address has."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def check(path: Path) -> None:
    """Look at an index file before anything begins. Raises InputError for one that cannot be read, is no index or, unless it is
    very large, is damaged.
    """
    lines = file_lines(path)
    begun = list(islice(lines, LOOKED_AT))
    if begun and not any(line.is_read for line in lines_of(begun)):
        raise InputError(f"{path} is no index of captures: give CDX, CDXJ or JSON lines")
    if path.stat().st_size <= WHOLE:
        deque(lines, maxlen=0)


def captures_in_file(path: Path) -> Iterator[Capture]:
    """The captures of an index file. Raises InputError for one that is damaged, or none at all."""
    read = wrong = first = 0
    for line in lines_of(file_lines(path)):
        if line.is_read:
            read += 1
        else:
            wrong += 1
            first = first or line.number
        if line.capture:
            yield line.capture
    if wrong and not read:
        raise InputError(f"{path} is no index of captures: give CDX, CDXJ or JSON lines")
    if wrong:
        logger.warning("%s: %d lines are no captures, the first is line %d", path, wrong, first)


def file_lines(path: Path) -> Iterator[str]:
    """The lines of an index file, gzipped or not. Raises InputError, also in the midst of a damaged one."""
    number = 0
    try:
        with path.open("rb") as raw:
            packed = raw.read(len(GZIP)) == GZIP
            raw.seek(0)
            with gzip.open(raw) if packed else raw as file:
                for number, line in enumerate(file, 1):  # noqa: B007
                    yield line.decode("utf-8", "replace")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{path} is damaged after line {number}: {error}") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
