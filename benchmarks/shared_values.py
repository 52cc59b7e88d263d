"""Memory and time of one task of a batch's stage ``compare``, of more and more texts of other tasks; a file read whole beside it.

PAIRS says how many pairs of texts share a value in each of the files (100,000, 1,000,000 and 4,000,000 unless given): about as
many as there are texts with a copy, or with a passage in common. The task has 2,000 texts of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipeline.batch import comparing
from pipeline.batch.places import Places
from pipeline.corpus.near_duplicates.bands import BANDS

PAIRS = [int(number) for number in os.environ.get("PAIRS", "100000,1000000,4000000").split(",")]
TASKS, OWN, TOGETHER = 16, 2000, 500_000


class Cost(NamedTuple):
    """Megabytes at the highest, seconds of processor time, and the texts of other tasks that were found."""

    megabytes: float
    seconds: float
    found: int


def _write(folder: Path, pairs: int, texts: int) -> None:
    """The files of all values: one of them, and links to it."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    with (folder / "00000_00.dups").open("xb") as file:
        for start in range(0, pairs, TOGETHER):
            size = (min(TOGETHER, pairs - start), 2)
            told = np.stack((rng.integers(0, TASKS, size), rng.integers(0, texts, size)), axis=-1)
            file.write(told.astype("<u4").tobytes())
    for bucket in range(1, 2 * BANDS):
        (folder / f"{bucket:05}_00.dups").hardlink_to(folder / "00000_00.dups")


def _task(folder: Path, texts: int, at_once: int) -> Cost:
    """In a process of its own, whose memory is this task's alone."""
    comparing.PAIRS = at_once  # type: ignore[misc]
    numbers = np.arange(TASKS // 2 * texts, TASKS // 2 * texts + OWN)
    keys = np.arange(OWN * 2 * BANDS).reshape(OWN, 2 * BANDS)
    firsts = [task * texts for task in range(TASKS + 1)]
    begun = time.process_time()
    found = comparing.CompareTexts(Places(folder))._earlier(firsts, numbers, keys)  # noqa: SLF001 (a part of the task)
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(highest, time.process_time() - begun, len(found.keys))


def main() -> None:
    """A table to stdout."""
    print(
        "| pairs in each file | texts found | MB | s | read whole, MB | s |\n|---:|---:|---:|---:|---:|---:|"
    )
    for pairs in PAIRS:
        texts = 2 * pairs // TASKS
        with tempfile.TemporaryDirectory() as name:
            _write(Places(Path(name)).work / "buckets", pairs, texts)
            costs = []
            for at_once in (comparing.PAIRS, pairs):
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    costs.append(pool.apply(_task, (Path(name), texts, at_once)))
        ours, whole = costs
        shown = f"{ours.megabytes:.0f} | {ours.seconds:.1f} | {whole.megabytes:.0f} | {whole.seconds:.1f}"
        print(f"| {pairs:,} | {ours.found:,} | {shown} |", flush=True)
