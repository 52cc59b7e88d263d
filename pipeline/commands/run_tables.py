"""Runs printed: tables with lines on a terminal, aligned columns elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table

from pipeline.runs.details import Section
from pipeline.runs.words import Running, duration, number, pages_per_minute, seconds, state, when
from pipeline.store.runs import Run
from pipeline.urls import site_of

COLUMNS = (
    "run", "command", "site", "started (UTC)", "took", "pages", "new", "changed", "unchanged", "rejects",
    "pages/min", "outcome", "code", "findings",
)  # fmt: skip
# Characters of a run's advice that fit on its line; the run by itself shows all.
ADVICE = 60
FIGURES = {"run", "took", "pages", "new", "changed", "unchanged", "rejects", "pages/min", "code"}


def print_runs(runs: Sequence[Run], running: Running, console: Console) -> None:
    """A line for each run, the newest first."""
    _print(COLUMNS, [_row(run, running) for run in runs], console)


def print_sections(sections: Sequence[Section], heads: Sequence[str], console: Console) -> None:
    """Sections with a blank line between them; ``heads`` name the columns, none if there are none."""
    for place, section in enumerate(sections):
        if place:
            console.print()
        console.print(section.title, style="bold")
        width = max(map(len, section.rows))
        _print(["", *heads, ""][:width] if heads else [], section.rows, console)


def _row(run: Run, running: Running) -> list[str]:
    counts = [number(run.counts.get(name, 0)) for name in ("pages", "new", "changed", "unchanged", "rejects")]
    pace = number(pages_per_minute(run))
    code = "" if run.exit_code is None else str(run.exit_code)
    found = ", ".join(finding["monitor"] for finding in run.findings or ())
    head = [str(run.id), run.command, _site(run), when(run.started_at), duration(seconds(run))]
    return [*head, *counts, pace, state(run, running), code, found or (run.advice or "")[:ADVICE]]


def _site(run: Run) -> str:
    """The spider; of one that takes any address, the host of the first, and of one for several sites, the site too."""
    if site := run.arguments.get("site"):
        return f"{run.site} {site}"
    addresses = str(run.arguments.get("url") or run.arguments.get("sitemap") or "")
    return (
        site_of(addresses.split(",", maxsplit=1)[0]) if run.site == "site" and addresses else run.site or ""
    )


def _print(heads: Sequence[str], rows: Sequence[Sequence[str]], console: Console) -> None:
    if console.is_terminal:
        table = Table(show_header=bool(heads), box=None, padding=(0, 2, 0, 0))
        for place in range(max(map(len, rows), default=0)):
            head = heads[place] if heads else ""
            table.add_column(head, justify="right" if head in FIGURES else "left")
        for row in rows:
            table.add_row(*row)
        console.print(table)
        return
    lines = [heads, *rows] if any(heads) else list(rows)
    widths = [
        max(cell_len(line[place]) for line in lines if place < len(line))
        for place in range(max(map(len, lines)))
    ]
    for line in lines:
        cells = [set_cell_size(cell, width) for cell, width in zip(line, widths, strict=False)]
        console.print("  ".join(cells).rstrip())
