"""Rows of runs without the words of withdrawn documents: a file may be called by a title, a fault quote a line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

WITHDRAWN: Final = "(withdrawn)"

# Shorter lines are words that anybody uses.
SHORTEST: Final = 6
_JSON: Final = ("settings", "stats", "findings")
_RUNS = f"SELECT id, advice, {', '.join(_JSON)} FROM runs"  # noqa: S608
_SET = f"UPDATE runs SET advice = ?, {', '.join(f'{name} = ?' for name in _JSON)} WHERE id = ?"  # noqa: S608


def strike_out(connection: sqlite3.Connection, words: Iterable[str]) -> None:
    """Replace each of the words (titles, lines) wherever a run has them."""
    runs = [(number, [advice, *map(_read, texts)]) for number, advice, *texts in connection.execute(_RUNS)]
    said = "\n".join(each for _, values in runs for each in _strings(values))
    found = sorted({word for word in words if len(word) >= SHORTEST and word in said}, key=len, reverse=True)
    if not found:
        return
    for number, values in runs:
        advice, *others = (_without(value, found) for value in values)
        connection.execute(_SET, (advice, *map(_written, others), number))


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _without(value: Any, words: list[str]) -> Any:
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, WITHDRAWN)
        return value
    if isinstance(value, dict):
        return {_without(key, words): _without(each, words) for key, each in value.items()}
    return [_without(each, words) for each in value] if isinstance(value, list) else value


def _read(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _written(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
