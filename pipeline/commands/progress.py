"""Progress on stderr: a live line on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Self

from rich.console import Console
from rich.progress import Progress as RichProgress
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.commands.summary import plural

PLAIN_SECONDS = 5.0


class Progress:
    """Shows the writer's counts while work goes on; a context manager."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._live = RichProgress(*columns, console=console, transient=True) if console.is_terminal else None
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
            self._live.add_task("starting")
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def show(self, counts: Counter[str]) -> None:
        """Call after each page, and after each batch that follows the crawl."""
        self.say(_line(counts))

    def say(self, line: str) -> None:
        """Show this instead of what was shown."""
        if self._live:
            self._live.update(self._live.task_ids[0], description=line)
        elif time.monotonic() - self._last >= PLAIN_SECONDS:
            self._last = time.monotonic()
            print(line, file=sys.stderr, flush=True)


def _line(counts: Counter[str]) -> str:
    if "compared" in counts:
        return f"{plural(counts['compared'], 'document')} compared with the others, {counts['uncompared']:,} to go"
    if "indexed" in counts:
        return f"{plural(counts['indexed'], 'document')} indexed for search, {counts['unindexed']:,} to go"
    return ", ".join(plural(counts[f"{word}s"], word) for word in ("page", "document", "reject"))
