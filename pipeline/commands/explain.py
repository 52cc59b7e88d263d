"""``scrapy explain URL|ID|FILE``: why one page became what it is, block by block."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from rich.console import Console

from pipeline.commands.explanation import print_explanation, print_reject
from pipeline.commands.version_diff import print_versions
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.kept import never_served, page_named, versions
from pipeline.crawl.sites import Sites
from pipeline.errors import ExitCode
from pipeline.items import Reject
from pipeline.refine import explain


class Command(PipelineCommand):
    """Reads the page again, from the archive or a file, with today's rules; stores nothing."""

    name = "explain"
    words: ClassVar[tuple[int, int | None]] = (1, 1)
    names_files = True

    def syntax(self) -> str:
        """For ``-h``."""
        return "URL|ID|FILE [--url URL]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Show one page (of a WARC: its first) block by block: kept or removed, and by which rule"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """One more: whose page a file is."""
        super().add_options(parser)
        parser.add_argument("--url", help="the address that a FILE was saved from")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """A page's reject is an explanation too, so the exit code is 0."""
        database, archive = Path(self.settings["DATABASE"]), Path(self.settings["ARCHIVE_DIR"])
        console = Console(highlight=False, markup=False, soft_wrap=True)
        if not Path(words[0]).exists() and (reject := never_served(database, words[0])):
            print_reject(reject, console)
            return ExitCode.DONE
        page = page_named(words[0], options.url, database, archive)
        with closing(Sites.of(self.settings)) as sites:
            site = sites(page.url)
        explanation = explain(page, site)
        print_explanation(page, explanation, console, site.lines if site else {})
        if not isinstance(explanation.outcome, Reject):
            for each in versions(database, [record.id for record in explanation.outcome]):
                print_versions(each, console)
        return ExitCode.DONE
