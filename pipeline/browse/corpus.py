"""The database that is browsed, opened so that a crawl may write meanwhile and nothing is left behind."""

from __future__ import annotations

import atexit
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from datasette.database import Database, QueryInterrupted, Results
from datasette.tracer import trace
from datasette.utils import sqlite_timelimit

from pipeline.errors import StorageError
from pipeline.store.database import connect
from pipeline.store.limits import LONGEST_VALUE, stopped_after

T = TypeVar("T")

PATIENCE_MS = 10_000
"""How long one of our own pages may ask the database, in milliseconds."""

MEMORY = 512 << 20
"""Octets that SQLite may hold in all: several of the longest values, and what it sorts and keeps of the file."""

LONGEST_ANSWER = 2 * LONGEST_VALUE
"""Characters of an answer: two of the longest documents, or a thousand of a hundred thousand characters each."""

LONGEST_PATTERN, MOST_COLUMNS = 1000, 200
"""Of a pattern of LIKE or GLOB, and of a result: what is far more than a person needs, and no more than is done in time."""

_BUSY_SECONDS = 5.0
_TOO_MUCH = "it needs more than the {} MB of memory that a question may take"
_TOO_BIG = "one of its values is longer than {} MB"
_TOO_LONG = "its answer is longer than the {} MB that are shown; ask for fewer rows or columns at once"
_OURS = "SELECT count(*) FROM sqlite_master WHERE name IN ('documents', 'removals', 'pages', 'runs')"
_TODAYS = "SELECT count(*) FROM sqlite_master WHERE name = 'document_counts'"


class Corpus(Database):  # type: ignore[misc]
    """Datasette's database with the store's way of opening one.

    Datasette opens with mode=ro, which can make the files of the log and not remove them; ours, when it is
    the last to close, does. A file in a folder that cannot be written has no log to read: it is immutable.
    """

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that cannot write, whatever is asked."""
        if write:
            raise StorageError(f"Database {self.path} is browsed, not written.")
        path = Path(self.path)
        try:
            connection = connect(path, readonly=True, busy_seconds=_BUSY_SECONDS)
        except StorageError:
            if Path(f"{path}-wal").exists():
                raise
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False
            )
        self._all_file_connections.append(connection)
        _bound(connection)
        return connection

    def close(self) -> None:
        """Close every connection; the last one brings the log into the file."""
        while self._all_file_connections:
            with suppress(sqlite3.Error):
                self._all_file_connections.pop().close()

    async def execute(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,  # noqa: ARG002 (a visitor's mistake is told to the visitor)
    ) -> Results:
        """What Datasette asks, and visitors in SQL of their own: stopped by the clock, and when its answer is too large.

        Raises QueryInterrupted and sqlite3.DatabaseError.
        """
        milliseconds = min(custom_time_limit or self.ds.sql_time_limit_ms, self.ds.sql_time_limit_ms)
        most = self.ds.max_returned_rows or None
        if most == (page_size or self.ds.page_size):
            most += 1

        def asked(connection: sqlite3.Connection) -> Results:
            with stopped_after(connection, milliseconds / 1000):
                try:
                    cursor = connection.execute(sql, params if params is not None else {})
                    rows = _held(cursor, most + 1 if most and truncate else None)
                except MemoryError as error:
                    raise sqlite3.OperationalError(_TOO_MUCH.format(MEMORY >> 20)) from error
                except sqlite3.DatabaseError as error:
                    if error.args == ("interrupted",):
                        raise QueryInterrupted(error, sql, params) from error
                    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_TOOBIG:
                        raise sqlite3.OperationalError(_TOO_BIG.format(LONGEST_VALUE >> 20)) from error
                    raise
            shown = rows[:most] if truncate else rows
            return Results(shown, len(rows) > len(shown), cursor.description)

        with trace("sql", database=self.name, sql=sql.strip(), params=params):
            return await self.execute_fn(asked)

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What ``question`` finds, asked in a thread: all of it in one state of the database."""

        def asked(connection: sqlite3.Connection) -> T:
            with sqlite_timelimit(connection, PATIENCE_MS):
                connection.execute("BEGIN")
                try:
                    return question(connection)
                finally:
                    connection.rollback()

        found: T = await self.execute_fn(asked)
        return found


def _bound(connection: sqlite3.Connection) -> None:
    """Set what a question may cost in memory."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, MOST_COLUMNS)
    # Of the whole process; it can only be lowered.
    connection.execute(f"PRAGMA hard_heap_limit = {MEMORY}").fetchone()


def _held(cursor: sqlite3.Cursor, most: int | None) -> list[Any]:
    """The first ``most`` rows, or all; DatabaseError when they are too much to hold."""
    rows: list[Any] = []
    size = 0
    for row in cursor:
        rows.append(row)
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if size > LONGEST_ANSWER:
            raise sqlite3.OperationalError(_TOO_LONG.format(LONGEST_ANSWER >> 20))
        if len(rows) == most:
            break
    return rows


def adopt(datasette: Any) -> None:
    """Put a Corpus in the place of each of Datasette's own databases that is one of ours.

    Raises StorageError for one of ours that an older version made, or when there is none.
    """
    for name, database in list(datasette.databases.items()):
        if isinstance(database, Corpus) or not database.path:
            continue
        corpus = Corpus(datasette, database.path)
        if not _has(corpus, _OURS, 4):
            corpus.close()
            continue
        if not _has(corpus, _TODAYS, 1):
            raise StorageError(
                f"Database {database.path} was made by an older version; scrapy browse brings it up to date."
            )
        database.close()
        datasette.remove_database(name)
        datasette.add_database(corpus, name=name)
        atexit.register(corpus.close)


def _has(corpus: Corpus, question: str, number: int) -> bool:
    connection = corpus.connect()
    found: tuple[int] = connection.execute(question).fetchone()
    return found[0] == number


def corpus_of(datasette: Any) -> Corpus | None:
    """The corpus that the pages are about: the first one."""
    return next((each for each in datasette.databases.values() if isinstance(each, Corpus)), None)
