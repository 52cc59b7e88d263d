"""The cases that went worst, with what is wrong in them: outcome, fields, strings, a short diff of the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import islice

from pipeline.quality.measure import Marked
from pipeline.quality.scores import total

DIFF_LINES = 12
LINE_CHARACTERS = 100

SENTENCE_END = re.compile(r"(?<=[。！？])(?=.)")


def worst(marked: Sequence[Marked], number: int) -> list[Marked]:
    """At most so many cases, the worst first; cases without any fault are never among them."""
    return sorted((one for one in marked if any(_faults(one))), key=_faults, reverse=True)[:number]


def described(one: Marked) -> Iterator[str]:
    """The lines that tell a person what went wrong with a case."""
    score = f", F1 {total([one.text]).f1:.3f}" if one.text else ""
    yield f"{one.case.name} ({one.case.part}{score})"
    if one.case.outcome not in (None, one.outcome):
        yield f"  outcome {one.outcome}, expected {one.case.outcome}{f': {one.reason}' if one.reason else ''}"
    if one.records:
        for field in one.fields:
            if field.mark != "exact":
                yield _short(f"  {field.name} {field.mark}: {field.got!r}, expected {field.expected!r}")
    for kind, strings in (("noise left", one.noise), ("content lost", one.lost)):
        if strings:
            yield _short(f"  {kind}: {', '.join(map(repr, strings))}")
    if one.records:
        yield from (f"  {_short(line)}" for line in islice(_diff(one), DIFF_LINES))


def _faults(one: Marked) -> tuple[bool, float, int]:
    outcome = one.case.outcome not in (None, one.outcome)
    off = 1 - total([one.text]).f1 if one.text else 0.0
    others = len(one.noise) + len(one.lost) + sum(field.mark != "exact" for field in one.fields)
    return outcome, off, others


def _diff(one: Marked) -> Iterator[str]:
    """Lines without their neighbours; sentences where the case does not ask for line breaks."""
    if one.case.text is None:
        return
    unbroken = any("text_unbroken" in record for record in one.case.expected)
    texts = (one.case.text, "\n".join(record.text for record in one.records))
    expected, got = (SENTENCE_END.sub("\n", text) if unbroken else text for text in texts)
    changes = unified_diff(expected.split("\n"), got.split("\n"), "expected", "got", lineterm="", n=0)
    yield from islice(changes, 2, None)


def _short(line: str) -> str:
    return line if len(line) <= LINE_CHARACTERS else f"{line[: LINE_CHARACTERS - 1]}…"
