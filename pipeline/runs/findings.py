"""What a monitor found wrong with a run, and since which run it has been so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipeline.store.runs import Run


@dataclass(frozen=True, slots=True)
class Finding:
    """One failed monitor. ``since_run`` is the first run in a row that failed it, ``since_at`` its start."""

    monitor: str
    message: str
    value: Any = None
    expected: Any = None
    since_run: int | None = None
    since_at: str | None = None

    def as_json(self) -> dict[str, Any]:
        """An entry of ``runs.findings``."""
        return asdict(self)


def dated(finding: Finding, run: Run, earlier: Iterable[Run]) -> Finding:
    """The finding with its beginning; ``earlier`` runs come newest first.

    Runs in which the monitor could not judge, such as those that were interrupted, do not end a row.
    """
    for other in earlier:
        if finding.monitor not in other.stats.get("monitors", ()):
            continue
        before = failed(other).get(finding.monitor)
        if before and before.get("since_run"):
            return replace(finding, since_run=before["since_run"], since_at=before["since_at"])
        break
    return replace(finding, since_run=run.id, since_at=run.started_at)


def failed(run: Run) -> Mapping[str, Mapping[str, Any]]:
    """The findings of a run by their monitors."""
    return {finding["monitor"]: finding for finding in run.findings or ()}


def in_a_row(run: Run, earlier: Iterable[Run]) -> Run:
    """The first of the runs in a row, up to this one, that ended with the exit code of this one."""
    first = run
    for other in earlier:
        if other.exit_code is None or other.outcome == "interrupted":
            continue
        if other.exit_code != run.exit_code:
            break
        first = other
    return first
