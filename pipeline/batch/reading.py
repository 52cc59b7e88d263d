"""Pages out of shards, as a step of datatrove: a document for each page, of which only ``metadata["item"]`` counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.shards import Shard, pages_of
from pipeline.items import Reject
from pipeline.urls import site_of

ITEM = "item"


class ReadPages(PipelineStep):
    """The pages of every ``tasks``-th shard, from that of the task's own number on.

    With ``sites``, pages of these alone, and nothing of what could not be read.
    """

    name = "pages of WARC and WACZ shards"
    type = "READER"

    def __init__(self, shards: Sequence[Shard], sites: Container[str] | None = None) -> None:
        super().__init__()
        self.shards = shards
        self.sites = sites

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """See the class."""
        skipped: Counter[str] = Counter()
        for shard in self.shards[rank::world_size]:
            for item in pages_of(shard, skipped):
                if self.sites is None or not (
                    isinstance(item, Reject) or site_of(item.url) not in self.sites
                ):
                    self.stat_update("rejects" if isinstance(item, Reject) else "pages")
                    yield Document(text="", id=item.url, metadata={ITEM: item})
        for kind, number in skipped.items():
            self.stat_update(f"left out: {kind}", value=number)
