"""Cases read from a folder, in either of two forms, mixed or not.

- Fixtures: every folder below it with ``meta.json``, ``record.json`` and ``page.html`` or ``page.txt``.
- Gold text: an ``index.jsonl`` with name, split, lang, page_type and url a line, ``SPLIT/NAME.html`` and ``.txt``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args

from pipeline.errors import InputError
from pipeline.items import Genre, Page, Record, RejectOutcome, TextState
from pipeline.quality.cases import NOT_DOCUMENTS, Case, part_of
from pipeline.urls import file_url

# Cases have no time of fetching; any will do that is always the same.
FETCHED_AT = "2024-01-02T03:04:05Z"

OUTCOMES = ("document", *get_args(RejectOutcome))
ANSWER = frozenset(("outcome", "records", "reason_contains"))
LISTED = frozenset(field.name for field in fields(Record)) | {"text_unbroken", "text_contains", "text_lacks"}

T = TypeVar("T")

# The forms of columns that have one.
CHOICES = {
    "text_state": get_args(TextState),
    "genre": get_args(Genre),
    "spoken_on_precision": ("day", "month", "year"),
    "script": ("Hans", "Hant"),
}
COUNTS = frozenset(
    (
        "pages_total",
        "pages_shown",
        "chars_total",
        "downloads",
        "char_count",
        "paragraph_count",
        "placeholders",
    )
)
DAYS, DAY = frozenset(("spoken_on", "published_on")), re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
# What a text is searched for.
LISTS = {"text_contains", "text_lacks"}


def load(folder: Path) -> tuple[list[Case], list[str]]:
    """All cases below a folder, and a line about each that is broken; raises InputError if there are neither."""
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: name one with fixtures or an index.jsonl")
    cases: list[Case] = []
    complaints: list[str] = []
    for read in _readers(folder):
        try:
            cases.append(read())
        except InputError as error:
            complaints.append(str(error))
    if not cases and not complaints:
        raise InputError(f"{folder} holds no cases: no meta.json with a record.json, and no index.jsonl")
    return cases, complaints


def _readers(folder: Path) -> Iterator[Callable[[], Case]]:
    places = {path.parent for name in ("meta.json", "record.json") for path in folder.rglob(name)}
    for place in sorted(places):
        yield partial(_fixture, place, place.relative_to(folder).as_posix())
    for index in sorted(folder.rglob("index.jsonl")):
        prefix = index.parent.relative_to(folder)
        lines = _bytes(index).decode("utf-8", "replace").split("\n")
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield partial(_gold, index.parent, prefix, f"{index}, line {number}", line)


def _fixture(place: Path, name: str) -> Case:
    meta = _mapping(_bytes(place / "meta.json"), str(place / "meta.json"))
    answer = _mapping(_bytes(place / "record.json"), str(place / "record.json"))
    bodies = sorted(place.glob("page.*"))
    if len(bodies) != 1:
        raise InputError(f"{place} has {len(bodies)} files named page.*: a case has one")
    expected = answer.get("records", [])
    if not isinstance(expected, list) or not all(isinstance(record, dict) for record in expected):
        raise InputError(f"{place / 'record.json'} is not understood: records is a list of objects")
    _check_answer(answer, expected, place / "record.json")
    return Case(
        name=name,
        form="fixtures",
        part="held-out" if meta.get("heldout") is True else "tuned",
        split=None,
        kind="document",
        language=expected[0].get("language") if expected else None,
        page=Page(
            url=_wanted(meta, "url", str, place),
            status=_wanted(meta, "status", int, place),
            headers=(("Content-Type", _wanted(meta, "content_type", str, place)),),
            fetched_at=FETCHED_AT,
            body=_bytes(bodies[0]),
        ),
        outcome=_wanted(answer, "outcome", str, place),
        expected=tuple(expected),
    )


def _check_answer(answer: Mapping[str, Any], records: Sequence[Mapping[str, Any]], where: Path) -> None:
    """Raise InputError for a key that nothing is compared with, for strings that are none, and for an outcome that no page has."""
    outcome = _wanted(answer, "outcome", str, where)
    if outcome not in OUTCOMES:
        raise InputError(
            f"{where} is not understood: outcome is {outcome!r}, not one of {', '.join(OUTCOMES)}"
        )
    for given, known in ((answer, ANSWER), *((record, LISTED) for record in records)):
        unknown = next((key for key in given if key not in known), None)
        if unknown is not None:
            raise InputError(f"{where} is not understood: {unknown!r} is none of {', '.join(sorted(known))}")
        for key in LISTS & given.keys():
            if not (isinstance(given[key], list) and all(isinstance(each, str) for each in given[key])):
                raise InputError(f"{where} is not understood: {key} is no list of strings")
    for record in records:
        for key, value in record.items():
            if value is not None and (form := _form_missed(key, value)):
                raise InputError(f"{where} is not understood: {key} is {value!r}, {form}")


def _form_missed(key: str, value: object) -> str:
    """What a value of a column has to be and this one is not; empty if it is. No record could ever equal it."""
    if key in CHOICES and value not in CHOICES[key]:
        return f"not one of {', '.join(CHOICES[key])}"
    if key in COUNTS and (not isinstance(value, int) or isinstance(value, bool)):
        return "no whole number"
    if key in DAYS and not (isinstance(value, str) and DAY.fullmatch(value)):
        return "no day as YYYY, YYYY-MM or YYYY-MM-DD"
    return ""


def _gold(folder: Path, prefix: Path, where: str, line: str) -> Case:
    row = _mapping(line, where)
    split, name, kind = (_wanted(row, key, str, where) for key in ("split", "name", "page_type"))
    stem = folder / split / name
    url = row.get("url") or file_url(stem)
    return Case(
        name=(prefix / split / name).as_posix(),
        form="gold",
        part=part_of(url, name),
        split=split,
        kind=kind,
        language=_wanted(row, "lang", str, where),
        page=Page(
            url=url,
            fetched_at=FETCHED_AT,
            headers=(("Content-Type", "text/html"),),
            body=_bytes(stem.with_name(f"{name}.html")),
        ),
        outcome=None if kind in NOT_DOCUMENTS else "document",
        expected=({"text": _bytes(stem.with_name(f"{name}.txt")).decode("utf-8", "replace")},),
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error


def _mapping(source: str | bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(source)
    except ValueError as error:
        raise InputError(f"{where} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise InputError(f"{where} is not a JSON object")
    return found


def _wanted(mapping: Mapping[str, Any], key: str, kind: type[T], where: object) -> T:
    value = mapping.get(key)
    if not isinstance(value, kind):
        raise InputError(f"{where} is not understood: {key} is missing or no {kind.__name__}")
    return value
