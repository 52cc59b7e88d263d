"""The first page: what the corpus holds, what came last, and how the last runs went."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.browse import counted
from pipeline.browse.corpus import Corpus
from pipeline.browse.pages import page
from pipeline.browse.phrases import GENRES, STATES
from pipeline.runs.charts import Columns, stacked
from pipeline.runs.queue_lock import is_under_way
from pipeline.runs.words import state
from pipeline.store.runs import Run, last_runs

MOST_RUNS, MOST_NEW = 8, 8
MOST_YEARS = 60
"""Earlier years than so many stand in the table only: columns must stay wide enough to touch."""


class Bar(NamedTuple):
    """One row of a bar chart: the value, how many documents, and the share of the longest bar (0 to 100)."""

    value: str | int
    number: int
    share: float


class Home(NamedTuple):
    """What the page shows."""

    totals: counted.Totals
    states: dict[str, int]
    years: Columns
    undated: int
    genres: list[Bar]
    sites: list[Bar]
    other_sites: int
    lengths: list[tuple[int, int | None, Bar]]
    newest: list[counted.Newest]
    runs: list[tuple[Run, str]]


def read(connection: sqlite3.Connection, database: Path) -> Home:
    """Everything of the home page, from one connection."""
    by_year = counted.by(connection, "year")
    by_state = counted.by(connection, "text_state")
    by_genre = counted.by(connection, "genre")
    by_site = counted.by(connection, "site")
    by_length = counted.lengths(counted.by(connection, "length_from"))
    columns = [(str(year), {"documents": number}, False) for year, number in counted.years(by_year)]
    shown = list(by_site.items())[: counted.MOST_SITES]
    length_bars = bars((least, number) for least, _, number in by_length)
    return Home(
        totals=counted.totals(connection),
        states={name: by_state[name] for name in STATES if name in by_state},
        years=stacked(columns[-MOST_YEARS:]),
        undated=by_year.get(0, 0),
        genres=bars((name, by_genre[name]) for name in GENRES if name in by_genre),
        sites=bars(shown),
        other_sites=len(by_site) - len(shown),
        lengths=[(least, end, bar) for (least, end, _), bar in zip(by_length, length_bars, strict=True)],
        newest=counted.newest(connection, MOST_NEW),
        runs=[
            (run, state(run, lambda one: _running(database, one))) for run in last_runs(connection, MOST_RUNS)
        ],
    )


def bars(rows: Iterable[tuple[str | int, int]]) -> list[Bar]:
    """Rows as bars, the longest as long as the chart."""
    found = list(rows)
    most = max((number for _, number in found), default=1) or 1
    return [Bar(value, number, round(100 * number / most, 2)) for value, number in found]


def _running(database: Path, run: Run) -> bool:
    """Whether a run without an end is still under way; only crawls can be asked."""
    queue = run.settings.get("queue") or run.site
    return run.command == "crawl" and is_under_way(database, str(queue))


@page
async def home(datasette: Any, request: Any, corpus: Corpus) -> tuple[str, dict[str, Any]]:  # noqa: ARG001
    """``/``."""
    found = await corpus.ask(lambda connection: read(connection, Path(corpus.path)))
    questions = await datasette.get_canned_queries(corpus.name, None)
    return "home.html", {"home": found, "questions": questions}
