"""Withdrawals of the other database, under numbers of this one. Whoever calls holds the transaction.

The table ``withdrawal_of`` says which number has become which.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

_WITHDRAWAL: Final = (
    *("kind", "value", "site", "reason", "withdrawn_at", "documents", "pages", "index_purged_at"),
    *("archive_blanked_at", "completed_at", "lifted_at"),
)
_AS_HERE: Final = tuple(
    "NULL" if name in ("archive_blanked_at", "completed_at") else name for name in _WITHDRAWAL
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
INSERT INTO main.withdrawals ({", ".join(_WITHDRAWAL)}) SELECT {", ".join(_AS_HERE)} FROM src.withdrawals
WHERE id NOT IN (SELECT theirs FROM withdrawal_of) ORDER BY id
"""  # noqa: S608
# A file of that name may be another copy here, in which nothing is blank yet: to make a blank record blank changes nothing.
_PUT_RECORDS = """
INSERT INTO main.withdrawn_records (warc_file, warc_offset, warc_length, withdrawal_id, blanked_at)
SELECT ifnull(path, warc_file), warc_offset, warc_length, ours, NULL
FROM src.withdrawn_records JOIN withdrawal_of ON theirs = withdrawal_id LEFT JOIN path_of ON name = warc_file WHERE true
ON CONFLICT DO NOTHING
"""
_NOT_KNOWN = "SELECT DISTINCT warc_file FROM main.withdrawn_records WHERE blanked_at IS NULL"
_AS_THERE = """
UPDATE main.withdrawn_records AS record SET blanked_at = (
    SELECT blanked_at FROM src.withdrawn_records AS theirs LEFT JOIN path_of ON name = theirs.warc_file
    WHERE ifnull(path, theirs.warc_file) = record.warc_file AND theirs.warc_offset = record.warc_offset
) WHERE warc_file = :name AND blanked_at IS NULL
"""
TABLES: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS withdrawal_of (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL)",
)


def copy_withdrawals(connection: sqlite3.Connection, archive: Path) -> None:
    """What was withdrawn there, and which records of the archive are to be blank for it.

    Whether they are is only known of files that are not here: there is nothing to be done in those.
    """
    connection.execute("DELETE FROM withdrawal_of")
    connection.execute(_LIFT)
    for statement in (_MAP_WITHDRAWALS, _PUT_WITHDRAWALS, _MAP_WITHDRAWALS, _PUT_RECORDS):
        connection.execute(statement)
    for (name,) in connection.execute(_NOT_KNOWN).fetchall():
        if not (archive / name).exists():
            connection.execute(_AS_THERE, {"name": name})
