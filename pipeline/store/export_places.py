"""Where exports were made: what is withdrawn later is in them still, wherever they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.store.database import connect, storage_errors

_NOTE: Final = """
INSERT INTO export_places (place, made_at) VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET made_at = excluded.made_at
"""
_EVERY: Final = "SELECT place FROM export_places ORDER BY place"


def note(database: Path, place: Path) -> None:
    """Remember that an export was made there. Raises StorageError when the database cannot be written."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with storage_errors(database), closing(connect(database)) as connection:
        connection.execute(_NOTE, (str(place.absolute()), at))


def noted(connection: sqlite3.Connection) -> list[Path]:
    """The folder of every export that is known, be it there or not."""
    return [Path(place) for (place,) in connection.execute(_EVERY)]
