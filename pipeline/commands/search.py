"""``scrapy search QUERY``: the documents that have these words, in the terminal."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import ClassVar, Final, get_args

from rich.console import Console

from pipeline.commands.found import as_json, print_found
from pipeline.commands.progress import Progress
from pipeline.commands.summary import plural
from pipeline.corpus.search import Among, Choice, Found, conditions, has_site, match, register, search
from pipeline.crawl.catch_up import catch_up_briefly
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.options import count
from pipeline.errors import ExitCode, InputError
from pipeline.items import Genre
from pipeline.store import connect
from pipeline.store.database import check_corpus, storage_errors

USUAL_NUMBER = 10
GENRES: Final[tuple[Genre, ...]] = get_args(Genre)


class Command(PipelineCommand):
    """Indexes what is pending, as far as that is done in a moment, then answers."""

    name = "search"
    words: ClassVar[tuple[int, int | None]] = (1, None)

    def syntax(self) -> str:
        """For ``-h``."""
        return "QUERY [--site SITE] [--genre GENRE] [--year YEAR] [--one-per-text] [--limit N] [--offset N] [--json]"

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
        """How many, of which, in which form."""
        super().add_options(parser)
        parser.add_argument(
            "--limit", metavar="N", help=f"how many documents to show (default {USUAL_NUMBER})"
        )
        parser.add_argument("--offset", metavar="N", help="how many to pass over first")
        parser.add_argument("--site", metavar="SITE", help="only documents of this site")
        parser.add_argument("--genre", metavar="GENRE", help=f"only of this genre: {', '.join(GENRES)}")
        parser.add_argument("--year", metavar="YEAR", help="only what was said in this year, such as 2021")
        parser.add_argument(
            "--one-per-text",
            action="store_true",
            help="only the one of each group of copies that stands for it",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Nothing found is an answer: exit code 0."""
        query = " ".join(words)
        limit = count("--limit", options.limit) or USUAL_NUMBER
        offset = 0 if options.offset == "0" else count("--offset", options.offset) or 0
        choice = _choice(options)
        match(query)
        database = Path(self.settings["DATABASE"])
        check_corpus(database)
        with Progress() as progress:
            catch_up_briefly(self.settings, progress.show)
        with storage_errors(database), closing(connect(database, readonly=True)) as connection:
            register(connection)
            among = None if choice == Choice() else Among(conditions(choice), choice._asdict())
            found = search(connection, query, limit=limit, offset=offset, site=options.site, among=among)
            if options.site and not found.total and not has_site(connection, options.site):
                print(f"No document is of the site {options.site}.", file=sys.stderr)
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


def _choice(options: argparse.Namespace) -> Choice:
    year = options.year
    if year is not None and not (year.isascii() and year.isdigit() and len(year) == 4 and int(year)):
        raise InputError(f"--year {year} is not possible: give a year such as 2021")
    if options.genre is not None and options.genre not in GENRES:
        raise InputError(f"--genre {options.genre} is none of {', '.join(GENRES)}")
    return Choice(None, options.genre, int(year) if year else None, 1 if options.one_per_text else None)
