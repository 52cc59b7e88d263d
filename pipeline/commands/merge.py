"""``scrapy merge A.db B.db …``: the databases of several machines in one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scrapy.utils.log import configure_logging

from pipeline.commands.progress import Progress
from pipeline.commands.summary import plural, settled_line, shown
from pipeline.crawl.catch_up import catch_up, finish_withdrawals
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.settle import settle
from pipeline.errors import ExitCode

if TYPE_CHECKING:
    from pipeline.merge import Merged

NAMED = 3
"""Archive files that are named when they are missing."""


class Command(PipelineCommand):
    """Copies rows, refers to archives where they are, and leaves the inputs as they were."""

    name = "merge"
    words: ClassVar[tuple[int, int | None]] = (1, None)

    def syntax(self) -> str:
        """For ``-h``."""
        return "DATABASE… [--into DATABASE]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Join databases of several machines: newest versions, with runs, pages and withdrawals"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where to, and where archives are."""
        super().add_options(parser)
        parser.add_argument(
            "--into", metavar="DATABASE", help="the database to join them into (as -s DATABASE=FILE)"
        )
        parser.add_argument(
            "--archive",
            dest="archives",
            action="append",
            default=[],
            metavar="DIR",
            help="an archive that is not beside its database (repeatable)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """``--into`` names the database as -s does, with its folders beside it."""
        if opts.into:
            opts.set.append(f"DATABASE={opts.into}")
        super().process_options(args, opts)

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Killed at any instant, the same command goes on: whatever is in is not put in again."""
        from pipeline.merge import check, merge

        configure_logging(self.settings)
        database, archive = Path(self.settings["DATABASE"]), Path(self.settings["ARCHIVE_DIR"])
        sources = [Path(word) for word in words]
        check(database, sources)
        with Progress() as progress:
            finish_withdrawals(self.settings)
            for source in sources:
                progress.say(f"merging {source}")
                merged = merge(database, archive, source, [Path(folder) for folder in options.archives])
                _tell(source, merged)
            settled = settle(self.settings, progress.show)
            catch_up(self.settings, progress.show)
        if settled:
            print(settled_line(settled))
        print(f"Database {shown(str(database))}, archive {shown(str(archive))}.")
        return ExitCode.DONE


def _tell(source: Path, merged: Merged) -> None:
    new, newer, older, _ = merged.documents
    kinds = [
        f"{number} {kind}" for number, kind in ((new, "new"), (newer, "newer"), (older, "older")) if number
    ]
    documents = plural(sum(merged.documents), "document")
    said = f"{documents} ({', '.join(kinds) or 'all known'}), {plural(merged.pages, 'new page')}"
    if merged.withdrawn:
        said += f"; {plural(merged.withdrawn, 'document')} withdrawn"
    if apart := len(merged.archive.by_path):
        said += f"; {plural(apart, 'archive file')} named by path, as another one has that name here"
    print(f"{shown(str(source))}: {said}.", flush=True)
    if missing := merged.archive.missing:
        names = ", ".join(missing[:NAMED]) + (" …" if len(missing) > NAMED else "")
        print(
            f"{shown(str(source))}: {plural(len(missing), 'archive file')} not found ({names}): "
            "merge again with --archive DIR where they are, or pages in them cannot be read again",
            file=sys.stderr,
        )
