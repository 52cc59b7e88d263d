"""What makes an export: all that a person chose, as a TOML file that makes the same export again."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import InputError
from pipeline.export.columns import Profile
from pipeline.items import Genre, TextState

FILE_NAME = "recipe.toml"
Format = Literal[
    "jsonl", "jsonl.gz", "jsonl.zst", "csv", "csv.gz", "parquet", "hf", "tei", "markdown", "sqlite"
]
FORMATS: tuple[Format, ...] = get_args(Format)
USUAL_STATES: tuple[TextState, ...] = ("full", "preview")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(
            f'"{text}" cannot be a folder: use letters, digits, ".", "_" and "-", a letter first'
        )
    return text


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise ValueError(f'"{text}" is no date: write 2021, 2021-03 or 2021-03-11')
    return text


def _web(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>{}\\]+", text):
        raise ValueError(f'"{text}" is no address: write one that begins with https://')
    return text


def _line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError(f"{text!r} is not one line of text")
    return text.strip()


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
    min_chars: Annotated[int, Field(ge=0)] | None = None
    max_chars: Annotated[int, Field(ge=0)] | None = None
    gone: bool = True
    all_copies: bool = False
    query: str | None = None
    where: str | None = None
    sample: Annotated[int, Field(ge=1)] | None = None


class Recipe(BaseModel):
    """An export's name, what it is made of and how it is written.

    ``release`` names the version; None derives it from the documents. ``seed`` is that of the sample and of the splits.
    ``authors``, ``homepage`` and ``licence`` are told in the data card; what is not given is left out there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: FolderName
    release: FolderName | None = None
    formats: Annotated[tuple[Format, ...], Field(min_length=1)]
    profile: Profile = "full"
    mask: bool = True
    splits: tuple[int, int, int] | None = None
    seed: str = "0"
    authors: tuple[Line, ...] = ()
    homepage: Annotated[str, AfterValidator(_web)] | None = None
    licence: Line | None = None
    select: Selection = Selection()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.splits and (sum(self.splits) != 100 or min(self.splits) < 0):
            raise ValueError(f"splits {self.splits} are no three parts of 100: write for instance 90,5,5")
        return self


def dumps(recipe: Recipe) -> str:
    """The recipe as TOML; every choice is written, so that a later default changes nothing."""
    return "\n".join(_lines(recipe)) + "\n"


def loads(text: str, named: str) -> Recipe:
    """The recipe in a TOML text, which messages call ``named``. Raises InputError."""
    try:
        return Recipe.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise InputError("\n".join(f"{named}: {line}" for line in mistakes(error))) from error
    except ValueError as error:
        raise InputError(f"{named} is not TOML: {error}") from error


def load(file: Path) -> Recipe:
    """The recipe in this file, or in this export's folder. Raises InputError."""
    file = file / FILE_NAME if file.is_dir() else file
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"the recipe {file} cannot be read: {reason}") from error
    return loads(text, str(file))


def mistakes(error: ValidationError) -> Iterator[str]:
    """A line for each: the choice and what is wrong with it."""
    for each in error.errors():
        where = ".".join(str(part) for part in each["loc"] if not isinstance(part, int))
        message = str(each["msg"]).removeprefix("Value error, ")
        if each["type"] == "extra_forbidden":
            message = "there is no such choice"
        yield f"{where}: {message}" if where else message


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
