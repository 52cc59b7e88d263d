"""A capture: one visit of somebody else's crawler to a page, and where its record stands."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

# What an index says of a record that only refers to an earlier one.
REVISIT = "warc/revisit"
SCHEME = "warc"
_TIMESTAMP = re.compile(r"[0-9]{14}")


class Capture(NamedTuple):
    """``offset`` and ``length`` are bytes of the WARC file, as packed there; ``timestamp`` has 14 digits, UTC.

    ``types`` are the media types that the server and the index itself give it, ``truncated`` why it was cut
    short. Absent is an empty string.
    """

    url: str
    timestamp: str
    filename: str
    offset: int
    length: int
    status: str = ""
    types: tuple[str, ...] = ()
    digest: str = ""
    truncated: str = ""

    @property
    def captured_at(self) -> str:
        """When, as times are written here."""
        t = self.timestamp
        return f"{t[:4]}-{t[4:6]}-{t[6:8]}T{t[8:10]}:{t[10:12]}:{t[12:]}Z"

    @property
    def is_revisit(self) -> bool:
        """Whether its record has no body of its own, as far as the index knows."""
        return REVISIT in self.types

    @property
    def bytes_range(self) -> str:
        """The value of a Range header, and the fragment that names its place in a file."""
        return f"bytes={self.offset}-{self.offset + self.length - 1}"

    @property
    def address(self) -> str:
        """All that is needed to fetch it, as one address for the frontier; no server is named, so mirrors may change.

        >>> Capture("https://a.example/?q=1", "20240301120000", "b/c.warc.gz", 5, 9).address
        'warc:b/c.warc.gz?offset=5&length=9&at=20240301120000&url=https%3A%2F%2Fa.example%2F%3Fq%3D1'
        """
        words: dict[str, object] = {
            "offset": self.offset,
            "length": self.length,
            "at": self.timestamp,
            "url": self.url,
        }
        if self.truncated:
            words["truncated"] = self.truncated
        return f"{SCHEME}:{quote(self.filename)}?{urlencode(words)}"

    @classmethod
    def at(cls, address: str) -> Capture:
        """The capture with this address; what only the choice looks at is left out."""
        parts = urlsplit(address)
        words = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        return cls(
            url=words["url"],
            timestamp=words["at"],
            filename=unquote(parts.path),
            offset=int(words["offset"]),
            length=int(words["length"]),
            truncated=words.get("truncated", ""),
        )

    def place(self, server: str) -> str:
        """The address of its file."""
        return f"{server.rstrip('/')}/{quote(self.filename)}"


def is_timestamp(word: str) -> bool:
    """Whether it is a time as indexes write it."""
    if not _TIMESTAMP.fullmatch(word):
        return False
    try:
        datetime.fromisoformat(f"{word[:8]}T{word[8:]}")
    except ValueError:
        return False
    return True
