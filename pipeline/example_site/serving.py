"""Two ways to have the example sites up: in threads of this process, or as a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import InputError, PipelineError
from pipeline.example_site.catalogue import Entry
from pipeline.example_site.server import DEFAULT_PORTS, Request, Running
from pipeline.example_site.sites import SITES

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sites:
    """Example sites that are up: front page by site name, and every request received so far."""

    urls: Mapping[str, str]
    requests: Callable[[], list[Request]]

    def url(self, entry: Entry) -> str:
        """Where a catalogue entry is served."""
        return self.urls[entry.site] + entry.path.removeprefix("/")

    def closed_hits(self) -> list[Request]:
        """Requests for what robots.txt closes: a polite crawler leaves this empty."""
        closed = ("/private/", "/download", "/login", "/search")
        return [request for request in self.requests() if request.path.startswith(closed)]


@contextmanager
def serving(ports: Sequence[int] = (0, 0, 0)) -> Iterator[Sites]:
    """The sites in threads of this process; port 0 takes a free one. InputError when a port is busy."""
    log: list[Request] = []
    running = Running(ports, log.append)
    running.start()
    try:
        yield Sites(running.urls, log.copy)
    finally:
        running.stop()


@contextmanager
def spawned(ports: Sequence[int] = DEFAULT_PORTS, *, host_each: bool = False) -> Iterator[Sites]:
    """The sites in a process of their own, ready when this yields; it ends with the block or with ours.

    With ``host_each`` they are three hosts, each with a pace of its own, and not three ports of one.

    InputError when a port is busy.
    """
    with TemporaryDirectory(prefix="example-site-") as folder:
        log = Path(folder) / "requests.jsonl"
        arguments = ["--ports", ",".join(map(str, ports)), "--log", str(log), "--with-parent"]
        arguments += ["--host-each"] if host_each else []
        child = subprocess.Popen(  # noqa: S603 (our own module, our own arguments)
            [sys.executable, "-m", "pipeline.example_site", *arguments],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Ctrl-C in a terminal reaches the crawl first; the sites stay up while it finishes.
            start_new_session=True,
        )
        with child:
            try:
                yield Sites(ready_urls(child), lambda: read_log(log))
            finally:
                child.terminate()


def ready_urls(child: subprocess.Popen[str]) -> dict[str, str]:
    """The child's readiness lines; its one line of complaint as an error when it ends before them."""
    assert child.stdout  # noqa: S101 (it is a pipe)
    assert child.stderr  # noqa: S101 (it is a pipe)
    lines = [line for _, line in zip(SITES, child.stdout, strict=False)]
    if len(lines) == len(SITES):
        return dict(line.split() for line in lines)
    complaint = child.stderr.read().strip()
    kind = InputError if child.wait() == InputError.exit_code else PipelineError
    raise kind(complaint or "the example sites' process ended before it was ready")


def read_log(path: Path) -> list[Request]:
    """Requests from a log file that ``--log`` writes."""
    return [Request(*json.loads(line)) for line in path.read_text("utf-8").splitlines()]
