"""What makes an export: all that a person chose, as a TOML file that makes the same export again."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from pipeline.errors import InputError
from pipeline.export.columns import SPLITS, Profile
from pipeline.items import Genre, TextState

FILE_NAME = "recipe.toml"
Format = Literal[
    "jsonl", "jsonl.gz", "jsonl.zst", "csv", "csv.gz", "parquet", "hf", "tei", "markdown", "sqlite"
]
FORMATS: tuple[Format, ...] = get_args(Format)
USUAL_FORMATS: tuple[Format, ...] = ("jsonl",)
USUAL_STATES: tuple[TextState, ...] = ("full", "preview")

LARGEST = 2**63 - 1
"""All that SQLite takes for a number."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(
            f'"{text}" cannot be a folder: use letters, digits, ".", "_" and "-", a letter or digit first'
        )
    return text


def _day(text: str) -> str:
    try:
        if _DAY.fullmatch(text):
            dt.date.fromisoformat(text + "0000-01-01"[len(text) :])
            return text
    except ValueError:
        pass
    raise ValueError(f'"{text}" is no date: write 2021, 2021-03 or 2021-03-11')


def _web(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>{}\\]+", text):
        raise ValueError(f'"{text}" is no address: write one that begins with https://')
    return text


def _line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError(f"{text!r} is not one line of text")
    return text.strip()


def _shares(value: object) -> object:
    """Three numbers, as a list or with commas."""
    if value is None:
        return None
    parts = (
        value.split(",") if isinstance(value, str) else value if isinstance(value, list | tuple) else [value]
    )
    try:
        shares = [int(str(part)) for part in parts]
    except ValueError:
        shares = []
    if len(shares) != len(SPLITS) or sum(shares) != 100 or min(shares) < 0:
        said = ",".join(map(str, parts))
        raise ValueError(f"{said} are no three parts of 100: write for instance 90,5,5")
    return shares


FolderName = Annotated[str, AfterValidator(_name)]
Day = Annotated[str, AfterValidator(_day)]
Line = Annotated[str, AfterValidator(_line)]


class Selection(BaseModel):
    """Which documents; an empty tuple or None leaves a question open. All that is given must hold.

    ``begin`` and ``end`` are of the column ``date``: all that such a date may mean lies between them.
    ``where`` is a condition in SQL on the columns of ``documents``; ``query`` is one of ``scrapy search``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: tuple[str, ...] = ()
    genre: tuple[Genre, ...] = ()
    language: tuple[str, ...] = ()
    text_state: tuple[TextState, ...] = USUAL_STATES
    date: Literal["spoken_on", "published_on"] = "spoken_on"
    begin: Day | None = None
    end: Day | None = None
    min_quality: Annotated[float, Field(ge=0, le=1)] | None = None
    min_chars: Annotated[int, Field(ge=0, le=LARGEST)] | None = None
    max_chars: Annotated[int, Field(ge=0, le=LARGEST)] | None = None
    gone: bool = True
    all_copies: bool = False
    query: str | None = None
    where: str | None = None
    sample: Annotated[int, Field(ge=1, le=LARGEST)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begin and self.end and self.begin[: len(self.end)] > self.end[: len(self.begin)]:
            raise ValueError(f"{self.begin} is later than {self.end}: nothing lies between them")
        least, most = self.min_chars or 0, self.max_chars
        if most is not None and least > most:
            raise ValueError(f"no text has {least} characters or more and {most} or fewer")
        return self


class Recipe(BaseModel):
    """An export's name, what it is made of and how it is written.

    ``release`` names the version; None derives it from the documents. ``seed`` is that of the sample and of the splits.
    ``authors``, ``homepage`` and ``licence`` are told in the data card; what is not given is left out there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: FolderName
    release: FolderName | None = None
    formats: Annotated[tuple[Format, ...], Field(min_length=1)] = USUAL_FORMATS
    profile: Profile = "full"
    mask: bool = True
    splits: Annotated[tuple[int, int, int] | None, BeforeValidator(_shares)] = None
    seed: str = "0"
    authors: tuple[Line, ...] = ()
    homepage: Annotated[str, AfterValidator(_web)] | None = None
    licence: Line | None = None
    select: Selection = Selection()


def dumps(recipe: Recipe) -> str:
    """The recipe as TOML; every choice is written, so that a later default changes nothing."""
    return "\n".join(_lines(recipe)) + "\n"


def loads(text: str, named: str, **changes: object) -> Recipe:
    """The recipe in a TOML text, which messages call ``named``, with other choices of these names. Raises InputError."""
    try:
        return Recipe.model_validate(tomllib.loads(text) | changes)
    except ValidationError as error:
        raise InputError("\n".join(f"{named}: {line}" for line in mistakes(error))) from error
    except ValueError as error:
        raise InputError(f"{named} is not TOML: {error}") from error


def load(file: Path, **changes: object) -> Recipe:
    """The recipe in this file, or in this export's folder, with other choices of these names. Raises InputError."""
    file = file / FILE_NAME if file.is_dir() else file
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise InputError(f"the recipe {file} cannot be read: {reason}") from error
    return loads(text, str(file), **changes)


def mistakes(error: ValidationError) -> Iterator[str]:
    """A line for each: the choice and what is wrong with it."""
    for each in error.errors():
        where = ".".join(str(part) for part in each["loc"] if not isinstance(part, int))
        message = str(each["msg"]).removeprefix("Value error, ")
        if said := _SAID.get(each["type"]):
            given = json.dumps(each["input"], ensure_ascii=False, default=str)
            facts = {name: str(fact).replace("'", "") for name, fact in each.get("ctx", {}).items()}
            message = said.format(given=given, **facts)
        yield f"{where}: {message}" if where else message


# What pydantic says, as we would say it.
_SAID: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "there is no such choice",
    "literal_error": "{given} is none of {expected}",
    "int_parsing": "{given} is no whole number",
    "int_type": "{given} is no whole number",
    "int_from_float": "{given} is no whole number",
    "float_parsing": "{given} is no number",
    "float_type": "{given} is no number",
    "bool_parsing": "{given} is neither true nor false",
    "bool_type": "{given} is neither true nor false",
    "string_type": "{given} is no text: put it in quotation marks",
    "tuple_type": "{given} is no list: put it in [ ]",
    "model_type": "{given} is no table: write [select]",
    "too_short": "the list is empty",
    "greater_than_equal": "{given} is less than {ge}",
    "less_than_equal": "{given} is more than {le}",
}


def _lines(recipe: Recipe) -> Iterator[str]:
    yield "# Makes this export again from the same database: scrapy export --recipe recipe.toml"
    values = recipe.model_dump(exclude_none=True)
    selection: Mapping[str, Any] = values.pop("select")
    yield from (f"{name} = {_toml(value)}" for name, value in values.items())
    yield "\n[select]"
    yield from (f"{name} = {_toml(value)}" for name, value in selection.items())


def _toml(value: object) -> str:
    """JSON is TOML where there are no nulls and no mappings, save for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
