"""The reading of a task in a process of its own, which pages may kill or hang: such a page is a reject, the rest goes on.

The process opens the shards itself, so that no page's bytes are sent; what comes of pages is, some together.
"""

from __future__ import annotations

import gc
import pickle
from collections import Counter
from collections.abc import Iterator, MutableSequence
from contextlib import suppress
from multiprocessing.connection import Connection
from time import monotonic
from typing import Final, NamedTuple, Self

from pipeline.batch.faults import TaskError
from pipeline.batch.reading import START, Came, OtherShards, Place, Work, came_of
from pipeline.crawl.far_side import in_a_line, limit_memory
from pipeline.crawl.worker import ATTEMPTS, PAGES_PER_PROCESS, PROCESSES, STARTS, preload

TOGETHER: Final = 32
LARGE: Final = 4 << 20
"""Bytes of pages after which what came of them is sent, even of fewer."""


preload("pipeline.batch.isolation", "pipeline.batch.warm")


class _Sent(NamedTuple):
    """``is_last``: the process has served its time, or all is read. ``skipped``, of a shard, comes at its end.

    ``unknown``: names of pages that are repeated and stand in other shards.
    """

    next: Place
    came: list[Came]
    skipped: Counter[str]
    unknown: set[str]
    is_last: bool


class _Order(NamedTuple):
    """``suspects`` have killed a process once: what came before them is sent before they are read."""

    work: Work
    start: Place
    given_up: dict[Place, str]
    suspects: set[Place]


class _Clock:
    """In memory that both processes have: the page at work, if any."""

    def __init__(self) -> None:
        self._numbers: MutableSequence[int] = PROCESSES.RawArray("Q", 3)

    def at_work(self, place: Place | None) -> None:
        """Told by the one that reads."""
        if place:
            self._numbers[:2] = place
        self._numbers[2] = place is not None

    def place(self) -> Place | None:
        """Asked by the other."""
        shard, item, is_at_work = self._numbers[:]
        return Place(shard, item) if is_at_work else None


def isolated(work: Work, skipped: Counter[str], unknown: set[str]) -> Iterator[Came]:
    """What comes of all pages, in order. Raises what reading the shards raises, and TaskError.

    ``skipped`` and ``unknown`` (see ``OtherShards``) are added to.
    """
    start, failed = START, 0
    attempts, given_up = Counter[Place](), dict[Place, str]()
    while start.shard < len(work.shards):
        with _Process(_Order(work, start, given_up, set(attempts)), work.reading.seconds) as process:
            while sent := process.receive():
                yield from sent.came
                skipped.update(sent.skipped)
                unknown |= sent.unknown
                start, failed = sent.next, 0
                if sent.is_last:
                    break
            else:
                place = process.clock.place()
                if place is None:
                    failed += 1
                    _check(failed, work.shards[start.shard].url, process.exit_code())
                    continue
                attempts[place] = ATTEMPTS if process.hangs else attempts[place] + 1
                if attempts[place] >= ATTEMPTS:
                    given_up[place] = process.why()


def _check(failed: int, url: str, code: int | None) -> None:
    """No page's fault, for none was at work: another process may do better, but not for ever."""
    if failed >= STARTS:
        raise TaskError(f"the process that reads {url} died {failed} times (exit code {code})")


class _Process:
    """One process; a context manager that kills it. ``hangs``: a page took longer than ``seconds``."""

    def __init__(self, order: _Order, seconds: float) -> None:
        self.clock = _Clock()
        self.hangs = False
        self._seconds = seconds
        self._connection, theirs = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=_serve, args=(theirs, self.clock, order), daemon=True)
        with theirs:
            self._process.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._connection.close()

    def receive(self) -> _Sent | None:
        """The next of what it sends; None when it is gone, or hangs. Raises what it says that it has met with."""
        since, place = monotonic(), self.clock.place()
        while not self._connection.poll(self._seconds / 8):
            now = self.clock.place()
            if now is None or now != place:
                since, place = monotonic(), now
            elif monotonic() - since > self._seconds:
                self.hangs = True
                return None
        try:
            sent: _Sent | Exception = pickle.loads(self._connection.recv_bytes())  # noqa: S301 (our own process)
        except (EOFError, OSError):
            self._process.join(1)
            return None
        if isinstance(sent, Exception):
            raise sent
        return sent

    def why(self) -> str:
        """The reason for the page that was at work."""
        if self.hangs:
            return f"took longer than {self._seconds:g} s and was given up"
        return f"its worker process died twice (exit code {self.exit_code()}): out of memory, or a library crashed"

    def exit_code(self) -> int | None:
        """Of the process, once it is gone."""
        return self._process.exitcode


def _serve(connection: Connection, clock: _Clock, order: _Order) -> None:
    """The process."""
    limit_memory()
    gc.freeze()
    # Whoever does not listen any more has no use for it.
    with suppress(BrokenPipeError):
        try:
            for sent in _sent(order, clock):
                connection.send_bytes(pickle.dumps(sent, pickle.HIGHEST_PROTOCOL))
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 (of whatever a file system somewhere raises)
            connection.send_bytes(_as_sent(error))


def _sent(order: _Order, clock: _Clock) -> Iterator[_Sent]:
    work, start, given_up, suspects = order
    skipped: Counter[str] = Counter()
    others = OtherShards(work.found)
    waiting: list[Came] = []
    size = pages = 0
    for after, came in came_of(work, start, given_up, skipped, others, clock.at_work):
        if came:
            waiting.append(came)
            size += came.page.size if came.page else 0
            pages += 1
        is_last = not came and (pages >= PAGES_PER_PROCESS or after.shard == len(work.shards))
        if not came or len(waiting) >= TOGETHER or size >= LARGE or after in suspects:
            yield _Sent(after, waiting, Counter() if came else skipped, others.unknown, is_last)
            waiting, size = [], 0
            others.unknown.clear()
        if is_last:
            return
        if not came:
            skipped.clear()


def _as_sent(error: Exception) -> bytes:
    try:
        octets = pickle.dumps(error)
        pickle.loads(octets)  # noqa: S301 (our own)
    except Exception:  # noqa: BLE001 (any object's own __reduce__ may raise anything)
        return pickle.dumps(RuntimeError(in_a_line(error)))
    return octets
