"""The stages of a batch in their order: the steps of each, and into how many tasks it is cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from pipeline.batch.reading import ReadPages
from pipeline.batch.refining import Lines, RefinePages
from pipeline.batch.signing import SignTexts, buckets
from pipeline.batch.writing import WriteResult
from pipeline.corpus.near_duplicates.bands import BANDS
from pipeline.crawl.reading import Step
from pipeline.crawl.refinery import PAGE_SECONDS
from pipeline.refine import refine
from pipeline.refine.site import Site

# Bytes that a task may write for each byte of its input, which is packed.
GROWTH: Final = 4


class Stage(NamedTuple):
    """One after the other, each when all tasks of the one before it are done."""

    name: str
    tasks: int
    steps: Sequence[PipelineStep]


class Reading(NamedTuple):
    """How pages are read. ``step`` and ``seconds`` are for tests."""

    declared: Mapping[str, Site]
    step: Step = refine
    seconds: float = PAGE_SECONDS


def stages(folder: Places, plan: Plan, reading: Reading) -> list[Stage]:
    """All stages of a batch."""
    tasks = plan.tasks
    known = partial(decided_lines, folder)

    def read(stage: str, known: Callable[[], Lines] | None) -> Sequence[PipelineStep]:
        return (
            ReadPages(plan.shards, known),
            RefinePages(reading.declared, known, step=reading.step, seconds=reading.seconds),
            KeepOutcomes(folder, stage, tasks),
        )

    def guarded(name: str, number: int, *steps: PipelineStep) -> Stage:
        return Stage(name, number, (DiskGuard(folder, GROWTH * plan.bytes // max(number, tasks)), *steps))

    return [
        guarded("read", tasks, *read("read", None)),
        guarded("count", tasks, CountLines(folder, ("read",))),
        guarded("decide", 1, DecideLines(folder, tasks)),
        guarded("again", tasks, *read("again", known)),
        guarded("gather", tasks, Gather(folder, plan.begun_at)),
        guarded("sign", tasks, SignTexts(folder)),
        guarded("buckets", 2 * BANDS, buckets(folder)),
        guarded("compare", tasks, CompareTexts(folder)),
        guarded("cluster", 1, Cluster(folder, tasks)),
        guarded("write", tasks, WriteResult(folder, plan.begun_at)),
        guarded("describe", 1, Describe(folder, tasks)),
        guarded("publish", 1, Publish(folder)),
    ]
