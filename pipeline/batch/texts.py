"""The different texts of a partition, in the order of their digests, in a file of their own: what is compared is read from it."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from pipeline.batch.gathering import Member
from pipeline.batch.places import Places
from pipeline.corpus.near_duplicates.bands import Numbers, Signatures, unpack
from pipeline.corpus.near_duplicates.comparison import Text
from pipeline.corpus.near_duplicates.decisions import Rank

# Some 16 kB each.
REMEMBERED: Final = 2000
OPEN: Final = 32

_TABLES: Final = """
CREATE TABLE arrived (digest INTEGER PRIMARY KEY, folded TEXT NOT NULL);
CREATE TABLE texts (number INTEGER PRIMARY KEY, digest INTEGER NOT NULL UNIQUE, folded TEXT NOT NULL, signature BLOB);
CREATE TABLE members (
    digest INTEGER NOT NULL, state INTEGER NOT NULL, length INTEGER NOT NULL, first_seen_at TEXT NOT NULL,
    quality REAL NOT NULL, document_id TEXT NOT NULL, home INTEGER NOT NULL
);
"""
_IN_ORDER: Final = """
INSERT INTO texts (number, digest, folded) SELECT row_number() OVER (ORDER BY digest) - 1, digest, folded FROM arrived
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


def write_texts(database: Path, members: Iterable[Member]) -> None:
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
        connection.execute(_IN_ORDER)
        connection.execute("DROP TABLE arrived")
        connection.execute("COMMIT")


def folded_texts(database: Path) -> Iterator[tuple[int, str]]:
    """Number and folded text, in order."""
    with closing(sqlite3.connect(database)) as connection:
        question, number = "SELECT number, folded FROM texts WHERE number > ? ORDER BY number LIMIT 100", -1
        # In small answers, so that signatures can be written meanwhile.
        while found := connection.execute(question, (number,)).fetchall():
            yield from found
            number = found[-1][0]


def put_signatures(database: Path, signatures: Iterable[tuple[bytes, int]]) -> None:
    """The packed signature of each text that has shingles, by its number."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany("UPDATE texts SET signature = ? WHERE number = ?", signatures)


def count_texts(database: Path) -> int:
    """How many texts a partition has."""
    with closing(sqlite3.connect(database)) as connection:
        found: tuple[int] = connection.execute("SELECT count(*) FROM texts").fetchone()
    return found[0]


def placed(database: Path, first: int) -> Iterator[Placed]:
    """Every document of a partition of texts, in the order of the texts' numbers, of which the least is ``first``."""
    with closing(sqlite3.connect(database)) as connection:
        for number, *rank, home in connection.execute(_MEMBERS):
            yield Placed(first + number, (rank[0], rank[1], rank[2], rank[3], rank[4]), home)


class Texts:
    """Texts of all partitions, numbered from 0 on through all of them; the last ones are remembered. Close it.

    ``firsts``: the number of the first text of each partition, and behind them how many texts there are.
    """

    def __init__(self, folder: Places, partitions: int) -> None:
        self._databases = [folder.stage("sign", partition, ".db") for partition in range(partitions)]
        self.firsts = [0, *accumulate(map(count_texts, self._databases))]
        self._open: OrderedDict[int, sqlite3.Connection] = OrderedDict()
        self._texts: OrderedDict[int, Text] = OrderedDict()

    def text(self, number: int) -> Text:
        """The text as it is compared."""
        if number in self._texts:
            self._texts.move_to_end(number)
            return self._texts[number]
        partition, place = self._place(number)
        question = "SELECT folded FROM texts WHERE number = ?"
        (folded,) = self._connection(partition).execute(question, (place,)).fetchone()
        text = self._texts[number] = Text.of(folded)
        if len(self._texts) > REMEMBERED:
            self._texts.popitem(last=False)
        return text

    def signed(self, partition: int) -> tuple[Numbers, Signatures]:
        """The texts of a partition that have shingles, and their signatures."""
        question = "SELECT number, signature FROM texts WHERE signature IS NOT NULL ORDER BY number"
        rows = self._connection(partition).execute(question).fetchall()
        numbers = np.array([number for number, _ in rows], np.int64) + self.firsts[partition]
        return numbers, unpack([signature for _, signature in rows])

    def signatures(self, numbers: Numbers) -> Signatures:
        """Those of texts, which have shingles."""
        found = []
        for number in numbers.tolist():
            partition, place = self._place(number)
            question = "SELECT signature FROM texts WHERE number = ?"
            found.append(self._connection(partition).execute(question, (place,)).fetchone()[0])
        return unpack(found)

    def close(self) -> None:
        """Close all files."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def _place(self, number: int) -> tuple[int, int]:
        partition = bisect_right(self.firsts, number) - 1
        return partition, number - self.firsts[partition]

    def _connection(self, partition: int) -> sqlite3.Connection:
        if partition not in self._open:
            if len(self._open) >= OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[partition] = sqlite3.connect(self._databases[partition])
        self._open.move_to_end(partition)
        return self._open[partition]
