"""settings/schedule.toml: one table for each crawl that is to be repeated, checked line by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from pipeline.errors import InputError
from pipeline.schedule.cron import Cron, parse

# It becomes part of file names and of unit names.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _cron(text: str) -> str:
    try:
        return parse(text).text
    except ValueError as error:
        raise ValueError(f'"{text}" is no cron expression: {error}') from error


def _every(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,5}[smhd]", text):
        raise ValueError(f'"{text}" is no interval: write a number with s, m, h or d, such as "6h"')
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f'"{text}" is no time zone: write for instance "Asia/Shanghai"') from error
    return text


Zone = Annotated[str, AfterValidator(_zone)]


class Entry(BaseModel):
    """One table of the file. ``spider`` is the table's name if it is not given."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    spider: str
    cron: Annotated[str, AfterValidator(_cron)] | None = None
    every: Annotated[str, AfterValidator(_every)] | None = None
    arguments: dict[str, str | int] = {}
    settings: dict[str, str | int | float | bool] = {}
    timezone: Zone | None = None
    enabled: bool = True

    @model_validator(mode="after")
    def _one_rhythm(self) -> Entry:
        if (self.cron is None) == (self.every is None):
            raise ValueError('give cron = "15 3 * * *" or every = "6h", one of them')
        return self

    @property
    def times(self) -> Cron | None:
        """The cron expression, read."""
        return parse(self.cron) if self.cron else None

    @property
    def interval(self) -> timedelta | None:
        """The interval, read."""
        return timedelta(**{_UNITS[self.every[-1]]: int(self.every[:-1])}) if self.every else None

    def words(self) -> list[str]:
        """What follows ``scrapy`` on the command line of one run."""
        given = [word for name, value in sorted(self.arguments.items()) for word in ("-a", f"{name}={value}")]
        return ["crawl", self.spider, *given, *options(self.settings)]


class Planned(NamedTuple):
    """An entry whose spider exists and takes its arguments.

    ``queue`` is what only one run at a time may work on, ``given`` the arguments as the run's row has them.
    """

    name: str
    entry: Entry
    queue: str
    given: Mapping[str, str]


def load(file: Path) -> tuple[dict[str, Entry], list[str]]:
    """The entries by name, and a line for each mistake. Raises InputError when the file cannot be read."""
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{file} is not TOML: {error}") from error
    entries, mistakes = {}, []
    zone = tables.pop("timezone", None)
    for name, table in tables.items():
        if not isinstance(table, dict):
            mistakes.append(f"{file}: {name}: only timezone stands alone; write a table [{name}]")
        elif not NAME.fullmatch(name):
            mistakes.append(f"{file}: [{name}]: a name has only letters, digits, _ and -: rename it")
        else:
            try:
                entries[name] = Entry.model_validate({"spider": name, "timezone": zone, **table})
            except ValidationError as error:
                mistakes += [f"{file}: [{name}] {_line(each)}" for each in error.errors()]
    return entries, list(dict.fromkeys(mistakes))


def options(settings: Mapping[str, Any]) -> list[str]:
    """Settings as words of a command line."""
    values = {name: int(value) if isinstance(value, bool) else value for name, value in settings.items()}
    return [word for name, value in sorted(values.items()) for word in ("-s", f"{name}={value}")]


def _line(error: Any) -> str:
    """``cron: …``: the field and what to do about it."""
    where = " ".join(str(part) for part in error["loc"] if part not in ("str", "int", "float", "bool"))
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such field; there are {', '.join(Entry.model_fields)}"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
