"""Workers of a cluster as processes, what they leave when they are merged, and what the server saw of them."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import cast

from pipeline.example_site.server import Request
from pipeline.example_site.serving import Sites
from tests.command_line import places, run, start
from tests.loopback import document
from tests.redis_server import RedisServer

DELAY = 0.12
# A claim may come so much too early, and a request takes its way.
EARLY = 0.05
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


@contextmanager
def four_hosts() -> Iterator[tuple[list[str], list[Request]]]:
    """Four sites of documents, each a host: their front pages, and what was asked of them so far."""
    log: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host, _ = cast("tuple[str, int]", self.server.server_address)
            log.append(Request(time.time(), host, self.path, self.headers["User-Agent"]))
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


def by_host(requests: Iterable[Request]) -> dict[str, list[Request]]:
    """What each host was asked, in order."""
    found: defaultdict[str, list[Request]] = defaultdict(list)
    for request in sorted(requests):
        found[request.host].append(request)
    return found


def check_pace(requests: Iterable[Request]) -> None:
    """No host was asked by two at once, or sooner than its delay after the request before, whoever made that."""
    for asked in by_host(requests).values():
        for before, after in pairwise(asked):
            assert after.time - before.time > DELAY - EARLY, (before, after)
