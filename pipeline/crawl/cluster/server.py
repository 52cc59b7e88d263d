"""The connection to Redis, in a thread of its own. A server that is away is waited for, and told what it may have lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError, ResponseError
from redis.exceptions import ConnectionError as NoConnectionError
from redis.exceptions import TimeoutError as NoAnswerError
from redis.retry import Retry

from pipeline.errors import InputError, StorageError

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
        self._name = _shown(url)
        self._patience = patience
        self._returned = returned
        try:
            Redis.from_url(url).close()
        except ValueError as error:
            raise InputError(f"REDIS_URL={self._name} is no address of a Redis server: {error}") from error
        self._url = url
        self._redis: Redis | None = None
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="redis")
        self._closed = threading.Event()
        self._run_id = ""
        self._failure: StorageError | None = None
        self.began_at = 0.0
        """When the server was started: milliseconds of its own clock."""

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
                raise self._failed(
                    "refuses us; give its password in REDIS_URL (redis://:PASSWORD@…)"
                ) from error
            except _AWAY as error:
                self._drop()
                since = since or self._miss(error)
                if self._closed.wait(TRY_SECONDS) or time.monotonic() - since > patience:
                    why = f"was away for {patience:g} seconds ({error})"
                    raise self._failed(f"{why}; start it, then run again to continue") from error
            except ResponseError as error:
                raise self._failed(f"cannot keep the queue: {error}") from error
            except RedisError as error:
                raise self._failed(f"does not answer as Redis does: {error}") from error
            else:
                if since:
                    logger.warning("Redis at %s is back after %.1f s", self._name, time.monotonic() - since)
                return found

    def _miss(self, error: Exception) -> float:
        logger.warning("Redis at %s is away (%s): waiting up to %g s", self._name, error, self._patience)
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
        seconds, micros = redis.time()
        self.began_at = seconds * 1000 + micros // 1000 - 1000 * int(about["uptime_in_seconds"])
        run_id = str(about["run_id"])
        if not self._run_id:
            self._check(redis)
        elif run_id != self._run_id:
            self._returned(redis)
        # Only now: cut off before, it is told the next time.
        self._run_id = run_id
        return redis

    def _check(self, redis: Redis) -> None:
        """Say what would lose the queue, as far as the server lets itself be asked."""
        with suppress(ResponseError):
            found = redis.config_get("appendonly", "maxmemory", "maxmemory-policy")
            if found.get("appendonly") == "no":
                logger.warning(
                    "Redis at %s keeps no append-only file: a restart loses the queue (docs/cluster.md)",
                    self._name,
                )
            if found.get("maxmemory", "0") != "0" and found.get("maxmemory-policy") != "noeviction":
                raise self._failed(
                    "throws keys away when its memory is full; set maxmemory-policy to noeviction"
                )

    def _failed(self, why: str) -> StorageError:
        self._failure = StorageError(f"Redis at {self._name} {why}.")
        return self._failure


def _shown(url: str) -> str:
    """The address without a password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{host}{parts.path}" if host else url
