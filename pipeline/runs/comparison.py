"""Two runs side by side: which figures moved, which reasons are new or gone, which settings differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.runs.details import Section, counts, flat
from pipeline.runs.measures import Measures
from pipeline.runs.words import duration, number, pages_per_minute, percent, seconds, when
from pipeline.store.runs import Reason, Run


def compared(one: Run, other: Run, reasons: tuple[Sequence[Reason], Sequence[Reason]]) -> list[Section]:
    """The sections that have something to say; rows are name, first, second, difference."""
    sections = (
        Section("Runs", list(_head(one, other))),
        Section("Counts", list(_figures(counts(one), counts(other)))),
        Section("Coverage", list(_coverage(one, other))),
        Section("No document", list(_reasons(*reasons))),
        Section("Findings", list(_findings(one, other))),
        Section("Settings that differ", list(_settings(one, other))),
    )
    return [section for section in sections if section.rows]


def _head(one: Run, other: Run) -> Iterator[tuple[str, str, str, str]]:
    before, after = (" ".join(filter(None, (run.command, run.site))) for run in (one, other))
    yield "command", before, after, ""
    yield "started", when(one.started_at), when(other.started_at), ""
    yield "outcome", one.outcome or "no end", other.outcome or "no end", ""
    yield "took", duration(seconds(one)), duration(seconds(other)), ""
    was, now = pages_per_minute(one), pages_per_minute(other)
    if was is not None and now is not None:
        yield "pages a minute", number(was), number(now), difference(was, now)


def _figures(one: Mapping[str, int], other: Mapping[str, int]) -> Iterator[tuple[str, str, str, str]]:
    for name in dict.fromkeys([*one, *other]):
        before, after = one.get(name, 0), other.get(name, 0)
        yield name, number(before), number(after), difference(before, after)


def _coverage(one: Run, other: Run) -> Iterator[tuple[str, str, str, str]]:
    before, after = Measures.stored(one), Measures.stored(other)
    if not before or not after or not before.records or not after.records:
        return
    for name in dict.fromkeys([*before.filled, *after.filled]):
        was, now = before.coverage(name) or 0, after.coverage(name) or 0
        if was or now:
            yield name, percent(was), percent(now), difference(round(was * 100), round(now * 100))


def _reasons(one: Sequence[Reason], other: Sequence[Reason]) -> Iterator[tuple[str, str, str, str]]:
    before, after = (
        {f"{each.outcome}: {each.reason}": each.number for each in side} for side in (one, other)
    )
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name, 0), after.get(name, 0)
        change = "new" if not was else "gone" if not now else difference(was, now)
        yield name, number(was), number(now), change


def _findings(one: Run, other: Run) -> Iterator[tuple[str, str, str, str]]:
    before, after = ({f["monitor"]: f["message"] for f in run.findings or ()} for run in (one, other))
    for name in dict.fromkeys([*before, *after]):
        change = "new" if name not in before else "gone" if name not in after else ""
        yield name, before.get(name, ""), after.get(name, ""), change


def _settings(one: Run, other: Run) -> Iterator[tuple[str, str, str, str]]:
    before, after = dict(flat(one.settings)), dict(flat(other.settings))
    before["rules"], after["rules"] = one.extractor_version, other.extractor_version
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield name, number(before.get(name)), number(after.get(name)), ""


def difference(before: float, after: float) -> str:
    """``+12``, ``-3``, nothing when equal."""
    change = round(after - before, 1)
    return f"{change:+,}" if change else ""
