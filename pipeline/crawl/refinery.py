"""Worker processes around ``refine``: a page that hangs, crashes or floods memory costs one reject only."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from types import TracebackType
from typing import Self

from pipeline.crawl.reading import Reading, Step, Task
from pipeline.crawl.worker import Worker
from pipeline.items import Page, Refined
from pipeline.refine import refine
from pipeline.refine.site import Site

PAGE_SECONDS = 20.0
# Enough that no worker waits for the next page, few enough that large pages do not pile up in memory.
AHEAD_PER_WORKER = 4


class Refinery:
    """Refines pages in processes of its own; every page comes back as records or a Reject.

    ``step`` is a module-level function: ``refine``, but for tests. It works in the event loop of who asks;
    ``refine_all`` is for those who have none.
    """

    def __init__(
        self, workers: int | None = None, *, step: Step = refine, seconds: float = PAGE_SECONDS
    ) -> None:
        self.step = step
        self._workers = [Worker(step, seconds) for _ in range(workers or os.cpu_count() or 1)]
        self._free = asyncio.Semaphore(len(self._workers) * AHEAD_PER_WORKER)

    def warm(self) -> None:
        """Start the workers now; blocks for the second or two that loading the libraries takes."""
        for worker in self._workers:
            worker.start()

    async def read(self, task: Task) -> Reading:
        """What comes of the task, first come, first served. Never raises."""
        async with self._free:
            return await min(self._workers, key=len).ask(task)

    def refine_all(self, pages: Iterable[tuple[Page, Site | None]]) -> Iterator[tuple[Page, Refined]]:
        """Each page with its outcome, in order, reading ahead only as far as the workers need."""
        ahead: deque[tuple[Page, Future[Reading]]] = deque()

        def first() -> tuple[Page, Refined]:
            page, reading = ahead.popleft()
            return page, reading.result().refined

        # In a thread of its own the loop is never interrupted by a signal, whose handler may raise.
        with _running_loop(self.close) as loop:
            for page, site in pages:
                ahead.append((page, asyncio.run_coroutine_threadsafe(self.read(Task(page, site)), loop)))
                if len(ahead) >= len(self._workers) * AHEAD_PER_WORKER:
                    yield first()
            while ahead:
                yield first()

    def close(self) -> None:
        """Kill what is under way; idempotent."""
        for worker in self._workers:
            worker.give_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _running_loop(last: Callable[[], object]) -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop at work, in which ``last`` is called at the end."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="refinery", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_wind_up(last), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _wind_up(last: Callable[[], object]) -> None:
    """``last``, and then nobody may begin anew: a page that waits for its turn would start a process in a loop that ends."""
    last()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
