"""Hosts as all machines of a cluster treat them: one at a time has a host, and its pace outlives its owner."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from redis import Redis

from pipeline.crawl.cluster.scripts import Name, run
from pipeline.crawl.cluster.server import Server
from pipeline.crawl.cluster.session import Session, check
from pipeline.crawl.frontier import Claim
from pipeline.store.frontier import TIME
from pipeline.store.hosts import Pause


class RedisHosts:
    """What is known of hosts in Redis. A host is asked only by who can show that it is theirs, request by request."""

    def __init__(self, server: Server, session: Session, budget: int) -> None:
        self._server = server
        self._session = session
        self._budget = budget

    async def paused(self, host: str) -> Pause | None:
        """The pause that the host still has."""
        left, why = await self._run("paused", host)
        until = datetime.now(UTC) + timedelta(milliseconds=int(left))
        return Pause(until.strftime(TIME), why) if int(left) else None

    async def pause(self, host: str, until: Pause, seconds: float) -> None:
        """Remember that the host wants to be left alone."""
        await self._run("pause", host, int(min(seconds, 1e9) * 1000), until.reason)

    async def claim(self, host: str, gap: float, setbacks: int, row: int | None, *, is_file: bool) -> Claim:
        """Take the moment, if the host is ours still. A file about another host than the row's needs only its pace."""
        session = self._session
        held = None if row is None else session.get(row)
        if row is not None and held is None:
            return Claim(lost=True)
        token = held.token if held and held.host == host else ""
        asked_at = time.monotonic()

        def ask(redis: Redis) -> Any:
            if row is not None and token and not session.is_ours(row):
                return ("lost",)
            rest = (host, token, int(gap * 1000), setbacks, session.gap)
            found = run(redis, "claim", *session.words, *rest)
            if row is not None and not is_file and found[0] == "go":
                session.ask(row)
            return found

        word, *said = await asyncio.wrap_future(self._server.call(ask))
        check(word)
        if word == "go":
            if time.monotonic() - asked_at >= session.lease / 1000:
                # This machine slept over it, and the host may be another's by now.
                word = "lost"
            else:
                return Claim(setbacks=int(said[0]) if said[0] else None)
        if word == "wait":
            return Claim(wait=max(int(said[0]), 1) / 1000, why=said[1])
        session.lose(token)
        if word == "lost" and row is not None and token and session.is_ours(row):
            # Leased again meanwhile.
            return await self.claim(host, gap, setbacks, row, is_file=is_file)
        return Claim(lost=True)

    async def spend(self, host: str) -> bool:
        """One request of the day's budget: the day of the person who set it."""
        day = f"{datetime.now().astimezone():%Y-%m-%d}"
        return bool(await self._run("spend", host, day, self._budget))

    async def close(self) -> None:
        """Nothing is reserved."""

    async def _run(self, name: Name, *arguments: object) -> Any:
        return await asyncio.wrap_future(self._server.call(lambda redis: run(redis, name, *arguments)))
