"""What an export was chosen from, of which its rows hold nothing: the database as a whole."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from pipeline.store.reasons import KIND

_TOTALS = "SELECT coalesce(sum(documents), 0), coalesce(sum(characters), 0) FROM document_counts"
_RULES = "SELECT rule, removals, characters FROM removal_counts ORDER BY characters DESC, rule"
_COPIES = "SELECT kind, count(*) FROM near_duplicates GROUP BY kind ORDER BY 2 DESC, 1"
_REJECTS = f"""
SELECT outcome, {KIND} AS kind, count(*) FROM rejects GROUP BY outcome, kind ORDER BY 3 DESC, 1, 2
"""  # noqa: S608
_WITHDRAWALS_EXIST = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'withdrawals'"

_WITHDRAWN = "SELECT coalesce(sum(documents), 0) FROM withdrawals WHERE lifted_at IS NULL"


class Rule(NamedTuple):
    """How often a rule of the cleaning removed something, and how many characters in all."""

    rule: str
    removals: int
    characters: int


class Rejected(NamedTuple):
    """How many addresses gave no document for one kind of reason."""

    outcome: str
    reason: str
    addresses: int


class Origin(NamedTuple):
    """The database behind an export, at the instant of its making.

    ``characters`` are of the documents' texts, ``rules`` (most first) say what was removed beside them, ``copies`` how
    many documents another one stands for, by kind. ``withdrawn`` counts the documents that were taken out on request; None of a database that has no table of them.
    """

    documents: int
    characters: int
    rules: tuple[Rule, ...]
    copies: dict[str, int]
    rejects: tuple[Rejected, ...]
    withdrawn: int | None

    @property
    def removed(self) -> int:
        """Characters that all rules took out together."""
        return sum(rule.characters for rule in self.rules)

    def json(self) -> dict[str, object]:
        """The same as dictionaries, lists, numbers and text alone."""
        return {
            **self._asdict(),
            "rules": [rule._asdict() for rule in self.rules],
            "rejects": [reject._asdict() for reject in self.rejects],
        }


def origin(connection: sqlite3.Connection) -> Origin:
    """Read it; a transaction around this and the rows makes them agree."""
    documents, characters = connection.execute(_TOTALS).fetchone()
    withdrawn: int | None = None
    if connection.execute(_WITHDRAWALS_EXIST).fetchone():
        withdrawn = connection.execute(_WITHDRAWN).fetchone()[0]
    return Origin(
        documents,
        characters,
        tuple(Rule._make(row) for row in connection.execute(_RULES)),
        dict(connection.execute(_COPIES).fetchall()),
        tuple(Rejected._make(row) for row in connection.execute(_REJECTS)),
        withdrawn,
    )
