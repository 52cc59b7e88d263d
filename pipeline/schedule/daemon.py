"""Runs that start themselves: the schedule in the foreground, each crawl a process of its own.

What ran, and when, is known from the table ``runs`` alone: the daemon keeps nothing, so it may be stopped,
killed and started at any time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from asyncio.subprocess import Process
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from pipeline.errors import ExitCode, StorageError
from pipeline.schedule.child import command, environment, last_line, log_file
from pipeline.schedule.ends import end_line, started
from pipeline.schedule.entries import Planned
from pipeline.schedule.triggers import first_time, trigger, utc

STOP_SECONDS = 8.0
"""How long runs have to end when the daemon is stopped: a clean end takes seconds, and who stops us waits ten."""


class Options(NamedTuple):
    """``words`` follow every command; ``parallel`` crawls run at a time; ``logs_kept`` files for each entry."""

    database: Path
    logs: Path
    logs_kept: int
    parallel: int
    words: Sequence[str] = ()


class Daemon:
    """Starts what is due; ``say`` gets a line for each thing worth knowing."""

    def __init__(self, planned: Sequence[Planned], options: Options, say: Callable[[str], None]) -> None:
        self._planned = planned
        self._options = options
        self._say = say
        self._slots = asyncio.Semaphore(options.parallel)
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._children: set[Process] = set()
        self._runs: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self) -> ExitCode:
        """Until SIGINT (gives INTERRUPTED) or SIGTERM (gives DONE)."""
        # Its warnings are said in our words.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        scheduler, now = AsyncIOScheduler(timezone=UTC), datetime.now(UTC)
        for each in self._planned:
            first, missed = first_time(each.entry, utc(started(self._options.database, each)), now)
            scheduler.add_job(
                self._due, trigger(each.entry), args=[each], id=each.name, next_run_time=first,
                coalesce=True, max_instances=1, misfire_grace_time=None,
            )  # fmt: skip
            when = (
                "now, for a time that was missed"
                if missed
                else f"{first.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
            )
            self._say(f"{each.name}: first run {when}")
        scheduler.add_listener(self._still_running, EVENT_JOB_MAX_INSTANCES)
        loop, received = asyncio.get_running_loop(), asyncio.Queue[signal.Signals]()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, received.put_nowait, number)
        scheduler.start()
        first_signal = await received.get()
        scheduler.pause()
        await self._stop()
        scheduler.shutdown(wait=False)
        return ExitCode.DONE if first_signal == signal.SIGTERM else ExitCode.INTERRUPTED

    async def _due(self, each: Planned) -> None:
        """One entry's time has come. Who waits for its queue holds no slot that another could use."""
        task = asyncio.current_task()
        assert task  # noqa: S101 (APScheduler makes one)
        self._runs.add(task)
        try:
            async with self._queues[each.queue], self._slots:
                if not self._stopping:
                    await self._crawl(each)
        except (StorageError, OSError) as error:
            self._say(f"{each.name}: not run: {error}")
        finally:
            self._runs.discard(task)

    async def _crawl(self, each: Planned) -> None:
        at = datetime.now(UTC)
        log = log_file(self._options.logs, each.name, at, self._options.logs_kept)
        with log.open("ab") as output:
            child = await asyncio.create_subprocess_exec(
                *command([*each.entry.words(), *self._options.words]),
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, env=environment(os.environ),
                # A Ctrl-C at the terminal is for us alone: a crawl takes a second signal for haste.
                start_new_session=True,
            )  # fmt: skip
        self._children.add(child)
        if self._stopping:
            child.terminate()
        try:
            code = await child.wait()
        finally:
            self._children.discard(child)
        self._say(end_line(each, code, at, self._options.database, log, last_line(log)))

    async def _stop(self) -> None:
        """All runs end: asked to, and after a while made to, with whatever processes they have started."""
        self._stopping = True
        for child in self._children:
            with suppress(ProcessLookupError):
                child.terminate()
        if self._runs:
            await asyncio.wait(self._runs, timeout=STOP_SECONDS)
        for child in set(self._children):
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        if self._runs:
            await asyncio.wait(self._runs, timeout=1)

    def _still_running(self, event: JobSubmissionEvent) -> None:
        if not self._stopping:
            self._say(f"{event.job_id}: due again, and left out: its last run is still under way or waiting")
