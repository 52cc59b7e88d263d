"""Shards in, what comes of their pages out, as a step of datatrove: a document for each, of which only the metadata counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.isolation import isolated
from pipeline.batch.reading import Work
from pipeline.batch.shards import Shard
from pipeline.items import Reject

CAME: Final = "came"
LEFT_OUT: Final = "left out: "
"""How figures begin that say of what kind the pages were that no row of the result tells of."""

Pick = Callable[[Sequence[Shard], int], Work]
Keep = Callable[[int, set[str]], None]


class RefinePages(PipelineStep):
    """What comes of the pages of every ``tasks``-th shard, from that of the task's own number on.

    ``pick`` is asked, when the task begins, which pages are meant, and with what is known by then. Names that led to no page of
    these shards are kept for those who look for them.
    """

    name = "pages of WARC and WACZ shards, refined"
    type = "READER"

    def __init__(
        self,
        shards: Sequence[Shard],
        pick: Pick,
        keep: Keep | None = None,
    ) -> None:
        super().__init__()
        self.shards = shards
        self.pick = pick
        self.keep = keep

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """See the class."""
        skipped: Counter[str] = Counter()
        unknown = set[str]()
        for came in isolated(self.pick(self.shards[rank::world_size], rank), skipped, unknown):
            outcome = came.outcome
            self.stat_update(outcome.outcome if isinstance(outcome, Reject) else "document")
            yield Document(text="", id=came.page.url if came.page else "", metadata={CAME: came})
        for kind, number in skipped.items():
            self.stat_update(f"{LEFT_OUT}{kind}", value=number)
        if self.keep:
            self.keep(rank, unknown)
