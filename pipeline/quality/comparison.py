"""Extractors side by side, ours among them, on the lines that matter most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.quality.figures import Agreement, agreement
from pipeline.quality.measure import Marked
from pipeline.quality.peers import Run
from pipeline.quality.report import bounds, f1
from pipeline.quality.tables import Table

BASELINE = "trafilatura"
# Lines that get a column of their own; a run's JSON has them all.
SHOWN = ("documents", "language zh", "tuned", "held-out")


def agreements(run: Run, lines: Mapping[str, Sequence[Marked]]) -> dict[str, Agreement]:
    """An extractor's figures on each line that has texts, and on the two parts of all."""
    groups = dict(lines)
    for part in ("tuned", "held-out"):
        groups[part] = [one for one in lines["all"] if one.case.part == part]
    found = {
        name: agreement(run.scores.get(one.case.name) for one in group) for name, group in groups.items()
    }
    return {name: figures for name, figures in found.items() if figures}


def ratio(run: Run, runs: Sequence[Run]) -> float | None:
    """How many times as fast as trafilatura in the same run; None when that was not there."""
    base = next((other.pages_per_second for other in runs if other.name == BASELINE), None)
    return run.pages_per_second / base if base else None


def compared(form: str, runs: Sequence[Run], lines: Mapping[str, Sequence[Marked]]) -> Table:
    """The best F1 first."""
    found = {run.name: agreements(run, lines) for run in runs}
    shown = [name for name in SHOWN if any(name in each for each in found.values())]
    columns = ["extractor", "version", "F1", "95 %", *shown, "empty", "errors", "pages/s", f"of {BASELINE}"]
    rows = [
        [
            run.name,
            run.version,
            f1(found[run.name]["all"]),
            bounds(found[run.name]["all"]),
            *(f1(found[run.name].get(name)) for name in shown),
            str(run.empty),
            str(run.errors),
            f"{run.pages_per_second:.0f}",
            _times(ratio(run, runs)),
        ]
        for run in sorted(runs, key=lambda run: found[run.name]["all"].f1, reverse=True)
    ]
    return Table(f"{form}: extractors side by side, {len(runs[0].scores)} pages with a text", columns, rows)


def tracked(runs: Sequence[Run], lines: Mapping[str, Sequence[Marked]]) -> dict[str, Any]:
    """For ``--json``: by extractor; pages per second of processor time are all that changes from run to run."""
    return {
        run.name: {
            "version": run.version,
            "lines": agreements(run, lines),
            "empty": run.empty,
            "errors": run.errors,
            "pages_per_second": round(run.pages_per_second, 1),
            "of_trafilatura": ratio(run, runs),
        }
        for run in runs
    }


def _times(value: float | None) -> str:
    return f"{value:.2f}" if value else ""
