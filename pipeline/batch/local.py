"""Tasks in processes of this machine: one that dies is begun again, and all end with the command.

datatrove's own executor keeps a pool, which waits for ever for a task whose process was killed.
"""

from __future__ import annotations

import os
import threading
from collections import Counter, deque
from collections.abc import Callable
from contextlib import redirect_stderr, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from queue import SimpleQueue
from typing import Final, Self

from datatrove.executor.base import DistributedEnvVars

from pipeline.batch.running import Noting, Steps
from pipeline.crawl.worker import PROCESSES, preload

ATTEMPTS: Final = 3
"""A process that is killed over a task was not meant to die for it each time: the system may be short of memory."""


class Crew:
    """Processes that take tasks of one stage after the other; a context manager. Killed with whoever made it."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.members: list[_Member] = []
        preload("pipeline.batch.stages")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self.members:
            member.kill()

    def free_member(self) -> _Member | None:
        """One that has nothing to do, a new one if need be; None when all are at work."""
        for member in self.members:
            if member.rank is None:
                return member
        if len(self.members) >= self.workers:
            return None
        self.members.append(_Member())
        return self.members[-1]


class LocalExecutor(Noting):
    """Runs tasks in the processes of a crew. ``watch`` is called whenever one is done."""

    def __init__(self, steps: Steps, logs: Path, tasks: int, crew: Crew, watch: Callable[[], None]) -> None:
        super().__init__(list(steps), str(logs))
        self.tasks = tasks
        self._crew = crew
        self._watch = watch

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name not in ("_crew", "_watch")}

    @property
    def world_size(self) -> int:
        """How many tasks there are."""
        return self.tasks

    def get_distributed_env(self, node_rank: int = -1) -> DistributedEnvVars:  # noqa: ARG002
        """For datatrove's environment variables."""
        return DistributedEnvVars(
            datatrove_node_ips="localhost",
            datatrove_cpus_per_task="-1",
            datatrove_mem_per_cpu="-1",
            datatrove_gpus_on_node="-1",
            datatrove_executor="LOCAL",
        )

    def run(self) -> None:
        """All tasks that are not done; what could not be done, ``get_incomplete_ranks`` tells afterwards."""
        waiting = deque(self.get_incomplete_ranks())
        died = Counter[int]()
        failed = False
        while not failed:
            while waiting and (member := self._crew.free_member()):
                member.give(self, waiting.popleft())
            busy = {member.connection: member for member in self._crew.members if member.rank is not None}
            if not busy:
                break
            told = wait(list(busy))
            for member in [member for connection, member in busy.items() if connection in told]:
                rank = member.rank
                if member.is_done():
                    failed = failed or not self.is_rank_completed(rank)
                elif rank is not None:
                    self._crew.members.remove(member)
                    died[rank] += 1
                    failed = died[rank] >= ATTEMPTS
                    waiting.append(rank)
            self._watch()


class _Member:
    """One process; ``rank`` is the task that it is at."""

    def __init__(self) -> None:
        self.rank: int | None = None
        self.connection, theirs = PROCESSES.Pipe()
        self._stage: LocalExecutor | None = None
        self._process: ForkServerProcess = PROCESSES.Process(target=_work, args=(theirs,))
        with theirs:
            self._process.start()

    def give(self, executor: LocalExecutor, rank: int) -> None:
        self.rank = rank
        # One that has just died is noticed when it is waited for.
        with suppress(OSError):
            self.connection.send(None if self._stage is executor else executor)
            self.connection.send(rank)
        self._stage = executor

    def is_done(self) -> bool:
        """Once there is something to receive: False when the process is gone instead."""
        try:
            self.connection.recv()
        except (EOFError, OSError):
            self.kill()
            return False
        self.rank = None
        return True

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()


def _work(parent: Connection) -> None:
    """The process: task after task, until the other end is gone."""
    received: SimpleQueue[object] = SimpleQueue()
    threading.Thread(target=_listen, args=(parent, received), daemon=True).start()
    executor: object = None
    # What datatrove says goes to its log files.
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        while True:
            executor = received.get() or executor
            rank = received.get()
            # What goes wrong is noted by the executor.
            with suppress(Exception):
                executor._run_for_rank(rank)  # type: ignore[attr-defined]  # noqa: SLF001
            parent.send(rank)


def _listen(parent: Connection, received: SimpleQueue[object]) -> None:
    """A command that was killed cannot end its tasks, and the next one must not meet them."""
    with suppress(EOFError, OSError):
        while True:
            received.put(parent.recv())
    os._exit(1)
