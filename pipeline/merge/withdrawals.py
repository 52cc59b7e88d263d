"""Withdrawals of the other database, under numbers of this one. Whoever calls holds the transaction.

The table ``withdrawal_of`` says which number has become which.
"""

from __future__ import annotations

import sqlite3
from typing import Final

_WITHDRAWAL: Final = (
    *("kind", "value", "site", "reason", "withdrawn_at", "documents", "pages", "index_purged_at"),
    *("archive_blanked_at", "completed_at", "lifted_at"),
)
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
SELECT ifnull(path, warc_file), warc_offset, warc_length, ours, blanked_at
FROM src.withdrawn_records JOIN withdrawal_of ON theirs = withdrawal_id LEFT JOIN path_of ON name = warc_file WHERE true
ON CONFLICT DO UPDATE SET blanked_at = ifnull(blanked_at, excluded.blanked_at)
WHERE blanked_at IS NULL AND excluded.blanked_at IS NOT NULL
"""
TABLES: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS withdrawal_of (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL)",
)


def copy_withdrawals(connection: sqlite3.Connection) -> None:
    """What was withdrawn there, and which records of the archive are blank for it."""
    connection.execute("DELETE FROM withdrawal_of")
    connection.execute(_LIFT)
    for statement in (_MAP_WITHDRAWALS, _PUT_WITHDRAWALS, _MAP_WITHDRAWALS, _PUT_RECORDS):
        connection.execute(statement)
