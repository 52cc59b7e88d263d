"""Personal data found by rules with checksums, and masked.

A placeholder names the kind and nothing else, so that a reader keeps it as a word or drops it with ``PLACEHOLDER``.
Names of people are no concern of these rules: who gave a speech is what a corpus of speeches is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.export.persons.emails import emails
from pipeline.export.persons.hints import may_hold
from pipeline.export.persons.numbers import numbers
from pipeline.export.persons.plain import MASKED, plain
from pipeline.export.persons.qq import qq_numbers
from pipeline.export.persons.wechat import wechat_ids

__all__ = ["KINDS", "PLACEHOLDER", "Masked", "Span", "kind_of", "mask"]

# Their words must hold no cue of a rule by themselves, or a mask would be masked again.
REPLACEMENTS = {
    "resident id": "[RESIDENT_ID]",
    "mobile": "[MOBILE]",
    "bank card": "[BANK_CARD]",
    "e-mail": "[EMAIL]",
    "wechat": "[WECHAT_ID]",
    "qq": "[QQ_ID]",
}
KINDS = tuple(REPLACEMENTS)
PLACEHOLDER = re.compile("|".join(map(re.escape, REPLACEMENTS.values())))
Found = tuple[int, int, str]
# An address may hold a number, a number may be somebody's id in a chat: what one rule has found the next does not see.
RULES: tuple[Callable[[str], Iterator[Found]], ...] = (emails, wechat_ids, qq_numbers, numbers)


_KINDS = {replacement: kind for kind, replacement in REPLACEMENTS.items()}


def kind_of(placeholder: str) -> str:
    """What a placeholder stands for: one of ``KINDS``."""
    return _KINDS[placeholder]


class Span(NamedTuple):
    """What was masked, ``start`` and ``end`` in characters of the text before."""

    start: int
    end: int
    kind: str
    replacement: str


class Masked(NamedTuple):
    """A text with placeholders, and what they stand for, in order and disjoint."""

    text: str
    spans: tuple[Span, ...]


def mask(text: str) -> Masked:
    """Put a placeholder for each piece of personal data; masking what comes of it changes nothing.

    >>> mask("联系人：张三，手机138 0013 8000。").text
    '联系人：张三，手机[MOBILE]。'
    """
    if not may_hold(text):
        return Masked(text, ())
    spans = _spans(text)
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], span.replacement]
        at = span.end
    return Masked("".join([*pieces, text[at:]]), spans)


def _spans(text: str) -> tuple[Span, ...]:
    seen = PLACEHOLDER.sub(lambda match: MASKED * len(match[0]), plain(text))
    spans: list[Span] = []
    for rule in RULES:
        found = list(rule(seen))
        spans += [Span(start, end, kind, REPLACEMENTS[kind]) for start, end, kind in found]
        seen = _without(seen, found)
    return tuple(sorted(spans))


def _without(seen: str, found: list[Found]) -> str:
    """The text with what was found made unreadable, place for place."""
    pieces, at = [], 0
    for start, end, _ in found:
        pieces += [seen[at:start], MASKED * (end - start)]
        at = end
    return "".join([*pieces, seen[at:]])
