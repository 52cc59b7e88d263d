"""A real Redis on loopback with an append-only file, and the commands of a cluster that use it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError

REDIS = shutil.which("redis-server")


class RedisServer:
    """Listens once started; ``kill`` and ``start`` again, and it has what its file has."""

    def __init__(self, folder: Path, *options: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = _free_port()
        self._folder = folder
        self._file, self._copy = folder / "appendonlydir", folder / "copy"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> Redis:
        return Redis.from_url(self.url, decode_responses=True)

    def start(self) -> None:
        assert REDIS
        words = [REDIS, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        words += ["--save", "", "--appendonly", "yes", "--logfile", "redis.log", *self._options]
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        with self.client() as redis:
            end = time.monotonic() + 90
            while not _answers(redis):
                assert self._process.poll() is None, (self._folder / "redis.log").read_text()[-400:]
                assert time.monotonic() < end, "redis-server does not answer"
                time.sleep(0.02)

    def remember(self) -> None:
        """Copy the file as it is now, while it is written."""
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._file, self._copy)

    def go_back(self) -> None:
        """What a power cut does: the server, which is down, has lost what it heard since ``remember``."""
        shutil.rmtree(self._file)
        shutil.copytree(self._copy, self._file)

    def kill(self, number: int = signal.SIGKILL) -> None:
        if self._process:
            os.kill(self._process.pid, number)
            self._process.wait()
            self._process = None


def _free_port() -> int:
    """Below those that the system gives to connections, which might take it before the server does, and low enough for the second
    port that a server of a cluster has 10,000 above its own.
    """
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def _answers(redis: Redis) -> bool:
    try:
        return bool(redis.ping())
    except AuthenticationError:
        return True
    except RedisError:
        return False


@contextmanager
def served(folder: Path, *options: str) -> Iterator[RedisServer]:
    """A server for the length of the block; ``options`` are redis-server's own."""
    server = RedisServer(folder, *options)
    server.start()
    try:
        yield server
    finally:
        server.kill()
