"""A task of a stage as datatrove runs it, and what becomes of its errors: a line in a file that the command finds."""

from __future__ import annotations

import errno
import json
from collections.abc import Sequence
from pathlib import Path

from datatrove.executor.base import PipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.stats import PipelineStats, Stats

from pipeline.batch.faults import TaskError
from pipeline.batch.files import appearing
from pipeline.errors import ExitCode, PipelineError, StorageError


class Noting(PipelineExecutor):
    """Mixed into an executor: an error of a task is noted, as not every executor hands it on."""

    def _run_for_rank(self, rank: int, local_rank: int = 0, node_rank: int = -1) -> PipelineStats:
        for step in self.pipeline:
            # A process does one task after the other, and figures are those of one.
            step.stats = Stats(str(step))
        try:
            # datatrove prints the log of the first task of each process, and a traceback of each error.
            return super()._run_for_rank(rank, max(local_rank, 1), node_rank)
        except Exception as error:
            note = {"code": int(_code(error)), "line": _line(error)}
            with appearing(_place(Path(self.logging_dir.path), rank)) as made:
                made.write_text(json.dumps(note), "utf-8")
            raise


def _code(error: Exception) -> ExitCode:
    if isinstance(error, PipelineError):
        return error.exit_code
    is_full = isinstance(error, OSError) and error.errno in (
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
    )
    return ExitCode.STORAGE if is_full else ExitCode.INTERNAL


def _line(error: Exception) -> str:
    words = " ".join(str(error).split())
    return words if isinstance(error, PipelineError) else f"{type(error).__name__}: {words}"


def _place(logs: Path, rank: int) -> Path:
    return logs / "errors" / f"{rank:05}.json"


def forget_errors(logs: Path) -> None:
    """Before a stage begins once more."""
    for path in logs.glob("errors/*.json"):
        path.unlink()


def done(logs: Path) -> int:
    """How many tasks of a stage are done."""
    return sum(1 for _ in logs.glob("completions/*"))


def check(stage: str, logs: Path, missing: Sequence[int]) -> None:
    """Raise what was noted of the first task that is not done, if any."""
    if not missing:
        return
    for path in sorted(logs.glob("errors/*.json")):
        note = json.loads(path.read_text("utf-8"))
        if note["code"] == ExitCode.STORAGE:
            raise StorageError(note["line"])
        raise TaskError(f"task {int(path.stem)} of the stage {stage}: {note['line']} (log: {logs / 'logs'})")
    raise TaskError(
        f"task {missing[0]} of the stage {stage} did not come to its end, and said nothing: it was killed, or the"
        " system is short of memory; run again to continue, with more and smaller --tasks if it happens again"
    )


Steps = Sequence[PipelineStep]
