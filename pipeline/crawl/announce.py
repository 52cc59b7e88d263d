"""The end of a run, told to whoever asked to be told (setting RUN_WEBHOOK)."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

from scrapy.settings import BaseSettings

from pipeline.errors import StorageError
from pipeline.runs.webhook import post
from pipeline.store import connect
from pipeline.store.database import storage_errors
from pipeline.store.runs import find_run

logger = logging.getLogger(__name__)


def announce(settings: BaseSettings, run_id: int | None) -> None:
    """Post the row of a run that has ended. A failure is a warning and changes nothing."""
    address, database = settings.get("RUN_WEBHOOK"), Path(settings["DATABASE"])
    if not address or run_id is None:
        return
    try:
        with storage_errors(database), closing(connect(database, readonly=True)) as connection:
            run = find_run(connection, run_id)
        failure = post(address, run) if run else ""
    except StorageError as error:
        failure = f"the webhook was not told: {error}"
    if failure:
        logger.warning("Run %d: %s", run_id, failure)
