"""Tasks on a Ray cluster: one whose worker dies is begun again elsewhere.

A task of Ray for each of ours. datatrove's own executor starts a pool in an actor for each, which waits for ever for a
process that was killed.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Final

import ray
from datatrove.executor.base import DistributedEnvVars

from pipeline.batch.running import Noting, Steps
from pipeline.errors import InputError

ATTEMPTS: Final = 3
REACHED_SECONDS: Final = 10
CHECKOUT: Final = Path(__file__).resolve().parents[2]


@contextmanager
def cluster(address: str | None, workers: int) -> Iterator[None]:
    """The cluster at an address, or one of this machine that ends with the command. Raises InputError.

    All its machines have this checkout, and the folder of the batch, at the same paths. What Ray prints meanwhile is no
    result of ours.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        _check_reachable(address)
        ray.init(
            address=address or "local",
            num_cpus=None if address else workers,
            include_dashboard=None if address else False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            runtime_env={"env_vars": {"PYTHONPATH": str(CHECKOUT)}},
        )
    except (OSError, ValueError, RuntimeError) as error:
        line = " ".join(str(error).split())
        raise InputError(
            f"the Ray cluster {address or 'of this machine'} cannot be reached: {line}"
        ) from error
    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            yield
    finally:
        ray.shutdown()


def _check_reachable(address: str | None) -> None:
    """Ray itself would try for a quarter of an hour."""
    host, _, port = (address or "").rpartition(":")
    if host and "/" not in host and port.isdigit():
        with socket.create_connection((host, int(port)), timeout=REACHED_SECONDS):
            pass


class RayExecutor(Noting):
    """Runs ``tasks`` tasks, as many at a time as the cluster has processors. ``watch`` is called whenever one is done."""

    def __init__(self, steps: Steps, logs: Path, tasks: int, watch: Callable[[], None]) -> None:
        super().__init__(list(steps), str(logs))
        self.tasks = tasks
        self._watch = watch

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "_watch"}

    @property
    def world_size(self) -> int:
        """How many tasks there are."""
        return self.tasks

    def get_distributed_env(self, node_rank: int = -1) -> DistributedEnvVars:  # noqa: ARG002
        """For datatrove's environment variables."""
        return DistributedEnvVars(
            datatrove_node_ips="localhost",
            datatrove_cpus_per_task="1",
            datatrove_mem_per_cpu="-1",
            datatrove_gpus_on_node="0",
            datatrove_executor="RAY",
        )

    def run(self) -> None:
        """All tasks that are not done; what could not be done, ``get_incomplete_ranks`` tells afterwards."""
        work = ray.remote(num_cpus=1, max_retries=ATTEMPTS - 1)(_work)
        executor = ray.put(self)
        left = [work.remote(executor, rank) for rank in self.get_incomplete_ranks()]
        failed = False
        while left and not failed:
            ended, left = ray.wait(left)
            for each in ended:
                try:
                    failed = failed or not ray.get(each)
                except ray.exceptions.RayError:
                    failed = True
            self._watch()
        for each in left:
            ray.cancel(each, force=True)


def _work(executor: RayExecutor, rank: int) -> bool:
    """Whether it was brought to its end; what went wrong is noted by the executor."""
    # A second attempt may find what the first has done.
    with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere), suppress(Exception):  # noqa: PTH123
        executor._run_for_rank(rank)  # noqa: SLF001 (how executors of datatrove are made)
    return bool(executor.is_rank_completed(rank))
