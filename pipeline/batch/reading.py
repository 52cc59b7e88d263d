"""Pages out of shards, as a step of datatrove: a document for each page, of which only ``metadata["item"]`` counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.shards import Shard, pages_of
from pipeline.items import Page
from pipeline.urls import site_of

ITEM = "item"


class ReadPages(PipelineStep):
    """The pages of every ``tasks``-th shard, from that of the task's own number on.

    With ``known``, pages of the sites that it gives alone, and nothing of what could not be read.
    """

    name = "pages of WARC and WACZ shards"
    type = "READER"

    def __init__(self, shards: Sequence[Shard], known: Callable[[], Collection[str]] | None = None) -> None:
        super().__init__()
        self.shards = shards
        self.known = known

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """See the class."""
        skipped: Counter[str] = Counter()
        sites = self.known() if self.known else None
        for shard in self.shards[rank::world_size] if sites is None or sites else ():
            for item in pages_of(shard, skipped):
                if sites is None or (isinstance(item, Page) and site_of(item.url) in sites):
                    self.stat_update("pages" if isinstance(item, Page) else "rejects")
                    yield Document(text="", id=item.url, metadata={ITEM: item})
        for kind, number in skipped.items():
            self.stat_update(f"left out: {kind}", value=number)
