"""``scrapy runs``: what ran, how it ended, what is wrong and since when."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from typing import ClassVar

from rich.console import Console

from pipeline.commands.run_tables import print_runs, print_sections
from pipeline.commands.summary import shown
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.options import count
from pipeline.errors import ExitCode, InputError
from pipeline.runs.comparison import compared
from pipeline.runs.details import details
from pipeline.runs.findings import in_a_row
from pipeline.runs.queue_lock import is_under_way
from pipeline.runs.webhook import summary
from pipeline.store import connect
from pipeline.store.database import bring_up_to_date, check_corpus, storage_errors
from pipeline.store.runs import Run, earlier_runs, find_run, last_runs, reasons

USUAL_NUMBER = 20
EARLIER = 200


class Command(PipelineCommand):
    """Reads only."""

    name = "runs"
    words: ClassVar[tuple[int, int | None]] = (0, 2)

    def syntax(self) -> str:
        """For ``-h``."""
        return "[N [M]] [--site SITE] [--failed] [--json] [--html [FILE]]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "List the last runs; show run N in full, compare N with M, write a report on N"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Which runs, and in which form."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="only runs of this spider or site")
        parser.add_argument(
            "--failed", action="store_true", help="only runs that did not end with exit code 0"
        )
        parser.add_argument("--last", metavar="N", help=f"how many runs to list (default {USUAL_NUMBER})")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print JSON instead of tables"
        )
        parser.add_argument(
            "--html", metavar="FILE", nargs="?", const="", help="write a report on run N (default run-N.html)"
        )

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """The exit code says whether the runs could be shown, not how they ended."""
        numbers = _numbers(words, options)
        database = Path(self.settings["DATABASE"])
        check_corpus(database)
        # Runs of an older version have no findings yet.
        bring_up_to_date(database)
        with storage_errors(database), closing(connect(database, readonly=True)) as connection:
            chosen = [_run(connection, number) for number in numbers]
            if len(chosen) == 1 and options.html is not None:
                self._report(connection, chosen[0], Path(options.html or f"run-{chosen[0].id}.html"))
            elif chosen:
                self._show(connection, chosen, as_json=options.as_json)
            else:
                limit = count("--last", options.last) or USUAL_NUMBER
                found = last_runs(connection, limit, site=options.site, failed=options.failed)
                of = f" of {options.site}" if options.site else ""
                none = f"No run{of} has failed." if options.failed else "There is no such run."
                self._list(found, none, as_json=options.as_json)
        return ExitCode.DONE

    def _running(self, run: Run) -> bool:
        """Whether a run without an end is still under way; only crawls can be asked."""
        queue = run.settings.get("queue") or run.site
        return run.command == "crawl" and is_under_way(Path(self.settings["DATABASE"]), str(queue))

    def _list(self, runs: Sequence[Run], none: str, *, as_json: bool) -> None:
        if as_json:
            print(_json([summary(run) for run in runs]))
        elif runs:
            print_runs(runs, self._running, _console())
        else:
            print(none)

    def _show(self, connection: Connection, runs: Sequence[Run], *, as_json: bool) -> None:
        why = [reasons(connection, run.id) for run in runs]
        if as_json:
            found = [
                summary(run) | {"reasons": [reason._asdict() for reason in each]}
                for run, each in zip(runs, why, strict=True)
            ]
            print(_json(found))
        elif len(runs) == 1:
            first = in_a_row(runs[0], earlier_runs(connection, runs[0], EARLIER))
            print_sections(details(runs[0], self._running, why[0], first), (), _console())
        else:
            heads = [f"run {run.id}" for run in runs]
            print_sections(compared(runs[0], runs[1], (why[0], why[1])), heads, _console())

    def _report(self, connection: Connection, run: Run, target: Path) -> None:
        """Written beside its place and moved there, so that nobody opens half of it."""
        from pipeline.runs.report import html

        earlier = earlier_runs(connection, run, EARLIER)
        page = html(run, earlier, reasons(connection, run.id), self._running)
        part = target.with_name(f"{target.name}.part")
        try:
            part.write_text(page, "utf-8")
            part.replace(target)
        except OSError as error:
            raise InputError(f"{target} cannot be written: {error.strerror}") from error
        print(f"Report on run {run.id}: {shown(str(target))}")


def _numbers(words: Sequence[str], options: argparse.Namespace) -> list[int]:
    numbers = [count("N", word) or 0 for word in words]
    if options.html is not None and len(numbers) != 1:
        raise InputError("--html needs one run: scrapy runs N --html [FILE]")
    if numbers and (options.site or options.failed or options.last):
        raise InputError("--site, --failed and --last choose among all runs: leave N out, or them")
    return numbers


def _run(connection: Connection, number: int) -> Run:
    run = find_run(connection, number)
    if run is None:
        raise InputError(f"there is no run {number}: scrapy runs lists them")
    return run


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _console() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=True)
