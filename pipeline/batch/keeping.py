"""What came of pages, for the tasks that gather it by address, and the lines of texts, for those that count them by site."""

from __future__ import annotations

from contextlib import ExitStack
from hashlib import blake2b
from typing import NamedTuple

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.places import Places
from pipeline.batch.reading import Came
from pipeline.batch.refining import CAME, LEFT_OUT
from pipeline.batch.shuffle import Shuffle, shuffling
from pipeline.batch.withdrawn import noted
from pipeline.items import Refined, Reject, TextLine
from pipeline.store.batch import Put
from pipeline.store.rows import scrub
from pipeline.store.tombstones import by_key, refusing
from pipeline.urls import canonical_url


class LinesOfText(NamedTuple):
    """What is counted of one record: the columns of it that ``LineCounts`` asks for."""

    id: str
    site: str
    copy_key: str
    fetched_at: str
    lines: tuple[TextLine, ...]


class KeepOutcomes(PipelineStep):
    """Two files: what came of pages by address, and the lines of texts by site, but of those that are withdrawn."""

    name = "outcomes by address, lines by site"
    type = "WRITER"

    def __init__(self, folder: Places, stage: str, partitions: int) -> None:
        super().__init__()
        self.folder = folder
        self.stage = stage
        self.partitions = partitions

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """See the class."""
        known = by_key(*noted(self.folder))
        with ExitStack() as stack:
            outcomes = stack.enter_context(shuffling(self.folder.stage(self.stage, rank, ".outcomes")))
            lines = stack.enter_context(shuffling(self.folder.stage(self.stage, rank, ".lines")))
            for document in data or ():
                came: Came = document.metadata[CAME]
                outcomes.put(part_of(_address(came), self.partitions), came)
                if known and refusing(Put(came.page, came.outcome, ""), known):
                    self.stat_update(f"{LEFT_OUT}withdrawn")
                else:
                    self._keep_lines(came.outcome, lines)

    def _keep_lines(self, outcome: Refined, lines: Shuffle) -> None:
        for record in () if isinstance(outcome, Reject) else outcome:
            if record.copy_key:
                kept = LinesOfText(record.id, record.site, record.copy_key, record.fetched_at, record.lines)
                lines.put(part_of(record.site, self.partitions), kept)


def part_of(key: str, partitions: int) -> int:
    """The partition that a key belongs to, the same on every machine."""
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()) % partitions


def _address(came: Came) -> str:
    if isinstance(came.outcome, Reject):
        return canonical_url(scrub(came.outcome.url))
    return came.outcome[0].canonical_url
