"""The Lua scripts: what must happen at once in Redis, each in a file that says what it takes and gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from redis import Redis
from redis.commands.core import Script

PREFIX: Final = "wenji:"
"""What the names of all keys begin with."""

_FOLDER = Path(__file__).with_name("scripts")

Name = Literal[
    "add",
    "begin",
    "claim",
    "due",
    "give_up",
    "lease",
    "leave",
    "pause",
    "paused",
    "rejoin",
    "renew",
    "revive",
    "settle",
    "spend",
    "stop",
]


@cache
def source(name: Name) -> str:
    """A script with what all begin with."""
    return "\n".join((_FOLDER / f"{each}.lua").read_text("utf-8") for each in ("prelude", name))


def run(redis: Redis, name: Name, *arguments: object) -> Any:
    """What the script gives. Numbers go as they are written, None as nothing."""
    return _script(redis, name)(keys=[PREFIX], args=["" if each is None else str(each) for each in arguments])


def _script(redis: Redis, name: Name) -> Script:
    return redis.register_script(source(name))
