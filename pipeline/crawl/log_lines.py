"""Log lines that name what happened and never print a body or a text."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult


class LogLines(LogFormatter):
    """Scrapy's lines with items cut down to their URL."""

    def scraped(self, item: Any, *_: object, **__: object) -> LogFormatterResult:
        """One line for each outcome; INFO, so that ``-L INFO`` shows a crawl's progress."""
        return {"level": logging.INFO, "msg": "%(item)s", "args": {"item": item}}

    def dropped(self, item: Any, exception: BaseException, *_: object, **__: object) -> LogFormatterResult:
        """Items are dropped only when the run is stopping, and then the command says why."""
        args = {"url": _url(item), "exception": exception}
        return {"level": logging.DEBUG, "msg": "Dropped %(url)s: %(exception)s", "args": args}

    def item_error(self, item: Any, *_: object, **__: object) -> LogFormatterResult:
        """A fault of ours, named by the URL it happened at."""
        return {"level": logging.ERROR, "msg": "Error at %(url)s", "args": {"url": _url(item)}}


def _url(item: Any) -> str:
    return getattr(item, "url", None) or str(item)
