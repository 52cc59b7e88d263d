"""``scrapy batch INPUT… --output DIR``: a Parquet dataset out of many WARC and WACZ files, on many processors."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scrapy.spiderloader import get_spider_loader
from scrapy.utils.log import configure_logging

from pipeline.commands.progress import Progress
from pipeline.commands.summary import plural, shown
from pipeline.crawl.command import PipelineCommand
from pipeline.errors import ExitCode, InputError

if TYPE_CHECKING:
    from pipeline.batch.batch import MakeExecutor
    from pipeline.batch.places import Places
    from pipeline.batch.shards import Shard
    from pipeline.batch.stages import Stage

EXECUTORS = ("local", "ray", "slurm")
NAMED = 20
"""Files that are named when they could not be read."""
NEEDED = ("datatrove", "tokenizers")
TIME, MEMORY = "12:00:00", 4
BELONG = {"address": "ray", "partition": "slurm", "time": "slurm", "memory": "slurm"}
"""Options that one executor alone heeds."""
OPTIONS = (
    (("-o", "--output"), "DIR", "the folder that the dataset is made in"),
    (("--executor",), "|".join(EXECUTORS), "what runs the tasks (default local)"),
    (("--tasks",), "N", "into how many tasks the input is cut (default: one for each file)"),
    (("--workers",), "N", "how many tasks run at a time (default: one for each processor; with slurm all)"),
    (("--withdrawn",), "DB", "a database: what was withdrawn from it is left out"),
    (("--address",), "ADDRESS", "ray: where the cluster is (default: one on this machine alone)"),
    (("--partition",), "NAME", "slurm: the partition that the tasks run in"),
    (("--time",), "HH:MM:SS", f"slurm: time for a task (default {TIME})"),
    (("--memory",), "GB", f"slurm: memory for a task (default {MEMORY})"),
)


class Command(PipelineCommand):
    """Fetches nothing and needs no database: the same rules over archives, in stages that go on where they stopped."""

    name = "batch"
    words: ClassVar[tuple[int, int | None]] = (1, None)
    names_files = True

    def syntax(self) -> str:
        """For ``-h``."""
        return "INPUT… --output DIR [--executor local|ray|slurm] [--tasks N] [--workers N]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Read many WARC and WACZ files on many processors into a Parquet dataset"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where to, and on what."""
        super().add_options(parser)
        for names, metavar, said in OPTIONS:
            parser.add_argument(*names, metavar=metavar, help=said)

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Everything readable is in the dataset, also when some input is not; then the exit code is 2."""
        tasks, workers = _number(options.tasks, "--tasks"), _number(options.workers, "--workers")
        executor = _checked(options)
        _check_installed(*NEEDED, *(["ray"] if executor == "ray" else []))
        from pipeline.batch.batch import run
        from pipeline.batch.places import Places
        from pipeline.batch.plan import is_done, planned
        from pipeline.batch.reading import Reading
        from pipeline.batch.shards import find_shards
        from pipeline.batch.stages import stages
        from pipeline.batch.withdrawn import withdrawals_of
        from pipeline.crawl.sites import declared_sites

        configure_logging(self.settings)
        folder = Places(Path(options.output).absolute())
        declared = declared_sites(get_spider_loader(self.settings))
        refused = withdrawals_of(options.withdrawn and Path(options.withdrawn))
        plan = planned(folder, find_shards(words), tasks, declared, refused)
        reading = Reading(declared)
        todo = stages(folder, plan, reading)
        place = shown(str(folder.folder))
        if executor == "slurm" and not is_done(folder):
            print(_submitted(todo, folder, options, workers or -1))
            return ExitCode.DONE
        if not is_done(folder):
            from pipeline.batch.on_slurm import refuse_queued

            refuse_queued(folder)
        with Progress() as progress, _executors(executor, workers, options.address) as make:

            def watch(stage: str, done: int, of: int) -> None:
                progress.say(f"{stage}: {done:,} of {plural(of, 'task')} done")

            found = run(folder, todo, make, watch)
        if found.is_new:
            files = plural(len(plan.shards), "file")
            print(f"{plural(found.documents, 'document')} from {files}. Dataset {place}.")
        else:
            print(f"{place} is done already: {plural(found.documents, 'document')}.")
        return _tell(folder, plan.shards)


def _tell(folder: Places, shards: Sequence[Shard]) -> ExitCode:
    from pipeline.batch.batch import left_out
    from pipeline.batch.summary import unserved

    found = unserved(folder, shards)
    for said, kinds in (("No document, and why:", found.reasons), ("Left out:", left_out(folder))):
        if kinds:
            print(said, "; ".join(f"{number:,} {kind}" for kind, number in kinds.most_common()))
    for url, reason in list(found.unread.items())[:NAMED]:
        print(f"error: {url if '://' in url else shown(url)}: {reason}", file=sys.stderr)
    if (more := len(found.unread) - NAMED) > 0:
        print(f"error: and {plural(more, 'file')} more: see tables/rejects-*.parquet", file=sys.stderr)
    return ExitCode.USAGE if found.unread else ExitCode.DONE


def _checked(options: argparse.Namespace) -> str:
    """The executor, once the options go together. Raises InputError."""
    if not options.output:
        raise InputError("name the folder for the dataset with --output DIR")
    executor = options.executor or "local"
    if executor not in EXECUTORS:
        raise InputError(f"there is no executor {executor}: choose {', '.join(EXECUTORS)}")
    if executor == "slurm" and not options.partition:
        raise InputError("name the partition of Slurm with --partition NAME")
    if "://" in options.output:
        raise InputError(
            f"--output {options.output}: the dataset is made in a folder of this machine; name one, and copy it afterwards"
        )
    for name, owner in BELONG.items():
        if executor != owner and getattr(options, name):
            raise InputError(f"--{name} is for --executor {owner}: leave it out, or name that executor")
    return executor


def _check_installed(*names: str) -> None:
    missing = [name for name in names if not find_spec(name)]
    if missing:
        raise InputError(
            f"batches need {' and '.join(missing)}, which this environment lacks: run make setup, or"
            " .venv/bin/pip install -e '.[batch]'"
        )


def _number(word: str | None, option: str) -> int | None:
    if word is None:
        return None
    if not (word.isascii() and word.isdigit() and int(word)):
        raise InputError(f"{option} {word} is no number of one or more")
    return int(word)


@contextmanager
def _executors(name: str, workers: int | None, address: str | None) -> Iterator[MakeExecutor]:
    number = workers or os.cpu_count() or 1
    if name == "ray":
        from pipeline.batch.on_ray import RayExecutor, cluster

        with cluster(address, number):
            yield lambda stage, logs, watch: RayExecutor(stage.steps, logs, stage.tasks, watch)
        return
    from pipeline.batch.local import Crew, LocalExecutor

    with Crew(number) as crew:
        yield lambda stage, logs, watch: LocalExecutor(stage.steps, logs, stage.tasks, crew, watch)


def _submitted(todo: Sequence[Stage], folder: Places, options: argparse.Namespace, workers: int) -> str:
    from pipeline.batch.on_slurm import Queue, submit

    memory = _number(options.memory, "--memory") or MEMORY
    jobs = submit(todo, folder, Queue(options.partition, options.time or TIME, memory), workers)
    return (
        f"{plural(len(jobs), 'job')} handed to Slurm: {', '.join(jobs)}. Run the same command again when they have ended:"
        " it says that the dataset is there, or hands over what is missing."
    )
