"""Stages as job arrays of Slurm, each after the one before it: datatrove writes the scripts and hands them to ``sbatch``."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from datatrove.executor.slurm import SlurmPipelineExecutor
from loguru import logger

from pipeline.batch.places import Places
from pipeline.batch.running import Noting
from pipeline.batch.stages import Stage
from pipeline.errors import InputError

CHECKOUT: Final = Path(__file__).resolve().parents[2]


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
    """Hand all stages over: the numbers of their jobs. Raises InputError when this machine knows no Slurm."""
    if not shutil.which("sbatch"):
        raise InputError("there is no sbatch here: run this on a machine that hands jobs to Slurm")
    # What it says is for its own users; we say it in our own words.
    logger.disable("datatrove")
    executors: list[SlurmExecutor] = []
    for stage in stages:
        executors.append(SlurmExecutor(stage, folder, queue, workers, executors[-1] if executors else None))
    for executor in executors:
        executor.launch_job()
    return [str(executor.job_id) for executor in executors]
