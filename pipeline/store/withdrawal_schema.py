"""What was withdrawn and is not to come back (m009)."""

from __future__ import annotations

from typing import Final

from pipeline.store.without_pandas import Database

_STATEMENTS: Final = (
    """
    CREATE TABLE withdrawals (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        site TEXT,
        reason TEXT NOT NULL,
        withdrawn_at TEXT NOT NULL,
        documents INTEGER NOT NULL,
        pages INTEGER NOT NULL,
        index_purged_at TEXT,
        archive_blanked_at TEXT,
        completed_at TEXT,
        lifted_at TEXT
    )
    """,
    "CREATE UNIQUE INDEX withdrawals_in_force ON withdrawals(kind, value, ifnull(site, '')) WHERE lifted_at IS NULL",
    """
    CREATE TABLE withdrawn_records (
        warc_file TEXT NOT NULL,
        warc_offset INTEGER NOT NULL,
        warc_length INTEGER NOT NULL,
        withdrawal_id INTEGER NOT NULL REFERENCES withdrawals(id),
        blanked_at TEXT,
        PRIMARY KEY (warc_file, warc_offset)
    ) WITHOUT ROWID
    """,
    "ALTER TABLE pages ADD COLUMN withdrawal_id INTEGER REFERENCES withdrawals(id)",
    "CREATE INDEX pages_withdrawal_id ON pages(withdrawal_id) WHERE withdrawal_id IS NOT NULL",
)


def m009_withdrawals(db: Database) -> None:
    """What was withdrawn, and the places of its records in the archive."""
    for statement in _STATEMENTS:
        db.execute(statement)
