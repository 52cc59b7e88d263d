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

from collections.abc import Sequence
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

Keys = list[int]

_NUMBERS: Final = np.arange(2 * BANDS, dtype=np.int64) << 32


class Signature(NamedTuple):
    """``keys``: the bands, as integers that hold a band's number and its value. ``sketch``: all values' low bytes."""

    keys: Keys
    sketch: bytes


NO_SIGNATURE: Final = Signature([], b"")


def signatures(texts: Sequence[Hashes], values: int, seed: int = SEED) -> npt.NDArray[np.uint32]:
    """The MinHash values, one row for each text's shingles, of which there must be one at least."""
    ends = np.cumsum([0, *map(len, texts)], dtype=np.uint64)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(texts), ends, values, seed).to_rows()
    return np.array(rows, np.uint32)


def sign(texts: Sequence[Hashes]) -> list[Signature]:
    """Each text's signature; none for a text without shingles."""
    told = [text for text in texts if len(text)]
    if not told:
        return [NO_SIGNATURE] * len(texts)
    whole = signatures(told, VALUES)
    beginning = signatures([text[:BEGINNING_SHINGLES] for text in told], VALUES, SEED + 1)
    banded = np.concatenate([whole[:, :BANDS], beginning[:, :BANDS]], axis=1)
    keys = (banded.astype(np.int64) | _NUMBERS).tolist()
    sketches = np.concatenate([whole, beginning], axis=1).astype(np.uint8)
    found = map(Signature, keys, map(bytes, sketches))
    return [next(found) if len(text) else NO_SIGNATURE for text in texts]


def agreement(one: bytes, others: Sequence[bytes]) -> list[int]:
    """In how many values, of 2 * VALUES, each of the other sketches agrees."""
    rows = np.frombuffer(b"".join(others), np.uint8).reshape(len(others), -1)
    found: list[int] = np.count_nonzero(rows == np.frombuffer(one, np.uint8), axis=1).tolist()
    return found


def pack(signature: Signature) -> bytes:
    """As it is kept in the database: the bands' values, 4 bytes each, then the sketch."""
    return (np.array(signature.keys, np.int64) & 0xFFFF_FFFF).astype("<u4").tobytes() + signature.sketch


def unpack(packed: bytes) -> Signature:
    """What ``pack`` was given."""
    if not packed:
        return NO_SIGNATURE
    values = np.frombuffer(packed, "<u4", 2 * BANDS).astype(np.int64)
    return Signature((values | _NUMBERS).tolist(), sketch_of(packed))


def sketch_of(packed: bytes) -> bytes:
    """The sketch alone."""
    return packed[8 * BANDS :]
