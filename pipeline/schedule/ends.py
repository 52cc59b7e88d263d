"""What the database knows of an entry's runs: when the last one began, and how it ended."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from pipeline.runs.findings import in_a_row
from pipeline.runs.words import number, when
from pipeline.schedule.entries import Planned
from pipeline.store import connect, open_database
from pipeline.store.database import storage_errors
from pipeline.store.runs import Run, crawls, earlier_runs

EARLIER = 100


def started(database: Path, each: Planned) -> str | None:
    """When the entry's last run began, by whomever it was started; None if it never ran. Raises StorageError."""
    if not database.is_file():
        return None
    with storage_errors(database), closing(open_database(database).conn) as connection:
        runs = crawls(connection, each.entry.spider, each.given, 1)
    return runs[0].started_at if runs else None


def end_line(each: Planned, code: int, began: datetime, database: Path, log: Path, said: str) -> str:
    """One line on a run that has ended with this code: its figures and advice, else what it said last."""
    how = f"exit code {code}" if code >= 0 else f"killed by signal {-code}"
    found = _run(database, each, began) if database.is_file() else None
    if found is None:
        return f"{each.name}: {how}; {said or 'it said nothing'} (log {log})"
    run, first = found
    counts = {name: number(run.counts.get(name, 0)) for name in ("pages", "documents", "new", "rejects")}
    figures = "{pages} pages, {documents} documents ({new} new), {rejects} {rejected}".format_map(
        counts | {"rejected": "reject" if counts["rejects"] == "1" else "rejects"}
    )
    line = f"{each.name}: run {run.id} {run.outcome or 'was cut off'}, {how}; {figures}"
    if code and first.id != run.id:
        line += f"; so since run {first.id}, {when(first.started_at)} UTC"
    if code:
        return f"{line}; {run.advice or said} (log {log})"
    return f"{line}; {run.advice}" if run.advice else line


def _run(database: Path, each: Planned, began: datetime) -> tuple[Run, Run] | None:
    """The run that began then, and the first in a row that ended like it."""
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        runs = crawls(connection, each.entry.spider, each.given, 1)
        # The database has whole seconds.
        if not runs or datetime.fromisoformat(runs[0].started_at) < began.replace(microsecond=0):
            return None
        return runs[0], in_a_row(runs[0], earlier_runs(connection, runs[0], EARLIER))
