"""What a corpus holds, in the numbers that a person asks for first."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from pipeline.store.reasons import KIND

SAMPLE_CHARS = 200


class RuleCount(NamedTuple):
    """How often a rule removed something, and how many characters in all."""

    rule: str
    removals: int
    chars: int


class RejectCount(NamedTuple):
    """How many URLs gave no document for one kind of reason."""

    outcome: str
    reason: str
    urls: int


class Sample(NamedTuple):
    """A few columns of one document, and how its text begins."""

    id: str
    url: str
    title: str | None
    genre: str
    spoken_on: str | None
    speaker: str | None
    text_state: str
    char_count: int
    beginning: str


class Summary(NamedTuple):
    """Counts over a whole database. ``chars_kept`` and ``chars_removed`` are of the documents' current pages."""

    documents: int
    documents_gone: int
    pages: int
    pages_by_outcome: dict[str, int]
    rejects: list[RejectCount]
    chars_kept: int
    chars_removed: int
    rules: list[RuleCount]
    samples: list[Sample]


def summary(connection: sqlite3.Connection, *, rules: int = 10, samples: int = 3) -> Summary:
    """The summary, with the ``rules`` that removed most and ``samples`` of the best and longest documents.

    The samples are of different genres as far as there are several.
    """
    documents, gone, kept = connection.execute(
        "SELECT count(*), count(gone_at), coalesce(sum(char_count), 0) FROM documents"
    ).fetchone()
    outcomes = dict(
        connection.execute("SELECT outcome, count(*) FROM pages GROUP BY outcome ORDER BY 2 DESC, 1")
    )
    by_rule = [
        RuleCount._make(row)
        for row in connection.execute(
            "SELECT rule, removals, characters FROM removal_counts ORDER BY 3 DESC, 1"
        )
    ]
    rejects = connection.execute(
        f"SELECT outcome, {KIND} AS kind, count(*) FROM rejects GROUP BY outcome, kind ORDER BY 3 DESC, 1, 2"  # noqa: S608
    )
    chosen = connection.execute(
        "SELECT id, url, title, genre, spoken_on, speaker, text_state, char_count, substr(text, 1, ?) FROM ("
        "  SELECT *, row_number() OVER (PARTITION BY genre ORDER BY quality DESC, char_count DESC, id) AS place"
        "  FROM documents WHERE text_state <> 'none'"
        ") ORDER BY place, instr('speech address remarks', genre) = 0, genre, quality DESC, char_count DESC, id LIMIT ?",
        (SAMPLE_CHARS, samples),
    )
    return Summary(
        documents=documents,
        documents_gone=gone,
        pages=sum(outcomes.values()),
        pages_by_outcome=outcomes,
        rejects=[RejectCount._make(row) for row in rejects],
        chars_kept=kept,
        chars_removed=sum(rule.chars for rule in by_rule),
        rules=by_rule[:rules],
        samples=[Sample._make(row) for row in chosen],
    )
