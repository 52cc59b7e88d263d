"""``refine`` as a step of datatrove, in a process that is killed when a page hangs or crashes it: that page is a reject."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.reading import ITEM
from pipeline.crawl.reading import Step
from pipeline.crawl.refinery import PAGE_SECONDS, Refinery
from pipeline.crawl.sites import site_for
from pipeline.items import Page, Reject
from pipeline.refine import refine
from pipeline.refine.site import Site
from pipeline.urls import site_of

OUTCOME: Final = "outcome"
Lines = Mapping[str, Mapping[str, str]]
"""Of each site, the lines that are its own by their keys, with the evidence of each."""


class RefinePages(PipelineStep):
    """Adds ``metadata["outcome"]`` to each page, and takes its bytes away, of which there is no more need.

    ``declared``: sites by their hosts. ``known``: asked for lines when the task begins. ``step`` and ``seconds`` are for tests.
    """

    name = "refine"
    type = "REFINE"

    def __init__(
        self,
        declared: Mapping[str, Site],
        known: Callable[[], Lines] | None = None,
        *,
        step: Step = refine,
        seconds: float = PAGE_SECONDS,
    ) -> None:
        super().__init__()
        self.declared = declared
        self.known = known
        self.lines: Lines = {}
        self.step = step
        self.seconds = seconds

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """See the class."""
        self.lines = self.known() if self.known else {}
        unread: deque[Document] = deque()

        def pages() -> Iterator[tuple[Page, Site | None]]:
            for document in data or ():
                item = document.metadata[ITEM]
                if isinstance(item, Reject):
                    unread.append(document)
                else:
                    yield item, self._site(item.url)

        with Refinery(1, step=self.step, seconds=self.seconds) as refinery:
            for page, outcome in refinery.refine_all(pages()):
                self.stat_update(outcome.outcome if isinstance(outcome, Reject) else "document")
                yield Document(text="", id=page.url, metadata={ITEM: page.without_body(), OUTCOME: outcome})
                while unread:
                    yield _unread(unread.popleft())
        yield from map(_unread, unread)

    def _site(self, url: str) -> Site | None:
        declared, name = site_for(url, self.declared), site_of(url)
        lines = self.lines.get(name)
        if not lines:
            return declared
        return replace(declared, lines=lines) if declared else Site(name=name, lines=lines)


def _unread(document: Document) -> Document:
    document.metadata[OUTCOME] = document.metadata[ITEM]
    document.metadata[ITEM] = None
    return document
