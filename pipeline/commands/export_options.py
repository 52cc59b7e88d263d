"""The choices of ``scrapy export``, and the recipe that they make."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from pipeline.errors import InputError
from pipeline.export.columns import PROFILES
from pipeline.export.recipe import FORMATS, USUAL_FORMATS, USUAL_STATES, Recipe, Selection, load, mistakes

_SEVERAL: Final = ("site", "genre", "language", "text_state")
_ONE: Final = ("begin", "end", "date", "min_quality", "min_chars", "max_chars", "query", "where", "sample")
_OPTIONS: Final = {
    "name": "NAME",
    "begin": "--from",
    "end": "--to",
    "formats": "--format",
    "authors": "--author",
}


def add_choices(parser: argparse.ArgumentParser) -> None:
    """What an export is made of. Values are checked where a recipe's are."""
    choose = parser.add_argument_group("which documents (all that is given must hold)")
    choose.add_argument("--site", action="append", metavar="SITE", help="of this site; may be repeated")
    choose.add_argument(
        "--genre", action="append", metavar="GENRE", help="speech, address, remarks, report, essay or other"
    )
    choose.add_argument("--language", action="append", metavar="TAG", help="zh, en and so on")
    choose.add_argument(
        "--text-state",
        action="append",
        metavar="STATE",
        help=f"full, preview, abstract, none (default {','.join(USUAL_STATES)})",
    )
    choose.add_argument(
        "--from", dest="begin", metavar="DATE", help="2021, 2021-03 or 2021-03-11: not before"
    )
    choose.add_argument("--to", dest="end", metavar="DATE", help="not after")
    choose.add_argument(
        "--date", metavar="COLUMN", help="the date that is meant: spoken_on (default) or published_on"
    )
    choose.add_argument("--min-quality", metavar="Q", help="0 to 1")
    choose.add_argument("--min-chars", metavar="N", help="texts of so many characters or more")
    choose.add_argument("--max-chars", metavar="N", help="texts of so many characters or fewer")
    choose.add_argument(
        "--all-copies",
        action="store_true",
        default=None,
        help="not only the one of each group of copies that stands for it",
    )
    choose.add_argument(
        "--no-gone",
        dest="gone",
        action="store_false",
        default=None,
        help="without documents that their site serves no longer",
    )
    choose.add_argument("--query", metavar="QUERY", help="found by these words, as scrapy search finds them")
    choose.add_argument("--where", metavar="SQL", help="a condition on the columns of the table documents")
    choose.add_argument(
        "--sample", metavar="N", help="N of them by chance, mostly the same ones when the corpus grows"
    )
    made = parser.add_argument_group("what is made of them")
    made.add_argument(
        "--format",
        dest="formats",
        action="append",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default {','.join(USUAL_FORMATS)}); several with commas",
    )
    # Scrapy's own --profile measures its speed; there is a -s for everything else of Scrapy's.
    made.add_argument(
        "--profile", dest="kind", metavar="PROFILE", help=f"{', '.join(PROFILES)} (default full)"
    )
    made.add_argument(
        "--splits", metavar="A,B,C", help="percentages for train, validation and test, such as 90,5,5"
    )
    made.add_argument("--seed", metavar="S", help="of the sample and of the splits (default 0)")
    made.add_argument(
        "--keep-personal-data",
        dest="mask",
        action="store_false",
        default=None,
        help="do not mask telephone numbers, ids and the like",
    )
    made.add_argument(
        "--author",
        dest="authors",
        action="append",
        metavar="NAME",
        help="told in the data card; may be repeated",
    )
    made.add_argument("--homepage", metavar="URL", help="told in the data card")
    made.add_argument("--licence", metavar="WORDS", help="told in the data card")
    made.add_argument(
        "--recipe", metavar="FILE", help="all of this from a recipe, or from the folder of an export"
    )
    made.add_argument(
        "--release", metavar="VERSION", help="name of the version (default: the day of the newest page)"
    )


def recipe_of(words: list[str], options: argparse.Namespace) -> Recipe:
    """The recipe that is typed, or the one in the file. Raises InputError."""
    given = choices(options)
    if options.recipe is not None:
        return _from_file(words, options, given)
    if not words:
        raise InputError("give the export a name: scrapy export NAME (see: scrapy export -h)")
    select = {name: given.pop(name) for name in Selection.model_fields if name in given}
    return _checked({**given, **_named(words, options), "select": select})


def _from_file(words: list[str], options: argparse.Namespace, given: Mapping[str, object]) -> Recipe:
    if given:
        told = ", ".join(_option(name) for name in given)
        raise InputError(
            f"--recipe says everything, and so does not go with {told}: edit a copy of {options.recipe}"
        )
    changes = _named(words, options)
    if changes:
        # What is typed is not the file's mistake.
        _checked({"name": "any", **changes})
    return load(Path(options.recipe), **changes)


def _named(words: list[str], options: argparse.Namespace) -> dict[str, str]:
    """The name and the release, as far as they are typed."""
    typed = {"name": words[0] if words else None, "release": options.release}
    return {name: value for name, value in typed.items() if value is not None}


def choices(options: argparse.Namespace) -> dict[str, Any]:
    """The choices that were typed, by the names that a recipe has for them."""
    found: dict[str, Any] = {}
    for name in ("formats", *_SEVERAL):
        if (words := getattr(options, name)) is not None:
            found[name] = _listed(words)
    for name in (*_ONE, "all_copies", "gone", "mask", "splits", "seed", "authors", "homepage", "licence"):
        if (value := getattr(options, name)) is not None:
            found[name] = value
    if options.kind is not None:
        found["profile"] = options.kind
    return found


def _listed(words: Iterable[str]) -> list[str]:
    """With commas or one by one, each once."""
    return list(dict.fromkeys(part.strip() for word in words for part in word.split(",")))


def _checked(values: Mapping[str, object]) -> Recipe:
    try:
        return Recipe.model_validate(values)
    except ValidationError as error:
        # ``select`` is a table of a recipe; what is typed has no such levels.
        name, _, message = next(iter(mistakes(error))).removeprefix("select.").partition(": ")
        at = "" if name == "select" else f"{_option(name)}: "
        raise InputError(f"{at}{message}") from error


def _option(name: str) -> str:
    return _OPTIONS.get(name, f"--{name.replace('_', '-')}")
