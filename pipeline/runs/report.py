"""A run as one HTML file that a person opens in a browser: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.runs import words
from pipeline.runs.charts import stacked
from pipeline.runs.details import details
from pipeline.runs.findings import in_a_row
from pipeline.runs.measures import Measures, healthy, usual
from pipeline.runs.words import Running, state
from pipeline.store.runs import Reason, Run

MOST_RUNS, MOST_REASONS = 40, 15
PAGE_KINDS = ("documents", "listings", "other pages", "walls")
DOCUMENT_KINDS = ("new", "changed", "unchanged")

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_ENVIRONMENT.filters |= {name: getattr(words, name) for name in ("when", "number", "percent", "duration")}


class Bar(NamedTuple):
    """One row of a bar chart: ``share`` and ``mark`` (what is usual) from 0 to 1."""

    label: str
    value: str
    share: float
    kind: str = ""
    mark: float | None = None


def html(run: Run, earlier: Sequence[Run], reasons: Sequence[Reason], running: Running) -> str:
    """The report on a run; ``earlier`` runs of its site (newest first) are what it is shown beside."""
    row = [*reversed(earlier[: MOST_RUNS - 1]), run]
    sections = {part.title: part.rows for part in details(run, running, reasons, in_a_row(run, earlier))}
    return _ENVIRONMENT.get_template("report.html").render(
        run=run,
        state=state(run, running),
        took=words.seconds(run),
        pace=words.pages_per_minute(run),
        first=in_a_row(run, earlier),
        runs=[(each, state(each, running)) for each in reversed(row)],
        pages=stacked([(_label(each), _pages(each), each is run) for each in row]),
        page_kinds=PAGE_KINDS,
        documents=stacked([(_label(each), _documents(each), each is run) for each in row]),
        document_kinds=DOCUMENT_KINDS,
        reasons=_reason_bars(reasons[:MOST_REASONS]),
        left_out=sum(reason.number for reason in reasons[MOST_REASONS:]),
        coverage=_coverage_bars(run, earlier),
        sections=sections,
    )


def _label(run: Run) -> str:
    return f"run {run.id}, {words.when(run.started_at)}"


def _pages(run: Run) -> Mapping[str, int]:
    counts = run.counts
    listings, walls = counts.get("reject:listing", 0), counts.get("reject:blocked", 0)
    rejects = counts.get("rejects", 0)
    numbers = (counts.get("pages", 0) - rejects, listings, rejects - listings - walls, walls)
    return dict(zip(PAGE_KINDS, numbers, strict=True))


def _documents(run: Run) -> Mapping[str, int]:
    return {kind: run.counts.get(kind, 0) for kind in DOCUMENT_KINDS}


def _reason_bars(reasons: Sequence[Reason]) -> list[Bar]:
    most = max((reason.number for reason in reasons), default=1)
    kinds = {"listing": "listings", "blocked": "walls"}
    return [
        Bar(f"{each.outcome}: {each.reason}", words.number(each.number), each.number / most,
            kinds.get(each.outcome, "other pages"))
        for each in reasons
    ]  # fmt: skip


def _coverage_bars(run: Run, earlier: Sequence[Run]) -> list[Bar]:
    measures = Measures.stored(run)
    if not measures or not measures.records:
        return []
    history = healthy(earlier)
    bars = []
    for name in measures.filled:
        normal = usual(each.coverage(name) for each in history)
        share = measures.coverage(name) or 0.0
        if share or normal:
            bars.append(Bar(name, words.percent(share), share, "documents", normal))
    return bars
