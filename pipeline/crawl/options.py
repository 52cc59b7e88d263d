"""Checks what a person typed: setting names and values, spider names, arguments. Scrapy takes anything."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from scrapy.settings import BaseSettings, Settings

from pipeline.crawl.hours import Hours
from pipeline.errors import InputError
from pipeline.items import Rhythm

# All of which SQLite takes for a number.
DIGITS = 18
TRUE, FALSE = {"1", "true", "True"}, {"0", "false", "False"}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion to put after an error's line; empty when nothing is close."""
    close = get_close_matches(word, list(known), n=3, cutoff=0.75)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def check_setting(name: str, value: str, settings: BaseSettings) -> None:
    """Raise InputError unless ``-s name=value`` makes sense.

    A name that is near a known one is a slip of the pen. Other unknown names pass: add-ons have settings
    of their own. A value must be of the kind of the setting's present value.
    """
    if name not in settings:
        if hint := did_you_mean(name, settings):
            raise InputError(f"there is no setting {name}{hint}")
        return
    if name == "ROBOTSTXT_OBEY" and value not in TRUE:
        raise InputError("ROBOTSTXT_OBEY cannot be switched off: robots.txt is always obeyed")
    if name in ("DATABASE", "ARCHIVE_DIR", "EXPORTS_DIR") and not value:
        raise InputError(f"{name} is empty: give a path")
    if name == "LOG_LEVEL" and value.upper() not in logging.getLevelNamesMapping():
        raise InputError(f"LOG_LEVEL={value} is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL")
    if name == "HOST_HOURS":
        Hours.of(value)
    if name.startswith("RECRAWL_") and name.endswith("_HOURS"):
        rhythm(Settings({name: value}), name)
    if problem := _wrong_kind(value, settings[name]):
        raise InputError(f"{name}={value} is not possible: {problem}")
    if value.strip().startswith("-") and isinstance(settings[name], int | float) and "PRIORITY" not in name:
        raise InputError(f"{name}={value} is not possible: it cannot be negative")


def pairs(words: Iterable[str], option: str) -> dict[str, str]:
    """``NAME=VALUE`` words as a mapping; raises InputError."""
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise InputError(f"{option} {word} is not understood: write {option} NAME=VALUE")
        found[name] = value
    return found


def check_arguments(given: Mapping[str, Any], known: Iterable[str], spider: str) -> None:
    """Raise InputError for a spider argument that the spider would silently ignore."""
    names = sorted(known)
    for name in given:
        if name not in names:
            hint = did_you_mean(name, names) or f": it takes {', '.join(names)}"
            raise InputError(f"spider {spider} has no argument {name}{hint}")


def check_text(value: object, option: str = "") -> None:
    """Raise InputError for words of the command line that are no UTF-8: nothing that is stored or sent could hold them."""
    for word in value if isinstance(value, list | tuple) else (value,):
        if isinstance(word, str) and any("\ud800" <= sign <= "\udfff" for sign in word):
            shown = os.fsencode(word).decode("utf-8", "backslashreplace")
            raise InputError(
                f"{f'{option} {shown}'.strip()} is no UTF-8: type it again in a terminal that is set to it"
            )


def count(name: str, value: str | int | None) -> int | None:
    """A spider argument that is a whole number from 1; None stays None. Raises InputError."""
    if value is None:
        return None
    word = str(value)
    if not word.isascii() or not word.isdigit() or not word.strip("0"):
        raise InputError(f"{name}={value} is not possible: give a whole number from 1")
    if len(word) > DIGITS:
        raise InputError(f"{name}={value} is not possible: give a number of {DIGITS} digits at most")
    return int(value)


def minutes(name: str, value: str | float | None) -> float | None:
    """A spider argument that is a time in minutes, be it a part of one; None stays None. Raises InputError."""
    if value is None:
        return None
    try:
        found = float(value)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise InputError(f"{name}={value} is not possible: give a number of minutes, such as 90 or 0.5")
    return found


def rhythm(settings: BaseSettings, name: str) -> Rhythm:
    """A setting of the form ``20,2160``: least and most hours between two visits. Raises InputError."""
    words = settings.getlist(name)
    try:
        least, most = map(float, words)
    except ValueError:
        least = most = 0.0
    if not 0 < least <= most < float("inf"):
        given = ",".join(map(str, words))
        raise InputError(
            f"{name}={given} is not possible: give the least and the most hours, such as 20,2160"
        )
    return Rhythm(least, most)


def _wrong_kind(value: str, present: object) -> str:
    kind: type[int | float]
    if isinstance(present, bool):
        return "" if value in TRUE | FALSE else "give 1 or 0"
    if isinstance(present, int):
        kind, wanted = int, "a whole number"
    elif isinstance(present, float):
        kind, wanted = float, "a number"
    else:
        return ""
    try:
        number = kind(value)
    except ValueError:
        return f"give {wanted}"
    return "" if number - number == 0 else f"give {wanted}"
