"""``scrapy dedupe``: which documents are copies of one another."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from scrapy.utils.log import configure_logging

from pipeline.commands.progress import Progress
from pipeline.commands.summary import plural, shown
from pipeline.corpus.near_duplicates import Report, dedupe
from pipeline.corpus.near_duplicates.report import Cluster, as_json
from pipeline.crawl.catch_up import finish_withdrawals
from pipeline.crawl.command import PipelineCommand
from pipeline.errors import ExitCode
from pipeline.store.database import check_corpus

# Characters of a title, and sites, that fit on a line.
TITLE = 40
SITES = 3


class Command(PipelineCommand):
    """Fetches nothing, and removes nothing: it says of each document which one stands for it."""

    name = "dedupe"

    def syntax(self) -> str:
        """For ``-h``."""
        return "[--all] [--json]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Find copies among new and changed documents, and the one that stands for each group"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """How much, and in which form."""
        super().add_options(parser)
        parser.add_argument(
            "--all",
            dest="everything",
            action="store_true",
            help="compare every document again from the start",
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="print JSON instead of lines")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:  # noqa: ARG002 (takes none)
        """An interrupted one goes on where it was."""
        configure_logging(self.settings)
        database = Path(self.settings["DATABASE"])
        check_corpus(database)
        finish_withdrawals(self.settings)
        with Progress() as progress:
            found = dedupe(
                database,
                lambda done, of: progress.say(f"{done:,} of {plural(of, 'document')} looked at"),
                everything=options.everything,
            )
        print(as_json(found) if options.as_json else _words(found, self.settings))
        return ExitCode.DONE


def _words(found: Report, settings: Mapping[str, str]) -> str:
    copies = plural(sum(found.copies.values()), "document")
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in found.copies.items())
    groups = f"{plural(found.clusters, 'group')} of copies: {copies} beside those that stand for them"
    lines = [
        f"{plural(found.looked_at, 'document')} looked at.",
        f"{groups} ({kinds})." if kinds else "There are no copies.",
    ]
    if found.largest:
        lines += ["", "The largest:", *map(_line, found.largest), ""]
    lines.append(f"Database {shown(settings['DATABASE'])}.")
    return "\n".join(lines)


def _line(cluster: Cluster) -> str:
    title = cluster.title or "(no title)"
    title = title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
    sites = ", ".join(cluster.sites[:SITES]) + (" …" if len(cluster.sites) > SITES else "")
    return f"{cluster.documents:>8,}  {cluster.canonical_id}  {title}  ({sites})"
