"""MinHash: the numbers by which a text's near duplicates are found, and weighed before their texts are read.

Two texts agree in one MinHash value as often as in a shingle (Jaccard). Each of the first values is a band of its own: bands
of several values are for thresholds of .5 and more, but a copy with a fifth of its characters changed has .17, the first
third of a text .33. So candidates need share only two bands of sixty-four, and most of them are refused by a
sketch of four times as many values, one byte each.

One half of all values is of the whole text, the other of its beginning: a preview is the beginning of its text,
and agrees with it there. Of the first 600 shingles, that is: a preview of 150 characters shares a quarter of them and is
found, one of 100 every second time, one of 70 not at all, unless the whole text is short.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from pipeline.corpus.near_duplicates.shingles import Hashes

BANDS: Final = 32
VALUES: Final = 128
BEGINNING_SHINGLES: Final = 600
SEED: Final = 5
"""All are of each half. Rows in a database were made with these: others need a migration that empties the tables."""

Numbers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.int64]
Sketches = npt.NDArray[np.uint8]

_NUMBERS: Final = np.arange(2 * BANDS, dtype=np.int64) << 32
_SIGNED: Final = 100
"""Texts signed at once: the shingles of more would leave the processor's cache."""


class Rows(NamedTuple):
    """Which texts are in which bands: for each row a band's key and a text's number."""

    keys: Numbers
    numbers: Numbers


class Signatures(NamedTuple):
    """A row for each text.

    ``keys``: 2 * BANDS integers that hold a band's number and its value. ``sketches``: all values' low bytes, 2 * VALUES.
    """

    keys: Keys
    sketches: Sketches


def signatures(texts: Sequence[Hashes], values: int, seed: int = SEED) -> npt.NDArray[np.uint32]:
    """The MinHash values, one row for each text's shingles, of which there must be one at least."""
    ends = np.cumsum([0, *map(len, texts)], dtype=np.uint64)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(texts), ends, values, seed).to_rows()
    return np.array(rows, np.uint32)


def sign(texts: Iterable[Hashes]) -> Signatures:
    """The signatures of texts by their shingles, of which each must have one at least."""
    keys, sketches = [np.empty((0, 2 * BANDS), np.int64)], [np.empty((0, 2 * VALUES), np.uint8)]
    waiting = iter(texts)
    while some := list(islice(waiting, _SIGNED)):
        whole = signatures(some, VALUES)
        beginning = signatures([text[:BEGINNING_SHINGLES] for text in some], VALUES, SEED + 1)
        banded = np.concatenate([whole[:, :BANDS], beginning[:, :BANDS]], axis=1)
        keys.append(banded.astype(np.int64) | _NUMBERS)
        sketches.append(np.concatenate([whole, beginning], axis=1).astype(np.uint8))
    return Signatures(np.concatenate(keys), np.concatenate(sketches))


def agreement(some: Sketches, others: Sketches) -> Numbers:
    """In how many values the sketches in each row of both agree: a column for each half."""
    agreed = np.bitwise_count(np.packbits(some == others, axis=1).view(np.uint64))
    counts: Numbers = agreed.reshape(-1, 2, VALUES // 64).sum(axis=2, dtype=np.int64)
    return counts


def sizes(keys: Keys) -> npt.NDArray[np.float64]:
    """How many shingles each text has, within a fifth or so: the least of n numbers is the smaller the more they are."""
    least = (keys[:, :BANDS] & 0xFFFF_FFFF).sum(axis=1, dtype=np.float64)
    found: npt.NDArray[np.float64] = 2.0**32 * (BANDS - 1) / np.maximum(least, 1.0)
    return found


def pack(signatures: Signatures) -> list[bytes]:
    """As each is kept in the database: the bands' values, 4 bytes each, then the sketch."""
    values = (signatures.keys & 0xFFFF_FFFF).astype("<u4").view(np.uint8)
    return [row.tobytes() for row in np.concatenate([values, signatures.sketches], axis=1)]


def unpack(packed: Sequence[bytes]) -> Signatures:
    """What ``pack`` was given."""
    rows = np.frombuffer(b"".join(packed), np.uint8).reshape(-1, 8 * BANDS + 2 * VALUES)
    values = np.ascontiguousarray(rows[:, : 8 * BANDS]).view("<u4")
    return Signatures(values.astype(np.int64) | _NUMBERS, rows[:, 8 * BANDS :])
