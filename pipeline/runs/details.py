"""Everything that is known of one run, in sections of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.runs.measures import Measures
from pipeline.runs.words import (
    Running,
    duration,
    number,
    pages_per_minute,
    percent,
    seconds,
    size,
    state,
    when,
)
from pipeline.store.runs import Reason, Run

COUNTS = ("pages", "documents", "new", "changed", "unchanged", "older", "rejects", "unserved")
"""The counts that every run has; those of kinds of rejects have a colon in their name."""


class Section(NamedTuple):
    """A heading with rows of cells below it."""

    title: str
    rows: Sequence[Sequence[str]]


def details(run: Run, running: Running, reasons: Sequence[Reason], first: Run) -> list[Section]:
    """The sections that have something to say; ``first`` is the first run in a row that ended like this one."""
    sections = (
        Section("Findings", [finding_row(finding) for finding in run.findings or ()]),
        Section(f"Run {run.id}", list(_head(run, running, first))),
        Section("Configuration", [(name, number(value)) for name, value in flat(run.settings)]),
        Section("Counts", [(name, number(value)) for name, value in counts(run).items()]),
        Section("Rates", list(_rates(run))),
        Section("Coverage", coverage(run)),
        Section("No document", [(each.outcome, each.reason, number(each.number)) for each in reasons]),
    )
    return [section for section in sections if section.rows]


def finding_row(finding: Mapping[str, Any]) -> tuple[str, str, str]:
    """Monitor, message, and since when."""
    return finding["monitor"], finding["message"], since(finding.get("since_run"), finding.get("since_at"))


def since(run: int | None, at: str | None) -> str:
    """``since run 12, 2026-03-01 04:00``."""
    return f"since run {run}, {when(at)}" if run else ""


def counts(run: Run) -> dict[str, int]:
    """Its counts, the main ones first, then those of each kind."""
    named = {name: run.counts[name] for name in COUNTS if run.counts.get(name)}
    return named | {
        name.replace(":", " "): value for name, value in sorted(run.counts.items()) if ":" in name
    }


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Settings one by one, those inside others with both names."""
    for name, value in sorted(values.items()):
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name} ")
        elif value not in (None, "", []):
            yield f"{prefix}{name}", value


def coverage(run: Run) -> list[tuple[str, str]]:
    """The columns that its documents have, and on which share of them."""
    measures = Measures.stored(run)
    if not measures or not measures.records:
        return []
    return [(name, percent(measures.coverage(name))) for name, filled in measures.filled.items() if filled]


def _head(run: Run, running: Running, first: Run) -> Iterator[tuple[str, str]]:
    yield "command", " ".join(filter(None, (run.command, run.site)))
    yield "started", f"{when(run.started_at)} UTC"
    if run.finished_at:
        yield "finished", f"{when(run.finished_at)} UTC"
        yield "took", duration(seconds(run))
    yield "outcome", state(run, running)
    if run.exit_code is not None:
        yield "exit code", str(run.exit_code)
    if run.exit_code and first.id != run.id:
        yield "in a row", since(first.id, first.started_at)
    if run.advice:
        yield "advice", run.advice
    if run.extractor_version:
        yield "rules", run.extractor_version


def _rates(run: Run) -> Iterator[tuple[str, str]]:
    if pace := pages_per_minute(run):
        yield "pages a minute", number(pace)
    for name, value in run.stats.items():
        if name == "bytes":
            yield "received", size(value)
        elif name == "notices" and value:
            yield "for robots.txt and tdmrep.json", number(value)
        elif name in ("requests", "retries", "redirects", "failures") and value:
            yield name, number(value)
        elif name in ("answers", "waits", "listings"):
            for kind, figure in value.items():
                yield f"{name} {kind}", number(figure)
