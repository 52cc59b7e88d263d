"""What several databases that work together need (m012): a name, what is to be reported, where merged runs came from."""

from __future__ import annotations

from typing import Final

from pipeline.store.without_pandas import Database

_STATEMENTS: Final = (
    "CREATE TABLE identity (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL)",
    "INSERT INTO identity (id, name) VALUES (1, lower(hex(randomblob(8))))",
    """
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        queue_id INTEGER NOT NULL REFERENCES queues(id),
        report TEXT NOT NULL,
        reported_at TEXT
    )
    """,
    "ALTER TABLE runs ADD COLUMN origin TEXT",
    "ALTER TABLE runs ADD COLUMN origin_run INTEGER",
    "CREATE UNIQUE INDEX runs_origin ON runs(origin, origin_run) WHERE origin IS NOT NULL",
)


def m012_cluster(db: Database) -> None:
    """The database's own name, the outbox of a worker, and the origin of runs."""
    for statement in _STATEMENTS:
        db.execute(statement)
