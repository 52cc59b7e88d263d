"""One thin module per command, named as it is typed: ``scrapy demo``, ``scrapy ingest`` and so on."""

import sys
from types import TracebackType

from pipeline.crawl import early_stop

_usual_hook = sys.excepthook


def _one_line_for_ctrl_c(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Scrapy imports every command before it runs one, for a second or two in which nobody else listens."""
    if not issubclass(kind, KeyboardInterrupt):
        _usual_hook(kind, error, trace)
        return
    print("stopped before anything was begun", file=sys.stderr)
    sys.exit(early_stop.exit_code())


early_stop.listen()
sys.excepthook = _one_line_for_ctrl_c
