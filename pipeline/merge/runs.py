"""Runs of the other database, under numbers of this one. Whoever calls holds the transaction.

The table ``run_of`` says which number has become which.

A run is known by the database that it is of (``origin``) and its number there, and by what it was: two databases that are copies
of one have a name and numbers in common, and runs of their own since. What was another command, at another time, with other
arguments or another end is another run; its origin then is the name with a number behind ``~``.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from typing import Final, NamedTuple

from pipeline.merge.sources import UNNAMED
from pipeline.withdrawal.run_words import WITHDRAWN

FORK: Final = "~"
_COLUMNS: Final = (
    *("command", "site", "started_at", "finished_at", "outcome", "exit_code", "settings", "counts"),
    *("extractor_version", "advice", "stats", "findings"),
)
_RUNS: Final = f"""
SELECT id, ifnull(origin, name), ifnull(origin_run, runs.id), {", ".join(_COLUMNS)}
FROM {{0}}.runs CROSS JOIN (SELECT name FROM {{0}}.identity) ORDER BY runs.id
"""  # noqa: S608
_PUT: Final = f"""
INSERT INTO main.runs (origin, origin_run, {", ".join(_COLUMNS)}) VALUES (?, ?, {", ".join("?" * len(_COLUMNS))})
"""  # noqa: S608
_END: Final = f"UPDATE main.runs SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?"  # noqa: S608
_FACTS: Final = ("command", "site", "started_at", "extractor_version")
_ENDS: Final = ("finished_at", "outcome", "exit_code", "counts")
TABLES: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS run_of (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL)",
)


class _Run(NamedTuple):
    """``facts`` are its columns by their names."""

    id: int
    origin: str
    number: int
    facts: dict[str, object]

    @property
    def database(self) -> str:
        """The database it is of; copies of one have this in common."""
        return self.origin.partition(FORK)[0]

    @property
    def is_done(self) -> bool:
        return self.facts["finished_at"] is not None


def copy_runs(connection: sqlite3.Connection) -> None:
    """Every run, with the database that it is of; one that had not ended when it was merged is brought up to date."""
    connection.execute("DELETE FROM run_of")
    (own,) = connection.execute("SELECT name FROM main.identity").fetchone()
    known = _Known(_runs(connection, "main"), own)
    for theirs in _runs(connection, "src"):
        ours = known.find(theirs)
        if ours is None:
            origin = known.origin_for(theirs)
            put = connection.execute(_PUT, (origin, theirs.number, *theirs.facts.values()))
            ours = theirs._replace(id=put.lastrowid or 0, origin=origin)
            known.add(ours)
        elif theirs.is_done and not ours.is_done:
            connection.execute(_END, (*theirs.facts.values(), ours.id))
        known.note(theirs, ours)
        connection.execute("INSERT INTO run_of VALUES (?, ?)", (theirs.id, ours.id))


class _Known:
    """The runs of this database."""

    def __init__(self, runs: Iterable[_Run], own: str) -> None:
        self._own = own
        self._by_number: defaultdict[int, list[_Run]] = defaultdict(list)
        self._origin_of: dict[str, str] = {}
        for run in runs:
            self.add(run)

    def add(self, run: _Run) -> None:
        self._by_number[run.number].append(run)

    def find(self, theirs: _Run) -> _Run | None:
        """The same run, if it is here."""
        return next((ours for ours in self._by_number[theirs.number] if _is_same(ours, theirs)), None)

    def note(self, theirs: _Run, ours: _Run) -> None:
        """Runs of one copy are to have one origin."""
        self._origin_of[theirs.origin] = ours.origin

    def origin_for(self, theirs: _Run) -> str:
        """Of a run that is not here: its own, or that of earlier runs of its database, if no other run has it."""
        taken = {ours.origin for ours in self._by_number[theirs.number]} | {self._own}
        wanted = self._origin_of.get(theirs.origin, theirs.origin)
        if wanted not in taken:
            return wanted
        # One that another copy has used for its runs would tell of two as of one.
        taken |= {ours.origin for runs in self._by_number.values() for ours in runs}
        return next(
            origin for number in count(2) if (origin := f"{theirs.database}{FORK}{number}") not in taken
        )


def _runs(connection: sqlite3.Connection, database: str) -> list[_Run]:
    return [
        _Run(number, origin, there, dict(zip(_COLUMNS, values, strict=True)))
        for number, origin, there, *values in connection.execute(_RUNS.format(database))
    ]


def _is_same(ours: _Run, theirs: _Run) -> bool:
    one, other = ours.facts, theirs.facts
    if any(one[name] != other[name] for name in _FACTS):
        return False
    # A withdrawal may have struck out words of one of them.
    texts = str(one["settings"]), str(other["settings"])
    if texts[0] != texts[1] and not any(WITHDRAWN in text for text in texts):
        return False
    both_done = ours.is_done and theirs.is_done
    if both_done and any(one[name] != other[name] for name in _ENDS):
        return False
    if ours.database == theirs.database:
        return True
    # Its name may have been given to it since.
    return both_done and any(run.database.startswith(UNNAMED) for run in (ours, theirs))
