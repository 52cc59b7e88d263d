"""Figures to tables: the lines of a set, its measures by part, its outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.quality.figures import SECTIONS, Agreement, FieldCounts, Figures, Section, Strings
from pipeline.quality.tables import Table, without_empty_columns

Lines = Mapping[str, Mapping[Section, Figures]]
UNITS = {
    "fixtures": "runs of 4 characters, white space left out",
    "gold": "runs of 4 tokens, a Han, kana or hangul character being a token",
}


def tables(form: str, lines: Lines) -> Iterator[Table]:
    """What was measured on the cases of one form, in reading order."""
    whole = lines["all"]
    cases = whole["all"].cases
    yield without_empty_columns(
        Table(
            f"{form}, {cases} cases: text by {UNITS[form]}",
            list(_COLUMNS),
            [_row(*line) for line in lines.items()],
        )
    )
    names = [section for section in SECTIONS if whole[section].cases]
    columns = [list(_measures(whole[section])) for section in names]
    fields = whole["all"].fields
    rows = [[columns[0][i][0], *(column[i][1] for column in columns)] for i in range(len(columns[0]))]
    rows += [[name, *(_field(whole[section].fields.get(name)) for section in names)] for name in fields]
    yield Table(f"{form}: measures and parts", ["measure", *names], [row for row in rows if any(row[1:])])
    expected = whole["all"].outcomes
    got = sorted({outcome for counts in expected.values() for outcome in counts})
    yield Table(
        f"{form}: outcomes, expected down, got across",
        ["expected", *got],
        [[want, *(str(counts.get(outcome, "")) for outcome in got)] for want, counts in expected.items()],
    )


def f1(found: Agreement | None) -> str:
    """Three decimals: the interval is wider than the fourth."""
    return f"{found.f1:.3f}" if found else ""


def bounds(found: Agreement | None) -> str:
    """The interval of an F1."""
    return f"{found.low:.3f}–{found.high:.3f}" if found else ""


def _left(found: Strings | None) -> str:
    return f"{found.strings_bad} in {found.cases_bad} of {found.cases}" if found else ""


def _kept(found: Strings | None) -> str:
    return f"{found.strings - found.strings_bad} of {found.strings}" if found else ""


def _exact(found: Figures) -> str:
    listed = sum(field.listed for field in found.fields.values())
    return f"{sum(field.exact for field in found.fields.values()) / listed:.3f}" if listed else ""


def _field(counts: FieldCounts | None) -> str:
    if counts is None:
        return ""
    faults = [
        f"{number} {kind}"
        for kind, number in (("wrong", counts.wrong), ("missing", counts.missing))
        if number
    ]
    return f"{counts.exact} of {counts.listed}" + (f" ({', '.join(faults)})" if faults else "")


def _outcomes_right(found: Figures) -> str:
    asked = sum(sum(counts.values()) for counts in found.outcomes.values())
    right = sum(counts.get(want, 0) for want, counts in found.outcomes.items())
    return f"{right} of {asked}" if asked else ""


_COLUMNS: dict[str, Callable[[Mapping[Section, Figures]], str]] = {
    "line": lambda _: "",
    "cases": lambda parts: str(parts["all"].cases),
    "precision": lambda parts: f"{parts['all'].text.precision:.3f}" if parts["all"].text else "",
    "recall": lambda parts: f"{parts['all'].text.recall:.3f}" if parts["all"].text else "",
    "F1": lambda parts: f1(parts["all"].text),
    "95 %": lambda parts: bounds(parts["all"].text),
    "tuned": lambda parts: f1(parts["tuned"].text),
    "held-out": lambda parts: f1(parts["held-out"].text),
    "outcomes": lambda parts: _outcomes_right(parts["all"]),
    "noise left": lambda parts: _left(parts["all"].noise),
    "content kept": lambda parts: _kept(parts["all"].content),
    "paragraphs": lambda parts: f1(parts["all"].paragraphs),
    "flattened": lambda parts: f1(parts["all"].flattened),
    "fields": lambda parts: _exact(parts["all"]),
}


def _row(name: str, parts: Mapping[Section, Figures]) -> list[str]:
    return [name, *(cell(parts) for column, cell in _COLUMNS.items() if column != "line")]


def _measures(found: Figures) -> Iterator[tuple[str, str]]:
    yield "cases", str(found.cases)
    yield "pages that raised or took too long", str(found.errors)
    yield "outcomes right", _outcomes_right(found)
    yield "text F1", f"{f1(found.text)} ({bounds(found.text)})" if found.text else ""
    yield "noise strings left, in cases", _left(found.noise)
    yield "content strings kept", _kept(found.content)
    for name, score in (("paragraph ends", found.paragraphs), ("the same, flattened pages", found.flattened)):
        yield f"{name}, F1", f"{f1(score)} ({score.cases} cases)" if score else ""
