"""``scrapy crawl SITE``: a polite live crawl that a person can stop at any time and start again."""

from __future__ import annotations

import argparse
import sys
from typing import ClassVar

from pipeline.commands.progress import Progress
from pipeline.commands.summary import ended_paragraph
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.options import pairs
from pipeline.crawl.run import run_crawl
from pipeline.errors import ExitCode


class Command(PipelineCommand):
    """Takes the place of Scrapy's own command of this name."""

    name = "crawl"
    words: ClassVar[tuple[int, int | None]] = (1, 1)

    def syntax(self) -> str:
        """For ``-h``."""
        return "SPIDER [-a NAME=VALUE]… [-s NAME=VALUE]…"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Crawl a site politely into the database (scrapy list names them; site takes -a url=URL)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's -a; its -o and -O have no use here, the database is the output."""
        super().add_options(parser)
        parser.add_argument(
            "-a",
            dest="arguments",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="spider argument (repeatable): url=URL, limit=DOCUMENTS, depth=N, pages=N, minutes=N, urls=FILE",
        )
        parser.add_argument(
            "--all",
            dest="everything",
            action="store_true",
            help="visit again whatever is known, due or not; without it a crawl goes on, or visits what is due",
        )

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Crawl, then say what came of it."""
        arguments = pairs(options.arguments, "-a")
        if options.everything:
            self.settings.set("RECRAWL_ALL", True, priority="cmdline")
        with Progress() as progress:
            ended = run_crawl(self.settings, words[0], arguments, progress.show)
        print(ended_paragraph(ended, self.settings))
        if ended.verdict.advice:
            print(ended.verdict.advice, file=sys.stderr)
        return ended.verdict.exit_code
