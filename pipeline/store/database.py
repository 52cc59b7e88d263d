"""Opening the corpus: the same pragmas everywhere, and every failure as one line that says what to do."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from pipeline.errors import InputError, StorageError
from pipeline.store.schema import migrations
from pipeline.store.without_pandas import Database

BUSY_SECONDS = 60.0
"""How long a connection waits for another program's lock before it gives up."""

# Measured (docs/decisions/0003): a page holds a usual text, and 128 MB of log between two checkpoints let
# the pages that every batch touches be written to the file once. The page size counts for a new file only.
_PRAGMAS = (
    "page_size = 8192",
    "journal_mode = WAL",
    # What is withdrawn must not stay in a page that is free; the SQLite of Debian and others does so anyway.
    "secure_delete = ON",
    "synchronous = NORMAL",
    "cache_size = -64000",
    "wal_autocheckpoint = 16000",
)
_ELSEWHERE = "choose another place with -s DATABASE=FILE"
_ADVICE = {
    sqlite3.SQLITE_BUSY: "is locked by another program; wait for it to end or stop it, then run again",
    sqlite3.SQLITE_LOCKED: "is locked by another program; wait for it to end or stop it, then run again",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full; free some space, then run again to continue",
    sqlite3.SQLITE_READONLY: f"cannot be written; make the file and its folder writable or {_ELSEWHERE}",
    sqlite3.SQLITE_PERM: f"cannot be written; make the file and its folder writable or {_ELSEWHERE}",
    sqlite3.SQLITE_CANTOPEN: f"cannot be opened; make its folder readable and writable or {_ELSEWHERE}",
    sqlite3.SQLITE_NOTADB: f"is not an SQLite database; {_ELSEWHERE}",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a copy, or save what is left with sqlite3's .recover",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error; check it, then run again",
}


_APPLIED = f"SELECT name FROM {migrations.migrations_table} WHERE migration_set = '{migrations.name}'"  # noqa: S608
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"

logger = logging.getLogger(__name__)


def storage_error(path: Path, error: sqlite3.Error) -> StorageError:
    """What SQLite says about the file at ``path``, in one line for a person."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return StorageError(f"Database {path} {_ADVICE.get(code, f'cannot be used: {error}')}.")


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as StorageError."""
    try:
        yield
    except sqlite3.Error as error:
        raise storage_error(path, error) from error


def connect(path: Path, *, readonly: bool = False, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection that any one thread at a time may use, in autocommit mode.

    WAL lets readers read while the writer writes. With synchronous NORMAL a killed process loses nothing
    that was committed; a power cut may lose the last commits, never the file. Whoever closes last, a reader
    too, brings the log into the file and removes it: hence mode=rw for readers, which mode=ro cannot do.
    On a medium that cannot be written nobody else writes either, and a reader needs no log.
    """
    uri = reading_uri(path) if readonly else f"file:{quote(str(path.absolute()))}?mode=rwc"
    with storage_errors(path):
        connection = sqlite3.connect(
            uri, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            if readonly:
                connection.execute("PRAGMA query_only = ON")
            else:
                _prepare(connection, busy_seconds)
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def reading_uri(path: Path) -> str:
    """What SQLite is told to open a file for reading alone, as ``connect`` says; whoever does so writes nothing."""
    return f"file:{quote(str(path.absolute()))}?{'immutable=1' if _is_fixed(path) else 'mode=rw'}"


def _is_fixed(path: Path) -> bool:
    """Whether nothing can be written at this place, and nothing is left that would have to be."""
    return path.is_file() and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()


def _prepare(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Set how this connection writes. SQLite does not wait by itself when two want WAL of a new file at once."""
    end = time.monotonic() + busy_seconds
    for pragma in _PRAGMAS:
        while True:
            try:
                connection.execute(f"PRAGMA {pragma}")
                break
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.01)


def open_database(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Database:
    """The corpus at ``path``, made if it is missing, with every table as this version wants it.

    Raises StorageError for a folder or file that cannot be used, and for a file that is not ours.
    """
    _make_folder(path)
    connection = connect(path, busy_seconds=busy_seconds)
    try:
        with storage_errors(path):
            database = Database(connection)
            _migrate(path, database)
    except BaseException:
        connection.close()
        raise
    return database


def bring_up_to_date(path: Path) -> None:
    """Make the tables that an older version did not have, of a file that is only to be read afterwards.

    Where nothing can be written and nothing needs to be, that is no trouble. Raises StorageError.
    """
    try:
        open_database(path).conn.close()
    except StorageError as error:
        if not _is_current(path):
            raise
        logger.debug("%s is only read: %s", path, error)


def _is_current(path: Path) -> bool:
    """Whether the file is ours and has every table, asked in a way that needs no log beside it."""
    if Path(f"{path}-wal").exists():
        return False
    uri = f"file:{quote(str(path.absolute()))}?immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            applied = {name for (name,) in connection.execute(_APPLIED)}
    except sqlite3.Error:
        return False
    return applied == _known()


def pending_steps(connection: sqlite3.Connection) -> set[str] | None:
    """Names of the steps by which a file of ours is older than this version; None when it is not ours, or empty.

    Nothing is written. Raises InputError when the file is newer.
    """
    tables = {name for (name,) in connection.execute(_TABLES)}
    applied = (
        {name for (name,) in connection.execute(_APPLIED)}
        if migrations.migrations_table in tables
        else set[str]()
    )
    if not applied:
        return None
    if unknown := applied - _known():
        raise InputError(f"it was made by a newer version of this software (it has {max(unknown)})")
    return _known() - applied


def refuse_folder(path: Path) -> None:
    """Raise StorageError when ``path`` is a folder, of which SQLite only says that it cannot be opened."""
    if path.is_dir():
        raise StorageError(f"Database {path} is a folder; name a file with -s DATABASE=FILE.")


def check_corpus(path: Path) -> None:
    """Raise unless there is a database of ours, or an empty one, at ``path``; nothing is written.

    InputError when there is none, StorageError for a folder and for a file that cannot be used or is another program's.
    """
    refuse_folder(path)
    if not path.is_file():
        raise InputError(f"there is no database {path}: crawl or ingest something first")
    with storage_errors(path), closing(connect(path, readonly=True)) as connection:
        tables = {name for (name,) in connection.execute(_TABLES)}
        applied = migrations.migrations_table in tables and connection.execute(_APPLIED).fetchone()
    if tables and not applied:
        raise _foreign(path)


def _foreign(path: Path) -> StorageError:
    return StorageError(f"Database {path} has another program's tables; {_ELSEWHERE}.")


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_folder(path)
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(
            f"Folder {path.parent} cannot be made or used ({reason}); {_ELSEWHERE}."
        ) from error


def _migrate(path: Path, database: Database) -> None:
    """Apply what is pending, alone: two programs that open a new file at once must not both create it."""
    # Usually nothing is, and a writer may be at work: so first a look that takes no lock.
    with _transaction(database, "DEFERRED"):
        pending = _pending(path, database)
    if pending:
        with _transaction(database, "IMMEDIATE"):
            if _pending(path, database):
                migrations.apply(database)


@contextmanager
def _transaction(database: Database, kind: str) -> Iterator[None]:
    database.execute(f"BEGIN {kind}")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise


def _pending(path: Path, database: Database) -> bool:
    """Whether tables are to be made; StorageError when the file is another program's or from the future."""
    known = _known()
    applied = {migration.name for migration in migrations.applied(database)}
    if unknown := applied - known:
        newest = max(unknown)
        raise StorageError(
            f"Database {path} was made by a newer version of this software (it has {newest}); update first."
        )
    if not applied and set(database.table_names()) - {migrations.migrations_table}:
        raise _foreign(path)
    return applied != known


def _known() -> set[str]:
    with closing(Database(memory=True)) as empty:
        return {migration.name for migration in migrations.pending(empty)}
