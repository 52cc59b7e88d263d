"""Whether a server can keep the queue, and one line about what one says that cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import (
    AuthenticationError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

from pipeline.crawl.cluster.scripts import FORMAT, commands
from pipeline.errors import InputError

NEEDED: Final = "the queue needs Redis 7.0 or newer, or a server with its commands"


def check_url(url: str) -> None:
    """Raise InputError for an address of no Redis database."""
    try:
        Redis.from_url(url).close()
        parts = urlsplit(url)
    except ValueError as error:
        raise InputError(f"REDIS_URL={shown(url)} is no address of a Redis server: {error}") from error
    # The client would take a name for number 0.
    if parts.scheme in ("redis", "rediss") and not re.fullmatch(r"/?|/\d+", parts.path):
        raise InputError(f"REDIS_URL={shown(url)} names no database: give its number, as in redis://HOST/0")


def shown(url: str) -> str:
    """The address without a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.rpartition("@")[2]
    host = parts.netloc.rpartition("@")[2]
    return f"{host}{parts.path}" if host else url


def unfit(redis: Redis, about: Mapping[str, object]) -> str | None:
    """Why a server cannot keep the queue, as far as it lets itself be asked; ``about`` is what it says of itself."""
    mode = about.get("redis_mode", "standalone")
    if mode != "standalone":
        return f"runs as a {mode}: the queue needs a single server"
    with suppress(NoPermissionError):
        if missing := _missing(redis):
            shown = ", ".join(sorted(missing)).upper()
            return f"(version {about.get('redis_version', '?')}) has no {shown}: {NEEDED}"
    with suppress(ResponseError):
        found = redis.config_get("maxmemory", "maxmemory-policy")
        if found.get("maxmemory", "0") != "0" and found.get("maxmemory-policy") != "noeviction":
            return "throws keys away when its memory is full; set maxmemory-policy to noeviction"
    return None


def _missing(redis: Redis) -> set[str]:
    """What the scripts call and the server does not have; a list of its commands is itself one of 7.0."""
    try:
        there = {str(each).lower() for each in redis.command_list()}
    except NoPermissionError:
        raise
    except ResponseError:
        return {"command list"}
    return set(commands() - there)


def other_format(found: str) -> str:
    """Why queues that stand there are not ours to work on."""
    return (
        f"has queues in format {found}, and this version keeps them in format {FORMAT}: work on them with the"
        " version that began them, or begin new ones in another database (its number ends REDIS_URL)"
    )


def keeps_nothing(redis: Redis) -> bool:
    """Whether a restart would lose the queue, if the server tells."""
    with suppress(ResponseError):
        return bool(redis.config_get("appendonly").get("appendonly") == "no")
    return False


_REFUSALS: Final[tuple[tuple[type[RedisError], str, str], ...]] = (
    (AuthenticationError, "", "refuses us; give its password in REDIS_URL (redis://:PASSWORD@…)"),
    (NoPermissionError, "", "does not let us keep the queue: {}; allow it to the user of REDIS_URL (docs/cluster.md)"),
    (OutOfMemoryError, "", "is full: {}; raise its maxmemory, then run again to continue"),
    (ReadOnlyError, "", "is a replica, which keeps nothing: give the server that it copies"),
    (ResponseError, "WRONGTYPE", "has something else under our names: {}; give another database (its number ends REDIS_URL)"),
    (ResponseError, "DB index", "has no such database: {}; its number ends REDIS_URL"),
    (ResponseError, "compiling script", f"cannot read our scripts: {NEEDED}"),
    (ResponseError, "", "cannot keep the queue: {}"),
    (RedisError, "", "does not answer as Redis does: {}"),
)  # fmt: skip


def refusal(error: RedisError) -> str:
    """Why the server does not do what it is asked for, and what to do."""
    said = in_a_line(error)
    texts = (text for kind, word, text in _REFUSALS if isinstance(error, kind) and word in said)
    return next(texts).format(said)


def in_a_line(error: Exception) -> str:
    """What Redis said, without the script and its line, in which it came about."""
    return re.sub(r" script: [0-9a-f]{40}, on @user_script:\d+\.*$", "", " ".join(str(error).split())).rstrip(
        "."
    )
