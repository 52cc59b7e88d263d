"""``scrapy demo``: the whole path on the bundled example sites, and what to try next."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from pipeline.commands.export import summary as export_summary
from pipeline.commands.overview import print_overview
from pipeline.commands.progress import Progress
from pipeline.commands.summary import ended_paragraph
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.run import run_crawl
from pipeline.errors import ExitCode
from pipeline.store import connect
from pipeline.store.summary import summary

# The sites are ours and on this machine: nobody is spared by waiting.
PACE = {
    "DOWNLOAD_DELAY": 0.0,
    "CONCURRENT_REQUESTS": 8,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    # Shown again as a whole, however soon.
    "RECRAWL_ALL": True,
}


class Command(PipelineCommand):
    """Serve, crawl, refine, store, export, summarise."""

    name = "demo"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Serve the bundled example sites on loopback, crawl them and show what came of it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """One more: where the sites are served."""
        from pipeline.example_site.server import DEFAULT_PORTS

        super().add_options(parser)
        usual = ",".join(map(str, DEFAULT_PORTS))
        parser.add_argument(
            "--ports",
            default=usual,
            help=f"three loopback ports to serve the sites on (default {usual}); records carry them in their URLs",
        )

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:  # noqa: ARG002 (takes none)
        """Two runs leave the same records; the second finds nothing new."""
        from pipeline.example_site.server import port_numbers
        from pipeline.example_site.serving import spawned

        for name, value in PACE.items():
            if (self.settings.getpriority(name) or 0) < SETTINGS_PRIORITIES["cmdline"]:
                self.settings.set(name, value, priority="cmdline")
        with spawned(port_numbers(options.ports)) as sites, Progress() as progress:
            addresses = ",".join(sites.urls.values())
            ended = run_crawl(self.settings, "example", {"url": addresses}, progress.show)
        if ended.verdict.exit_code:
            print(ended_paragraph(ended, self.settings))
            print(ended.verdict.advice, file=sys.stderr)
            return ended.verdict.exit_code
        with closing(connect(Path(self.settings["DATABASE"]), readonly=True)) as connection:
            corpus = summary(connection)
        exported = _export(self.settings, sites.urls.values()) if corpus.samples else []
        console = Console(highlight=False, markup=False, soft_wrap=True)
        print_overview(corpus, ended, self.settings, exported, console)
        return ExitCode.DONE


def _export(settings: BaseSettings, addresses: Iterable[str]) -> list[str]:
    """A small dataset of the example sites alone, whatever else the database has; what to say of it."""
    from pipeline.export.making import export
    from pipeline.export.persons import mask
    from pipeline.export.recipe import Recipe, Selection

    hosts = tuple(urlsplit(address).netloc for address in addresses)
    recipe = Recipe(name="demo", formats=("jsonl", "csv", "parquet"), select=Selection(site=hosts))
    root = Path(settings["EXPORTS_DIR"])
    made = export(Path(settings["DATABASE"]), recipe, root, lambda _done, _of: None, mask, replace=True)
    return export_summary(made, recipe)
