"""The pace of a host across runs that go on at the same time, by a small file for each host beside the database."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

# Clocks are set back and forth; nobody's pace is slower than this.
LONGEST = 600.0
# What the way from one's own turn to here may take without another wait.
SLACK = 0.02


class SharedPace:
    """Says when a host may be asked again, whoever asked last."""

    def __init__(self, database: Path) -> None:
        self._folder = database.resolve().parent / ".locks"

    def claim(self, host: str, gap: float) -> float:
        """Take the moment, and the ``gap`` seconds after it; or, as long as another has it, how long to wait.

        A folder that cannot be written keeps nobody from crawling: the pace is then that of each run alone.
        """
        name = blake2b(host.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            file = os.open(self._folder / f"{name}.pace", os.O_RDWR | os.O_CREAT, 0o644)
            try:
                # Held for microseconds.
                fcntl.flock(file, fcntl.LOCK_EX)
                return _claim(file, gap)
            finally:
                os.close(file)
        return 0.0


def _claim(file: int, gap: float) -> float:
    now = time.time()
    with suppress(ValueError):
        wait = float(os.pread(file, 40, 0) or b"0") - now
        if SLACK < wait < LONGEST:
            return wait
    os.ftruncate(file, 0)
    os.pwrite(file, f"{now + gap:.3f}".encode(), 0)
    return 0.0
