"""What a withdrawal leaves behind in the index and in the files, taken away step by step.

Every step may be done again, and ``withdrawals`` says which are done: killed at any instant, the next command goes on.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from pipeline.corpus import near_duplicates, search
from pipeline.corpus.near_duplicates.transaction import short_transaction
from pipeline.corpus.search.merging import merge
from pipeline.errors import InputError, PipelineError
from pipeline.runs.queue_lock import QueueLock
from pipeline.store import open_database, withdrawals
from pipeline.store.database import BUSY_SECONDS, storage_errors
from pipeline.store.withdrawals import Step, Withdrawal
from pipeline.withdrawal import records
from pipeline.withdrawal.lines import heal
from pipeline.withdrawal.remains import overwrite_free_pages, wipe

LOCK: Final = "withdraw"
LOOK_SECONDS: Final = 0.2

T = TypeVar("T")

Watch = Callable[[str], None]
"""Is told in a few words what is being done."""


def purge(
    database: Path, archive: Path, watch: Watch, *, patience: float = BUSY_SECONDS
) -> Sequence[Withdrawal]:
    """Take away what is left of all withdrawals, and say of which something was.

    They stay unfinished while a run writes to the archive: its end, or the next command after it, looks through its files.

    Raises StorageError, and InputError when another process does the same, or deduplicates, for longer than
    ``patience`` seconds.
    """
    end = time.monotonic() + patience
    with closing(_when_free(lambda: QueueLock(database, LOCK), end, watch)), storage_errors(database):
        with closing(open_database(database).conn) as connection:
            todo = withdrawals.unfinished(connection)
            failed = []
            for step in (
                partial(_purge_archive, archive, connection, todo, watch),
                partial(_purge_index, database, connection, todo, watch, end),
            ):
                try:
                    step()
                except PipelineError as error:
                    # What keeps one step from being done keeps no other.
                    failed.append(error)
            if failed:
                raise failed[0]
        if todo:
            watch("overwriting what no row uses of the database")
            wipe(database)
            # Pages that other connections remember are as they were; they forget them when somebody has written.
            with closing(open_database(database).conn) as connection:
                _done(connection, todo, "completed_at")
    return todo


def finish(database: Path, archive: Path, watch: Watch) -> None:
    """``purge`` in passing: waits for nobody, and does nothing twice while a run is under way that will do it at its end."""
    with storage_errors(database), closing(open_database(database).conn) as connection:
        if records.only_waits(connection, archive):
            return
    purge(database, archive, watch, patience=0)


def _purge_archive(
    archive: Path, connection: sqlite3.Connection, todo: Sequence[Withdrawal], watch: Watch
) -> None:
    if all(each.archive_blanked_at for each in todo) or records.purge(connection, archive, todo, watch):
        _done(connection, todo, "archive_blanked_at")


def _purge_index(
    database: Path, connection: sqlite3.Connection, todo: Sequence[Withdrawal], watch: Watch, end: float
) -> None:
    """The steps are those that follow any change of documents; then what was taken out goes from the file as well."""
    # Of what was withdrawn in advance there is nothing in the index.
    if any(each.documents and each.index_purged_at is None for each in todo):
        _take_from_index(database, connection, watch, end)
    _done(connection, todo, "index_purged_at")


def _take_from_index(database: Path, connection: sqlite3.Connection, watch: Watch, end: float) -> None:
    def index() -> None:
        search.catch_up(
            database, lambda done, left: watch(f"{done} documents indexed for search, {left} to go")
        )

    # First, because what waits for the index has the words of what a run refused.
    index()
    with short_transaction(connection):
        heal(connection)

    def compare() -> object:
        return near_duplicates.dedupe(database, lambda done, of: watch(f"{done} of {of} documents compared"))

    _when_free(compare, end, watch)
    index()
    merge(connection, lambda steps: watch(f"{steps} pieces of the search index merged"))
    watch("overwriting free space in the database")
    overwrite_free_pages(connection)


def _when_free(take: Callable[[], T], end: float, watch: Watch) -> T:
    """What it gives, once no other process keeps it from being done."""
    while True:
        try:
            return take()
        except InputError as error:
            if time.monotonic() >= end:
                raise
            watch(f"waiting: {error}")
            time.sleep(LOOK_SECONDS)


def _done(connection: sqlite3.Connection, todo: Sequence[Withdrawal], step: Step) -> None:
    with short_transaction(connection):
        withdrawals.done(connection, todo, step, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
