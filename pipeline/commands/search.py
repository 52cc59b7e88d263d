"""``scrapy search QUERY``: the documents that have these words, in the terminal."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from rich.console import Console

from pipeline.commands.found import as_json, print_found
from pipeline.commands.progress import Progress
from pipeline.commands.summary import plural
from pipeline.corpus.search import Found, match, register, search
from pipeline.crawl.catch_up import catch_up_briefly
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.options import count
from pipeline.errors import ExitCode
from pipeline.store import connect
from pipeline.store.database import check_corpus, storage_errors

USUAL_NUMBER = 10


class Command(PipelineCommand):
    """Indexes what is pending, as far as that is done in a moment, then answers."""

    name = "search"
    words: ClassVar[tuple[int, int | None]] = (1, None)

    def syntax(self) -> str:
        """For ``-h``."""
        return "QUERY [--limit N] [--offset N] [--site SITE] [--json]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return 'Find documents: words, "phrases", AND OR NOT, word*, title:word, site:host'

    def long_desc(self) -> str:
        """For ``-h``."""
        return (
            'Find documents by their words. All words must occur; "a phrase" as it stands; OR, NOT (or -word) and '
            "parentheses; word* for words that begin so; title:word; site:host. Traditional and simplified "
            "characters find each other. Put a query with spaces in quotes."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """How many, of which site, in which form."""
        super().add_options(parser)
        parser.add_argument(
            "--limit", metavar="N", help=f"how many documents to show (default {USUAL_NUMBER})"
        )
        parser.add_argument("--offset", metavar="N", help="how many to pass over first")
        parser.add_argument("--site", metavar="SITE", help="only documents of this site")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Nothing found is an answer: exit code 0."""
        query = " ".join(words)
        limit = count("--limit", options.limit) or USUAL_NUMBER
        offset = 0 if options.offset == "0" else count("--offset", options.offset) or 0
        match(query)
        database = Path(self.settings["DATABASE"])
        check_corpus(database)
        with Progress() as progress:
            catch_up_briefly(self.settings, progress.show)
        with storage_errors(database), closing(connect(database, readonly=True)) as connection:
            register(connection)
            found = search(connection, query, limit=limit, offset=offset, site=options.site)
        self._print(query, found, offset, in_json=options.as_json)
        return ExitCode.DONE

    def _print(self, query: str, found: Found, offset: int, *, in_json: bool) -> None:
        if in_json:
            print(json.dumps(as_json(query, found), ensure_ascii=False, indent=2))
            return
        print_found(query, found, offset, Console(highlight=False, markup=False, soft_wrap=True))
        if found.pending:
            verb = "is" if found.pending == 1 else "are"
            line = f"{plural(found.pending, 'document')} {verb} not indexed yet; the next command goes on with it"
            print(line, file=sys.stderr)
