"""A site made of a function, on an ephemeral port of loopback, and the command that crawls it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.command_line import places, run

FAST = ("DOWNLOAD_DELAY=0", "BACKOFF_START=0", "CONCURRENT_REQUESTS=8", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
PARAGRAPH = "同志们，我们今天在这里开会，总结一年来的工作，布置下一年的任务。大家辛苦了，成绩是大家干出来的。"


@dataclass(frozen=True)
class Answer:
    """``announced`` is the Content-Length to send when it is not the true one; ``hang_up`` sends nothing."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    hang_up: bool = False


@dataclass(frozen=True)
class Site:
    """A running site: its front page, the paths asked for so far, and when (in seconds).

    ``notices`` are the paths below ``/.well-known/``, which a crawl asks for once whatever it is about.
    """

    url: str
    asked: list[str]
    times: list[float]
    notices: list[str] = field(default_factory=list)


@contextmanager
def serving(answer: Callable[[str], Answer | None]) -> Iterator[Site]:
    """A site that gives each path (with query) its answer; None is a plain 404."""
    asked: list[str] = []
    times: list[float] = []
    notices: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.startswith("/.well-known/"):
                notices.append(self.path)
            else:
                asked.append(self.path)
                times.append(time.monotonic())
            given = answer(self.path) or Answer("not here", 404)
            self.close_connection = given.hang_up or given.announced is not None
            if given.hang_up:
                return
            body = given.body.encode() if isinstance(given.body, str) else given.body
            tag = given.headers.get("ETag")
            if tag and tag == self.headers.get("If-None-Match"):
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(given.status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **given.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(given.announced or len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{server.server_address[1]}/", asked, times, notices)
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Crawl:
    """What a finished command left behind."""

    code: int
    out: str
    err: str
    database: Path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()

    def stats(self) -> dict[str, int]:
        """The counts of the run."""
        return dict(json.loads(self.rows("SELECT counts FROM runs")[0][0]))


def crawl(url: str, folder: Path, *arguments: str, settings: Sequence[str] = ()) -> Crawl:
    """``scrapy crawl site`` with a database and an archive of its own; ``arguments`` are its ``-a``."""
    words = [word for one in (f"url={url}", *arguments) for word in ("-a", one)]
    words += [word for one in (*FAST, *settings) for word in ("-s", one)]
    return Crawl(*run("crawl", "site", *words, *places(folder)), folder / "a.db")


def document(title: str, number: int = 1) -> Answer:
    """A page that becomes a document; ``number`` keeps documents apart."""
    body = "".join(f"<p>{PARAGRAPH}这是第{number}篇第{part}段。</p>" for part in range(8))
    return Answer(f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>")


def listing(*links: tuple[str, str]) -> Answer:
    """A page of links: address and text."""
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links)
    return Answer(f"<html><head><title>讲话</title></head><body><ul>{items}</ul></body></html>")
