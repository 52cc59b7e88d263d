"""``scrapy queue``: what the queues that several machines share are at."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.commands.summary import plural
from pipeline.crawl.command import PipelineCommand
from pipeline.errors import ExitCode, InputError

if TYPE_CHECKING:
    from pipeline.crawl.cluster.overview import HostState, QueueState, WorkerState


class Command(PipelineCommand):
    """Looks, and changes nothing."""

    name = "queue"

    def syntax(self) -> str:
        """For ``-h``."""
        return "[--json]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Show the queues that machines share in Redis: who works on them, and how much waits"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """In which form."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON instead of text")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:  # noqa: ARG002 (it takes none)
        """The exit code says whether the queues could be shown."""
        url = self.settings["REDIS_URL"]
        if not url:
            raise InputError(
                "no Redis is named: set SCRAPY_PROJECT=cluster, or give -s REDIS_URL=redis://HOST/0"
            )
        try:
            from pipeline.crawl.cluster.overview import overview
        except ModuleNotFoundError as error:
            package = error.name or "a package"
            raise InputError(
                f"queue needs {package}, which is not installed: pip install {package}"
            ) from error
        queues = overview(str(url))
        if options.as_json:
            print(json.dumps([_plain(queue) for queue in queues], ensure_ascii=False, indent=2))
        else:
            print("\n".join(line for queue in queues for line in _lines(queue)) or "There is no queue.")
        return ExitCode.DONE


def _lines(queue: QueueState) -> Iterator[str]:
    yield queue.name
    yield f"  round since {queue.round_began_at}" + (f"; stopped: {queue.stopped}" if queue.stopped else "")
    counts = (
        f"{queue.queued:,} queued, {queue.leased:,} leased, {queue.held:,} held, {queue.visited:,} visited"
    )
    due = f"; next due {queue.next_due}" if queue.next_due else ""
    yield f"  {counts}; {plural(queue.hosts, 'host')} to do{due}"
    for worker in queue.workers:
        yield f"  {_worker(worker)}"


def _worker(worker: WorkerState) -> str:
    heard = f"heard {worker.heard:.0f} s ago" + ("" if worker.is_there else ", taken for dead")
    hosts = ", ".join(map(_host, worker.hosts)) or "no host"
    return f"worker {worker.name} since {worker.began_at}, {heard}: {hosts}"


def _host(of: HostState) -> str:
    to = f", promised to {of.promised_to}" if of.promised_to else ""
    return f"{of.host} ({of.leased} leased{to})"


def _plain(queue: QueueState) -> dict[str, object]:
    workers = [
        worker._asdict()
        | {"heard": round(worker.heard, 3), "hosts": [host._asdict() for host in worker.hosts]}
        for worker in queue.workers
    ]
    return queue._asdict() | {"workers": workers}
