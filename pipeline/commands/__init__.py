"""One thin module per command, named as it is typed: ``scrapy demo``, ``scrapy ingest`` and so on."""

import os
import sys
from types import TracebackType

from pipeline.crawl import early_stop

_usual_hook = sys.excepthook


def _at_most_one_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Scrapy imports every command before it runs one, for a second or two in which nobody else listens for Ctrl-C.

    Its own commands are surprised when the reader of their output goes away.
    """
    if issubclass(kind, BrokenPipeError):
        # What is still to be flushed must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    if not issubclass(kind, KeyboardInterrupt):
        _usual_hook(kind, error, trace)
        return
    print("stopped before anything was begun", file=sys.stderr)
    sys.exit(early_stop.exit_code())


early_stop.listen()
sys.excepthook = _at_most_one_line
