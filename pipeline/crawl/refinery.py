"""Worker processes around ``refine``: a page that hangs, crashes or floods memory costs one reject only."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from pipeline.crawl.worker import Step, Worker
from pipeline.items import Page, Refined
from pipeline.refine import refine
from pipeline.refine.site import Site

PAGE_SECONDS = 20.0
# Enough that no worker waits for the next page, few enough that large pages do not pile up in memory.
READ_AHEAD_PER_WORKER = 4


class Refinery:
    """Refines pages in processes of its own; every submitted page comes back as records or a Reject.

    One thread waits on each process. ``step`` is a module-level function: ``refine``, but for tests.
    As a context manager it waits for what was submitted, or kills it when left by an exception.
    """

    def __init__(
        self, workers: int | None = None, *, step: Step = refine, seconds: float = PAGE_SECONDS
    ) -> None:
        self._size = workers or os.cpu_count() or 1
        self._workers = [Worker(step, seconds) for _ in range(self._size)]
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="refinery")

    def warm(self) -> None:
        """Start the workers now; blocks for the second or two that loading the libraries takes."""
        for worker in self._workers:
            worker.start()

    def submit(self, page: Page, site: Site | None = None) -> Future[Refined]:
        """The page's records or its Reject, later. The future never raises."""
        return self._threads.submit(self._refine, page, site)

    def refine_all(self, pages: Iterable[tuple[Page, Site | None]]) -> Iterator[tuple[Page, Refined]]:
        """Each page with its outcome, in order, reading ahead only as far as the workers need."""
        ahead: deque[tuple[Page, Future[Refined]]] = deque()
        for page, site in pages:
            ahead.append((page, self.submit(page, site)))
            if len(ahead) >= self._size * READ_AHEAD_PER_WORKER:
                first, outcome = ahead.popleft()
                yield first, outcome.result()
        for page, outcome in ahead:
            yield page, outcome.result()

    def close(self, *, kill: bool = False) -> None:
        """Wait for what was submitted, or kill it; idempotent."""
        if kill:
            self._threads.shutdown(wait=False, cancel_futures=True)
        else:
            self._threads.shutdown()
        for worker in self._workers:
            worker.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(kill=kind is not None)

    def _refine(self, page: Page, site: Site | None) -> Refined:
        worker = self._idle.get()
        try:
            return worker.refine(page, site)
        finally:
            self._idle.put(worker)
