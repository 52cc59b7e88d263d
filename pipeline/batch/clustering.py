"""From pairs of texts to the document that stands for each document; a single task, which holds the pairs in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.places import Places
from pipeline.batch.shuffle import rows, shuffling
from pipeline.batch.texts import Placed, Texts, placed
from pipeline.corpus.near_duplicates.decisions import Figures, Rank, decide, figures_of


class Cluster(PipelineStep):
    """Leaves a decision for each document with a text, by the partition of its address."""

    name = "clusters of copies"
    type = "CLUSTER"

    def __init__(self, folder: Places, partitions: int) -> None:
        super().__init__()
        self.folder = folder
        self.partitions = partitions

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """See the class."""
        pairs: dict[tuple[int, int], Figures] = {}
        for partition in range(self.partitions):
            for one, other, figures in rows(self.folder.stage("compare", partition), 0):
                pairs[one, other] = Figures(*figures)
        paired = {number for pair in pairs for number in pair}
        members: defaultdict[int, list[Rank]] = defaultdict(list)
        homes: dict[str, int] = {}
        with (
            closing(Texts(self.folder, self.partitions)) as texts,
            shuffling(self.folder.stage("cluster", 0)) as shuffle,
        ):

            def figures(one: int, other: int) -> Figures:
                key = (min(one, other), max(one, other))
                if key not in pairs:
                    pairs[key] = figures_of(texts.text(one), texts.text(other))
                return pairs[key]

            for number, documents in self._by_text(texts.firsts):
                if number in paired:
                    members[number] = [each.rank for each in documents]
                    homes |= {each.rank[-1]: each.home for each in documents}
                    continue
                home = {each.rank[-1]: each.home for each in documents}
                for decision in decide({number: [each.rank for each in documents]}, (), figures):
                    shuffle.put(home[decision.document_id], decision)
            for decision in decide(members, list(pairs), figures):
                self.stat_update("in a cluster of several texts")
                shuffle.put(homes[decision.document_id], decision)

    def _by_text(self, firsts: list[int]) -> Iterator[tuple[int, list[Placed]]]:
        for partition in range(self.partitions):
            found = placed(self.folder.stage("sign", partition, ".db"), firsts[partition])
            for number, documents in groupby(found, lambda each: each.number):
                yield number, list(documents)
