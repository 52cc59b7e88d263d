"""The webhook is told once, in time or not at all, and its failures are one line without its address."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from scrapy.settings import Settings

from pipeline.crawl.announce import announce
from pipeline.runs.rates import run_stats
from pipeline.runs.webhook import post
from pipeline.store import open_database
from pipeline.store.runs import Run, find_run
from tests.run_rows import crawler_of, finish, store_run


@contextmanager
def hook(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[str, list[bytes]]]:
    """An address that takes POSTs, and the bodies it got."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/secret", bodies
        server.shutdown()
        thread.join()


def status(code: int) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        if code == 302:
            handler.send_header("Location", "/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@pytest.fixture
def database(tmp_path: Path) -> Path:
    number = store_run(tmp_path / "a.db", 3)
    finish(tmp_path / "a.db", number, crawler_of())
    return tmp_path / "a.db"


def first(database: Path) -> Run:
    connection = open_database(database).conn
    found = find_run(connection, 1)
    connection.close()
    assert found
    return found


def test_the_summary_is_posted(database: Path, caplog: pytest.LogCaptureFixture) -> None:
    with hook(status(204)) as (address, bodies):
        announce(Settings({"DATABASE": str(database), "RUN_WEBHOOK": address}), 1)
        announce(Settings({"DATABASE": str(database), "RUN_WEBHOOK": ""}), 1)
    (body,) = map(json.loads, bodies)
    assert (body["id"], body["outcome"], body["exit_code"], body["findings"]) == (1, "finished", 0, [])
    assert body["counts"]["documents"] == 3
    assert not caplog.records


def test_a_failure_is_one_warning_that_keeps_the_secret(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with hook(status(500)) as (address, _), caplog.at_level(logging.WARNING):
        announce(Settings({"DATABASE": str(database), "RUN_WEBHOOK": address}), 1)
    (line,) = caplog.messages
    assert line.startswith("Run 1: the webhook at 127.0.0.1:")
    assert "secret" not in line
    assert "Internal Server Error" in line


def test_nobody_there_a_redirect_and_no_address(database: Path) -> None:
    one = first(database)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "refused" in post(f"http://127.0.0.1:{port}/", one).lower()
    with hook(status(302)) as (address, bodies):
        assert "was not told: Found" in post(address, one)
        assert len(bodies) == 1
    assert "is no web address" in post("ftp://example.org/", one)
    assert "was not told" in post("http://[", one)


def test_an_answer_that_never_ends_is_given_up(database: Path) -> None:
    done = Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        # Often enough for a time limit on a single read.
        while not done.wait(0.1):
            handler.wfile.write(b"x")

    with hook(trickle) as (address, _):
        began = time.monotonic()
        line = post(address, first(database), timeout=0.5)
        done.set()
    assert time.monotonic() - began < 30
    assert line.endswith(" was not told: no answer in 0.5 s")


def test_the_figures_of_a_crawl() -> None:
    stats = {
        "downloader/request_count": 50,
        "downloader/response_status_count/200": 40,
        "downloader/response_status_count/304": 6,
        "downloader/response_bytes": 12345,
        "retry/count": 2,
        "pages/served": 46,
        "waits/crawl-delay": 12.5,
        "start_time": object(),
    }
    found = run_stats(stats, 92.04)
    assert found["answers"] == {"200": 40, "304": 6}
    assert (found["requests"], found["retries"], found["bytes"], found["failures"]) == (50, 2, 12345, 0)
    assert found["waits"] == {"crawl-delay": 12.5}
    assert (found["seconds"], found["pages_per_minute"]) == (92.0, 30.0)
    assert "measures" not in found
    assert run_stats({}, 0)["pages_per_minute"] == 0
    json.dumps(found)
