"""The hours in which hosts may be asked: ``22:00-06:00``, by the clock of this machine."""

from __future__ import annotations

from datetime import time
from typing import NamedTuple, Self

from pipeline.errors import InputError


class Hours(NamedTuple):
    """From ``start`` (included) to ``end`` (not included), over midnight when ``end`` is the smaller."""

    start: time
    end: time

    @classmethod
    def of(cls, words: str) -> Self | None:
        """The hours that a setting names; None when it is empty: always. Raises InputError."""
        if not words.strip():
            return None
        try:
            start, end = (time.fromisoformat(word.strip()) for word in words.split("-"))
        except ValueError:
            start = end = time()
        if start == end:
            raise InputError(f"HOST_HOURS={words} is not possible: write two times of day, 22:00-06:00")
        return cls(start, end)

    def include(self, now: time) -> bool:
        """Whether ``now`` lies in them."""
        if self.start < self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"
