"""The table of places where exports were made (m013); ``pipeline.store.export_places`` writes it."""

from __future__ import annotations

from pipeline.store.without_pandas import Database


def m013_export_places(db: Database) -> None:
    """Where exports were made."""
    db.execute("CREATE TABLE export_places (place TEXT PRIMARY KEY, made_at TEXT NOT NULL) WITHOUT ROWID")
