"""Marked cases to figures: the same for every line (all, a language, a family …) and for both its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.quality.cases import NOT_DOCUMENTS, Part
from pipeline.quality.measure import Marked
from pipeline.quality.scores import Fractions, interval, total

Section = Literal["all", Part]
SECTIONS: tuple[Section, ...] = ("all", "tuned", "held-out")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Text or paragraph score of so many cases; ``low`` and ``high`` bound the F1 (95 % bootstrap interval)."""

    cases: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Strings:
    """Strings that cases ask about, and those that are not as asked: noise that is left, content that is lost."""

    cases: int
    cases_bad: int
    strings: int
    strings_bad: int


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """How often a field is listed; ``missing`` is NULL for a value, ``wrong`` a value that is another one."""

    listed: int
    exact: int
    wrong: int
    missing: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything measured on some cases. None where no case asks for it; ``outcomes`` is expected, got, count."""

    cases: int
    errors: int
    text: Agreement | None
    noise: Strings | None
    content: Strings | None
    paragraphs: Agreement | None
    flattened: Agreement | None
    outcomes: dict[str, dict[str, int]]
    fields: dict[str, FieldCounts]


def figures(marked: Sequence[Marked]) -> Figures:
    """Summarise some cases."""
    return Figures(
        cases=len(marked),
        errors=sum(one.outcome == "error" for one in marked),
        text=agreement(one.text for one in marked),
        noise=_strings(marked, "text_lacks", lambda one: one.noise),
        content=_strings(marked, "text_contains", lambda one: one.lost),
        paragraphs=agreement(one.paragraphs for one in marked),
        flattened=agreement(one.paragraphs for one in marked if one.flattened),
        outcomes=_outcomes(marked),
        fields=_fields(marked),
    )


def by_part(marked: Sequence[Marked]) -> dict[Section, Figures]:
    """Figures of all, and of the tuned and the held-out cases among them."""
    return {
        section: figures([one for one in marked if section in ("all", one.case.part)]) for section in SECTIONS
    }


def lines(marked: Sequence[Marked]) -> dict[str, list[Marked]]:
    """The lines of the table: all; documents, if others are among them; these by language, type and family."""
    chosen = [one for one in marked if one.case.kind not in NOT_DOCUMENTS]
    found = {"all": list(marked)}
    if len(chosen) < len(marked):
        found["documents"] = chosen
    axes: tuple[tuple[str, Callable[[Marked], str | None], list[Marked]], ...] = (
        ("language", lambda one: one.case.language, chosen),
        ("type", lambda one: one.case.kind, found["all"]),
        ("family", lambda one: one.family, chosen),
    )
    for axis, key, among in axes:
        names = sorted(name for name in {key(one) for one in among} if name)
        if len(names) > 1:
            found |= {f"{axis} {name}": [one for one in among if key(one) == name] for name in names}
    return found


def agreement(scores: Iterable[Fractions | None]) -> Agreement | None:
    """Scores of pages to figures; None without any."""
    given = [score for score in scores if score is not None]
    return Agreement(len(given), *total(given), *interval(given)) if given else None


def _strings(marked: Sequence[Marked], key: str, bad: Callable[[Marked], Sequence[str]]) -> Strings | None:
    asked = [(one, sum(len(record.get(key, ())) for record in one.case.expected)) for one in marked]
    asking = [(one, number) for one, number in asked if number]
    if not asking:
        return None
    return Strings(
        cases=len(asking),
        cases_bad=sum(bool(bad(one)) for one, _ in asking),
        strings=sum(number for _, number in asking),
        strings_bad=sum(len(bad(one)) for one, _ in asking),
    )


def _outcomes(marked: Sequence[Marked]) -> dict[str, dict[str, int]]:
    pairs = Counter((one.case.outcome, one.outcome) for one in marked if one.case.outcome)
    expected = sorted({want for want, _ in pairs if want})
    return {
        want: {got: pairs[want, got] for w, got in sorted(pairs, key=str) if w == want} for want in expected
    }


def _fields(marked: Sequence[Marked]) -> dict[str, FieldCounts]:
    marks: dict[str, Counter[str]] = {}
    for one in marked:
        for field in one.fields:
            marks.setdefault(field.name, Counter())[field.mark] += 1
    return {
        name: FieldCounts(found.total(), found["exact"], found["wrong"], found["missing"])
        for name, found in sorted(marks.items())
    }
