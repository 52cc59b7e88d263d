"""``scrapy reextract``: the archive read again with today's rules, and what that changes."""

from __future__ import annotations

import argparse
import sys
from typing import ClassVar

from scrapy.utils.log import configure_logging

from pipeline.commands.progress import Progress
from pipeline.commands.summary import plural, settled_line, shown
from pipeline.crawl.catch_up import catch_up, finish_withdrawals
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.reextraction import Report, reextract
from pipeline.crawl.settle import settle
from pipeline.crawl.verdict import GO_ON
from pipeline.errors import ExitCode
from pipeline.refine import EXTRACTOR_VERSION


class Command(PipelineCommand):
    """Fetches nothing; a document is never lost by it."""

    name = "reextract"
    words: ClassVar[tuple[int, int | None]] = (0, 0)

    def syntax(self) -> str:
        """For ``-h``."""
        return "[--site SITE] [--dry-run]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Read the archived pages again with today's rules, store and show what is different"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Which pages, and whether to write."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="only the pages of this host or spider")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:  # noqa: ARG002 (takes none)
        """Pages that the archive cannot give cost only themselves, and the exit code 5."""
        configure_logging(self.settings)
        settled = 0
        with Progress() as progress:
            if not options.dry_run:
                finish_withdrawals(self.settings)
            report = reextract(self.settings, options.site, dry_run=options.dry_run, watch=progress.show)
            if not (options.dry_run or report.interrupted):
                settled = settle(self.settings, progress.show)
                catch_up(self.settings, progress.show)
        _print(report, dry_run=options.dry_run)
        if settled:
            print(settled_line(settled))
        print(f"Database {shown(self.settings['DATABASE'])}, archive {shown(self.settings['ARCHIVE_DIR'])}.")
        return _ending(report)


def _print(report: Report, *, dry_run: bool) -> None:
    done = "nothing is written" if dry_run else "what is different is stored"
    print(f"{plural(report.pages, 'page')} read again with the rules of version {EXTRACTOR_VERSION}; {done}.")
    for kind, number in report.counts.most_common():
        print(f"{number:>8,} {kind}")
    for kind, examples in report.examples.items():
        print(f"\n{kind.capitalize()}, such as:")
        for each in examples:
            print(f"  {each.url}")
            for line in each.shown:
                print(f"    {line}")


def _ending(report: Report) -> ExitCode:
    if report.unread_pages:
        print(f"error: {plural(report.unread_pages, 'page')} could not be read; first:", file=sys.stderr)
    for line in report.unread:
        print(f"error: {line}", file=sys.stderr)
    if report.interrupted:
        print(GO_ON, file=sys.stderr)
        return ExitCode.INTERRUPTED
    return ExitCode.STORAGE if report.unread_pages else ExitCode.DONE
