"""Processor time and memory of all processes below one, sampled from /proc."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

EVERY = 0.5
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Watched:
    """A context manager. ``stage`` is set by who uses it; memory is kept for the stage named read."""

    def __init__(self, pid: int, folder: Path) -> None:
        self.stage = ""
        self.largest = 0
        self.disk = 0
        self._pid = pid
        self._folder = folder
        self._seconds: dict[int, float] = {}
        self._own = 0.0
        self._memory: list[int] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def processor(self) -> float:
        """Seconds of all of them so far, those that have ended included as they were last seen, without those of looking."""
        self._look()
        return sum(self._seconds.values()) + time.process_time() - self._own

    def memory_at(self, share: float) -> int:
        """The largest process, bytes, in this share of the samples of reading."""
        return max(self._memory[: max(1, int(len(self._memory) * share))], default=0)

    def _sample(self) -> None:
        number = 0
        while not self._ended.wait(EVERY):
            memory = self._look()
            self.largest = max(self.largest, memory)
            if self.stage == "read":
                self._memory.append(memory)
            number += 1
            if number % 4 == 0:
                begun = time.thread_time()
                self.disk = max(self.disk, _size(self._folder))
                self._own += time.thread_time() - begun

    def _look(self) -> int:
        """Bytes of the largest one, which is never the benchmark's own."""
        memory, begun = 0, time.thread_time()
        for pid in _below(self._pid):
            with suppress(OSError, IndexError, ValueError):
                told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                self._seconds[pid] = (int(told[11]) + int(told[12])) / TICK
                memory = max(memory, int(told[21]) * PAGE)
        self._own += time.thread_time() - begun
        return memory


def _below(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                told = Path(f"/proc/{entry.name}/stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(told[1]), []).append(int(entry.name))
    found = list(parents.get(pid, ()))
    for each in found:
        found += parents.get(each, ())
    return found


def _size(folder: Path) -> int:
    size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                size += Path(parent, name).stat().st_blocks * 512
    return size
