"""The one thread that writes. Others put pages into its queue and get a future; nothing else blocks.

A future is done when the transaction that holds its rows is committed: who waits for it knows that the
page survives a crash, and keeps to the writer's pace.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from pipeline.errors import ExitCode, StorageError
from pipeline.items import Page, Refined, Reject, Visit
from pipeline.store import frontier
from pipeline.store.batch import Put
from pipeline.store.database import BUSY_SECONDS
from pipeline.store.transactions import Transactions
from pipeline.store.visits import Settle

logger = logging.getLogger(__name__)

T = TypeVar("T")

# How a run ends that is left open.
_ENDS: tuple[tuple[type[BaseException], str, ExitCode], ...] = (
    (StorageError, "storage", StorageError.exit_code),
    (KeyboardInterrupt, "interrupted", ExitCode.INTERRUPTED),
)


class _Queued(NamedTuple):
    put: Put
    future: Future[None]


class _Job(NamedTuple):
    """Something to do once all that was put before it is stored; ``last`` is tried after a failure too."""

    call: Callable[[], object]
    future: Future[Any]
    last: bool = False


class Writer:
    """Stores pages and what became of them. Any thread may call it; close it, or use it in a ``with``.

    ``settle`` takes the visits of a batch, in its transaction: the frontier of this database, if no other is named.
    A batch is committed when it has ``batch_size`` pages, or ``batch_seconds`` after its first.
    ``counts`` is what the run has committed so far: pages, documents (new, changed, unchanged, older),
    rejects of pages (and ``reject:<outcome>``), URLs for which nothing was served (``unserved:<outcome>``).

    Trouble with the database (disk full, locked for ``busy_seconds``) ends the writer: open futures,
    later puts, flush and close all give the same StorageError. Only the end of the run is still tried: it is
    one small row, and locks and full disks pass.
    """

    def __init__(
        self,
        path: Path,
        *,
        batch_size: int = 500,
        batch_seconds: float = 0.25,
        busy_seconds: float = BUSY_SECONDS,
        settle: Settle = frontier.settle,
    ) -> None:
        self._batch_size = batch_size
        self._batch_seconds = batch_seconds
        self._transactions = Transactions(path, busy_seconds=busy_seconds, settle=settle)
        self._failure: StorageError | None = None
        self._closed = False
        self._queue: deque[_Queued | _Job] = deque()
        # Whether a job is among them.
        self._urgent = False
        # Told when there is something to do at once; waking a thread for each page costs more than to store it.
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # It may have been the archive's disk that is full, or a Ctrl-C at any instant.
        for ended_by, outcome, code in _ENDS:
            if kind and issubclass(kind, ended_by):
                with suppress(StorageError, ValueError):
                    self._finish_if_open(outcome, int(code))
        try:
            self.close()
        except StorageError:
            # Whoever leaves with an error of their own has waited for a future that had this one.
            if kind is None:
                raise

    @property
    def counts(self) -> Counter[str]:
        """What the run has committed so far."""
        return self._transactions.counts

    def put(self, page: Page | None, outcome: Refined, visit: Visit | None = None) -> Future[None]:
        """Queue a page and its records or reject; ``page`` is None when nothing was served.

        A ``visit`` marks a row of the frontier done, and adds what was found there, in the same transaction.

        Never waits. The queue has no limit: wait for futures to keep memory in bounds. What the database
        will not take becomes a reject with outcome "error".
        """
        if not isinstance(outcome, Reject) and (page is None or not outcome):
            raise ValueError("a put is a page with its records, or a reject")
        future = _running()
        self._enqueue(_Queued(Put(page, outcome, _now(), visit), future))
        return future

    def start_run(
        self,
        command: str,
        site: str | None,
        settings: Mapping[str, object],
        *,
        extractor_version: str | None = None,
    ) -> int:
        """Begin a run and give its id, which every row stored from now on names. ``counts`` starts anew."""
        at = _now()
        return self._wait(
            lambda: self._transactions.start_run(command, site, settings, extractor_version, at)
        )

    def finish_run(
        self,
        outcome: str,
        exit_code: int,
        *,
        advice: str | None = None,
        stats: Mapping[str, object] | None = None,
        findings: Sequence[object] | None = None,
    ) -> None:
        """Store what is queued, then how the run ended. Tried, too, by a writer that has failed."""
        row = (outcome, exit_code, advice, stats, findings, _now())
        self._wait(lambda: self._transactions.finish_run(*row), last=True)

    def _finish_if_open(self, outcome: str, exit_code: int) -> None:
        at = _now()

        def finish() -> None:
            if self._transactions.run_id is not None:
                self._transactions.finish_run(outcome, exit_code, None, None, None, at)

        self._wait(finish, last=True)

    def settle(self, site: str, counted: int, digest: str) -> None:
        """Note that a site's documents, as stored by what was put before, are settled up to ``counted``."""
        self._wait(lambda: self._transactions.settle(site, counted, digest))

    def apply(self, change: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Run ``change`` in a transaction of its own, once all that was put before it is stored."""
        return self._submit(lambda: self._transactions.apply(change))

    def flush(self) -> None:
        """Wait until everything put so far is committed."""
        self._wait(lambda: None)

    def close(self) -> None:
        """Commit what is queued and close the database; StorageError if that is what ended the writer."""
        with self._changed:
            was_closed, self._closed = self._closed, True
            self._changed.notify()
        self._thread.join()
        if self._failure and not was_closed:
            raise self._failure

    def _wait(self, call: Callable[[], T], *, last: bool = False) -> T:
        return self._submit(call, last=last).result()

    def _submit(self, call: Callable[[], T], *, last: bool = False) -> Future[T]:
        future: Future[T] = _running()
        self._enqueue(_Job(call, future, last))
        return future

    def _enqueue(self, entry: _Queued | _Job) -> None:
        with self._changed:
            if self._closed:
                raise ValueError("the writer is closed")
            if self._failure is None or (isinstance(entry, _Job) and entry.last):
                self._queue.append(entry)
                self._urgent = self._urgent or isinstance(entry, _Job)
                if len(self._queue) == 1 or self._is_full():
                    self._changed.notify()
                return
        entry.future.set_exception(self._failure)

    # From here on everything runs in the writer's thread.

    def _work(self) -> None:
        while entries := self._next():
            if isinstance(entries, _Job):
                self._run(entries)
            else:
                self._store(entries)
        self._transactions.close()

    def _next(self) -> Sequence[_Queued] | _Job | None:
        """A batch, complete or due, or a job; None when the writer is closed and everything done."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            self._changed.wait_for(self._is_full, self._batch_seconds)
            batch: list[_Queued] = []
            while self._queue and len(batch) < self._batch_size:
                entry = self._queue[0]
                if isinstance(entry, _Job):
                    if batch:
                        break
                    self._queue.popleft()
                    self._urgent = any(isinstance(other, _Job) for other in self._queue)
                    return entry
                batch.append(entry)
                self._queue.popleft()
            return batch or None

    def _is_full(self) -> bool:
        """Whether nothing is gained by waiting for more."""
        return self._urgent or self._closed or len(self._queue) >= self._batch_size

    def _store(self, batch: Sequence[_Queued]) -> None:
        faults = self._try(lambda: self._transactions.store([entry.put for entry in batch]))
        for entry, fault in zip(batch, faults or [self._failure] * len(batch), strict=True):
            _settle(entry.future, None, fault)

    def _run(self, job: _Job) -> None:
        earlier = self._failure
        if job.last:
            self._failure = None
        result = self._try(job.call)
        _settle(job.future, result, self._failure)
        self._failure = earlier or self._failure

    def _try(self, call: Callable[[], T]) -> T | None:
        """Do it, unless the database has failed or fails now."""
        if self._failure:
            return None
        try:
            return call()
        except StorageError as failure:
            self._failure = failure
        except Exception as error:  # a silent death of this thread would leave every caller waiting
            logger.exception("The writer stops because of an error in itself")
            self._failure = StorageError(f"Nothing more can be stored: {type(error).__name__}: {error}.")
        return None


def _running() -> Future[Any]:
    """A future that cannot be cancelled: who stops waiting for a write does not undo it."""
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    return future


def _settle(future: Future[Any], result: object, fault: Exception | None) -> None:
    if fault is None:
        future.set_result(result)
    else:
        future.set_exception(fault)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
