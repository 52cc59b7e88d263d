"""``scrapy ingest PATH…``: pages saved earlier walk the way that crawled pages walk."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from scrapy.utils.log import configure_logging

from pipeline.archive import ArchiveWriter
from pipeline.archive.whole_files import printable
from pipeline.batch.places import batch_of
from pipeline.commands.progress import Progress
from pipeline.commands.summary import UNREAD, paragraph, plural, shown
from pipeline.crawl.catch_up import catch_up, finish_withdrawals
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.inputs import Inputs
from pipeline.crawl.intake import take_in
from pipeline.crawl.kept import Seen
from pipeline.crawl.refinery import Refinery
from pipeline.crawl.settle import settle
from pipeline.crawl.sites import Sites
from pipeline.crawl.verdict import GO_ON
from pipeline.errors import ExitCode
from pipeline.items import Page, Refined
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.store import Writer


class Command(PipelineCommand):
    """WARC, WACZ, HTML and text files, and folders of them; or the result of a batch."""

    name = "ingest"
    words: ClassVar[tuple[int, int | None]] = (1, None)
    names_files = True

    def syntax(self) -> str:
        """For ``-h``."""
        return "PATH… [--url URL]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return (
            "Read saved pages (WARC, WACZ, HTML, TXT, folders), or the result of a batch, into the database"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """One more: whose page a bare file is."""
        super().add_options(parser)
        parser.add_argument("--url", help="the address that the file (or the folder) was saved from")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Everything readable is stored, also when a path is bad; then the exit code is 2."""
        configure_logging(self.settings)
        if any(batch_of(Path(word)) for word in words):
            return self._load(list(map(Path, words)))
        inputs = Inputs(words, options.url)
        with Progress() as progress:
            # First what a run that was cut off has left.
            finish_withdrawals(self.settings)
            settled = settle(self.settings, progress.show)
            counts, code = self._store(
                inputs, {"paths": list(map(printable, map(Path, words))), "url": options.url}, progress
            )
            if code != ExitCode.INTERRUPTED:
                settled += settle(self.settings, progress.show)
                catch_up(self.settings, progress.show)
        self._report(inputs, paragraph(counts, self.settings, unserved=UNREAD, settled=settled), code)
        return code

    def _load(self, words: Sequence[Path]) -> ExitCode:
        """The result of ``scrapy batch``: its pages are read already."""
        from pipeline.batch.loading import load
        from pipeline.batch.result import named_result

        result = named_result(words)
        database, archive = Path(self.settings["DATABASE"]), Path(self.settings["ARCHIVE_DIR"])
        with Progress() as progress:
            at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            counts = load(result, database, archive, at, progress.show)
            catch_up(self.settings, progress.show)
        rows = ", ".join(plural(counts[kind], kind.removesuffix("s")) for kind in ("documents", "rejects"))
        print(f"{plural(counts['pages'], 'page')}: {rows}.\nDatabase {shown(str(database))}.")
        return ExitCode.DONE

    def _store(
        self, inputs: Inputs, given: Mapping[str, object], progress: Progress
    ) -> tuple[Counter[str], ExitCode]:
        database, folder = Path(self.settings["DATABASE"]), Path(self.settings["ARCHIVE_DIR"])
        with (
            Writer(database) as writer,
            closing(Seen(database)) as seen,
            closing(Sites.of(self.settings)) as sites,
            ArchiveWriter(folder, seen=seen) as archive,
        ):
            writer.start_run("ingest", None, given, extractor_version=EXTRACTOR_VERSION)

            def watch(page: Page | None, outcome: Refined) -> None:
                inputs.note(page, outcome)
                progress.show(writer.counts)

            try:
                with Refinery() as refinery:
                    take_in(inputs, archive, refinery, writer, sites, seen.withdrawn, watch)
            except KeyboardInterrupt:
                code = ExitCode.INTERRUPTED
                writer.finish_run("interrupted", int(code))
            else:
                errors = inputs.errors()
                code = ExitCode.USAGE if errors else ExitCode.DONE
                writer.finish_run("finished with unreadable input" if errors else "finished", int(code))
        return writer.counts, code

    def _report(self, inputs: Inputs, summary: str, code: ExitCode) -> None:
        print(summary)
        if inputs.reasons:
            print("No document, and why:", _counted(inputs.reasons))
        if inputs.skipped:
            print("Left out:", _counted(inputs.skipped))
        if code == ExitCode.INTERRUPTED:
            print(GO_ON, file=sys.stderr)
            return
        for note in inputs.notes():
            print(f"no document: {note}", file=sys.stderr)
        for error in inputs.errors():
            print(f"error: {error}", file=sys.stderr)


def _counted(kinds: Counter[str]) -> str:
    return "; ".join(f"{number} {kind}" for kind, number in kinds.most_common())
