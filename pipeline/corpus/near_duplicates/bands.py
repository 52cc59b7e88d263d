"""MinHash: some numbers per text by which its near duplicates are found.

Two texts agree in one MinHash value as often as in a shingle (Jaccard). Each value is a band of its own: bands of several
values are for thresholds of .5 and more, but a copy with a fifth of its characters changed has .2, the first third of a
text .33. So candidates share some values of many, and are few only because they are compared for true afterwards.

One half of the values is of the whole text, the other of its beginning: a preview is the beginning of its text,
and agrees with it there however short it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from rensa import RMinHash

from pipeline.corpus.near_duplicates.shingles import Hashes

WHOLE: Final = 20
BEGINNING: Final = 20
BEGINNING_SHINGLES: Final = 600
SEED: Final = 5
"""Keys in a database were made with these: another value needs a migration that empties the tables."""

Keys = list[int]


def signatures(texts: Sequence[Hashes], values: int, seed: int = SEED) -> list[list[int]]:
    """The MinHash values, 32 bits each, of each text's shingles, of which there must be one at least."""
    ends = np.cumsum([0, *map(len, texts)], dtype=np.uint64)
    flat = np.concatenate(texts)
    rows: list[list[int]] = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, values, seed).to_rows()
    return rows


def band_keys(texts: Sequence[Hashes]) -> list[Keys]:
    """For each text its bands, as integers that hold the number of the band and its value."""
    if not texts:
        return []
    whole = np.array(signatures(texts, WHOLE), np.int64)
    starts = [text[:BEGINNING_SHINGLES] for text in texts]
    beginning = np.array(signatures(starts, BEGINNING, SEED + 1), np.int64)
    values = np.concatenate([whole, beginning], axis=1)
    numbers = np.arange(WHOLE + BEGINNING, dtype=np.int64) << 32
    keys: list[Keys] = (values | numbers).tolist()
    return keys


def pack(keys: Keys) -> bytes:
    """As it is kept in the database: the values, 4 bytes each."""
    return (np.array(keys, np.int64) & 0xFFFF_FFFF).astype("<u4").tobytes()


def unpack(packed: bytes) -> Keys:
    """What ``pack`` was given."""
    values = np.frombuffer(packed, "<u4").astype(np.int64)
    keys: Keys = (values | (np.arange(len(values), dtype=np.int64) << 32)).tolist()
    return keys
