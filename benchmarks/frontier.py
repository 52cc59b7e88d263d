"""How the frontier bears a million addresses: links in, requests out, memory; beside plain SQL of the same rows.

Links come as they do in a crawl: 50 on a page, half of them known already, 500 pages in a transaction.
"""

from __future__ import annotations

import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pipeline.items import Found, Visit
from pipeline.store import frontier, open_database
from pipeline.store.visits import Visited

ADDRESSES = 1_000_000
LINKS, PAGES = 50, 500
LEASE = 400
AT = "2024-05-01T08:00:00Z"


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        connection = open_database(Path(folder, "frontier.db")).conn
        plain = sqlite3.connect(Path(folder, "plain.db"))
        _bench(connection, plain)
        connection.close()
        plain.close()


def _bench(connection: sqlite3.Connection, plain: sqlite3.Connection) -> None:
    queue = frontier.queue_id(connection, "bench")
    frontier.add_seeds(connection, queue, [Found("https://m.example.com/", "start")], AT, again=False)
    (start,) = frontier.lease(connection, queue, 1, 1, 99)
    before = _megabytes()
    seconds, offered = _add(connection, start.row)
    (stored,) = connection.execute("SELECT count(*) FROM frontier").fetchone()
    print(f"frontier: {stored:,} addresses out of {offered:,} links, 500 pages a transaction")
    baseline = _plain(plain)
    inserts = stored / seconds
    print(
        f"  new addresses a second       {inserts:>10,.0f}   plain INSERTs {baseline:,.0f} ({inserts / baseline:.2f})"
    )
    print(f"  links looked at a second     {offered / seconds:>10,.0f}")
    each = _lease(connection, queue)
    print(f"  next request, mean           {1e6 * statistics.mean(each):>10,.1f} µs (leased by {LEASE})")
    print(f"  next request, slowest lease  {1e6 * max(each):>10,.1f} µs")
    print(f"  memory grown by              {_megabytes() - before:>10,.0f} MB")


def _pages() -> Iterator[list[Found]]:
    """Pages of links; the second half of each stood on the page before."""
    half = LINKS // 2
    for first in range(0, ADDRESSES, half):
        numbers = range(max(0, first - half), first + half)
        yield [Found(f"https://m.example.com/p-{number * 7919}.html", "document") for number in numbers]


def _add(connection: sqlite3.Connection, row: int) -> tuple[float, int]:
    pages, offered = _pages(), 0
    begin = time.perf_counter()
    while some := list(islice(pages, PAGES)):
        connection.execute("BEGIN IMMEDIATE")
        for links in some:
            visit = Visit(row=row, kind="listing", links=tuple(links))
            frontier.settle(connection, [Visited(visit, AT, "unchanged", listed=True)], 1)
            offered += len(links)
        connection.execute("COMMIT")
    return time.perf_counter() - begin, offered


def _lease(connection: sqlite3.Connection, queue: int) -> list[float]:
    """Seconds for each request, lease by lease, of a tenth of the addresses."""
    each = []
    for _ in range(ADDRESSES // 10 // LEASE):
        begin = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        found = frontier.lease(connection, queue, 1, LEASE, 99)
        connection.execute("COMMIT")
        each.append((time.perf_counter() - begin) / len(found))
    return each


def _plain(connection: sqlite3.Connection) -> float:
    """Rows a second when nothing but the address is kept."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("CREATE TABLE urls (url TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID")
    pages = _pages()
    begin = time.perf_counter()
    while some := list(islice(pages, PAGES)):
        rows = [(found.url, "queued") for links in some for found in links]
        connection.executemany("INSERT OR IGNORE INTO urls VALUES (?, ?)", rows)
        connection.commit()
    return ADDRESSES / (time.perf_counter() - begin)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
