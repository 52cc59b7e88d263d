"""Tables printed: rich on a terminal, markdown elsewhere, so that a run can be pasted into a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table as RichTable


@dataclass(frozen=True, slots=True)
class Table:
    """A title, names of columns, rows of cells."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def without_empty_columns(table: Table) -> Table:
    """Leave out what no row has."""
    kept = [i for i in range(len(table.columns)) if any(row[i] for row in table.rows)]
    return Table(
        table.title, [table.columns[i] for i in kept], [[row[i] for i in kept] for row in table.rows]
    )


def show(table: Table, console: Console) -> None:
    """Print; markdown when the console is no terminal. The first column is words, the others are figures."""
    if console.is_terminal:
        rich = RichTable(title=table.title, title_justify="left")
        for number, column in enumerate(table.columns):
            rich.add_column(column, justify="right" if number else "left")
        for row in table.rows:
            rich.add_row(*row)
        console.print(rich)
        return
    console.print(f"\n{table.title}\n")
    console.print(_markdown(table.columns))
    console.print(_markdown(["---", *["---:"] * (len(table.columns) - 1)]))
    for row in table.rows:
        console.print(_markdown(row))


def _markdown(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
