"""One process that reads pages, and the socket to it: pages are sent ahead of their turn, and it is killed when one hangs.

All of it happens in the event loop, no thread waits: handing a page from thread to thread costs more than
sending it to another process.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import itertools
import multiprocessing
import pickle
import signal
import socket
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess

from pipeline.crawl.far_side import THERE, Message, first_message, in_a_line, packed, serve
from pipeline.crawl.reading import Reading, Step, Task, unread

# Caches of lxml and of regular expressions grow slowly; a fresh process is a fork away.
PAGES_PER_PROCESS = 1000
# A process that is killed over a page was not meant to die for it each time: the system may be short of memory.
ATTEMPTS = 2
# Until a new process says that it is there.
START_SECONDS = 60.0
# As many in a row that never said so, and the pages that wait are answered: a crawl must not wait for ever.
STARTS = 5
RECEIVED = 1 << 16

# Forked from a server of its own, because this process has threads; the server loads the libraries once,
# after the module that tells it (and so all it forks) to leave signals to this process.
PROCESSES = multiprocessing.get_context("forkserver")


def preload(*modules: str) -> None:
    """Have these loaded once for all processes: what a task names would be loaded by each. Before the first starts."""
    PROCESSES.set_forkserver_preload(
        ["pipeline.crawl.fork_server", "__main__", "pipeline.refine.reading", *modules]
    )


preload()


@atexit.register
def kill_left() -> None:
    """Kill the processes that a thread started while the others were stopped: Python would ask them to end by a
    signal that they leave to us, and wait for ever.
    """
    for process in multiprocessing.active_children():
        process.kill()


@dataclass(eq=False, slots=True)
class _Asked:
    """A task under way, as it is sent, and who waits for it."""

    number: int
    task: Task
    answer: asyncio.Future[Reading]
    attempts: int = 0


class Worker:
    """A killable process around ``step``. No lock or queue is shared, so its death can harm no other.

    The first of the tasks that it was sent is at work; it has ``seconds``, counted from when it became the first.
    Used in the event loop that runs when the first task comes.
    """

    def __init__(self, step: Step, seconds: float) -> None:
        self._step = step
        self._seconds = seconds
        self._process: ForkServerProcess | None = None
        self._socket: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked: deque[_Asked] = deque()
        self._sent = 0
        self._unsent = bytearray()
        self._received = bytearray()
        self._timer: asyncio.TimerHandle | None = None
        self._pages = 0
        self._is_there = False
        self._failed_starts = 0
        self._numbers = itertools.count(THERE + 1)

    def __len__(self) -> int:
        """How many tasks it has."""
        return len(self._asked)

    def start(self) -> None:
        """Start the process if there is none; blocks while the first of all loads the libraries."""
        if self._process:
            return
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        process = PROCESSES.Process(target=serve, args=(theirs, self._step), daemon=True)
        # With our copy of its end open, the end of the process would never be seen on the socket.
        with _without_interrupts(), theirs:
            process.start()
        self._process, self._socket = process, ours

    def ask(self, task: Task) -> asyncio.Future[Reading]:
        """What comes of a task; a Reject (``error``) if it took too long, the process died twice, or it cannot be sent."""
        self._loop = asyncio.get_running_loop()
        asked = _Asked(next(self._numbers), task, self._loop.create_future())
        self._asked.append(asked)
        self._feed()
        return asked.answer

    def stop(self) -> None:
        """Kill the process, if any; nothing in it is worth waiting for."""
        self._forget_timer()
        self._is_there = False
        if self._socket:
            if self._loop and not self._loop.is_closed():
                self._loop.remove_reader(self._socket)
                self._loop.remove_writer(self._socket)
            self._socket.close()
        if self._process:
            self._process.kill()
            self._process.join()
        self._socket = self._process = None
        self._sent = self._pages = 0
        self._unsent.clear()
        self._received.clear()

    def give_up(self) -> None:
        """Kill the process and answer whoever still waits."""
        self.stop()
        while self._asked:
            self._answer(unread(self._asked[0].task, "was given up: the run was stopped"))

    def _feed(self) -> None:
        """Send what the process may have, and watch the first of it; a process that has served its time gets no more."""
        if self._pages >= PAGES_PER_PROCESS and not self._sent:
            self.stop()
        while self._sent < len(self._asked) and self._pages < PAGES_PER_PROCESS:
            asked = self._asked[self._sent]
            try:
                octets = pickle.dumps(asked.task, pickle.HIGHEST_PROTOCOL)
            except Exception as error:  # noqa: BLE001 (any object's own __reduce__ may raise anything)
                del self._asked[self._sent]
                reason = f"could not be sent to a worker process: {in_a_line(error)}"
                _settle(asked, unread(asked.task, reason))
                continue
            try:
                self.start()
            except (OSError, EOFError) as error:
                self._did_not_start(in_a_line(error))
                return
            self._send(Message(asked.number, octets))
        if self._asked and self._timer is None and self._loop:
            if self._is_there:
                self._timer = self._loop.call_later(self._seconds, self._hangs)
            else:
                reason = f"it did not come up within {START_SECONDS:g} s"
                self._timer = self._loop.call_later(START_SECONDS, self._did_not_start, reason)

    def _send(self, message: Message) -> None:
        if self._socket is None or self._loop is None:
            return
        if not self._pages:
            self._loop.add_reader(self._socket, self._receive)
        self._pages += 1
        self._sent += 1
        self._unsent += packed(message)
        self._flush()

    def _flush(self) -> None:
        if self._socket is None or self._loop is None:
            return
        # A process that is gone is noticed by the reader, which is told of it in any case.
        with contextlib.suppress(BlockingIOError, OSError):
            del self._unsent[: self._socket.send(self._unsent)]
        if self._unsent:
            self._loop.add_writer(self._socket, self._flush)
        else:
            self._loop.remove_writer(self._socket)

    def _receive(self) -> None:
        if self._socket is None:
            return
        try:
            octets = self._socket.recv(RECEIVED)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if not octets:
            self._died()
            return
        self._received += octets
        while (message := first_message(self._received)) is not None:
            if message.number == THERE:
                self._is_there = True
                self._failed_starts = 0
                self._forget_timer()
            elif self._sent and message.number == self._asked[0].number:
                self._answer(_reading(self._asked[0].task, message.octets))
            else:
                self._lost("gave an answer to something that it was not asked")
                return
        self._feed()

    def _forget_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _answer(self, reading: Reading) -> None:
        """To the first; the next one's time begins."""
        self._sent = max(0, self._sent - 1)
        self._forget_timer()
        _settle(self._asked.popleft(), reading)

    def _hangs(self) -> None:
        self.stop()
        first = self._asked[0].task
        self._answer(unread(first, f"took longer than {self._seconds:g} s and was given up"))
        self._feed()

    def _died(self) -> None:
        process = self._process
        if process:
            process.join(1)
        code = process.exitcode if process else None
        if self._is_there:
            self._lost(f"died twice (exit code {code}): out of memory, or a library crashed")
        else:
            self._did_not_start(f"it died as it came up (exit code {code})")

    def _lost(self, what: str) -> None:
        """The process is of no more use, maybe for what it was at: that page has one attempt less."""
        self.stop()
        if not self._asked:
            return
        first = self._asked[0]
        first.attempts += 1
        if first.attempts >= ATTEMPTS:
            self._answer(unread(first.task, f"its worker process {what}"))
        self._feed()

    def _did_not_start(self, why: str) -> None:
        """No page's fault, for none was read: each waits for the next process, unless none comes up at all."""
        self.stop()
        self._failed_starts += 1
        if self._failed_starts >= STARTS:
            while self._asked:
                self._answer(
                    unread(self._asked[0].task, f"was not read, no worker process could be started: {why}")
                )
        self._feed()


def _reading(task: Task, octets: bytes) -> Reading:
    """What the process says of the task."""
    try:
        answer = pickle.loads(octets)  # noqa: S301 (what a process of ours made of its answer)
    except Exception as error:  # noqa: BLE001
        return unread(task, f"was read, but what came of it could not be taken in: {in_a_line(error)}")
    return answer if isinstance(answer, Reading) else unread(task, str(answer))


def _settle(asked: _Asked, reading: Reading) -> None:
    if not asked.answer.done():
        asked.answer.set_result(reading)


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C reaches the whole process group, and the fork server while it still loads the libraries."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
