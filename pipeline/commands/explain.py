"""``scrapy explain URL|ID|FILE``: why one page became what it is, block by block."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import ClassVar

from rich.console import Console
from scrapy.spiderloader import get_spider_loader

from pipeline.archive.sources import pages
from pipeline.commands.explanation import print_explanation, print_reject
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.kept import kept_page, never_served
from pipeline.crawl.sites import declared_sites, site_for
from pipeline.errors import ExitCode, InputError
from pipeline.items import Page, Reject
from pipeline.refine import explain


class Command(PipelineCommand):
    """Reads the page again, from the archive or a file, with today's rules; stores nothing."""

    name = "explain"
    words: ClassVar[tuple[int, int | None]] = (1, 1)

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
        path, database, archive = map(
            Path, (words[0], self.settings["DATABASE"], self.settings["ARCHIVE_DIR"])
        )
        console = Console(highlight=False, markup=False, soft_wrap=True)
        if path.is_dir():
            raise InputError(f"{path} is a folder: name one of its files (scrapy ingest takes folders)")
        is_file = path.is_file()
        if not is_file and (reject := never_served(database, words[0])):
            print_reject(reject, console)
            return ExitCode.DONE
        page = _only_page(path, options.url) if is_file else kept_page(database, archive, words[0])
        site = site_for(page.url, declared_sites(get_spider_loader(self.settings)))
        print_explanation(page, explain(page, site), console)
        return ExitCode.DONE


def _only_page(path: Path, url: str | None) -> Page:
    found = next(pages(path, url=url), None)
    if found is None:
        raise InputError(f"{path} holds no page")
    if isinstance(found, Reject):
        raise InputError(f"{path} cannot be read as a page: {found.reason}")
    return found
