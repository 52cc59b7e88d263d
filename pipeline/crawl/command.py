"""What all our commands share: usage checked before work starts, one clear line for whatever goes wrong."""

from __future__ import annotations

import argparse
import logging
import re
import signal
import sys
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from pipeline.crawl import early_stop
from pipeline.crawl.options import check_setting, check_text, did_you_mean, pairs
from pipeline.crawl.outlet import Outlets
from pipeline.crawl.verdict import GO_ON
from pipeline.errors import ExitCode, InputError, PipelineError

# What a query excludes begins with a hyphen too: Chinese, or within a word of the command line that has spaces.
_OPTION = re.compile(r"-[!-~]+")
# The names of the folders beside a database, where nobody says otherwise.
FOLDERS = {"ARCHIVE_DIR": "archive", "EXPORTS_DIR": "exports"}

# What options call a path, whose name may be any bytes.
PATHS = ("FILE", "DIR", ("OLD", "NEW"))


class PipelineCommand(ScrapyCommand):
    """Base of the commands in ``pipeline.commands``, where Scrapy would take it for a command itself.

    A subclass names itself for messages, says how many words it takes and implements ``main``.
    """

    requires_project = True
    # Scrapy would start its reactor and logging where our one-line errors cannot reach.
    requires_crawler_process = False
    # Scrapy sets it before it calls anything.
    settings: Settings
    name: ClassVar[str]
    words: ClassVar[tuple[int, int | None]] = (0, 0)
    names_files: ClassVar[bool] = False
    """Whether its words are paths, whose names may be any bytes."""
    stopped: str = GO_ON
    """What is said when Ctrl-C or SIGTERM ends it."""

    @abstractmethod
    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """The command; raises PipelineError for what a person can act on."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own, and what is wrong with an option is said as everything else is."""
        super().add_options(parser)
        self._options = parser
        parser.error = self._usage_error  # type: ignore[method-assign]
        # Half an option may be another tomorrow.
        parser.allow_abbrev = False

    def _usage_error(self, message: str) -> NoReturn:
        what = message.removeprefix("argument ")
        self._fail(f"error: {what} (see: scrapy {self.name} -h)", ExitCode.USAGE)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse unknown options, settings and extra words, all of which Scrapy would ignore."""
        self._outlets = Outlets()
        with self._one_line_errors():
            self._check_typed(args, opts)
            given = pairs(opts.set, "-s")
            if opts.loglevel:
                given["LOG_LEVEL"] = opts.loglevel
            for name, value in given.items():
                check_setting(name, value, self.settings)
            super().process_options(args, opts)
            for name, folder in FOLDERS.items():
                if "DATABASE" in given and name not in given:
                    # Records, the pages they were made from and what is made of them belong together.
                    beside = Path(given["DATABASE"]).parent / folder
                    self.settings.set(name, str(beside), priority="cmdline")

    def _check_typed(self, args: list[str], opts: argparse.Namespace) -> None:
        if not self.names_files:
            check_text(args)
        for action in self._options._actions:  # noqa: SLF001 (argparse tells it nowhere else)
            if action.metavar not in PATHS:
                check_text(getattr(opts, action.dest, None), *action.option_strings[-1:])
        for word in args:
            option = word.partition("=")[0]
            if _OPTION.fullmatch(option):
                known = [each for action in self._options._actions for each in action.option_strings]  # noqa: SLF001
                hint = did_you_mean(option, known)
                raise InputError(f"there is no option {option}{hint} (see: scrapy {self.name} -h)")
        least, most = self.words
        if len(args) < least or (most is not None and len(args) > most):
            raise InputError(f"usage: scrapy {self.name} {self.syntax()}")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Called by Scrapy: ``main`` with its errors turned into a line and an exit code."""
        with self._one_line_errors():
            self.exitcode = int(self.main(args, opts))
            self._outlets.check()

    @contextmanager
    def _one_line_errors(self) -> Iterator[None]:
        catch_signals()
        try:
            early_stop.check()
            yield
        except PipelineError as error:
            lines = [f"error: {line}" for line in str(error).splitlines() or [""]]
            self._fail("\n".join(lines), error.exit_code)
        except KeyboardInterrupt:
            self._fail(self.stopped, early_stop.ended_by_signal(self.name))
        except Exception as error:
            if self.settings.get("LOG_LEVEL") == "DEBUG":
                logging.getLogger(__name__).exception("internal error")
            line = " ".join(str(error).split())
            advice = "this is a fault of ours; -L DEBUG shows where"
            self._fail(f"error: {type(error).__name__}: {line} ({advice})", ExitCode.INTERNAL)

    def _fail(self, line: str, code: ExitCode) -> NoReturn:
        print(line, file=sys.stderr)
        sys.exit(int(code))


def catch_signals() -> None:
    """From now on the first SIGINT or SIGTERM is a KeyboardInterrupt."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)


def interrupt(*_: object) -> None:
    """Handle the first SIGINT or SIGTERM; more would only disturb the closing of files, which is short."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
