"""What the queues in a Redis are at: who works on them, and how much waits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import ConnectionError as NoConnectionError
from redis.exceptions import TimeoutError as NoAnswerError

from pipeline.crawl.cluster.fitness import check_url, in_a_line, other_format, refusal, shown, unfit
from pipeline.crawl.cluster.scripts import FORMAT, PREFIX, run
from pipeline.errors import StorageError
from pipeline.store.frontier import TIME

SECONDS: Final = 5.0
"""How long a server has to answer who only looks."""


class HostState(NamedTuple):
    """A host that a worker has, how many addresses it holds of it, and which worker is to have it next, if one is."""

    host: str
    leased: int
    promised_to: str | None


class WorkerState(NamedTuple):
    """``heard`` is how many seconds ago it said something; then it is awaited (``is_there``) for its lease."""

    name: str
    began_at: str
    heard: float
    is_there: bool
    hosts: Sequence[HostState]


class QueueState(NamedTuple):
    """``held`` waits for the next round, ``hosts`` have something to do; ``stopped`` is why nobody goes on. Times are UTC."""

    name: str
    round_began_at: str
    stopped: str | None
    queued: int
    leased: int
    held: int
    visited: int
    hosts: int
    next_due: str | None
    workers: Sequence[WorkerState]


def overview(url: str) -> Sequence[QueueState]:
    """All queues, by name; StorageError when the server cannot be asked, or keeps them in another format."""
    check_url(url)
    try:
        with Redis.from_url(
            url, decode_responses=True, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
        ) as redis:
            why = unfit(redis, redis.info("server"))
            numbers = redis.hgetall(f"{PREFIX}queues")
            found = redis.hget(f"{PREFIX}server", "format") or ("1" if numbers else str(FORMAT))
            if not why and found == str(FORMAT):
                return [
                    _state(name, json.loads(run(redis, "look", of))) for name, of in sorted(numbers.items())
                ]
    except RedisError as error:
        is_away = isinstance(error, NoConnectionError | NoAnswerError)
        is_away = is_away and not isinstance(error, AuthenticationError)
        said = f"is away ({in_a_line(error)}): start it" if is_away else refusal(error)
        raise StorageError(f"Redis at {shown(url)} {said}.") from error
    raise StorageError(f"Redis at {shown(url)} {why or other_format(str(found))}.")


def _state(name: str, found: dict[str, Any]) -> QueueState:
    about, now = found["about"], found["now"]
    workers = [
        WorkerState(
            each["name"],
            _time(each["since"] / 1000),
            max(0.0, (now - each["until"] + each["lease"]) / 1000),
            each["until"] > now,
            [HostState(host, leased, to or None) for host, leased, to in sorted(each["hosts"] or ())],
        )
        for each in sorted(found["workers"] or (), key=lambda each: str(each["name"]))
    ]
    return QueueState(
        name=name,
        round_began_at=_time(int(about["began"]) / 1000),
        stopped=about.get("stop"),
        queued=int(about.get("queued", 0)),
        leased=sum(host.leased for worker in workers for host in worker.hosts),
        held=found["given_up"],
        visited=found["visited"],
        hosts=found["hosts"],
        next_due=_time(found["due"]) if found["due"] else None,
        workers=workers,
    )


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(TIME)
