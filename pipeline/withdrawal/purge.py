"""What a withdrawal leaves behind in the index and in the files, taken away step by step.

Every step may be done again, and ``withdrawals`` says which are done: killed at any instant, the next command goes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.corpus import near_duplicates, search
from pipeline.corpus.near_duplicates.transaction import short_transaction
from pipeline.corpus.search.merging import merge
from pipeline.runs.queue_lock import QueueLock
from pipeline.store import open_database, withdrawals
from pipeline.store.database import storage_errors
from pipeline.store.withdrawals import Step, Withdrawal
from pipeline.withdrawal import records
from pipeline.withdrawal.lines import heal
from pipeline.withdrawal.remains import overwrite_free_pages, wipe

LOCK: Final = "withdraw"

Watch = Callable[[str], None]
"""Is told in a few words what is being done."""


def purge(database: Path, archive: Path, watch: Watch) -> Sequence[Withdrawal]:
    """Take away what is left of all withdrawals, and say of which something was.

    Raises StorageError, and InputError while another process does the same.
    """
    with closing(QueueLock(database, LOCK)), storage_errors(database):
        with closing(open_database(database).conn) as connection:
            todo = withdrawals.unfinished(connection)
            _purge(database, archive, connection, todo, watch)
        if todo:
            watch("overwriting what no row uses of the database")
            wipe(database)
            # Pages that other connections remember are as they were; they forget them when somebody has written.
            with closing(open_database(database).conn) as connection:
                _done(connection, todo, "completed_at")
    return todo


def _purge(
    database: Path,
    archive: Path,
    connection: sqlite3.Connection,
    todo: Sequence[Withdrawal],
    watch: Watch,
) -> None:
    if any(each.index_purged_at is None for each in todo):
        # Of what was withdrawn in advance there is nothing in it.
        if any(each.documents for each in todo):
            _purge_index(database, connection, watch)
        _done(connection, todo, "index_purged_at")
    if any(each.archive_blanked_at is None for each in todo):
        records.purge(connection, archive, todo, watch)
        _done(connection, todo, "archive_blanked_at")


def _purge_index(database: Path, connection: sqlite3.Connection, watch: Watch) -> None:
    """The steps are those that follow any change of documents; then what was taken out goes from the file as well."""
    with short_transaction(connection):
        heal(connection)
    near_duplicates.dedupe(database, lambda done, of: watch(f"{done} of {of} documents compared"))
    search.catch_up(database, lambda done, left: watch(f"{done} documents indexed for search, {left} to go"))
    merge(connection, lambda steps: watch(f"{steps} pieces of the search index merged"))
    watch("overwriting free space in the database")
    overwrite_free_pages(connection)


def _done(connection: sqlite3.Connection, todo: Sequence[Withdrawal], step: Step) -> None:
    with short_transaction(connection):
        withdrawals.done(connection, todo, step, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
