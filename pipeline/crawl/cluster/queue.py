"""What a worker says to Redis of its queue. All of it is said in the server's thread, and may be said again."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from redis import Redis

from pipeline.crawl.cluster.reports import KNOWN, seed, told
from pipeline.crawl.cluster.scripts import PREFIX, run
from pipeline.crawl.cluster.session import Session, check
from pipeline.crawl.frontier import Left
from pipeline.crawl.local_frontier import known
from pipeline.items import Found
from pipeline.store import Writer, outbox
from pipeline.store.frontier import TIME
from pipeline.store.outbox import Report

REPEATED: Final = timedelta(seconds=10)
"""What was heard so long ago is on the server's disk: with appendfsync everysec that takes two seconds at most."""

AT_ONCE: Final = 500
"""Reports, and rows that are due, in one go."""


class Seeds(NamedTuple):
    """What a queue begins with; ``again`` visits what was visited in earlier rounds once more."""

    found: Sequence[Found]
    priority: int
    again: bool


class Queue:
    """The session's queue. What it began with is remembered, for a server that loses it."""

    def __init__(self, session: Session, window: int) -> None:
        self.writer: Writer | None = None
        self.outbox = 0
        self.given_up: list[tuple[str, str, str]] = []
        self._session = session
        self._window = window
        self._token = secrets.token_hex(8)
        self._everything = False
        self._left_over = False
        self._seeds: list[Seeds] = []

    def begin(self, redis: Redis, name: str, *, everything: bool) -> bool:
        """Register, say what an earlier run did not get to say, and queue what is due; whether work was left over."""
        session, self._everything = self._session, everything
        # Cut off after it, the work is done once more; the session has been brought back then.
        if not session.name:
            begun = run(redis, "begin", name, session.worker, session.lease, self._token)
            session.queue, session.name, session.epoch, session.began = begun[:4]
            self._left_over = bool(begun[5])
        self.report(redis)
        self._queue_due(redis)
        return self._left_over

    def rejoin(self, redis: Redis) -> None:
        """Tell a server that was restarted what it may have lost."""
        session = self._session
        if not session.name:
            return
        queue, worker, name, lease = session.words
        held = json.dumps([(str(row), *of) for row, of in session.leases()], ensure_ascii=False)
        of = (session.starts, lease, session.epoch, session.began, held)
        word, has_all = run(redis, "rejoin", queue, worker, name, *of)
        check(word)
        known(self.writer).apply(lambda db: outbox.reopen(db, self.outbox)).result()
        # First what was visited in this round: it is not due again.
        self.report(redis)
        if not has_all:
            self._queue_due(redis)
            for seeds in self._seeds:
                self._add(redis, seeds)

    def add(self, redis: Redis, seeds: Seeds) -> None:
        """Add the addresses a queue begins with."""
        self._add(redis, seeds)
        self._seeds.append(seeds)

    def lease(self, redis: Redis, limit: int, depth: int, most: int, asked: set[str]) -> dict[str, Any]:
        """Take hosts and addresses of them, or none."""
        session = self._session
        ours = json.dumps({"held": [str(row) for row in session.rows()], "asked": sorted(asked)})
        of = (limit, depth, most, session.gap, ours)
        found: dict[str, Any] = json.loads(run(redis, "lease", *session.words, *of))
        check(found["status"])
        session.keep(dict(found["hosts"]))
        return found

    def renew(self, redis: Redis, why: str, asked: set[str]) -> str:
        """Keep what is held, but for hosts that another worker is to have; why the queue is stopped, if it is."""
        session = self._session
        if why:
            run(redis, "stop", session.queue, why)
        word, stop, *promised = run(redis, "renew", *session.words, json.dumps({"asked": sorted(asked)}))
        check(word)
        if gone := [(str(row), of.host, of.token) for row, of in session.let_go(promised)]:
            run(redis, "give_back", session.queue, json.dumps(gone))
        return str(stop)

    def report(self, redis: Redis) -> None:
        """Say what was stored."""
        given_up, self.given_up = self.given_up, []
        if given_up:
            run(redis, "give_up", self._session.queue, self._session.worker, json.dumps(given_up))
        heard: list[int] = []
        while True:
            now = datetime.now(UTC)
            times = (now.strftime(TIME), (now - REPEATED).strftime(TIME))

            def exchange(
                db: sqlite3.Connection, ids: list[int] = heard, times: tuple[str, str] = times
            ) -> Sequence[Report]:
                outbox.heard(db, self.outbox, ids, *times)
                return outbox.unheard(db, self.outbox, AT_ONCE)

            reports = known(self.writer).apply(exchange).result()
            if not reports:
                return
            self._tell(redis, reports)
            heard = [report.id for report in reports]

    def leave(self, redis: Redis, why: str) -> Left:
        """Give back what is leased; how much is left."""
        self.report(redis)
        waiting, due = run(redis, "leave", *self._session.words[:3], why)
        return Left(waiting, datetime.fromtimestamp(float(due), UTC).strftime(TIME) if due else None)

    def _queue_due(self, redis: Redis) -> None:
        offset = 0
        while True:
            queued, left = run(redis, "due", self._session.queue, int(self._everything), offset, AT_ONCE)
            offset += left
            if not queued + left:
                return

    def _add(self, redis: Redis, seeds: Seeds) -> None:
        found = json.dumps([seed(each, seeds.priority) for each in seeds.found], ensure_ascii=False)
        run(redis, "add", self._session.queue, int(seeds.again), found)

    def _tell(self, redis: Redis, reports: Sequence[Report]) -> None:
        queue = self._session.queue
        leases = [
            (int(of["key"]), str(of["token"])) for of in (json.loads(report.text) for report in reports)
        ]
        asked = redis.pipeline(transaction=False)
        for row, _ in leases:
            asked.hmget(f"{PREFIX}q:{queue}:a:{row}", KNOWN)
        for report, of in zip(reports, asked.execute(), strict=True):
            run(redis, "settle", queue, told(report.text, of, self._window))
        # One of an earlier round may be repeated while its address is leased again.
        self._session.drop(row for row, token in leases if self._session.has(row, token))
