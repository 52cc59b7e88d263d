"""Texts that were looked at before: what the database has of them, for the one process that dedupes."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import chain
from typing import Final

import numpy as np

from pipeline.corpus.near_duplicates.bands import Keys, Numbers, Rows, Signatures, unpack
from pipeline.corpus.near_duplicates.comparison import Text
from pipeline.corpus.near_duplicates.fold import fold

# Some 16 kB each: what is compared often is not read and folded again.
REMEMBERED: Final = 2000

_BANDS = """
SELECT text_bands.key, text_bands.text_id FROM json_each(?) AS wanted
CROSS JOIN text_bands ON text_bands.key = wanted.value
"""
_SIGNATURES = (
    "SELECT id, signature FROM folded_texts WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
)
_BY_DIGEST = "SELECT digest, id FROM folded_texts WHERE digest IN (SELECT value FROM json_each(?))"
_DOCUMENTS = """
SELECT document.text, digest FROM document_texts JOIN folded_texts ON folded_texts.id = text_id
JOIN documents AS document ON document.id = document_id WHERE text_id = ? ORDER BY document.id
"""


def digest_of(folded: str) -> int:
    """Equal for exact copies; 64 bits, signed: of a million texts two others share one once in 40 million corpora."""
    return int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), "big", signed=True)


class KnownTexts:
    """Reads texts by number, and remembers the last ones.

    ``unreadable`` are those asked for whose documents have all changed since: they are looked at again anyway.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.unreadable: set[int] = set()
        self._connection = connection
        self._texts: OrderedDict[int, Text] = OrderedDict()
        self._held: Mapping[int, str] = {}

    def hold(self, folded: Mapping[int, str]) -> None:
        """Begin a batch, whose texts are not in the database yet."""
        self.unreadable.clear()
        self._held = folded

    def text(self, number: int) -> Text | None:
        """The text; None when it is unreadable."""
        if number in self._texts:
            self._texts.move_to_end(number)
            return self._texts[number]
        folded = self._held.get(number) or self._read(number)
        if folded is None:
            self.unreadable.add(number)
            return None
        text = self._texts[number] = Text.of(folded)
        if len(self._texts) > REMEMBERED:
            self._texts.popitem(last=False)
        return text

    def forget(self, numbers: Iterable[int]) -> None:
        """Numbers that may be given to other texts."""
        for number in numbers:
            self._texts.pop(number, None)

    def _read(self, number: int) -> str | None:
        for text, digest in self._connection.execute(_DOCUMENTS, (number,)):
            folded = fold(text)
            if digest_of(folded) == digest:
                return folded
        return None

    def numbers(self, digests: Iterable[int]) -> dict[int, int]:
        """The numbers of the texts that are known already."""
        return dict(self._connection.execute(_BY_DIGEST, (json.dumps(list(digests)),)))

    def signed(self, numbers: Numbers) -> tuple[Numbers, Signatures]:
        """Of these texts those that are in the database, by number, and their signatures."""
        rows = self._connection.execute(_SIGNATURES, (json.dumps(numbers.tolist()),)).fetchall()
        found = np.array([number for number, _ in rows], np.int64)
        return found, unpack([signature for _, signature in rows])

    def bands(self, keys: Keys) -> Rows:
        """All rows of these bands, at most LONGEST_BAND of each."""
        rows = self._connection.execute(_BANDS, (json.dumps(np.unique(keys).tolist()),))
        found = np.fromiter(chain.from_iterable(rows), np.int64).reshape(-1, 2)
        return Rows(found[:, 0], found[:, 1])
