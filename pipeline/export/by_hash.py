"""Documents by the hash that an export tells of them, which is that of the masked text where something is masked."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pipeline.errors import InputError
from pipeline.export import index
from pipeline.export.masking import Mask

_HASH: Final = "content_sha256"
_TEXTS: Final = (
    "SELECT canonical_url, text FROM documents WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
)


def masked_with_hash(
    connection: sqlite3.Connection, exports: Iterable[Path], sha256: str, mask: Mask
) -> list[str]:
    """Canonical addresses of the documents whose masked text has this hash.

    Masking every text would take hours: only those are masked that the index of an export says may have it.
    """
    candidates = sorted({key for place in exports for key in _candidates(place, sha256)})
    found = connection.execute(_TEXTS, (json.dumps(candidates),))
    return sorted({url for url, text in found if _digest(mask(text).text) == sha256})


def _candidates(place: Path, sha256: str) -> Iterator[str]:
    """Ids of rows with the checksum of this hash: one in 65,536 has it by chance."""
    wanted = index.checksum(sha256)
    try:
        for row in index.read(place):
            if row.get(_HASH) == wanted:
                yield row["id"]
    except InputError:
        # Damaged, as the list of exports says.
        return


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
