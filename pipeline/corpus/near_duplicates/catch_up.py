"""Everything that waits, worked off in batches; at any instant the database is what the last batch left."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.corpus.near_duplicates.fold import folding_version
from pipeline.corpus.near_duplicates.intake import take_in
from pipeline.corpus.near_duplicates.joining import join
from pipeline.corpus.near_duplicates.known import KnownTexts
from pipeline.corpus.near_duplicates.report import Report, report
from pipeline.corpus.near_duplicates.transaction import short_transaction
from pipeline.errors import InputError, StorageError
from pipeline.store import open_database
from pipeline.store.database import storage_errors

Watch = Callable[[int, int], None]
"""Gets, after each batch, how many documents are done, and of how many."""

_EVERYTHING = (
    "DELETE FROM dedupe_pending",
    "DELETE FROM dedupe_stale",
    "DELETE FROM text_pairs",
    "DELETE FROM text_bands",
    "DELETE FROM document_texts",
    "DELETE FROM folded_texts",
    "INSERT INTO dedupe_pending (document_id) SELECT id FROM documents ORDER BY id",
)


class UnderWayError(InputError):
    """Another process dedupes the same database; it also does what waits now."""


def dedupe(database: Path, watch: Watch, *, everything: bool = False) -> Report:
    """Look at every document that is new or changed, and bring clusters up to date; at ``everything``, if so asked.

    So too when folding has changed since: texts folded in two ways cannot be compared, nor read again.
    Others may write the database meanwhile: locks are held for a batch's rows only. A kill loses no more than
    the batch under way, and the next call goes on. Raises StorageError, and UnderWayError without having done anything.
    """
    started = time.monotonic()
    with storage_errors(database), _alone(database), closing(open_database(database).conn) as connection:
        _begin(connection, everything=everything)
        looked_at = _work(connection, watch)
        return report(connection, looked_at, time.monotonic() - started)


def pending(connection: sqlite3.Connection) -> int:
    """How many documents wait to be looked at."""
    found: tuple[int] = connection.execute(
        "SELECT count(DISTINCT document_id) FROM dedupe_pending"
    ).fetchone()
    return found[0]


def _begin(connection: sqlite3.Connection, *, everything: bool) -> None:
    made_with = connection.execute("SELECT folding FROM dedupe_folding").fetchone()
    current = made_with == (folding_version(),)
    if current and not everything:
        return
    with short_transaction(connection):
        if everything or made_with:
            for statement in _EVERYTHING:
                connection.execute(statement)
        connection.execute("REPLACE INTO dedupe_folding (id, folding) VALUES (1, ?)", (folding_version(),))


def _work(connection: sqlite3.Connection, watch: Watch) -> int:
    known = KnownTexts(connection)
    done = 0
    while looked := take_in(connection, known):
        done += looked
        watch(done, done + _waiting(connection))
    while join(connection, known):
        watch(done, done)
    return done


def _waiting(connection: sqlite3.Connection) -> int:
    """About as many notes wait; to count them would take the longer, the more there are."""
    found: tuple[int] = connection.execute(
        "SELECT ifnull(max(id) - min(id) + 1, 0) FROM dedupe_pending"
    ).fetchone()
    return found[0]


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Hold a lock that the system releases when the process ends, however it ends."""
    path = database.resolve().parent / ".locks" / f"{database.resolve().name}.dedupe.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(f"The lock {path} cannot be made: {error.strerror or error}.") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise UnderWayError(
            f"{database} is deduplicated by another process: wait for its end, or stop it"
        ) from None
    finally:
        os.close(file)
