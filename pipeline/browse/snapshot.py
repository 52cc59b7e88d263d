"""A copy of the database as it is at one instant, for as long as it is browsed."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.errors import StorageError
from pipeline.store.database import connect, storage_errors

PAGES_A_STEP = 16_384
"""How many pages of the file are copied before the progress is told."""


@contextmanager
def snapshot(path: Path, tell: Callable[[int, int], None]) -> Iterator[Path]:
    """A file of the same name in a folder of its own, which is removed at the end. Raises StorageError.

    ``tell`` is given the pages copied and the pages in all. Copied within one transaction, so a crawl that
    writes meanwhile neither waits nor is seen; not with VACUUM, which numbers rows anew and would cut the
    search index off from its documents.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix="wenji-")
    except OSError as error:
        raise StorageError(f"No folder for the copy can be made: {error.strerror or error}.") from error
    with folder as name:
        copy = Path(name, path.name)
        with storage_errors(path), closing(connect(path, readonly=True)) as source:
            # The transaction begins here: from now on the source stays as it is, for us.
            source.execute("BEGIN")
            source.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            with storage_errors(copy), closing(sqlite3.connect(copy)) as target:
                source.backup(
                    target, pages=PAGES_A_STEP, progress=lambda _, left, total: tell(total - left, total)
                )
                # Nobody writes to it, so it needs no log beside it.
                target.execute("PRAGMA journal_mode = DELETE")
        yield copy
