"""Stages as job arrays of Slurm, each after the one before it: datatrove writes the scripts and hands them to ``sbatch``."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from datatrove.executor.slurm import SlurmPipelineExecutor
from loguru import logger

from pipeline.batch.batch import alone, check_done
from pipeline.batch.files import appearing
from pipeline.batch.places import Places
from pipeline.batch.running import Noting
from pipeline.batch.stages import Stage
from pipeline.errors import InputError

CHECKOUT: Final = Path(__file__).resolve().parents[2]
_DONE: Final = -1
"""What datatrove takes for the number of a job when there is nothing to do."""


class Queue(NamedTuple):
    """What Slurm is asked for: a partition, and for each task time (``HH:MM:SS``) and gigabytes of memory."""

    partition: str
    time: str
    memory: int


class SlurmExecutor(Noting, SlurmPipelineExecutor):
    """One stage; ``depends`` is that of the stage before."""

    def __init__(
        self, stage: Stage, folder: Places, queue: Queue, workers: int, depends: SlurmExecutor | None
    ) -> None:
        SlurmPipelineExecutor.__init__(
            self,
            pipeline=list(stage.steps),
            tasks=stage.tasks,
            time=queue.time,
            partition=queue.partition,
            mem_per_cpu_gb=queue.memory,
            workers=workers,
            job_name=f"batch-{stage.name}",
            qos="",
            env_command=f"export PYTHONPATH={shlex.quote(str(CHECKOUT))} PATH={shlex.quote(str(Path(sys.prefix) / 'bin'))}:$PATH",
            depends=depends,
            logging_dir=str(folder.logs(stage.name)),
            mail_type="NONE",
        )


def submit(stages: Sequence[Stage], folder: Places, queue: Queue, workers: int) -> list[str]:
    """Hand over all stages that are not done: the numbers of their jobs.

    Raises InputError when this machine knows no Slurm, Slurm refuses a job, or has earlier ones of this folder yet.
    """
    if not shutil.which("sbatch"):
        raise InputError("there is no sbatch here: run this on a machine that hands jobs to Slurm")
    with alone(folder):
        refuse_queued(folder)
        # What it says is for its own users; we say it in our own words.
        logger.disable("datatrove")
        executors: list[SlurmExecutor] = []
        for stage in stages:
            executors.append(
                SlurmExecutor(stage, folder, queue, workers, executors[-1] if executors else None)
            )
        jobs: list[str] = []
        try:
            for executor in executors:
                executor.launch_job()
                if executor.job_id != _DONE:
                    jobs.append(str(executor.job_id))
                    _note(folder, jobs)
        except subprocess.CalledProcessError as error:
            raise InputError(
                f"Slurm refused the job of the stage {stages[executors.index(executor)].name}: see what sbatch said"
            ) from error
        if not jobs:
            check_done(folder)
    return jobs


def refuse_queued(folder: Places) -> None:
    """Raise InputError while jobs of this folder wait or run at Slurm, as far as it can be asked here."""
    try:
        jobs = json.loads(_jobs(folder).read_text("utf-8"))
    except FileNotFoundError:
        return
    if not shutil.which("squeue"):
        return
    ask = ["squeue", "--noheader", "--format=%A", f"--jobs={','.join(jobs)}"]
    # It does not know jobs that ended long ago.
    said = subprocess.run(ask, capture_output=True, text=True, check=False)  # noqa: S603
    if said.stdout.split():
        raise InputError(
            f"Slurm has jobs of {folder.folder} yet ({jobs[0]} to {jobs[-1]}): wait for their end, or scancel them"
        )


def _note(folder: Places, jobs: Sequence[str]) -> None:
    with appearing(_jobs(folder)) as made:
        made.write_text(json.dumps(jobs), "utf-8")


def _jobs(folder: Places) -> Path:
    return folder.work / "slurm.json"
