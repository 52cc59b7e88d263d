"""The pace of one host: who may go next, and when. Times are seconds of the monotonic clock."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

# How soon a stop is noticed by who waits for a turn.
LOOK_SECONDS = 0.2
# Beyond this no doubling counts: it is longer than anybody waits.
MOST_SETBACKS = 16


@dataclass(frozen=True, slots=True)
class Tempo:
    """The pace we choose ourselves: seconds from one request to the next, give or take ``jitter`` of them,
    how many may be under way at a time, and the first wait after a host said that we are too fast.
    """

    delay: float
    jitter: float
    at_once: int
    backoff: float


class Turns:
    """One turn after the other. Who takes a turn hands it on when the answer was looked at."""

    def __init__(self, tempo: Tempo) -> None:
        self.tempo = tempo
        self._asked = 0.0
        self._line = asyncio.Lock()
        self._changed = asyncio.Event()
        self._under_way = 0
        self._last, self._next = 0.0, 0.0
        self._setbacks = 0

    async def take(self, is_over: Callable[[], bool]) -> bool:
        """Wait for a turn, first come, first served; False when ``is_over`` comes before it."""
        async with self._line:
            while not is_over() and (wait := self._wait()):
                self._changed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), min(wait, LOOK_SECONDS))
            if is_over():
                return False
            self._under_way += 1
            self._last = time.monotonic()
            self._next = self._last + self.interval()
            return True

    def go(self) -> None:
        """The turn is used only now: the next one counts from here."""
        gap, self._last = self.gap, time.monotonic()
        self._next = max(self._next, self._last + gap)

    @property
    def gap(self) -> float:
        """Seconds from the turn taken last to the next."""
        return self._next - self._last

    def hand_on(self) -> None:
        """The answer was looked at, or there was none."""
        self._under_way -= 1
        self._changed.set()

    def slow_down(self, asked: float) -> None:
        """A robots.txt of the host asks for so many seconds between requests, from the last one on.

        Of several (for http and https, for a twin, another day's) the slowest counts.
        """
        self._asked = max(self._asked, asked)
        self._next = max(self._next, self._last + self.interval())

    def hold(self, seconds: float) -> None:
        """No further turn before that."""
        self._next = max(self._next, time.monotonic() + seconds)

    def set_back(self) -> float:
        """The host is overtaxed and does not say for how long: seconds to wait, twice as many each time."""
        wait = max(self.tempo.delay, self._asked, self.tempo.backoff) * float(1 << self._setbacks)
        self._setbacks = min(self._setbacks + 1, MOST_SETBACKS)
        return wait * random.uniform(1, 1 + self.tempo.jitter)  # noqa: S311

    @property
    def setbacks(self) -> int:
        """How often the wait is doubled the next time."""
        return self._setbacks

    def recall(self, setbacks: int) -> None:
        """Go on as whoever asked the host before."""
        self._setbacks = max(self._setbacks, setbacks)

    def ease(self) -> None:
        """A good answer takes one doubling back, not all of them: a host recovers slowly."""
        self._setbacks = max(0, self._setbacks - 1)

    def interval(self) -> float:
        """Seconds to the next turn. Jitter never goes below what the host itself asks for."""
        jitter = self.tempo.jitter
        ours = self.tempo.delay * max(0.0, random.uniform(1 - jitter, 1 + jitter))  # noqa: S311
        return max(ours, self._asked * random.uniform(1, 1 + jitter))  # noqa: S311

    def _wait(self) -> float:
        if self._under_way >= self.tempo.at_once:
            return math.inf
        return max(0.0, self._next - time.monotonic())
