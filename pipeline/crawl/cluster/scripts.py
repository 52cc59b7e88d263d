"""The Lua scripts: what must happen at once in Redis, each in a file that says what it takes and gives."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from redis import Redis
from redis.commands.core import Script

PREFIX: Final = "wenji:"
"""What the names of all keys begin with."""

FORMAT: Final = 2
"""How queues are kept: a program that keeps them otherwise is not to work on them."""

_FOLDER = Path(__file__).with_name("scripts")

Name = Literal[
    "add",
    "begin",
    "claim",
    "due",
    "give_back",
    "give_up",
    "lease",
    "leave",
    "look",
    "meet",
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
    return "\n".join((_FOLDER / f"{each}.lua").read_text("utf-8") for each in ("prelude", "hosts", name))


@cache
def commands() -> frozenset[str]:
    """The names of all commands that the scripts call, in small letters."""
    calls = (re.findall(r"redis\.call\('(\w+)'", source(name)) for name in get_args(Name))
    return frozenset(each.lower() for found in calls for each in found)


def run(redis: Redis, name: Name, *arguments: object) -> Any:
    """What the script gives. Numbers go as they are written, None as nothing."""
    return _script(redis, name)(keys=[PREFIX], args=["" if each is None else str(each) for each in arguments])


def _script(redis: Redis, name: Name) -> Script:
    return redis.register_script(source(name))
