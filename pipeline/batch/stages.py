"""The stages of a batch in their order: the steps of each, and into how many tasks it is cut."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from datatrove.pipeline.base import PipelineStep

from pipeline.batch.clustering import Cluster
from pipeline.batch.comparing import CompareTexts
from pipeline.batch.counting import CountLines, DecideLines, decided_lines
from pipeline.batch.describing import Describe, Publish
from pipeline.batch.gathering import Gather
from pipeline.batch.guard import DiskGuard
from pipeline.batch.keeping import KeepOutcomes
from pipeline.batch.places import Places
from pipeline.batch.plan import Plan
from pipeline.batch.reading import Reading, Work
from pipeline.batch.refining import Keep, Pick, RefinePages
from pipeline.batch.revisits import FindOriginals, ask, asked, originals
from pipeline.batch.shards import Shard
from pipeline.batch.signing import SignTexts, buckets
from pipeline.batch.writing import WriteResult
from pipeline.corpus.near_duplicates.bands import BANDS

# Bytes that a task may write for each byte of its input, which is packed.
GROWTH: Final = 4


class Stage(NamedTuple):
    """One after the other, each when all tasks of the one before it are done."""

    name: str
    tasks: int
    steps: Sequence[PipelineStep]


def everything(reading: Reading, shards: Sequence[Shard], task: int) -> Work:  # noqa: ARG001
    """The first reading."""
    return Work(shards, reading)


def repeats(folder: Places, tasks: int, reading: Reading, shards: Sequence[Shard], task: int) -> Work:
    """What the first reading could not read, because it repeats pages of other shards."""
    wanted = shards if asked(folder, task) else ()
    return Work(wanted, reading, found=originals(folder, tasks), repeats=True)


def with_lines(folder: Places, tasks: int, reading: Reading, shards: Sequence[Shard], task: int) -> Work:  # noqa: ARG001
    """Pages of sites that have lines of their own."""
    lines = decided_lines(folder)
    return Work(shards if lines else (), reading, lines, originals(folder, tasks))


def stages(folder: Places, plan: Plan, reading: Reading) -> list[Stage]:
    """All stages of a batch."""
    tasks, shards = plan.tasks, plan.shards

    def read(stage: str, pick: Pick, keep: Keep | None = None) -> Sequence[PipelineStep]:
        return (RefinePages(shards, pick, keep), KeepOutcomes(folder, stage, tasks))

    def guarded(name: str, number: int, *steps: PipelineStep) -> Stage:
        return Stage(name, number, (DiskGuard(folder, GROWTH * plan.bytes // max(number, tasks)), *steps))

    return [
        guarded("read", tasks, *read("read", partial(everything, reading), partial(ask, folder))),
        guarded("originals", tasks, FindOriginals(folder, shards)),
        guarded("repeats", tasks, *read("repeats", partial(repeats, folder, tasks, reading))),
        guarded("count", tasks, CountLines(folder, ("read", "repeats"))),
        guarded("decide", 1, DecideLines(folder, tasks)),
        guarded("again", tasks, *read("again", partial(with_lines, folder, tasks, reading))),
        guarded("gather", tasks, Gather(folder, plan.begun_at)),
        guarded("sign", tasks, SignTexts(folder)),
        guarded("buckets", 2 * BANDS, buckets(folder)),
        guarded("compare", tasks, CompareTexts(folder)),
        guarded("cluster", 1, Cluster(folder, tasks)),
        guarded("write", tasks, WriteResult(folder, plan.begun_at)),
        guarded("describe", 1, Describe(folder, tasks)),
        guarded("publish", 1, Publish(folder)),
    ]
