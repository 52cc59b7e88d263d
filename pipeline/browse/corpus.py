"""The database that is browsed, opened so that a crawl may write meanwhile and nothing is left behind."""

from __future__ import annotations

import atexit
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from datasette.database import Database
from datasette.utils import sqlite_timelimit

from pipeline.errors import StorageError
from pipeline.store.database import connect

T = TypeVar("T")

PATIENCE_MS = 10_000
"""How long one of our own pages may ask the database, in milliseconds."""

_BUSY_SECONDS = 5.0
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
        return connection

    def close(self) -> None:
        """Close every connection; the last one brings the log into the file."""
        while self._all_file_connections:
            with suppress(sqlite3.Error):
                self._all_file_connections.pop().close()

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
