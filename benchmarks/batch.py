"""Batches beside a loop of refine() over the same WARC files: pages a second, what a page costs, and memory.

PAGES says how many pages, several numbers with commas between; FILES in how many files (40), WORKERS how many processes,
several again (1,2), LOOP how many of the pages the loop reads (2,000). Seconds of a stage are from its first task to the end
of its last; processor seconds are those of every process of the batch, sampled, so that a little at their ends is missed.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks._processes import Watched
from benchmarks._shards import write_shards
from pipeline.batch.batch import run
from pipeline.batch.local import Crew, LocalExecutor
from pipeline.batch.places import Places
from pipeline.batch.plan import planned
from pipeline.batch.reading import Reading
from pipeline.batch.shards import Shard, find_shards, pages_of
from pipeline.batch.stages import Stage, stages
from pipeline.items import Page
from pipeline.refine import refine

PAGES = [int(number) for number in os.environ.get("PAGES", "2000").split(",")]
WORKERS = [int(number) for number in os.environ.get("WORKERS", "1,2").split(",")]
FILES = int(os.environ.get("FILES", "40"))
LOOP = int(os.environ.get("LOOP", "2000"))
READ = ("read", "again")


class Cost(NamedTuple):
    """Seconds by the clock and of the processor."""

    seconds: float
    processor: float


def main() -> None:
    """Print tables."""
    for pages in PAGES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_shards(folder / "shards", pages, min(FILES, pages))
            shards = find_shards([str(folder / "shards")])
            size = sum(shard.size for shard in shards)
            print(f"{pages:,} pages in {len(shards)} files, {size / 2**20:,.1f} MB", flush=True)
            _measure(folder, shards, pages)


def _measure(folder: Path, shards: list[Shard], pages: int) -> None:
    loop, number = _loop(shards)
    print(
        f"  loop of refine()   {number / loop.seconds:7,.1f} pages/s   {1000 * loop.processor / number:6.2f} ms of processor a page"
    )
    reading = {}
    for workers in WORKERS:
        watched, spent, parts = _batch(folder / f"out{workers}", shards, workers)
        read = spent["read"]
        reading[workers] = pages / read.seconds
        print(
            f"  read, {workers} processes  {reading[workers]:7,.1f} pages/s   {1000 * read.processor / pages:6.2f} ms of processor"
            f" a page, {read.processor / pages / (loop.processor / number) - 1:+.1%} beside the loop"
        )
        whole = Cost(*map(sum, zip(*spent.values(), strict=True)))
        again = spent["again"]
        rest = whole.processor - read.processor - again.processor
        print(
            f"  whole batch        {pages / whole.seconds:7,.1f} pages/s   {1000 * whole.processor / pages:6.2f} ms of processor a page:"
            f" read {1000 * read.processor / pages:.2f}, again {1000 * again.processor / pages:.2f}, the rest {1000 * rest / pages:.2f}"
        )
        print(
            "  by stage, seconds: "
            + ", ".join(f"{stage} {cost.seconds:.1f}" for stage, cost in spent.items())
        )
        print(
            f"  largest process    {watched.memory_at(0.1) / 2**20:,.0f} MB in the first tenth of reading,"
            f" {watched.memory_at(1) / 2**20:,.0f} MB by its end, {watched.largest / 2**20:,.0f} MB in all;"
            f" disk {watched.disk / 2**20:,.1f} MB at most",
            flush=True,
        )
        if workers == WORKERS[-1]:
            told = ", ".join(f"{part} {size / pages:,.0f}" for part, size in parts.items())
            print(f"  on disk, bytes a page: {told}", flush=True)
    if {1, 2} <= set(reading):
        print(f"  2 processes beside 1: {reading[2] / reading[1]:.2f}")


def _loop(shards: Iterable[Shard]) -> tuple[Cost, int]:
    """What a person would write: every page of a file, read and refined, one after the other."""
    pages = (page for shard in shards for page in pages_of(shard) if isinstance(page, Page))
    for page in islice(pages, 50):
        refine(page, None)
    started, used, number = time.perf_counter(), time.process_time(), 0
    for page in islice(pages, LOOP):
        refine(page, None)
        number += 1
    return Cost(time.perf_counter() - started, time.process_time() - used), number


def _batch(folder: Path, shards: list[Shard], workers: int) -> tuple[Watched, dict[str, Cost], Counter[str]]:
    """A whole batch: what each stage cost."""
    places = Places(folder)
    plan = planned(places, shards, None, {})
    spent: dict[str, Cost] = {}
    parts = Counter[str]()
    with Watched(os.getpid(), folder) as watched, Crew(workers) as crew:

        def executor(stage: Stage, logs: Path, show: object) -> LocalExecutor:  # noqa: ARG001
            begun = Cost(time.perf_counter(), watched.processor())

            def done() -> None:
                spent[stage.name] = Cost(
                    time.perf_counter() - begun.seconds, watched.processor() - begun.processor
                )

            watched.stage = stage.name
            if stage.name == "publish":
                parts.update(_parts(places, shards))
            return LocalExecutor(stage.steps, logs, stage.tasks, crew, done)

        run(places, stages(places, plan, Reading({})), executor, lambda *_: None)
    return watched, spent, parts


def _parts(places: Places, shards: list[Shard]) -> Counter[str]:
    """Bytes of the input, of what each stage has left for another, and of the result."""
    found = Counter({"input": sum(shard.size for shard in shards)})
    for path in (path for path in places.work.rglob("*") if path.is_file()):
        stage = path.relative_to(places.work).parts[0]
        if stage not in ("logs", "lock") and path.parent != places.work:
            kind = f"{stage}{path.suffix}" if stage in ("read", "again", "gather") else stage
            found[kind] += path.stat().st_size
    return found
