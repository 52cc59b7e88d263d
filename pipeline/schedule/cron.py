"""Cron expressions, read the way cron reads them.

Libraries differ from cron in two points, so numbers never reach them: in APScheduler 3 weekday 0 is Monday,
and systemd and APScheduler want the day of the month *and* the weekday where cron takes either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# February has a 29th now and then.
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SHORT = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


class _Kind(NamedTuple):
    name: str
    least: int
    most: int
    names: Mapping[str, int] = {}


_KINDS = (
    _Kind("minute", 0, 59),
    _Kind("hour", 0, 23),
    _Kind("day of the month", 1, 31),
    _Kind("month", 1, 12, {name: number for number, name in enumerate(MONTHS, 1)}),
    _Kind("weekday", 0, 7, {name: number for number, name in enumerate(WEEKDAYS)}),
)


class Cron(NamedTuple):
    """What an expression stands for; Sunday is 0. ``text`` has five fields.

    ``either``: days of the month and weekdays are both restricted, and either will do.
    """

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def alternatives(self) -> tuple[Cron, ...]:
        """Itself, or two whose times together are its own, in which day of the month and weekday both count."""
        if not self.either:
            return (self,)
        return (
            self._replace(weekdays=frozenset(range(7)), either=False),
            self._replace(days=frozenset(range(1, 32)), either=False),
        )


def parse(text: str) -> Cron:
    """Read an expression of five fields, or ``@daily`` and the like. Raises ValueError with the reason."""
    words = _SHORT.get(text.strip().lower(), text).split()
    if len(words) != len(_KINDS):
        known = ", ".join(_SHORT)
        raise ValueError(
            f"it has {len(words)} field{'' if len(words) == 1 else 's'}, not five (minute, hour, day of the"
            f" month, month, weekday); words for it are {known}"
        )
    minutes, hours, days, months, weekdays = map(_field, words, _KINDS)
    weekdays = frozenset(day % 7 for day in weekdays)
    # A field that begins with a star restricts nothing in cron's eyes, not even `*/2`.
    either = not words[2].startswith("*") and not words[4].startswith("*")
    if not either and min(days) > max(_LONGEST[month - 1] for month in months):
        raise ValueError(f"day {min(days)} never comes in these months")
    return Cron(" ".join(words), minutes, hours, days, months, weekdays, either)


def _field(word: str, kind: _Kind) -> frozenset[int]:
    return frozenset(value for part in word.split(",") for value in _part(part, kind))


def _part(part: str, kind: _Kind) -> range:
    span, slash, step = part.partition("/")
    first, dash, last = span.partition("-")
    if span == "*":
        begin, end = kind.least, kind.most
    else:
        begin = _number(first, kind)
        end = _number(last, kind) if dash else kind.most if slash else begin
    if begin > end:
        raise ValueError(f"{kind.name} {span} runs backwards: write {begin}-{kind.most},{kind.least}-{end}")
    if slash and (not step.isascii() or not step.isdigit() or int(step) < 1):
        raise ValueError(f"{kind.name} {part} has no step: write for instance */15")
    return range(begin, end + 1, int(step) if slash else 1)


def _number(word: str, kind: _Kind) -> int:
    if word.lower() in kind.names:
        return kind.names[word.lower()]
    if not word.isascii() or not word.isdigit() or not kind.least <= int(word) <= kind.most:
        names = f" or {', '.join(kind.names)}" if kind.names else ""
        raise ValueError(f"{kind.name} {word or 'nothing'} is not one of {kind.least} to {kind.most}{names}")
    return int(word)
