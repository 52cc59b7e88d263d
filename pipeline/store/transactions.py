"""What the writer's thread does with its connection: whole transactions, each with the run's counts in it."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pipeline.errors import StorageError
from pipeline.store import frontier
from pipeline.store.batch import Put, store
from pipeline.store.database import open_database, storage_error
from pipeline.store.salvage import is_about_the_file, store_one
from pipeline.store.site_lines import SETTLE
from pipeline.store.visits import Settle

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Somebody else's long query must not keep a finished command from ending.
_CHECKPOINT_MS = 1000

_START_RUN = """
INSERT INTO runs (command, site, settings, extractor_version, started_at, counts) VALUES (?, ?, ?, ?, ?, '{}')
RETURNING id
"""
_FINISH_RUN = """
UPDATE runs SET outcome = ?, exit_code = ?, advice = ?, stats = ?, findings = ?, finished_at = ? WHERE id = ?
"""
_COUNT_RUN = "UPDATE runs SET counts = ? WHERE id = ?"


class Transactions:
    """The connection that writes. Every method is one transaction; StorageError when the database fails.

    ``counts`` is what the run has committed, in step with its row in ``runs``.
    """

    def __init__(self, path: Path, *, busy_seconds: float, settle: Settle = frontier.settle) -> None:
        self.counts: Counter[str] = Counter()
        self.run_id: int | None = None
        self._path = path
        self._settle = settle
        self._connection: sqlite3.Connection = open_database(path, busy_seconds=busy_seconds).conn

    def close(self) -> None:
        """Bring the log into the database file, as far as readers let us, and close it."""
        # What stays in the log is committed all the same: the next one to close the file sees to it.
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_MS}")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    def start_run(
        self, command: str, site: str | None, settings: Mapping[str, object], version: str | None, at: str
    ) -> int:
        """Begin a run and give its id, which every row stored from now on names."""
        row = (command, site, json.dumps(dict(settings), ensure_ascii=False, default=str), version, at)
        with self._transaction():
            run_id: int = self._connection.execute(_START_RUN, row).fetchone()[0]
        self.run_id = run_id
        self.counts.clear()
        return run_id

    def finish_run(
        self,
        outcome: str,
        exit_code: int,
        advice: str | None,
        stats: Mapping[str, object] | None,
        findings: Sequence[object] | None,
        at: str,
    ) -> None:
        """Say how the run ended."""
        texts = [None if each is None else json.dumps(each, ensure_ascii=False) for each in (stats, findings)]
        with self._transaction():
            self._connection.execute(_FINISH_RUN, (outcome, exit_code, advice, *texts, at, self.run_id))
        self.run_id = None

    def settle(self, site: str, counted: int, digest: str) -> None:
        """Note that a site's documents are as the lines with this digest ask for."""
        with self._transaction():
            self._connection.execute(SETTLE, (counted, digest, site))

    def apply(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Let ``change`` read and write, all or nothing."""
        with self._transaction():
            return change(self._connection)

    def store(self, puts: Sequence[Put]) -> list[Exception | None]:
        """Store a batch; for each put None, or why not even a reject could be stored of it."""
        try:
            self._commit(lambda: store(self._connection, puts, self.run_id, self._settle))
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - one item that cannot be stored must not lose the others
            logger.warning("A batch of %d is stored one by one, because of: %s", len(puts), error)
            return self._store_singly(puts)
        return [None] * len(puts)

    def _store_singly(self, puts: Sequence[Put]) -> list[Exception | None]:
        faults: list[Exception | None] = []

        def write() -> Counter[str]:
            counts: Counter[str] = Counter()
            for put in puts:
                try:
                    counts.update(store_one(self._connection, put, self.run_id, self._settle))
                    faults.append(None)
                except Exception as error:
                    if is_about_the_file(error):
                        raise
                    logger.exception("A put could not be stored, not even as a reject")
                    faults.append(error)
            return counts

        self._commit(write)
        return faults

    def _commit(self, write: Callable[[], Counter[str]]) -> None:
        with self._transaction():
            counts = write()
            total = json.dumps(self.counts + counts, sort_keys=True)
            self._connection.execute(_COUNT_RUN, (total, self.run_id))
        self.counts.update(counts)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except Exception as error:
            self._connection.rollback()
            if isinstance(error, sqlite3.Error) and is_about_the_file(error):
                raise storage_error(self._path, error) from error
            raise
