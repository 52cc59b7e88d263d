"""``scrapy browse``: the corpus in a web browser."""

from __future__ import annotations

import argparse
import signal
import sys
import webbrowser
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.commands.summary import shown
from pipeline.crawl.catch_up import finish_withdrawals
from pipeline.crawl.command import PipelineCommand
from pipeline.errors import ExitCode, InputError, StorageError
from pipeline.store.database import bring_up_to_date, check_corpus

USUAL_HOST, USUAL_PORT = "127.0.0.1", 8001
INDEXING_SECONDS = 5.0


class Command(PipelineCommand):
    """Reads only, but for tables that a newer version of ours has brought."""

    name = "browse"
    stopped = "browsing has ended"

    def syntax(self) -> str:
        """For ``-h``."""
        return "[--port PORT] [--host HOST] [--snapshot] [--no-sql] [--open]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Read, search and check the corpus in a web browser"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where it is served, and what of it."""
        super().add_options(parser)
        parser.add_argument("--port", default=str(USUAL_PORT), help=f"default {USUAL_PORT}; 0 for any")
        parser.add_argument(
            "--host", default=USUAL_HOST, help=f"default {USUAL_HOST}: this machine alone can reach it"
        )
        parser.add_argument(
            "--snapshot",
            action="store_true",
            help="serve a copy of the corpus as it is now, removed at the end",
        )
        parser.add_argument(
            "--sql",
            action=argparse.BooleanOptionalAction,
            help="let visitors ask in SQL of their own (usual only when this machine alone can reach it)",
        )
        parser.add_argument("--open", action="store_true", help="open it in your web browser")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:  # noqa: ARG002 (takes none)
        """Until Ctrl-C, SIGTERM or SIGHUP, which is how it is meant to end."""
        from pipeline.browse.serving import application, is_loopback, listening, serve, url
        from pipeline.browse.snapshot import snapshot

        _end_on_hangup()
        port = _port(options.port)
        database = Path(self.settings["DATABASE"])
        _bring_up_to_date(database)
        finish_withdrawals(self.settings)
        with ExitStack() as stack:
            bound = stack.enter_context(closing(listening(options.host, port)))
            alone = is_loopback(bound)
            if not alone:
                print(f"warning: everybody who can reach {options.host} can read all of it", file=sys.stderr)
            sql = alone if options.sql is None else options.sql
            served = stack.enter_context(snapshot(database, _progress)) if options.snapshot else database
            datasette = application(served, Path(self.settings["ARCHIVE_DIR"]), sql=sql)
            address = url(options.host, bound)
            named = shown(str(database))
            if options.snapshot:
                named = f"A copy of {named}, as it was at {datetime.now(UTC):%Y-%m-%d %H:%M} UTC,"
            serve(datasette, bound, options.host, lambda: _ready(named, address, opened=options.open))
        return ExitCode.DONE


def _end_on_hangup() -> None:
    """A terminal that is closed ends it like SIGTERM, so that nothing is left behind; under nohup it goes on."""
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


def _bring_up_to_date(database: Path) -> None:
    """Make tables that are missing; where that cannot be, none may be. Raises PipelineError."""
    from pipeline.corpus.search import catch_up

    check_corpus(database)
    bring_up_to_date(database)
    # What a crawl that was killed, or an older version, has left out of the index. What is more than a few
    # seconds' work, or another program's just now, is said on the page.
    with suppress(StorageError):
        catch_up(database, lambda *_: None, seconds=INDEXING_SECONDS, busy_seconds=1.0)


def _port(word: str) -> int:
    if not word.isascii() or not word.isdigit() or int(word) > 65535:
        raise InputError(f"--port {word} is not possible: give a number from 0 to 65535")
    return int(word)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rcopying {done / max(total, 1):.0%}", end="" if done < total else "\n", file=sys.stderr)


def _ready(named: str, url: str, *, opened: bool) -> None:
    print(f"{named} at {url} (Ctrl-C ends it)", flush=True)
    if opened:
        webbrowser.open(url)
