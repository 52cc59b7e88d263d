"""``scrapy schedule``: check what is to be crawled when, and hand it to systemd, to cron, or carry it out."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scrapy.settings import SETTINGS_PRIORITIES

from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.options import count, did_you_mean
from pipeline.errors import ExitCode, InputError
from pipeline.schedule.child import command, environment

if TYPE_CHECKING:
    from pipeline.schedule.entries import Planned

ROOT = Path(__file__).resolve().parents[2]
PATHS = ("DATABASE", "ARCHIVE_DIR", "EXPORTS_DIR", "LOGS_DIR")
NEXT = 3


class Command(PipelineCommand):
    """Every form checks the whole file first, and does nothing when there is a mistake in it."""

    name = "schedule"
    words: ClassVar[tuple[int, int | None]] = (0, 1)

    def syntax(self) -> str:
        """For ``-h``."""
        return "[FILE] [--systemd [DIR] | --cron | --daemon | --once NAME]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Check settings/schedule.toml and show the next times; or write systemd units, or run it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What is to be made of the schedule."""
        super().add_options(parser)
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument(
            "--systemd", metavar="DIR", nargs="?", const="", help="print units, or write them into DIR"
        )
        ways.add_argument("--cron", action="store_true", help="print crontab lines")
        ways.add_argument("--daemon", action="store_true", help="run what is due, until stopped")
        ways.add_argument("--once", metavar="NAME", help="run one entry now")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Mistakes are printed one by one; the exit code is then 2."""
        from pipeline.crawl.planning import planned
        from pipeline.schedule.entries import load

        file = Path(words[0] if words else self.settings["SCHEDULE"])
        entries, mistakes = load(file)
        found, more = planned(entries, self.settings)
        mistakes += [f"{file}: {line}" for line in more]
        for line in mistakes:
            print(f"error: {line}", file=sys.stderr)
        if mistakes:
            return ExitCode.USAGE
        if options.once:
            self._once(found, options.once)
        if not (options.daemon or options.cron or options.systemd is not None):
            _show(found, file)
            return ExitCode.DONE
        active = [each for each in found if each.entry.enabled]
        if not active:
            raise InputError(f"{file} has no entry that is enabled: there would be nothing to run")
        if options.daemon:
            return self._daemon(active)
        if options.cron:
            self._cron(active)
        else:
            self._systemd(active, options.systemd)
        return ExitCode.DONE

    def _once(self, found: Sequence[Planned], name: str) -> None:
        """The crawl takes our place, with our terminal and our signals."""
        for each in found:
            if each.name == name:
                words = command([*each.entry.words(), *self._given()])
                os.execve(words[0], words, environment(os.environ))  # noqa: S606 (no shell is wanted)
        names = [each.name for each in found]
        hint = did_you_mean(name, names) or f"; there are {', '.join(names)}"
        raise InputError(f"there is no entry {name}{hint}")

    def _daemon(self, active: Sequence[Planned]) -> ExitCode:
        from pipeline.schedule.daemon import Daemon, Options

        parallel = count("SCHEDULE_PARALLEL", self.settings["SCHEDULE_PARALLEL"]) or 1
        kept = count("LOGS_KEPT", self.settings["LOGS_KEPT"]) or 1
        database, logs = Path(self.settings["DATABASE"]), Path(self.settings["LOGS_DIR"])

        async def run() -> ExitCode:
            return await Daemon(active, Options(database, logs, kept, parallel, self._given()), _say).run()

        return asyncio.run(run())

    def _systemd(self, active: Sequence[Planned], folder: str) -> None:
        from pipeline.schedule.units import units

        for each in active:
            texts = units(each.name, each.entry, ROOT, command([*each.entry.words(), *self._given()]))
            for name, text in texts.items():
                if folder:
                    _write(Path(folder) / name, text)
                else:
                    print(f"# {name}\n{text}")
        if folder:
            timers = " ".join(f"wenji-{each.name}.timer" for each in active)
            print(f"Next: systemctl daemon-reload && systemctl enable --now {timers}")

    def _cron(self, active: Sequence[Planned]) -> None:
        from pipeline.schedule import crontab

        for each in active:
            log = Path(self.settings["LOGS_DIR"]).absolute() / each.name / "cron.log"
            print(
                crontab.line(each.name, each.entry, ROOT, command([*each.entry.words(), *self._given()]), log)
            )

    def _given(self) -> list[str]:
        """Settings that were typed with -s, for the crawls; paths do not depend on where those start."""
        from pipeline.schedule.entries import options

        typed = {
            name: self.settings[name]
            for name in self.settings
            if self.settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]
        }
        paths = {name: str(Path(typed[name]).absolute()) for name in PATHS if name in typed}
        return options(typed | paths)


def _show(found: Sequence[Planned], file: Path) -> None:
    from pipeline.schedule.triggers import next_times

    if not found:
        print(f"{file} has no entry yet; docs/scheduled-runs.md shows how to write one.")
    now = datetime.now(UTC)
    for each in found:
        rhythm = each.entry.cron or f"every {each.entry.every}"
        print(f"{each.name}: {' '.join(each.entry.words())} ({rhythm})")
        if not each.entry.enabled:
            print("  not enabled")
            continue
        for at in next_times(each.entry, now, NEXT):
            print(f"  {at:%a %Y-%m-%d %H:%M:%S %Z}")


def _say(line: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC  {line}", file=sys.stderr, flush=True)


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror or error}") from error
    print(target)
