"""What it costs to share a frontier: additions and leases in Redis beside those in SQLite, and memory.

Links come as they do in a crawl: 50 on a page, half of them known already. A worker reports each page by itself and
leases 32 addresses at a time of 4 hosts; the frontier of one machine settles 500 pages in a transaction and leases 400.
A claim is what each request asks of whoever keeps the host's pace: Redis, or a small file. Redis does one thing at a time,
so what a lease takes, all workers wait: it is measured with few hosts and with many, beside one worker that has its own.
"""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from pipeline.crawl.cluster.reports import KNOWN, Held, report_of, seed, told
from pipeline.crawl.cluster.scripts import PREFIX, run
from pipeline.crawl.shared_pace import SharedPace
from pipeline.items import Found, Visit
from pipeline.store import frontier, open_database
from pipeline.store.frontier import key_of
from pipeline.store.visits import Visited

ADDRESSES = 100_000
LINKS, PAGES = 50, 500
SHARED_LEASE, OWN_LEASE = 32, 400
LEASED, CLAIMS = 20_000, 5000
HOSTS, MANY_HOSTS, LOOKS = 4, 10_000, 200
REDIS = shutil.which("redis-server")
AT = "2024-05-01T08:00:00Z"


Figures = tuple[float, float, float, float]
"""Additions a second; seconds for a request, for the slowest lease, for a claim."""


def main() -> None:
    """Print a table."""
    if REDIS is None:
        print("cluster: left out, there is no redis-server (Debian, Ubuntu: apt-get install redis-server)")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_database(folder / "frontier.db").conn) as connection:
            leased = _own(connection)
        pace = SharedPace(folder / "frontier.db")
        own = (*leased, _each(lambda: pace.claim("h0.example.com", 0.0)))
        print(f"cluster: {ADDRESSES:,} addresses out of {2 * ADDRESSES:,} links on {HOSTS} hosts")
        print(f"  {'':<34}{'additions/s':>12}{'next request':>15}{'claim':>12}{'slowest lease':>16}")
        _line("SQLite, 500 pages a transaction", own)
        for fsync in ("everysec", "always"):
            with _served(folder / fsync, fsync) as redis:
                before = redis.info("memory")["used_memory"]
                shared = _shared(redis)
                each = (redis.info("memory")["used_memory"] - before) / ADDRESSES
            _line(f"Redis, appendfsync {fsync}", shared)
            ratios = [mine / theirs for mine, theirs in zip(shared, own, strict=True)]
            shown = f"{ratios[0]:>11.2f}x{ratios[1]:>14.1f}x{ratios[3]:>11.1f}x"
            print(f"  {'':<34}{shown}{each:>11.0f} bytes an address")
        _look(folder)


def _look(folder: Path) -> None:
    """What a lease, a renewal and a worker's end take that find nothing new, of few hosts and of many."""
    print(f"\n  {'of a worker that has its hosts':<34}{'lease':>12}{'renewal':>15}{'its end':>12}")
    found = []
    for hosts in (HOSTS, MANY_HOSTS):
        with _served(folder / f"hosts-{hosts}", "everysec") as redis:
            found.append(_looked(redis, hosts))
        shown = "".join(
            f"{1e6 * each:>{width},.0f} µs" for each, width in zip(found[-1], (9, 12, 9), strict=True)
        )
        print(f"  {f'{hosts:,} hosts':<34}{shown}")
    ratios = [many / few for few, many in zip(*found, strict=True)]
    print(f"  {'':<34}{ratios[0]:>11.1f}x{ratios[1]:>14.1f}x{ratios[2]:>11.1f}x")


def _looked(redis: Redis, hosts: int) -> tuple[float, float, float]:
    workers = [(name, run(redis, "begin", "bench", name, 600_000, name)[:2]) for name in ("w", "v")]
    number = workers[0][1][0]
    for first in range(0, 2 * hosts, 1000):
        some = range(first, min(first + 1000, 2 * hosts))
        found = [Found(f"https://h{n % hosts}.example.com/p-{n}.html", "document") for n in some]
        run(redis, "add", number, 0, json.dumps([seed(each, 0) for each in found]))
    each = []
    for name, (_, session) in workers:
        keys = [lease[0] for lease in _lease(redis, number, name, session, SHARED_LEASE)]
        begin = time.perf_counter()
        for _ in range(LOOKS):
            _lease(redis, number, name, session, SHARED_LEASE, keys)
        each.append((time.perf_counter() - begin) / LOOKS)
    name, (_, session) = workers[1]
    begin = time.perf_counter()
    for _ in range(LOOKS):
        run(redis, "renew", number, name, session, 600_000, json.dumps({"asked": []}))
    renewal = (time.perf_counter() - begin) / LOOKS
    # The script is known to the server then.
    run(redis, "leave", number, "nobody", "", "")
    begin = time.perf_counter()
    run(redis, "leave", number, name, session, "")
    return each[1], renewal, time.perf_counter() - begin


def _line(name: str, found: Figures) -> None:
    additions, mean, slowest, claim = found
    shown = f"{1e6 * mean:>12,.1f} µs{1e6 * claim:>9,.1f} µs{1e3 * slowest:>13,.2f} ms"
    print(f"  {name:<34}{additions:>12,.0f}{shown}")


def _each(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    for _ in range(CLAIMS):
        call()
    return (time.perf_counter() - begin) / CLAIMS


def _pages() -> Iterator[list[Found]]:
    """Pages of links; the second half of each stood on the page before."""
    half = LINKS // 2
    for first in range(0, ADDRESSES, half):
        numbers = range(max(0, first - half), first + half)
        yield [Found(f"https://h{n % HOSTS}.example.com/p-{n * 7919}.html", "document") for n in numbers]


def _own(connection: sqlite3.Connection) -> tuple[float, float, float]:
    queue = frontier.queue_id(connection, "bench")
    frontier.add_seeds(connection, queue, [Found("https://h0.example.com/", "start")], AT, again=False)
    (start,) = frontier.lease(connection, queue, 1, 1, 99)
    pages = _pages()
    begin = time.perf_counter()
    while some := list(islice(pages, PAGES)):
        connection.execute("BEGIN IMMEDIATE")
        for links in some:
            visit = Visit(row=start.row, kind="listing", links=tuple(links))
            frontier.settle(connection, [Visited(visit, AT, "unchanged", listed=True)], 1)
        connection.execute("COMMIT")
    additions = ADDRESSES / (time.perf_counter() - begin)
    each = []
    for _ in range(LEASED // OWN_LEASE):
        begin = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        frontier.lease(connection, queue, 1, OWN_LEASE, 99)
        connection.execute("COMMIT")
        each.append(time.perf_counter() - begin)
    return additions, statistics.mean(each) / OWN_LEASE, max(each)


def _shared(redis: Redis) -> Figures:
    number, session, _, began, *_ = run(redis, "begin", "bench", "w", 600_000, "epoch")
    begin = time.perf_counter()
    for page, links in enumerate(_pages()):
        # The row is made with its report, as when the server has lost it: what is measured is the links.
        listing = Found(f"https://h0.example.com/c-{page}.html", "listing")
        held = Held("h0.example.com", f"{session}:1", listing.url, "listing", 1, 2, "")
        visit = Visit(row=key_of(listing.url), kind="listing", links=tuple(links))
        report = report_of(Visited(visit, AT, "unchanged", listed=True), held, began)
        known = redis.hmget(f"{PREFIX}q:{number}:a:{visit.row}", list(KNOWN))
        run(redis, "settle", number, told(report, list(map(_text, known)), 20))
    additions = ADDRESSES / (time.perf_counter() - begin)
    each, leased = [], 0
    while leased < LEASED:
        begin = time.perf_counter()
        leases = _lease(redis, number, "w", session, SHARED_LEASE)
        each.append(time.perf_counter() - begin)
        leased += len(leases)
        for lease in leases:
            redis.srem(f"{PREFIX}q:{number}:out:{lease[1]}", lease[0])
    words = (number, "w", session, 600_000, "h0.example.com", "", 0, 0, 0)
    return additions, sum(each) / leased, max(each), _each(lambda: run(redis, "claim", *words))


def _lease(
    redis: Redis, number: str, worker: str, session: str, limit: int, held: Sequence[str] = ()
) -> list[list[str]]:
    ours = json.dumps({"held": held, "asked": []})
    of = (number, worker, session, 600_000, limit, 99, HOSTS, 0, ours)
    return list(json.loads(run(redis, "lease", *of))["leases"])


@contextmanager
def _served(folder: Path, fsync: str) -> Iterator[Redis]:
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [str(REDIS), "--port", str(port), "--dir", str(folder), "--save", "", "--appendonly", "yes"]
    process = subprocess.Popen([*words, "--appendfsync", fsync], stdout=subprocess.DEVNULL)
    try:
        with Redis(port=port, decode_responses=True) as redis:
            while not _answers(redis):
                time.sleep(0.02)
            yield redis
    finally:
        process.kill()
        process.wait()


def _text(value: bytes | str | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value


def _answers(redis: Redis) -> bool:
    try:
        return bool(redis.ping())
    except RedisError:
        return False
