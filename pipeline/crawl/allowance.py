"""How many requests a host may still be sent today, over all runs.

They are counted before they are made, a few at a time: a run that is killed may have counted a few too many
and never one too few.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from functools import partial

from pipeline.store import Writer
from pipeline.store.hosts import give_back, reserve

# Counted at a time: what a killed run loses at most.
RESERVED = 10


class Allowance:
    """The budget of each host, of which this run takes its requests; 0 is no limit."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._lock = asyncio.Lock()
        self._day = ""
        self._left: Counter[str] = Counter()

    async def take(self, host: str, writer: Writer) -> bool:
        """One request, if any is left today."""
        if not self.budget:
            return True
        # The day of the person who set the budget.
        day = f"{datetime.now().astimezone():%Y-%m-%d}"
        if day != self._day:
            self._day = day
            self._left.clear()
        async with self._lock:
            if not self._left[host]:
                wanted = partial(reserve, host=host, day=day, wanted=RESERVED, budget=self.budget)
                self._left[host] = await asyncio.wrap_future(writer.apply(wanted))
            granted = self._left[host] > 0
            self._left[host] -= granted
        return granted

    async def give_back(self, writer: Writer) -> None:
        """What was reserved and not used is free again."""
        unused, day = self._left.copy(), self._day
        self._left.clear()
        for host, count in unused.items():
            await asyncio.wrap_future(writer.apply(partial(give_back, host=host, day=day, unused=count)))
