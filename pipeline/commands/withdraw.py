"""``scrapy withdraw``: a document, a site or an uploader out of the corpus for good."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from scrapy.utils.log import configure_logging

from pipeline.commands import withdrawal_words as say
from pipeline.commands.progress import Progress
from pipeline.commands.withdrawal_options import add_options, target_of
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.options import count
from pipeline.errors import ExitCode, InputError, PipelineError
from pipeline.store import export_places, open_database, withdrawals
from pipeline.store.database import refuse_folder, storage_errors
from pipeline.store.withdrawals import Target


class Command(PipelineCommand):
    """Shows what would go and asks; then nothing of it is found any more, and it is not fetched again."""

    name = "withdraw"

    def syntax(self) -> str:
        """For ``-h``."""
        return "--url URL | --site HOST | --uploader NAME [--site HOST] | --sha256 HASH  --reason TEXT"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Take documents out of the corpus, index and archive for good, and never fetch them again"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What, why, and how far."""
        super().add_options(parser)
        add_options(parser)

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:  # noqa: ARG002 (takes none)
        """An interrupted one is finished by any later command, or by ``scrapy withdraw`` without options."""
        from pipeline.withdrawal import lift

        configure_logging(self.settings)
        target = target_of(options)
        self.stopped = say.NOT_BEGUN
        database = Path(self.settings["DATABASE"])
        refuse_folder(database)
        if not database.is_file():
            raise InputError(f"there is no database {database}: crawl or ingest something first")
        with storage_errors(database), closing(open_database(database).conn) as connection:
            if options.list:
                print("\n".join(say.listed(withdrawals.every(connection))))
                return ExitCode.DONE
            if options.lift is not None:
                number = count("--lift", options.lift) or 0
                lift(connection, number)
                print(say.lifted(number))
                return ExitCode.DONE
            if target and not self._withdraw(connection, target, options):
                return ExitCode.DONE
        return self._purge(database, resumed=target is None)

    def _withdraw(self, connection: sqlite3.Connection, target: Target, options: argparse.Namespace) -> bool:
        """Whether it was withdrawn: not in a dry run, and not when a person says no."""
        from pipeline.withdrawal import carry_out, plan
        from pipeline.withdrawal.exports import exports_with, known_exports

        exports = known_exports(Path(self.settings["EXPORTS_DIR"]), export_places.noted(connection))
        also = _masked(connection, target, exports)
        wanted = plan(connection, target, also=also, copies=options.copies)
        holding = list(exports_with(exports, {each.id for each in wanted.documents}))
        print("\n".join(say.planned(wanted, holding)))
        if options.dry_run:
            print("Nothing is done: that was a dry run.")
            return False
        if wanted.is_carried_out:
            # Something may be left of it in the files.
            return True
        if not (options.yes or _agreed()):
            print("Nothing is done.")
            return False
        done = carry_out(connection, wanted, options.reason)
        self.stopped = say.GOES_ON
        print(say.withdrawn(done), flush=True)
        return True

    def _purge(self, database: Path, *, resumed: bool) -> ExitCode:
        from pipeline.withdrawal import purge

        self.stopped = say.GOES_ON
        try:
            with Progress() as progress:
                done = purge(database, Path(self.settings["ARCHIVE_DIR"]), progress.say)
        except PipelineError as error:
            print(f"error: {error}", file=sys.stderr)
            print(say.INCOMPLETE, file=sys.stderr)
            return ExitCode.STORAGE
        print(say.purged(done, resumed=resumed))
        if withdrawals.is_unfinished(database):
            print(say.UNDER_WAY)
        return ExitCode.DONE


def _masked(connection: sqlite3.Connection, target: Target, exports: list[Path]) -> list[str]:
    """Addresses of documents that have the hash only as an export has masked them."""
    if target.kind != "sha256":
        return []
    from pipeline.export.by_hash import masked_with_hash
    from pipeline.export.persons import mask

    return masked_with_hash(connection, exports, target.value, mask)


def _agreed() -> bool:
    """A person's answer; InputError where there is none to ask."""
    if not sys.stdin or not sys.stdin.isatty():
        raise InputError(
            "nobody can be asked here: add --yes to withdraw it, or --dry-run to see what would go"
        )
    sys.stdout.flush()
    answer = ""
    try:
        # Past the buffer: what Ctrl-C leaves in it would be shown a second time when the program ends.
        os.write(sys.stdout.fileno(), b"Withdraw it? It cannot be undone. [y/N] ")
        answer = sys.stdin.readline()
    finally:
        if not answer.endswith("\n"):
            print()
    return answer.strip().lower() in ("y", "yes")
