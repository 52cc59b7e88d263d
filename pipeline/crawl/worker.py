"""One process that refines pages, and the pipe to it: asked by one thread at a time, killed when it hangs."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import resource
import signal
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

from pipeline.items import Page, Refined, Reject
from pipeline.refine.site import Site

Step = Callable[[Page, Site | None], Refined]

# Address space, not memory in use: models are mapped into it. Beyond it Python raises MemoryError.
MAX_BYTES = 4 << 30
# Caches of lxml and of regular expressions grow slowly; a fresh process is a fork away.
PAGES_PER_PROCESS = 1000

# Forked from a server of its own, because this process has threads; the server loads the libraries once,
# after the module that tells it (and so all it forks) to leave signals to this process.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["pipeline.crawl.fork_server", "__main__", "pipeline.refine.reading"])


@atexit.register
def kill_left() -> None:
    """Kill the processes that a thread started while the others were stopped: Python would ask them to end by a
    signal that they leave to us, and wait for ever.
    """
    for process in multiprocessing.active_children():
        process.kill()


class _Child(NamedTuple):
    process: ForkServerProcess
    pipe: Connection


class Worker:
    """A killable process around ``step``. No lock or queue is shared, so its death can harm no other."""

    def __init__(self, step: Step, seconds: float) -> None:
        self._step = step
        self._seconds = seconds
        self._child: _Child | None = None
        self._exit_code: int | None = None
        self._pages = 0

    def start(self) -> _Child:
        """The live process, a new one if there is none or it has served its time."""
        if self._child and self._child.process.is_alive() and self._pages < PAGES_PER_PROCESS:
            return self._child
        self.stop()
        ours, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(target=_serve, args=(theirs, self._step), daemon=True)
        with _without_interrupts():
            process.start()
        # With our copy open, the end of the process would never be seen on the pipe.
        theirs.close()
        self._child, self._pages = _Child(process, ours), 0
        return self._child

    def refine(self, page: Page, site: Site | None) -> Refined:
        """The outcome of ``step``, or a Reject (``error``) if it took too long or the process died twice.

        Who kills a process, the system short of memory too, need not have meant this page: it gets a second one.
        """
        return self._ask(page, site) or self._ask(page, site) or self._died(page)

    def _ask(self, page: Page, site: Site | None) -> Refined | None:
        """None when the process died over it."""
        child = self.start()
        self._pages += 1
        try:
            child.pipe.send((page, site))
            if child.pipe.poll(self._seconds):
                outcome: Refined = child.pipe.recv()
                return outcome
        except (EOFError, OSError):
            child.process.join(1)
            self._exit_code = child.process.exitcode
            self.stop()
            return None
        self.stop()
        reason = f"took longer than {self._seconds:g} s and was given up"
        return Reject(page.url, "error", reason, page.id)

    def _died(self, page: Page) -> Reject:
        reason = f"its worker process died twice (exit code {self._exit_code}): out of memory, or a library crashed"
        return Reject(page.url, "error", reason, page.id)

    def stop(self) -> None:
        """Kill the process, if any; nothing in it is worth waiting for."""
        child, self._child = self._child, None
        if child:
            child.process.kill()
            child.process.join()
            child.pipe.close()


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C reaches the whole process group, and the fork server while it still loads the libraries."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, step: Step) -> None:
    """The process: one page in, one outcome out, until the other end is gone."""
    # Some systems do not let a process limit itself; then they decide.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    with contextlib.suppress(EOFError, OSError):
        while True:
            page, site = pipe.recv()
            pipe.send(_outcome(step, page, site))


def _outcome(step: Step, page: Page, site: Site | None) -> Refined:
    try:
        return step(page, site)
    except Exception as error:  # noqa: BLE001 (one page's fault is that page's result)
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = (str(error).splitlines() or [""])[0][:200]
        reason = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {message}"
        return Reject(page.url, "error", reason, page.id)
