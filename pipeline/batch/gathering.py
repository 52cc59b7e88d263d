"""All that came of the pages of one address, put together by the rules of the store: a database for each partition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.counting import decided_lines
from pipeline.batch.files import appearing
from pipeline.batch.places import Places
from pipeline.batch.reading import Came, repeats_unknown
from pipeline.batch.shuffle import rows, shuffling
from pipeline.batch.withdrawn import noted
from pipeline.corpus.near_duplicates.decisions import Rank, rank_of
from pipeline.corpus.near_duplicates.fold import fold
from pipeline.corpus.near_duplicates.known import digest_of
from pipeline.items import Reject
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.store import connect
from pipeline.store.batch import Put
from pipeline.store.transactions import Transactions
from pipeline.store.withdrawals import forget_addresses, put_in_force
from pipeline.urls import site_of

BATCH: Final = 500
_TEXTS: Final = "SELECT text, text_state, char_count, first_seen_at, quality, id FROM documents ORDER BY id"


class Member(NamedTuple):
    """A document with a text that can be compared: ``folded`` is None when the same task has told it before.

    ``home`` is the partition that its address is in.
    """

    digest: int
    folded: str | None
    rank: Rank
    home: int


class Gather(PipelineStep):
    """One partition of addresses. Pages of sites that have lines of their own count as they were read the second time.

    ``at``: when what could not be read was tried, UTC.
    """

    name = "by address, as the store keeps it"
    type = "GATHER"

    def __init__(self, folder: Places, at: str) -> None:
        super().__init__()
        self.folder = folder
        self.at = at

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """See the class."""
        self.folder.work.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self.folder.work) as scratch:
            database = Path(scratch) / "gathered.db"
            self._store(database, rank, world_size)
            self._tell_texts(database, rank, world_size)
            with appearing(self.folder.stage("gather", rank, ".db")) as made:
                database.rename(made)

    def _store(self, database: Path, rank: int, tasks: int) -> None:
        came = self._came(rank, tasks)
        transactions = Transactions(database, busy_seconds=1)
        with closing(transactions):
            transactions.start_run("batch", None, {}, EXTRACTOR_VERSION, self.at)
            transactions.apply(partial(put_in_force, of_another=noted(self.folder)))
            while batch := [Put(*each, self.at) for each in islice(came, BATCH)]:
                faults = transactions.store(batch)
                self.stat_update("pages", value=len(batch))
                self.stat_update("not stored", value=sum(fault is not None for fault in faults))
            transactions.apply(forget_addresses)

    def _came(self, rank: int, tasks: int) -> Iterator[Came]:
        failed = set[str]()
        again = decided_lines(self.folder)
        for task in range(tasks):
            for came in rows(self.folder.stage("again", task, ".outcomes"), rank):
                # What was learned of other pages must not cost this one its document.
                if isinstance(came.outcome, Reject) and came.outcome.outcome == "error":
                    failed.add(came.page.id)
                else:
                    yield came
        for stage, task in product(("read", "repeats"), range(tasks)):
            for came in rows(self.folder.stage(stage, task, ".outcomes"), rank):
                if stage == "read" and repeats_unknown(came.outcome):
                    # Told by those that have looked in the other shards.
                    continue
                if not came.page or site_of(came.page.url) not in again or came.page.id in failed:
                    yield came

    def _tell_texts(self, database: Path, rank: int, partitions: int) -> None:
        told = set[int]()
        with (
            closing(connect(database, readonly=True)) as connection,
            shuffling(self.folder.stage("gather", rank, ".texts")) as shuffle,
        ):
            for text, state, *facts in connection.execute(_TEXTS):
                folded = fold(text) if state != "none" else ""
                if not folded:
                    continue
                digest = digest_of(folded)
                member = Member(digest, None if digest in told else folded, rank_of(state, *facts), rank)
                told.add(digest)
                shuffle.put(place_of(digest, partitions), member)


def place_of(digest: int, partitions: int) -> int:
    """The partition of a text. A range of digests each, so that their order does not depend on how many there are.

    >>> place_of(-(1 << 63), 7), place_of(0, 7), place_of((1 << 63) - 1, 7)
    (0, 3, 6)
    """
    return (digest + (1 << 63)) * partitions >> 64


def databases(folder: Places, partitions: int) -> Sequence[Path]:
    """What ``Gather`` leaves."""
    return [folder.stage("gather", partition, ".db") for partition in range(partitions)]
