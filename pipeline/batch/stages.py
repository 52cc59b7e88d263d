"""The stages of a batch in their order: the steps of each, and into how many tasks it is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from pipeline.batch.refining import RefinePages
from pipeline.batch.signing import SignTexts, buckets
from pipeline.batch.writing import WriteResult
from pipeline.corpus.near_duplicates.bands import BANDS
from pipeline.crawl.reading import Step
from pipeline.crawl.refinery import PAGE_SECONDS
from pipeline.refine import refine
from pipeline.refine.site import Site

# Bytes that a task writes for each byte of its input, which is packed: measured, and rounded up (docs/batch.md).
GROWTH: Final = 4


class Stage(NamedTuple):
    """``steps`` makes them when the stage begins: they may depend on what the stages before it have found."""

    name: str
    tasks: int
    steps: Callable[[], Sequence[PipelineStep]]


class Reading(NamedTuple):
    """How pages are read. ``step`` and ``seconds`` are for tests."""

    declared: Mapping[str, Site]
    step: Step = refine
    seconds: float = PAGE_SECONDS


def stages(folder: Places, plan: Plan, reading: Reading) -> Iterator[Stage]:
    """Each stage once the one before it is done."""
    tasks = plan.tasks

    def read(stage: str, again: Mapping[str, Mapping[str, str]] | None) -> Sequence[PipelineStep]:
        return (
            ReadPages(plan.shards, again),
            RefinePages(reading.declared, again or {}, step=reading.step, seconds=reading.seconds),
            KeepOutcomes(folder, stage, tasks),
        )

    def guarded(name: str, number: int, steps: Callable[[], Sequence[PipelineStep]]) -> Stage:
        guard = DiskGuard(folder, GROWTH * plan.bytes // max(number, tasks))
        return Stage(name, number, lambda: (guard, *steps()))

    yield guarded("read", tasks, lambda: read("read", None))
    yield guarded("count", tasks, lambda: (CountLines(folder, ("read",)),))
    yield guarded("decide", 1, lambda: (DecideLines(folder, tasks),))
    lines = decided_lines(folder)
    if lines:
        yield guarded("again", tasks, lambda: read("again", lines))
    yield guarded("gather", tasks, lambda: (Gather(folder, lines, plan.begun_at),))
    yield guarded("sign", tasks, lambda: (SignTexts(folder),))
    yield guarded("buckets", 2 * BANDS, lambda: (buckets(folder),))
    yield guarded("compare", tasks, lambda: (CompareTexts(folder),))
    yield guarded("cluster", 1, lambda: (Cluster(folder, tasks),))
    yield guarded("write", tasks, lambda: (WriteResult(folder, plan.begun_at),))
    yield guarded("describe", 1, lambda: (Describe(folder, tasks),))
    yield guarded("publish", 1, lambda: (Publish(folder),))
