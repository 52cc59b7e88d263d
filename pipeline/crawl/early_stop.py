"""Ctrl-C or SIGTERM while the libraries load: Python drops one that falls into a callback of its own, so it is remembered."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from pipeline.errors import ExitCode

# Commands that run until somebody ends them, which is no interruption then.
_SERVERS = {"browse"}
_stopped = False


def _remember(number: int, frame: FrameType | None) -> None:
    global _stopped  # noqa: PLW0603 (a signal handler has nowhere else to leave it)
    _stopped = True
    signal.default_int_handler(number, frame)


def listen() -> None:
    """Remember from now on. Only in a process that is ours: elsewhere it is somebody else's signal."""
    if "scrapy" in sys.argv[0] and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _remember)
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _remember)


def check() -> None:
    """Raise the KeyboardInterrupt that was dropped, if one was."""
    if _stopped:
        raise KeyboardInterrupt


def exit_code() -> ExitCode:
    """With what the command that was typed ends when it is stopped before it is known as an object."""
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    return ended_by_signal(command)


def ended_by_signal(command: str) -> ExitCode:
    """With what a command ends that Ctrl-C or SIGTERM stops, at whatever moment."""
    return ExitCode.DONE if command in _SERVERS else ExitCode.INTERRUPTED
