"""``scrapy evaluate DIR``: today's rules on pages with a known answer, as tables and as JSON."""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console

from pipeline.commands.progress import Progress
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.options import did_you_mean
from pipeline.errors import ExitCode, InputError

if TYPE_CHECKING:
    from pipeline.quality.cases import Case
    from pipeline.quality.evaluation import Evaluation
    from pipeline.quality.measure import Marked


class Command(PipelineCommand):
    """Reads fixtures and gold texts, writes nothing but the JSON file it is asked for."""

    name = "evaluate"
    words: ClassVar[tuple[int, int | None]] = (1, 1)
    names_files = True

    def syntax(self) -> str:
        """For ``-h``."""
        return "DIR [--peers] [--json FILE] [--worst N] [--split NAME]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Score refine() on pages with a known answer, the worst of them last with a diff"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What to compare with, where to write, what to show, which cases."""
        super().add_options(parser)
        parser.add_argument("--peers", action="store_true", help="run other extractors on the same pages")
        parser.add_argument("--json", metavar="FILE", help="write everything measured to FILE")
        parser.add_argument(
            "--worst", metavar="N", default="5", help="how many of the worst cases (default 5)"
        )
        parser.add_argument(
            "--split", metavar="NAME", help="only these cases: tuned, held-out or a split of an index.jsonl"
        )

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Every readable case is evaluated, also when others are broken; then the exit code is 2."""
        from pipeline.quality.evaluation import as_json, evaluate
        from pipeline.quality.folders import load
        from pipeline.quality.peers import ready

        number, target = _number(options.worst), Path(options.json) if options.json else None
        if target and not target.absolute().parent.is_dir():
            raise InputError(f"{target} cannot be written: there is no folder {target.parent}")
        if target and target.is_dir():
            raise InputError(f"{target} cannot be written: it is a folder, name a file")
        cases, complaints = load(Path(words[0]))
        cases = _of_split(cases, options.split) if options.split and cases else cases
        extractors, absent = ready() if options.peers else ([], [])
        counts: Counter[str] = Counter()
        # What extractors log about a page belongs to the page, not to the table.
        logging.disable(logging.CRITICAL)
        with Progress() as progress:

            def seen(one: Marked) -> None:
                counts.update(pages=1, documents=len(one.records), rejects=not one.records)
                progress.show(counts)

            found = evaluate(cases, extractors, seen)
        _print(found, number, held_out=options.split == "held-out")
        if absent:
            print(f"\nnot installed: {'; '.join(absent)}")
        if target:
            _write(target, as_json(found, complaints))
        sys.stdout.flush()
        for complaint in complaints:
            print(f"error: {complaint}", file=sys.stderr)
        return ExitCode.USAGE if complaints else ExitCode.DONE


def _print(found: list[Evaluation], number: int, *, held_out: bool) -> None:
    """Held-out cases stay unseen, or they would soon be tuned for: only who asks for them is shown them."""
    from pipeline.quality.comparison import compared
    from pipeline.quality.report import tables
    from pipeline.quality.tables import show
    from pipeline.quality.worst import described, worst

    console = Console(highlight=False, markup=False, soft_wrap=True)
    for one in found:
        for table in tables(one.form, one.figures):
            show(table, console)
        if one.runs:
            show(compared(one.form, one.runs, one.lines), console)
        chosen = worst([marked for marked in one.marked if held_out or marked.case.part == "tuned"], number)
        if chosen:
            console.print(
                f"\n{one.form}: the worst {len(chosen)}{'' if held_out else ' of the tuned part'}\n"
            )
        for marked in chosen:
            for line in described(marked):
                console.print(line)


def _of_split(cases: list[Case], name: str) -> list[Case]:
    chosen = [case for case in cases if name in (case.part, case.split)]
    if not chosen:
        known = sorted({str(each) for case in cases for each in (case.part, case.split) if each})
        raise InputError(
            f"no case is in the split {name}{did_you_mean(name, known)}; there are {', '.join(known)}"
        )
    return chosen


def _number(word: str) -> int:
    if not word.isascii() or not word.isdigit():
        raise InputError(f"--worst {word} is not possible: give a whole number from 0")
    return int(word)


def _write(target: Path, text: str) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_text(text, "utf-8")
        part.replace(target)
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from error
