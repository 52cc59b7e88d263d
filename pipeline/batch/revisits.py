"""Revisits of pages that stand in other shards: asked for by the tasks that read, looked for by all, read then."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from typing import Final

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.files import appearing
from pipeline.batch.places import Places
from pipeline.batch.reading import Found
from pipeline.batch.shards import Shard, names_in

ASKED: Final = ".asked"


class FindOriginals(PipelineStep):
    """Looks for what the tasks of the stage ``read`` have asked for; when nothing was, no shard is opened."""

    name = "pages that other shards repeat"
    type = "READER"

    def __init__(self, folder: Places, shards: Sequence[Shard]) -> None:
        super().__init__()
        self.folder = folder
        self.shards = shards

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """Leaves the place of each of them by all the names that were asked for."""
        wanted = {name for task in range(world_size) for name in asked(self.folder, task)}
        found: dict[str, Found] = {}
        for shard in self.shards[rank::world_size] if wanted else ():
            for names, mark in names_in(shard):
                found |= {name: Found(shard, mark) for name in names if name in wanted}
        self.stat_update("names", value=len(found))
        with appearing(self.folder.stage("originals", rank)) as made:
            made.write_bytes(pickle.dumps(found))


def ask(folder: Places, task: int, names: set[str]) -> None:
    """Note what a task could not find in the shard that repeats it."""
    with appearing(folder.stage("read", task, ASKED)) as made:
        made.write_bytes(pickle.dumps(names))


def asked(folder: Places, task: int) -> set[str]:
    """What it was."""
    names: set[str] = pickle.loads(folder.stage("read", task, ASKED).read_bytes())  # noqa: S301 (our own)
    return names


def originals(folder: Places, tasks: int) -> Mapping[str, Found]:
    """All that was found."""
    found: dict[str, Found] = {}
    for task in range(tasks):
        found |= pickle.loads(folder.stage("originals", task).read_bytes())  # noqa: S301 (our own)
    return found
