"""What a worker says of a Redis that cannot keep its queue: one line, before anything is asked of a site."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from pipeline.crawl.cluster.scripts import FORMAT, PREFIX, commands, run
from pipeline.crawl.cluster.server import Server
from pipeline.errors import InputError, StorageError
from tests.redis_server import served

pytestmark = pytest.mark.redis


def said(url: str) -> str:
    """What the first call says; nothing when it is done."""
    server = Server(url, 0.2, lambda _: None)
    try:
        server.call(lambda redis: run(redis, "begin", "site", "w", 60_000, "token")).result()
    except StorageError as error:
        return str(error)
    finally:
        server.close()
    return ""


def test_a_server_that_can(tmp_path: Path) -> None:
    with served(tmp_path) as redis:
        assert said(redis.url) == ""
        assert said(redis.url.removesuffix("/0")) == ""
        with redis.client() as client:
            assert client.hget(f"{PREFIX}server", "format") == str(FORMAT)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--rename-command", "COMMAND", ""), "(version 7.*) has no COMMAND LIST: the queue needs Redis 7.0 or newer, or a server with its commands."),
        (("--rename-command", "ZRANGEBYSCORE", ""), "(version 7.*) has no ZRANGEBYSCORE: the queue needs Redis 7.0 or newer, or a server with its commands."),
        (("--cluster-enabled", "yes"), "runs as a cluster: the queue needs a single server."),
        (("--replicaof", "127.0.0.1", "1"), "is a replica, which keeps nothing: give the server that it copies."),
        (("--requirepass", "secret"), "refuses us; give its password in REDIS_URL (redis://:PASSWORD@…)."),
        (("--maxmemory", "1mb"), "is full: command not allowed when used memory > 'maxmemory'; raise its maxmemory, then run again to continue."),
        (("--maxmemory", "1gb", "--maxmemory-policy", "allkeys-lru"), "throws keys away when its memory is full; set maxmemory-policy to noeviction."),
    ],
)  # fmt: skip
def test_a_server_that_cannot(options: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    with served(tmp_path, *options) as redis:
        line = f"Redis at 127.0.0.1:{redis.port}/0 {expected}"
        assert re.fullmatch(re.escape(line).replace(r"7\.\*", r"[\d.]+"), said(redis.url))


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (lambda r: r.hset(f"{PREFIX}queues", "site", "1"), "has queues in format 1, and this version keeps them in format 2: work on them with the version that began them, or begin new ones in another database (its number ends REDIS_URL)."),
        (lambda r: r.hset(f"{PREFIX}server", "format", "3"), "has queues in format 3, and this version keeps them in format 2: work on them with the version that began them, or begin new ones in another database (its number ends REDIS_URL)."),
        (lambda r: r.set(f"{PREFIX}server", "mine"), "has something else under our names: WRONGTYPE Operation against a key holding the wrong kind of value; give another database (its number ends REDIS_URL)."),
    ],
)  # fmt: skip
def test_what_another_program_keeps_there(
    there: Callable[[Redis], object], expected: str, tmp_path: Path
) -> None:
    with served(tmp_path) as redis, redis.client() as client:
        there(client)
        before = sorted(client.keys())
        assert said(redis.url) == f"Redis at 127.0.0.1:{redis.port}/0 {expected}"
        assert {*client.keys()} - {*before, f"{PREFIX}server"} == set(), "it is left as it was"


def test_a_user_who_may_not(tmp_path: Path) -> None:
    with served(tmp_path) as redis, redis.client() as client:
        for denied in ("evalsha", "info"):
            client.execute_command("ACL", "SETUSER", "u", "reset", "on", ">p", "~*", "+@all", f"-{denied}")
            assert said(redis.url.replace("//", "//u:p@")) == (
                f"Redis at 127.0.0.1:{redis.port}/0 does not let us keep the queue: this user has no permissions to run"
                f" the '{denied}' command; allow it to the user of REDIS_URL (docs/cluster.md)."
            )
        # The least that docs/cluster.md names.
        least = (f"+{each}" for each in (*sorted(commands()), "info", "eval", "evalsha", "script", "hmget"))
        client.execute_command("ACL", "SETUSER", "u", "reset", "on", ">p", f"~{PREFIX}*", *least)
        assert said(redis.url.replace("//", "//u:p@")) == ""


def test_what_is_no_database() -> None:
    with pytest.raises(InputError, match=r"REDIS_URL=127.0.0.1/abc names no database: give its number"):
        Server("redis://:secret@127.0.0.1/abc", 1, lambda _: None)
    for url, shown in (
        ("http://127.0.0.1/", "127.0.0.1/"),
        ("redis://:secret@[", "["),
        ("redis://:secret@a:b/", "a:b/"),
    ):
        with pytest.raises(
            InputError, match=rf"^REDIS_URL={re.escape(shown)} is no address of a Redis server"
        ):
            Server(url, 1, lambda _: None)


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    with served(tmp_path) as redis:
        assert said(redis.url.replace("/0", "/99")) == (
            f"Redis at 127.0.0.1:{redis.port}/99 has no such database: DB index is out of range; its number ends REDIS_URL."
        )


def test_who_is_not_there_at_all(tmp_path: Path) -> None:
    with served(tmp_path) as redis:
        redis.kill()
        line = said(redis.url)
    assert line.startswith(f"Redis at 127.0.0.1:{redis.port}/0 was away for 0.2 seconds (Error 111 ")
    assert line.endswith("; start it, then run again to continue.")


def test_a_server_that_keeps_no_file_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with served(tmp_path) as redis, redis.client() as client, caplog.at_level(logging.WARNING):
        client.config_set("appendonly", "no")
        assert said(redis.url) == ""
    assert "keeps no append-only file: a restart loses the queue" in caplog.text
