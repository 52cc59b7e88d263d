"""After a run: what follows the store's writes in batches is brought up to date. A crawl never waits for it.

Whatever a run that was cut off has left, the next one does. Who else follows the documents adds a line to ``catch_up``.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from scrapy.settings import BaseSettings

from pipeline.corpus import near_duplicates, search
from pipeline.errors import InputError, StorageError
from pipeline.store import connect
from pipeline.store.database import storage_errors
from pipeline.store.withdrawals import is_unfinished

logger = logging.getLogger(__name__)

MOMENT = 5.0
"""Seconds that a question may wait for what is pending."""


def catch_up(settings: BaseSettings, watch: Callable[[Counter[str]], None]) -> None:
    """Find the copies among what is pending, and index it for search.

    ``watch`` sees how many documents are ``compared`` and ``uncompared``, then ``indexed`` and ``unindexed``.
    Raises StorageError; a database that cannot be written is no trouble when nothing waits.
    """
    database = Path(settings["DATABASE"])
    if database.is_file() and not _is_done_for_good(database):
        # Who is at it already does this too.
        with suppress(near_duplicates.UnderWayError):
            compared = _watched(watch, "compared", "uncompared")
            near_duplicates.dedupe(database, lambda done, of: compared(done, of - done))
        search.catch_up(database, _watched(watch, "indexed", "unindexed"))
        finish_withdrawals(settings)


def _is_done_for_good(database: Path) -> bool:
    if os.access(database.parent, os.W_OK):
        return False
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        return not (near_duplicates.pending(connection) or search.pending(connection))


def finish_withdrawals(settings: BaseSettings) -> None:
    """Purge what is left of withdrawals: a kill may have cut one off, or what was refused has reached the archive.

    What cannot be done now is said, and left for the next command.
    """
    database, archive = Path(settings["DATABASE"]), Path(settings["ARCHIVE_DIR"])
    try:
        if is_unfinished(database):
            # Seldom so, and it takes long to load.
            from pipeline.withdrawal import finish  # noqa: PLC0415

            finish(database, archive, logger.info)
    except InputError as error:
        # Who is at it already does this too.
        logger.info("%s", error)
    except StorageError as error:
        logger.warning("A withdrawal is not completed yet: %s", error)


def catch_up_briefly(settings: BaseSettings, watch: Callable[[Counter[str]], None]) -> None:
    """As much of it as is done in a moment; nothing when the database is busy or cannot be written."""
    database = Path(settings["DATABASE"])
    finish_withdrawals(settings)
    with suppress(StorageError):
        search.catch_up(
            database,
            _watched(watch, "indexed", "unindexed"),
            seconds=MOMENT,
            busy_seconds=1.0,
        )


def _watched(watch: Callable[[Counter[str]], None], done: str, left: str) -> Callable[[int, int], None]:
    """Show it while there is more to do: what is done at once is nothing to be told of."""

    def seen(number: int, waiting: int) -> None:
        if waiting:
            watch(Counter({done: number, left: waiting}))

    return seen
