"""Numbers by themselves: which runs of digits are one of the known kinds.

A run that is whole speaks for itself. Groups that blanks or hyphens divide (138 0013 8000) count only where all that
stands together is such numbers: a row of a table is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.export.persons import bank_cards, mobiles, resident_ids
from pipeline.export.persons.plain import MASKED

RULES = (resident_ids, mobiles, bank_cards)
DIGITS = re.compile(r"[0-9]++(?:[Xx](?![0-9A-Za-z]))?")
GAP = re.compile(r" ?-? ?")
MOST_GROUPS = 6
# What makes the digits beside it a part of something longer. An X behind digits is the end of a resident id.
BEFORE = re.compile(
    rf"(?:[_$¥€£{MASKED}]|[0-9{MASKED}]\.|[A-Za-z]|(?:[A-WYZa-wyz]|(?<![0-9])[Xx])[/=&#%:.\-])$"
)
CUE = re.compile(r"(?<![A-Za-z])(?:tel|phone|telephone|mobile|mob|cell|id|card|[tmp])[:.\-]?$", re.IGNORECASE)
AFTER = re.compile(rf"[A-Za-z_@{MASKED}]|\.[0-9{MASKED}]")
Token = tuple[int, int]


def numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each known number in a plain text."""
    for chain in _chains(text):
        groups: list[Token] = []
        for start, end in chain:
            kind = next((rule.KIND for rule in RULES if rule.is_whole(text, start, end)), None)
            if kind is None or not _stands_alone(text, start, end):
                groups.append((start, end))
                continue
            yield from _grouped(text, groups)
            groups = []
            yield _begin(text, start, kind), end, kind
        yield from _grouped(text, groups)


def _chains(text: str) -> Iterator[list[Token]]:
    """Digits that stand together, only blanks and hyphens between them."""
    chain: list[Token] = []
    for match in DIGITS.finditer(text):
        if chain and not GAP.fullmatch(text, chain[-1][1], match.start()):
            yield chain
            chain = []
        chain.append(match.span())
    yield chain


def _grouped(text: str, groups: Sequence[Token]) -> list[tuple[int, int, str]]:
    """The numbers that these groups are, if they are nothing else."""
    if groups and text[slice(*groups[0])] in mobiles.COUNTRY:
        groups = groups[1:]
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(groups):
        match = _first(text, groups[at : at + MOST_GROUPS])
        if not match:
            return []
        kind, count = match
        start, end = groups[at][0], groups[at + count - 1][1]
        if not _stands_alone(text, start, end):
            return []
        found.append((_begin(text, start, kind), end, kind))
        at += count
    return found


def _first(text: str, groups: Sequence[Token]) -> tuple[str, int] | None:
    parts = [text[start:end] for start, end in groups]
    for count in range(len(parts), 1, -1):
        for rule in RULES:
            if rule.is_grouped(parts[:count]):
                return rule.KIND, count
    return None


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 12) : start]
    return not AFTER.match(text, end) and (not BEFORE.search(before) or bool(CUE.search(before)))


def _begin(text: str, start: int, kind: str) -> int:
    return mobiles.with_country(text, start) if kind == mobiles.KIND else start
