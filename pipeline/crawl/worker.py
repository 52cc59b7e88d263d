"""One process that reads pages, and the socket to it: pages are sent ahead of their turn, and it is killed when one hangs.

All of it happens in the event loop, no thread waits: handing a page from thread to thread costs more than
sending it to another process.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import multiprocessing
import pickle
import resource
import signal
import socket
import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess

from pipeline.crawl.reading import Reading, Step, Task, read, unread

# Address space, not memory in use: models are mapped into it. Beyond it Python raises MemoryError.
MAX_BYTES = 4 << 30
# Caches of lxml and of regular expressions grow slowly; a fresh process is a fork away.
PAGES_PER_PROCESS = 1000
# A process that is killed over a page was not meant to die for it each time: the system may be short of memory.
ATTEMPTS = 2
# Until a new process says that it is there.
START_SECONDS = 60.0
LENGTH = struct.Struct(">Q")
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

    def __len__(self) -> int:
        """How many tasks it has."""
        return len(self._asked)

    def start(self) -> None:
        """Start the process if there is none; blocks while the first of all loads the libraries."""
        if self._process:
            return
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        process = PROCESSES.Process(target=_serve, args=(theirs, self._step), daemon=True)
        with _without_interrupts():
            process.start()
        # With our copy open, the end of the process would never be seen on the socket.
        theirs.close()
        self._process, self._socket = process, ours

    def ask(self, task: Task) -> asyncio.Future[Reading]:
        """What comes of a task; a Reject (``error``) if it took too long or the process died twice."""
        self._loop = asyncio.get_running_loop()
        asked = _Asked(task, self._loop.create_future())
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
            self._send(self._asked[self._sent].task)
        if self._asked and self._timer is None and self._loop:
            seconds = self._seconds if self._is_there else START_SECONDS
            self._timer = self._loop.call_later(seconds, self._hangs)

    def _send(self, task: Task) -> None:
        self.start()
        if self._socket is None or self._loop is None:
            return
        if not self._pages:
            self._loop.add_reader(self._socket, self._receive)
        self._pages += 1
        self._sent += 1
        message = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        self._unsent += LENGTH.pack(len(message)) + message
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
        while (message := _message(self._received)) is not None:
            if message:
                self._answer(pickle.loads(message))  # noqa: S301 (what a process of ours made of its answer)
            else:
                self._is_there = True
                self._forget_timer()
        self._feed()

    def _forget_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _answer(self, reading: Reading) -> None:
        """To the first; the next one's time begins."""
        answer = self._asked.popleft().answer
        self._sent = max(0, self._sent - 1)
        self._forget_timer()
        if not answer.done():
            answer.set_result(reading)

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
        self.stop()
        if not self._asked:
            return
        first = self._asked[0]
        first.attempts += 1
        if first.attempts >= ATTEMPTS:
            reason = f"its worker process died twice (exit code {code}): out of memory, or a library crashed"
            self._answer(unread(first.task, reason))
        self._feed()


def _message(received: bytearray) -> bytes | None:
    """Take the first message out of what came; None when it has not come whole."""
    if len(received) < LENGTH.size:
        return None
    end = LENGTH.size + int(LENGTH.unpack_from(received)[0])
    if len(received) < end:
        return None
    message = bytes(received[LENGTH.size : end])
    del received[:end]
    return message


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C reaches the whole process group, and the fork server while it still loads the libraries."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(theirs: socket.socket, step: Step) -> None:
    """The process: an empty message when it is there, then one task in, one reading out, until the other end is gone."""
    # Some systems do not let a process limit itself; then they decide.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    # The libraries stay: nothing of them need ever be looked through, or copied for it.
    gc.freeze()
    with contextlib.suppress(OSError), theirs.makefile("rwb") as stream:
        stream.write(LENGTH.pack(0))
        stream.flush()
        while len(length := stream.read(LENGTH.size)) == LENGTH.size:
            task: Task = pickle.loads(stream.read(LENGTH.unpack(length)[0]))  # noqa: S301 (sent by our own process)
            answer = pickle.dumps(read(step, task), pickle.HIGHEST_PROTOCOL)
            stream.write(LENGTH.pack(len(answer)) + answer)
            stream.flush()
