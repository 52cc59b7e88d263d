"""A database that is merged into another one: only read, whatever version made it and whatever may be written there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

from pipeline.errors import InputError, StorageError
from pipeline.store import open_database
from pipeline.store.database import pending_steps, reading_uri, storage_error

UNNAMED: Final = "unnamed-"
"""How the name of a database begins that is older than names: it is made of its first run and page, the same each time."""

_HAS_NAME: Final = "SELECT 1 FROM sqlite_master WHERE name = 'identity'"
_FIRST: Final = (
    "SELECT command, site, started_at, settings FROM runs ORDER BY id LIMIT 1",
    "SELECT id, fetched_at FROM pages ORDER BY rowid LIMIT 1",
)
_ENDINGS: Final = ("", "-wal", "-shm", "-journal")


def check_source(source: Path) -> None:
    """Raise InputError or StorageError when there is no database of ours that can be merged."""
    if source.is_dir():
        raise InputError(f"{source} is a folder: name the database in it")
    if not source.is_file():
        raise InputError(f"there is no database {source}")
    if not source.stat().st_size and not Path(f"{source}-wal").exists():
        raise InputError(f"{source} is an empty file, no database: leave it out")
    with closing(_open(source)) as connection:
        _pending(connection, source)


@contextmanager
def readable(source: Path, scratch: Path) -> Iterator[str]:
    """The URI by which the database can be attached, with all tables as this version wants them.

    An older one is brought up to date in a copy at ``scratch``. Raises as ``check_source`` does.
    """
    # A kill may have left one.
    _remove(scratch)
    with closing(_open(source)) as connection:
        if not _pending(connection, source):
            yield reading_uri(source)
            return
        try:
            _copy(connection, scratch)
            yield reading_uri(scratch)
        finally:
            _remove(scratch)


def _open(source: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(reading_uri(source), uri=True, timeout=60, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        raise _trouble(source, error) from error
    return connection


def _pending(connection: sqlite3.Connection, source: Path) -> set[str]:
    try:
        found = pending_steps(connection)
    except sqlite3.Error as error:
        raise _trouble(source, error) from error
    except InputError as error:
        raise StorageError(f"Database {source} cannot be merged: {error}; update first.") from error
    if found is None:
        raise StorageError(f"Database {source} is another program's, or holds nothing: leave it out.")
    return found


def _copy(connection: sqlite3.Connection, scratch: Path) -> None:
    has_name = connection.execute(_HAS_NAME).fetchone()
    try:
        with closing(sqlite3.connect(scratch)) as copied:
            connection.backup(copied)
    except sqlite3.Error as error:
        raise storage_error(scratch, error) from error
    with closing(open_database(scratch).conn) as copied:
        if not has_name:
            copied.execute("UPDATE identity SET name = ?", (_name(copied),))


def _name(connection: sqlite3.Connection) -> str:
    first = [connection.execute(question).fetchone() for question in _FIRST]
    return UNNAMED + blake2b(repr(first).encode(), digest_size=8).hexdigest()


def _remove(scratch: Path) -> None:
    for ending in _ENDINGS:
        scratch.with_name(scratch.name + ending).unlink(missing_ok=True)


def _trouble(source: Path, error: sqlite3.Error) -> StorageError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_NOTADB:
        return StorageError(f"Database {source} is not an SQLite database: leave it out.")
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CANTOPEN:
        return StorageError(f"Database {source} cannot be opened: make it readable, or leave it out.")
    return storage_error(source, error)
