"""Standard streams that cannot spoil a command's work: a reader that went away, a full disk, a narrow encoding."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from pipeline.errors import StorageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


class Outlet(io.FileIO):
    """A standard stream that, once it cannot be written, swallows the rest and remembers why."""

    failure: OSError | None = None

    def write(self, octets: Buffer, /) -> int | None:  # type: ignore[override]
        """Never raises: what a command prints is not its work."""
        if self.failure is None:
            try:
                return super().write(octets)
            except OSError as error:
                self.failure = error
        return memoryview(octets).nbytes


class Outlets:
    """stdout and stderr of a command, from its construction on."""

    def __init__(self) -> None:
        self._stdout = _outlet(1, sys.stdout)
        sys.stdout, sys.stderr = _lines(self._stdout, sys.stdout), _lines(_outlet(2, sys.stderr), sys.stderr)

    def check(self) -> None:
        """Raise StorageError when results were lost. Not to a reader that had enough: ``| head`` may go."""
        sys.stdout.flush()
        failure = self._stdout.failure
        if failure and not isinstance(failure, BrokenPipeError):
            raise StorageError(f"the results cannot be printed: {failure.strerror or failure}")


def _outlet(number: int, stream: TextIO | None) -> Outlet:
    # Python has no stream at all when a shell closed it (>&-).
    return Outlet(number, "w", closefd=False) if stream else Outlet(os.devnull, "w")


def _lines(outlet: Outlet, stream: TextIO | None) -> TextIO:
    """A character that the terminal cannot show is printed as an escape, and each line at once."""
    encoding = stream.encoding if stream else "utf-8"
    buffer = io.BufferedWriter(outlet)
    return io.TextIOWrapper(buffer, encoding=encoding, errors="backslashreplace", line_buffering=True)
