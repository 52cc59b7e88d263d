"""``scrapy list``: the spiders, by name."""

from __future__ import annotations

import argparse

from scrapy.spiderloader import get_spider_loader

from pipeline.crawl.command import PipelineCommand
from pipeline.errors import ExitCode


class Command(PipelineCommand):
    """Takes the place of Scrapy's own command of this name, which leaves a stack trace when its reader goes away."""

    name = "list"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "List the spiders that scrapy crawl takes"

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:  # noqa: ARG002 (takes none)
        """One a line."""
        print("\n".join(sorted(get_spider_loader(self.settings).list())))
        return ExitCode.DONE
