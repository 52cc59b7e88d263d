"""A batch from its input to its result. Running it again does what is missing."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from pipeline.batch.places import Places
from pipeline.batch.plan import is_done
from pipeline.batch.refining import LEFT_OUT
from pipeline.batch.running import check, done, forget_errors
from pipeline.batch.stages import Stage
from pipeline.errors import InputError, StorageError
from pipeline.export import manifest

Watch = Callable[[str, int, int], None]
"""Sees the name of the stage at work, how many of its tasks are done, and of how many."""


class Executor(Protocol):
    """Runs the tasks of a stage that are not done."""

    def run(self) -> None: ...  # noqa: D102
    def get_incomplete_ranks(self) -> list[int]: ...  # noqa: D102


MakeExecutor = Callable[[Stage, Path, Callable[[], None]], Executor]
"""Told the stage, the folder of its logs, and what to call whenever a task is done."""


class Done(NamedTuple):
    """``is_new``: whether there was anything left to do."""

    documents: int
    is_new: bool


def run(folder: Places, todo: Sequence[Stage], executor: MakeExecutor, watch: Watch) -> Done:
    """Bring the batch to its end. Raises StorageError, InputError and TaskError."""
    if is_done(folder) and not _left_over(folder):
        return Done(_documents(folder), is_new=False)
    with alone(folder):
        if is_done(folder):
            _clear(folder)
            return Done(_documents(folder), is_new=False)
        for stage in todo:
            _run_stage(stage, folder, executor, watch)
        check_done(folder)
        _clear(folder)
        return Done(_documents(folder), is_new=True)


def check_done(folder: Places) -> None:
    """Once all tasks are done: raise InputError when the dataset is not there all the same."""
    if not is_done(folder):
        raise InputError(
            f"{folder.folder} has no {manifest.FILE_NAME}, although all its tasks are done: something was taken out of it;"
            " remove this folder, and run again"
        )


def left_out(folder: Places) -> Counter[str]:
    """Of what kinds, and how many, the pages were that the result does not tell of."""
    found: Counter[str] = Counter()
    for path in folder.logs("read").glob("stats/*.json"):
        for step in json.loads(path.read_text("utf-8")):
            for name, told in step["stats"].items():
                if name.startswith(LEFT_OUT):
                    found[name.removeprefix(LEFT_OUT)] += told["total"] if isinstance(told, dict) else told
    return found


def _run_stage(stage: Stage, folder: Places, make: MakeExecutor, watch: Watch) -> None:
    logs = folder.logs(stage.name)
    forget_errors(logs)

    def show() -> None:
        watch(stage.name, done(logs), stage.tasks)

    show()
    executor = make(stage, logs, show)
    executor.run()
    check(stage.name, logs, executor.get_incomplete_ranks())


def _documents(folder: Places) -> int:
    return int(manifest.load(folder.folder)["documents"])


def _clear(folder: Places) -> None:
    """All that has led to the result goes; the plan and the logs stay."""
    for path in _left_over(folder):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _left_over(folder: Places) -> list[Path]:
    return [path for path in folder.work.iterdir() if path.name not in ("plan.json", "logs", "lock")]


@contextmanager
def alone(folder: Places) -> Iterator[None]:
    """While no other command is at work on the folder. Raises InputError and StorageError."""
    try:
        lock = os.open(folder.work / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(
            f"The folder {folder.folder} cannot be written: {error.strerror or error}."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InputError(
            f"another command is at work on {folder.folder}: wait for its end, or stop it"
        ) from None
    finally:
        os.close(lock)
