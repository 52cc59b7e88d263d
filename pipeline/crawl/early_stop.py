"""Ctrl-C while the libraries load: Python drops one that falls into a callback of its own, so it is remembered."""

from __future__ import annotations

import signal
import sys
from types import FrameType

_stopped = False


def _remember(number: int, frame: FrameType | None) -> None:
    global _stopped  # noqa: PLW0603 (a signal handler has nowhere else to leave it)
    _stopped = True
    signal.default_int_handler(number, frame)


def listen() -> None:
    """Remember from now on. Only in a process that is ours: elsewhere it is somebody else's signal."""
    if "scrapy" in sys.argv[0] and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _remember)


def check() -> None:
    """Raise the KeyboardInterrupt that was dropped, if one was."""
    if _stopped:
        raise KeyboardInterrupt
