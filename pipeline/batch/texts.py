"""The different texts of a partition, in the order of their digests, in a file of their own: what is compared is read from it."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.batch.gathering import Member
from pipeline.batch.places import Places
from pipeline.corpus.near_duplicates.comparison import Text
from pipeline.corpus.near_duplicates.decisions import Rank

# Some 16 kB each.
REMEMBERED: Final = 2000
OPEN: Final = 32

_TABLES: Final = """
CREATE TABLE arrived (digest INTEGER PRIMARY KEY, folded TEXT NOT NULL);
CREATE TABLE texts (number INTEGER PRIMARY KEY, digest INTEGER NOT NULL UNIQUE, folded TEXT NOT NULL, sketch BLOB);
CREATE TABLE members (
    digest INTEGER NOT NULL, state INTEGER NOT NULL, length INTEGER NOT NULL, first_seen_at TEXT NOT NULL,
    quality REAL NOT NULL, document_id TEXT NOT NULL, home INTEGER NOT NULL
);
"""
_IN_ORDER: Final = """
INSERT INTO texts (number, digest, folded) SELECT ? + row_number() OVER (ORDER BY digest) - 1, digest, folded FROM arrived
"""
_MEMBERS: Final = """
SELECT number, state, length, first_seen_at, quality, document_id, home
FROM members JOIN texts USING (digest) ORDER BY number
"""


class Placed(NamedTuple):
    """A document, the number of its text, and the partition that its address is in."""

    number: int
    rank: Rank
    home: int


def number_of(partition: int, place: int) -> int:
    """The number of a text: partition by partition, from 0 on in each."""
    return partition << 32 | place


def write_texts(database: Path, partition: int, members: Iterable[Member]) -> None:
    """A new file with the texts and documents of a partition."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_TABLES)
        connection.execute("BEGIN")
        for digest, folded, rank, home in members:
            if folded is not None:
                connection.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?)", (digest, folded))
            connection.execute("INSERT INTO members VALUES (?, ?, ?, ?, ?, ?, ?)", (digest, *rank, home))
        connection.execute(_IN_ORDER, (number_of(partition, 0),))
        connection.execute("DROP TABLE arrived")
        connection.execute("COMMIT")


def folded_texts(database: Path) -> Iterator[tuple[int, str]]:
    """Number and folded text, in order."""
    with closing(sqlite3.connect(database)) as connection:
        yield from connection.execute("SELECT number, folded FROM texts ORDER BY number")


def put_sketches(database: Path, sketches: Iterable[tuple[bytes, int]]) -> None:
    """The sketch of each text that has shingles, by its number."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany("UPDATE texts SET sketch = ? WHERE number = ?", sketches)


def placed(database: Path) -> Iterator[Placed]:
    """Every document of a partition of texts, in the order of the texts' numbers."""
    with closing(sqlite3.connect(database)) as connection:
        for number, *rank, home in connection.execute(_MEMBERS):
            yield Placed(number, (rank[0], rank[1], rank[2], rank[3], rank[4]), home)


class Texts:
    """Texts of all partitions by their numbers; the last ones are remembered. Close it."""

    def __init__(self, folder: Places) -> None:
        self._folder = folder
        self._open: OrderedDict[int, sqlite3.Connection] = OrderedDict()
        self._texts: OrderedDict[int, Text] = OrderedDict()

    def text(self, number: int) -> Text:
        """The text as it is compared."""
        if number in self._texts:
            self._texts.move_to_end(number)
            return self._texts[number]
        (folded,) = self._ask("SELECT folded FROM texts WHERE number = ?", number)
        text = self._texts[number] = Text.of(folded)
        if len(self._texts) > REMEMBERED:
            self._texts.popitem(last=False)
        return text

    def sketches(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """The sketches of texts that have shingles."""
        found = (
            (number, self._ask("SELECT sketch FROM texts WHERE number = ?", number)[0]) for number in numbers
        )
        return {number: sketch for number, sketch in found if sketch is not None}

    def close(self) -> None:
        """Close all files."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def _ask(self, question: str, number: int) -> tuple[Any, ...]:
        partition = number >> 32
        connection = self._open.get(partition)
        if connection is None:
            if len(self._open) >= OPEN:
                self._open.popitem(last=False)[1].close()
            connection = self._open[partition] = sqlite3.connect(self._folder.stage("sign", partition, ".db"))
        self._open.move_to_end(partition)
        row: tuple[Any, ...] = connection.execute(question, (number,)).fetchone()
        return row
