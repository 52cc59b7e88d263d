"""What other threads have done, brought into the event loop many at a time: each wake-up costs a system call."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class Landing:
    """Turns futures of other threads into futures of the loop that runs when they come."""

    def __init__(self) -> None:
        self._arrived: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._is_told = False

    def __call__(self, future: Future[T]) -> asyncio.Future[T]:
        """To be awaited in place of ``future``."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()
        future.add_done_callback(partial(self._arrive, loop, waiting))
        return waiting

    def _arrive(self, loop: asyncio.AbstractEventLoop, waiting: asyncio.Future[T], done: Future[T]) -> None:
        self._arrived.append((waiting, done))
        # Two threads that come at once may both tell, which does no harm.
        if not self._is_told and not loop.is_closed():
            self._is_told = True
            loop.call_soon_threadsafe(self._land)

    def _land(self) -> None:
        # Before anything is taken: what comes from now on is told anew.
        self._is_told = False
        while self._arrived:
            waiting, done = self._arrived.popleft()
            if waiting.done():
                continue
            if error := done.exception():
                waiting.set_exception(error)
            else:
                waiting.set_result(done.result())
