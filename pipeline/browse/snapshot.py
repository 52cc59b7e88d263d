"""A copy of the database as it is at one instant, for as long as it is browsed."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pipeline.errors import StorageError
from pipeline.store.database import connect, storage_errors

PREFIX, LOCK = "wenji-", "in-use.lock"
"""Folders of copies, and the file in each that is locked for as long as its program lives."""

PAGES_A_STEP = 16_384
"""How many pages of the file are copied before the progress is told."""


@contextmanager
def snapshot(path: Path, tell: Callable[[int, int], None]) -> Iterator[Path]:
    """A file of the same name in a folder of its own, which is removed at the end. Raises StorageError.

    ``tell`` is given the pages copied and the pages in all. Copied within one transaction, so a crawl that
    writes meanwhile neither waits nor is seen; not with VACUUM, which numbers rows anew and would cut the
    search index off from its documents. Copies that a killed program has left behind are removed first.
    """
    _sweep()
    try:
        folder = tempfile.TemporaryDirectory(prefix=PREFIX)
    except OSError as error:
        raise StorageError(f"No folder for the copy can be made: {error.strerror or error}.") from error
    with folder as name, _locked(Path(name)):
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


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Meanwhile nobody takes the folder for one left behind."""
    unnamed = folder / f"{LOCK}.new"
    with unnamed.open("xb") as lock:
        # Where files cannot be locked, nothing is swept.
        with suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Seen by others only once it is locked.
            unnamed.rename(folder / LOCK)
        yield


def _sweep() -> None:
    """Remove the copies whose program is gone. What is not ours to remove stays."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError):
            owned = lock.parent.lstat().st_uid == os.getuid()
            if not owned or lock.parent.is_symlink() or lock.is_symlink():
                continue
            with lock.open("rb") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent)
