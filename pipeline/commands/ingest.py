"""``scrapy ingest PATH…``: pages saved earlier walk the way that crawled pages walk."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

from scrapy.spiderloader import get_spider_loader
from scrapy.utils.log import configure_logging

from pipeline.archive import ArchiveWriter
from pipeline.archive.sources import pages
from pipeline.commands.progress import Progress
from pipeline.commands.summary import paragraph
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.intake import take_in
from pipeline.crawl.kept import seen_in
from pipeline.crawl.refinery import Refinery
from pipeline.crawl.sites import declared_sites, site_for
from pipeline.errors import ExitCode, InputError
from pipeline.items import Page, Reject
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.store import Writer


class Command(PipelineCommand):
    """WARC, WACZ, HTML and text files, and folders of them."""

    name = "ingest"
    words: ClassVar[tuple[int, int | None]] = (1, None)

    def syntax(self) -> str:
        """For ``-h``."""
        return "PATH… [--url URL]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Read saved pages (WARC, WACZ, HTML, TXT, folders) into the database"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """One more: whose page a bare file is."""
        super().add_options(parser)
        parser.add_argument("--url", help="the address that the file (or the folder) was saved from")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Everything readable is stored, also when a path is bad; then the exit code is 2."""
        configure_logging(self.settings)
        declared = partial(site_for, sites=declared_sites(get_spider_loader(self.settings)))
        complaints: list[str] = []
        skipped: Counter[str] = Counter()
        items = _read(words, options.url, complaints, skipped)
        database, folder = Path(self.settings["DATABASE"]), Path(self.settings["ARCHIVE_DIR"])
        with Writer(database) as writer, ArchiveWriter(folder, seen=seen_in(database)) as archive:
            given = {"paths": words, "url": options.url}
            writer.start_run("ingest", None, given, extractor_version=EXTRACTOR_VERSION)
            try:
                with Refinery() as refinery, Progress() as progress:
                    take_in(items, archive, refinery, writer, declared, progress.show)
            except KeyboardInterrupt:
                writer.finish_run("interrupted", int(ExitCode.INTERRUPTED))
                raise
            code = ExitCode.USAGE if complaints else ExitCode.DONE
            writer.finish_run("finished", int(code))
        print(paragraph(writer.counts, self.settings), flush=True)
        if skipped:
            print(
                "Left out:",
                ", ".join(f"{number} {kind}" for kind, number in skipped.most_common()),
                flush=True,
            )
        for complaint in complaints:
            print(f"error: {complaint}", file=sys.stderr)
        return code


def _read(
    words: Iterable[str], url: str | None, complaints: list[str], skipped: Counter[str]
) -> Iterator[Page | Reject]:
    """All pages of all paths. A bad path is complained about at the end: the others are stored all the same."""
    for word in words:
        try:
            yield from pages(Path(word), url=url, skipped=skipped)
        except InputError as error:
            complaints.append(str(error))
