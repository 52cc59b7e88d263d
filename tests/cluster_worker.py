"""Workers of a queue as the scripts know them, against a real server."""

from __future__ import annotations

import json
import time
from collections.abc import Container, Sequence
from itertools import count
from typing import Any, NamedTuple

from redis import Redis

from pipeline.crawl.cluster.reports import KNOWN, Held, report_of, seed, told
from pipeline.crawl.cluster.scripts import PREFIX, run
from pipeline.items import Found, LinkKind, Visit
from pipeline.store.frontier import key_of
from pipeline.store.revisits import Ending
from pipeline.store.visits import Visited

LONG, SHORT = 60_000, 400
AT = "2024-05-01T08:00:00Z"
names = count()


class Leased(NamedTuple):
    row: int
    held: Held


class Worker:
    """A worker of a queue as the scripts know it."""

    def __init__(
        self, redis: Redis, queue: str = "site", *, worker: str = "", lease: int = LONG, gap: int = 0
    ) -> None:
        self.redis = redis
        self.worker = worker or f"w{next(names)}"
        self.lease_ms, self.gap = lease, gap
        begun = run(redis, "begin", queue, self.worker, lease, f"token-{next(names)}")
        self.queue, self.session, self.epoch, self.began = begun[:4]
        self.is_new_round, self.left_over = bool(begun[4]), bool(begun[5])
        self.rows: dict[int, Held] = {}
        # Hosts that have a request under way, be it for a page or a file about them.
        self.asked: set[str] = set()
        self.more = True
        self.tails: list[str] = []
        self.stop = ""

    @property
    def words(self) -> tuple[object, ...]:
        return self.queue, self.worker, self.session, self.lease_ms

    def add(self, *found: Found, again: bool = False) -> None:
        run(self.redis, "add", self.queue, int(again), json.dumps([seed(each, 0) for each in found]))

    def lease(self, limit: int = 100, depth: int = 99, hosts: int = 9) -> list[Leased]:
        ours = json.dumps({"held": [str(row) for row in self.rows], "asked": sorted(self.asked)})
        words = (*self.words, limit, depth, hosts, self.gap, ours)
        found = json.loads(run(self.redis, "lease", *words))
        if found["status"] != "ok":
            return []
        self.more, self.stop, self.tails = found["more"], found["stop"], list(found["tails"])
        leases = [Leased(int(key), Held(*rest[:7])) for key, *rest in found["leases"]]
        self.rows |= dict(leases)
        return leases

    def visit(
        self, lease: Leased, *links: Found, ending: Ending = "new", listed: bool = False, mark: str = "",
        well: bool | None = True, moved_to: str | None = None,
    ) -> str:  # fmt: skip
        """Report; the text of it."""
        seen = Visit(row=lease.row, kind=lease.held.kind, links=links)
        return report_of(
            Visited(seen, AT, ending, listed, moved_to, None, mark, well), lease.held, self.began
        )

    def settle(self, report: str) -> str:
        key = json.loads(report)["key"]
        known = self.redis.hmget(f"{PREFIX}q:{self.queue}:a:{key}", KNOWN)
        self.rows.pop(int(key), None)
        return str(run(self.redis, "settle", self.queue, told(report, known, 20)))

    def renew(self, asked: Container[int] = ()) -> list[str]:
        """The hosts that others are to have; of these, what is not in ``asked`` is given back."""
        under_way = json.dumps({"asked": sorted(self.asked)})
        word, self.stop, *promised = run(self.redis, "renew", *self.words, under_way)
        assert word == "ok"
        gone = [row for row, held in self.rows.items() if held.host in promised and row not in asked]
        back = [(str(row), *self.rows.pop(row)[:2]) for row in gone]
        run(self.redis, "give_back", self.queue, json.dumps(back))
        return [str(host) for host in promised]

    def claim(self, host: str, token: str = "", gap: int = 0, setbacks: int = 0) -> Sequence[str]:
        words = (*self.words, host, token, gap, setbacks, self.gap)
        return [str(each) for each in run(self.redis, "claim", *words)]

    def row(self, url: str) -> dict[str, str]:
        return dict(self.redis.hgetall(f"{PREFIX}q:{self.queue}:a:{key_of(url)}"))

    def due(self, *, everything: bool = False) -> int:
        queued, _ = run(self.redis, "due", self.queue, int(everything), 0, 100)
        return int(queued)

    def leave(self, why: str = "") -> tuple[int, str]:
        # A round that begins in the very millisecond of a visit takes it for one of its own.
        now = self.redis.time()
        until(lambda: self.redis.time() >= (now[0], now[1] + 1000))
        waiting, due = run(self.redis, "leave", self.queue, self.worker, self.session, why)
        return int(waiting), str(due)


def page(host: str, name: str = "", kind: LinkKind = "document") -> Found:
    return Found(f"http://{host}.example/{name}", kind)


def until(condition: Any) -> Any:
    end = time.monotonic() + 120
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found
