"""The connection to Redis, in a thread of its own. A server that is away is waited for, and told what it may have lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError
from redis.exceptions import ConnectionError as NoConnectionError
from redis.exceptions import TimeoutError as NoAnswerError
from redis.retry import Retry

from pipeline.crawl.cluster.fitness import (
    check_url,
    in_a_line,
    keeps_nothing,
    other_format,
    refusal,
    shown,
    unfit,
)
from pipeline.crawl.cluster.scripts import FORMAT, run
from pipeline.errors import StorageError

logger = logging.getLogger(__name__)

T = TypeVar("T")

TRY_SECONDS: Final = 0.5
"""From one attempt to reach a server that is away to the next."""

ANSWER_SECONDS: Final = 30.0
"""A server that says nothing for so long is away."""

_AWAY = (NoConnectionError, NoAnswerError, BusyLoadingError)


class Server:
    """Runs pieces of work with the connection, one after the other.

    ``returned`` is called, in that thread, when the server was restarted since, before anything else. A server that is away for
    ``patience`` seconds ends it: every call then gives the same StorageError.
    """

    def __init__(self, url: str, patience: float, returned: Callable[[Redis], None]) -> None:
        check_url(url)
        self._name = shown(url)
        self._patience = patience
        self._returned = returned
        self._url = url
        self._redis: Redis | None = None
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="redis")
        self._closed = threading.Event()
        self._run_id = ""
        self._failure: StorageError | None = None

    def call(self, work: Callable[[Redis], T], *, patience: float | None = None) -> Future[T]:
        """Do it; the future may give StorageError."""
        return self._threads.submit(self._run, work, self._patience if patience is None else patience)

    def close(self) -> None:
        """Let go of the connection; what is under way is given up."""
        self._closed.set()
        self._threads.shutdown()
        self._drop()

    def _run(self, work: Callable[[Redis], T], patience: float) -> T:
        if self._failure:
            raise self._failure
        since = 0.0
        while True:
            try:
                self._redis = self._redis or self._met()
                found = work(self._redis)
            except AuthenticationError as error:
                raise self._failed(refusal(error)) from error
            except _AWAY as error:
                self._drop()
                since = since or self._miss(error)
                if self._closed.wait(TRY_SECONDS) or time.monotonic() - since > patience:
                    todo = "start it, then run again to continue"
                    if self._url.startswith("rediss:"):
                        todo = f"see that it speaks TLS (rediss://), or {todo}"
                    why = f"was away for {patience:g} seconds ({in_a_line(error)})"
                    raise self._failed(f"{why}; {todo}") from error
            except RedisError as error:
                raise self._failed(refusal(error)) from error
            else:
                if since:
                    logger.warning("Redis at %s is back after %.1f s", self._name, time.monotonic() - since)
                return found

    def _miss(self, error: Exception) -> float:
        logger.warning(
            "Redis at %s is away (%s): waiting up to %g s", self._name, in_a_line(error), self._patience
        )
        return time.monotonic()

    def _drop(self) -> None:
        redis, self._redis = self._redis, None
        if redis:
            with suppress(RedisError):
                redis.close()

    def _met(self) -> Redis:
        """A connection; who answers may have been started since, and have lost what it was told last."""
        # Of a single connection every end is seen. A pool would mend it, and a restart would go unnoticed.
        redis = Redis.from_url(
            self._url,
            decode_responses=True,
            single_connection_client=True,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=5.0,
            retry=Retry(NoBackoff(), 0),
        )
        about = redis.info("server")
        run_id = str(about["run_id"])
        if not self._run_id:
            self._check(redis, about)
        if run_id != self._run_id:
            self._meet(redis, run_id)
        if self._run_id and run_id != self._run_id:
            self._returned(redis)
        # Only now: cut off before, it is told the next time.
        self._run_id = run_id
        return redis

    def _check(self, redis: Redis, about: Mapping[str, object]) -> None:
        if why := unfit(redis, about):
            raise self._failed(why)
        if keeps_nothing(redis):
            logger.warning(
                "Redis at %s keeps no append-only file: a restart loses the queue (docs/cluster.md)",
                self._name,
            )

    def _meet(self, redis: Redis, run_id: str) -> None:
        found = run(redis, "meet", run_id, FORMAT)
        if found != str(FORMAT):
            raise self._failed(other_format(found))

    def _failed(self, why: str) -> StorageError:
        self._failure = StorageError(f"Redis at {self._name} {why}.")
        return self._failure
