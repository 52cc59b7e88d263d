"""Workers of a cluster as processes, what they leave when they are merged, and what the server saw of them."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple, cast

from pipeline.example_site.server import HOST_EACH, Running, SiteHandler
from tests.command_line import places, run, start
from tests.loopback import document
from tests.redis_server import RedisServer

DELAY = 0.12
# A claim may come so much too early, and a request takes its way.
EARLY = 0.05
# Of one worker, what Redis allows is paced and not what arrives: a busy machine sends late what was allowed in time.
LATE = 1.0
# An answer takes its time, so that another worker could come between.
ANSWER = 0.03
LEASE = 2
ENV = {**os.environ, "SCRAPY_PROJECT": "cluster"}
COMMON = (
    *("SPIDER_MODULES=spiders,tests.declared_spider", f"DOWNLOAD_DELAY={DELAY}", "DOWNLOAD_DELAY_JITTER=0"),
    "BACKOFF_START=0",
)

# All that must not depend on which worker fetched it, when, and how often. Of copies the one seen first is canonical.
QUERIES = {
    "documents": """SELECT id, url, canonical_url, site, family, title, text, text_state, genre, speaker, spoken_on,
        pages_total, char_count, quality, content_sha256, gone_at FROM documents""",
    "sections": "SELECT * FROM sections",
    "removals": "SELECT * FROM removals",
    "document_versions": "SELECT document_id, text FROM document_versions",
    "rejects": "SELECT canonical_url, outcome, reason FROM rejects WHERE reason NOT LIKE 'redirects to %'",
    "pages": "SELECT DISTINCT url, sha256, outcome, reason, documents FROM pages",
    "sites": "SELECT site, texts FROM sites",
    "site_lines": "SELECT site, key, documents, at_edge FROM site_lines",
    "removal_counts": "SELECT * FROM removal_counts",
    "document_counts": "SELECT site, genre, text_state, year, length_from, documents, characters FROM document_counts",
}


class Asked(NamedTuple):
    """A request of the server's log, from when it came to just before its answer went, in seconds since the epoch."""

    time: float
    end: float
    host: str
    path: str
    user_agent: str


class Sites(NamedTuple):
    """Example sites, each a host: their front pages, and the answered requests so far."""

    urls: Mapping[str, str]
    requests: Callable[[], list[Asked]]


@contextmanager
def example_sites() -> Iterator[Sites]:
    """The example sites in threads of this process, answering slowly enough to be asked by two at once."""
    log: list[Asked] = []

    class Handler(SiteHandler):
        def do_GET(self) -> None:  # noqa: N802 (http.server looks methods up by this name)
            begin = time.time()
            time.sleep(ANSWER)
            host, agent = self.headers["Host"], self.headers["User-Agent"]
            log.append(Asked(begin, time.time(), host, self.path, agent))
            super().do_GET()

    running = Running((0, 0, 0), lambda _: None, HOST_EACH)
    for server in running.servers:
        server.RequestHandlerClass = Handler
    running.start()
    try:
        yield Sites(running.urls, log.copy)
    finally:
        running.stop()


def words(sites: Sites) -> list[str]:
    """The crawl of all example sites by declared rules."""
    return ["crawl", "declared", "-a", f"url={','.join(sites.urls.values())}"]


def worker(
    sites: Sites, redis: RedisServer, folder: Path, *settings: str, name: str = ""
) -> subprocess.Popen[str]:
    """One of several that crawl the example sites."""
    return worker_at(words(sites), redis, folder, *settings, name=name)


def worker_at(
    command: Sequence[str], redis: RedisServer, folder: Path, *settings: str, name: str = ""
) -> subprocess.Popen[str]:
    """One of several; its output goes to files beside its database, its name into the server's log."""
    own = (f"REDIS_URL={redis.url}", f"CLUSTER_LEASE={LEASE}", f"USER_AGENT=wenji/{name or folder.name}")
    folder.mkdir(parents=True, exist_ok=True)
    out, err = (folder / "out").open("a"), (folder / "err").open("a")
    given = [word for setting in (*COMMON, *own, *settings) for word in ("-s", setting)]
    with out, err:
        return start(
            *command, *given, *places(folder), env=ENV, stdout=out, stderr=err, start_new_session=True
        )


def soon(path: str, user_agent: str) -> None:  # noqa: ARG001 (whatever is asked)
    """Answer after a moment."""
    time.sleep(ANSWER)


@contextmanager
def four_hosts(
    answer: Callable[[str, str], None] = soon,
) -> Iterator[tuple[list[str], list[Asked]]]:
    """Four sites of documents, each a host: their front pages, and the requests answered so far.

    ``answer`` returns when a path may be answered to a user agent.
    """
    log: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host, _ = cast("tuple[str, int]", self.server.server_address)
            begin, agent = time.time(), self.headers["User-Agent"]
            answer(self.path, agent)
            log.append(Asked(begin, time.time(), host, self.path, agent))
            number = re.fullmatch(r"/p-(\d+)\.html", self.path)
            body = (
                str(document(f"{host} {self.path}", 100 * int(host[-1]) + int(number[1])).body)
                if number
                else ""
            )
            self.send_response(200 if number else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ExitStack() as stack:
        urls = []
        for host in ("127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14"):
            server = stack.enter_context(ThreadingHTTPServer((host, 0), Handler))
            thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            stack.callback(server.shutdown)
            urls.append(f"http://{host}:{server.server_address[1]}/")
        yield urls, log


def merged(folder: Path, sources: Iterable[Path]) -> Path:
    """Where the workers' databases are joined."""
    databases = [source / "a.db" for source in sources]
    code, _, err = run("merge", *databases, "--into", folder / "a.db")
    assert (code, err) == (0, "")
    return folder


def content(folder: Path) -> Mapping[str, Sequence[tuple[object, ...]]]:
    """By table, in an order that says nothing."""
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {
            name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in QUERIES.items()
        }


def by_host(requests: Iterable[Asked]) -> dict[str, list[Asked]]:
    """What each host was asked, in order."""
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    for request in sorted(requests):
        found[request.host].append(request)
    return found


def check_pace(requests: Iterable[Asked]) -> None:
    """No host was asked by two at once, or sooner than its delay after another worker; and no worker's own pace,
    over all that it asked of a host in a row, was faster than that.
    """
    for asked in by_host(requests).values():
        ends = before = asked[0]
        first, number = asked[0].time, 0
        for after in asked[1:]:
            assert after.time >= ends.end, ("two at once", ends, after)
            if after.user_agent == before.user_agent:
                number += 1
                assert after.time - first > number * (DELAY - EARLY) - LATE, (number, before, after)
            else:
                assert after.time - before.time > DELAY - EARLY, (before, after)
                first, number = after.time, 0
            ends, before = max(ends, after, key=lambda each: each.end), after
