"""What a finished batch has to say of pages that gave no document, and of input that could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import pyarrow.parquet as pq

from pipeline.batch.places import PARQUET, TABLES, Places
from pipeline.batch.shards import Shard, shard_uri
from pipeline.store.reasons import kind_of

ROWS: Final = 10_000


class Unserved(NamedTuple):
    """How many addresses gave no document, by kind of reason; and of each shard that could not be read, or not whole, why."""

    reasons: Counter[str]
    unread: dict[str, str]


def unserved(folder: Places, shards: Sequence[Shard]) -> Unserved:
    """Read off the table of rejects."""
    found = Unserved(Counter(), {})
    uris = {shard_uri(shard): shard.url for shard in shards}
    for path in sorted((folder.folder / TABLES).glob(f"rejects-*{PARQUET}")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS, columns=["url", "outcome", "reason"]):
                for url, outcome, reason in zip(*map(list, batch.to_pydict().values()), strict=True):
                    found.reasons[f"{outcome}, {kind_of(reason)}"] += 1
                    # What is wrong with a file inside a WACZ names it behind the address.
                    shard = uris.get(url) or uris.get(url.rpartition("#")[0])
                    if shard:
                        found.unread[shard] = reason
    return Unserved(found.reasons, dict(sorted(found.unread.items())))
