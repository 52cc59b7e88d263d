"""Runs and withdrawals of the other database, under numbers of this one. Whoever calls holds the transaction.

The tables ``run_of`` and ``withdrawal_of`` say which number has become which.
"""

from __future__ import annotations

import sqlite3
from typing import Final

_RUN: Final = (
    *("command", "site", "started_at", "finished_at", "outcome", "exit_code", "settings", "counts"),
    *("extractor_version", "advice", "stats", "findings"),
)
_WITHDRAWAL: Final = (
    *("kind", "value", "site", "reason", "withdrawn_at", "documents", "pages", "index_purged_at"),
    *("archive_blanked_at", "completed_at", "lifted_at"),
)
_NAMES = ", ".join(_RUN)
_THEIRS = "SELECT name FROM src.identity"
_OURS = "SELECT name FROM main.identity"
_PUT_RUNS = f"""
INSERT INTO main.runs ({_NAMES}, origin, origin_run)
SELECT {_NAMES}, ifnull(origin, ({_THEIRS})), ifnull(origin_run, id) FROM src.runs
WHERE ifnull(origin, ({_THEIRS})) <> ({_OURS}) ORDER BY id
ON CONFLICT (origin, origin_run) WHERE origin IS NOT NULL DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _RUN)}
WHERE main.runs.finished_at IS NULL
"""  # noqa: S608
_MAP_RUNS = f"""
INSERT INTO run_of (theirs, ours)
SELECT src.runs.id, main.runs.id FROM src.runs JOIN main.runs
    ON main.runs.origin = ifnull(src.runs.origin, ({_THEIRS}))
    AND main.runs.origin_run = ifnull(src.runs.origin_run, src.runs.id)
UNION SELECT id, origin_run FROM src.runs WHERE origin = ({_OURS})
"""  # noqa: S608
_SAME = """
main.withdrawals.kind = src.withdrawals.kind AND main.withdrawals.value = src.withdrawals.value
AND main.withdrawals.site IS src.withdrawals.site
"""
_IN_FORCE = "main.withdrawals.lifted_at IS NULL AND src.withdrawals.lifted_at IS NULL"
# The last word on one withdrawal is its lifting.
_LIFT = f"""
UPDATE main.withdrawals SET lifted_at = src.withdrawals.lifted_at FROM src.withdrawals
WHERE {_SAME} AND main.withdrawals.withdrawn_at = src.withdrawals.withdrawn_at
    AND main.withdrawals.lifted_at IS NULL AND src.withdrawals.lifted_at IS NOT NULL
"""  # noqa: S608
_MAP_WITHDRAWALS = f"""
INSERT OR IGNORE INTO withdrawal_of (theirs, ours)
SELECT src.withdrawals.id, main.withdrawals.id FROM src.withdrawals JOIN main.withdrawals ON {_SAME}
    AND (main.withdrawals.withdrawn_at = src.withdrawals.withdrawn_at OR ({_IN_FORCE}))
ORDER BY main.withdrawals.withdrawn_at <> src.withdrawals.withdrawn_at
"""  # noqa: S608
_PUT_WITHDRAWALS = f"""
INSERT INTO main.withdrawals ({", ".join(_WITHDRAWAL)}) SELECT {", ".join(_WITHDRAWAL)} FROM src.withdrawals
WHERE id NOT IN (SELECT theirs FROM withdrawal_of) ORDER BY id
"""  # noqa: S608
_PUT_RECORDS = """
INSERT INTO main.withdrawn_records (warc_file, warc_offset, warc_length, withdrawal_id, blanked_at)
SELECT warc_file, warc_offset, warc_length, ours, blanked_at
FROM src.withdrawn_records JOIN withdrawal_of ON theirs = withdrawal_id WHERE true
ON CONFLICT DO UPDATE SET blanked_at = ifnull(blanked_at, excluded.blanked_at)
WHERE blanked_at IS NULL AND excluded.blanked_at IS NOT NULL
"""
TABLES: Final = tuple(
    f"CREATE TEMP TABLE IF NOT EXISTS {name} (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL)"
    for name in ("run_of", "withdrawal_of")
)


def copy_runs(connection: sqlite3.Connection) -> None:
    """Every run, with the database that it is of; one that had not ended when it was merged is brought up to date."""
    connection.execute("DELETE FROM run_of")
    connection.execute(_PUT_RUNS)
    connection.execute(_MAP_RUNS)


def copy_withdrawals(connection: sqlite3.Connection) -> None:
    """What was withdrawn there, and which records of the archive are blank for it."""
    connection.execute("DELETE FROM withdrawal_of")
    connection.execute(_LIFT)
    for statement in (_MAP_WITHDRAWALS, _PUT_WITHDRAWALS, _MAP_WITHDRAWALS, _PUT_RECORDS):
        connection.execute(statement)
