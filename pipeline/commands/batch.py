"""``scrapy batch INPUT… --output DIR``: a Parquet dataset out of many WARC and WACZ files, on many processors."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scrapy.spiderloader import get_spider_loader
from scrapy.utils.log import configure_logging

from pipeline.commands.progress import Progress
from pipeline.commands.summary import plural, shown
from pipeline.crawl.command import PipelineCommand
from pipeline.errors import ExitCode, InputError

if TYPE_CHECKING:
    from pipeline.batch.batch import Executor, MakeExecutor
    from pipeline.batch.places import Places
    from pipeline.batch.stages import Stage

EXECUTORS = ("local", "ray", "slurm")


class Command(PipelineCommand):
    """Fetches nothing and needs no database: the same rules over archives, in stages that go on where they stopped."""

    name = "batch"
    words: ClassVar[tuple[int, int | None]] = (1, None)

    def syntax(self) -> str:
        """For ``-h``."""
        return "INPUT… --output DIR [--executor local|ray|slurm] [--tasks N] [--workers N]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Read many WARC and WACZ files on many processors into a Parquet dataset"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where to, and on what."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="DIR", help="the folder that the dataset is made in")
        parser.add_argument(
            "--executor",
            default="local",
            metavar="|".join(EXECUTORS),
            help="what runs the tasks (default local)",
        )
        parser.add_argument(
            "--tasks", metavar="N", help="into how many tasks the input is cut (default: one for each file)"
        )
        parser.add_argument(
            "--workers", metavar="N", help="how many tasks run at a time (default: one for each processor)"
        )
        parser.add_argument(
            "--address", metavar="ADDRESS", help="of the Ray cluster (default: one on this machine)"
        )

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """A finished batch is no trouble: exit code 0."""
        from pipeline.batch.batch import run
        from pipeline.batch.places import Places
        from pipeline.batch.plan import planned
        from pipeline.batch.shards import find_shards
        from pipeline.batch.stages import Reading
        from pipeline.crawl.sites import declared_sites

        configure_logging(self.settings)
        if not options.output:
            raise InputError("name the folder for the dataset with --output DIR")
        if options.executor not in EXECUTORS:
            raise InputError(f"there is no executor {options.executor}: choose {', '.join(EXECUTORS)}")
        tasks, workers = _number(options.tasks, "--tasks"), _number(options.workers, "--workers")
        folder = Places(Path(options.output).absolute())
        plan = planned(folder, find_shards(words), tasks)
        reading = Reading(declared_sites(get_spider_loader(self.settings)))
        executors = _executors(workers or os.cpu_count() or 1)
        with Progress() as progress, executors as make:
            found = run(
                folder,
                plan,
                reading,
                make,
                lambda stage, done, of: progress.say(f"{stage}: {done:,} of {plural(of, 'task')} done"),
            )
        if not found.is_new:
            print(f"{shown(str(folder.folder))} is done already: {plural(found.documents, 'document')}.")
            return ExitCode.DONE
        files = plural(len(plan.shards), "file")
        print(f"{plural(found.documents, 'document')} from {files}. Dataset {shown(str(folder.folder))}.")
        return ExitCode.DONE


def _number(word: str | None, option: str) -> int | None:
    if word is None:
        return None
    if not (word.isascii() and word.isdigit() and int(word)):
        raise InputError(f"{option} {word} is no number of one or more")
    return int(word)


@contextmanager
def _executors(workers: int) -> Iterator[MakeExecutor]:
    from pipeline.batch.local import Crew, LocalExecutor

    with Crew(workers) as crew:

        def make(stage: Stage, folder: Places, watch: Callable[[], None]) -> Executor:
            return LocalExecutor(stage.steps(), folder.logs(stage.name), stage.tasks, crew, watch)

        yield make
