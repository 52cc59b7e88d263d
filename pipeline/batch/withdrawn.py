"""What a database refuses, carried into a batch: noted beside the plan while it is under way, gone when it is done."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipeline.batch.files import appearing
from pipeline.batch.places import Places
from pipeline.errors import InputError, StorageError
from pipeline.store.withdrawals import NOTHING, InForce, Withdrawal, all_in_force


def withdrawals_of(database: Path | None) -> InForce:
    """Those in force. Raises InputError and StorageError."""
    if database is None:
        return NOTHING
    if not database.is_file():
        raise InputError(f"--withdrawn {database}: there is no such database")
    return all_in_force(database)


def digest_of(refused: InForce) -> str:
    """By which two batches know whether they leave out the same; "" when there is nothing to leave out."""
    told = json.dumps([[each[1:4] for each in refused.withdrawals], refused.addresses], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest() if refused.withdrawals else ""


def note(folder: Places, refused: InForce) -> None:
    """For the tasks."""
    with appearing(folder.withdrawn) as made:
        made.write_text(json.dumps(refused, ensure_ascii=False), "utf-8")


def noted(folder: Places) -> InForce:
    """What was noted. Raises StorageError."""
    try:
        found, addresses = json.loads(folder.withdrawn.read_text("utf-8"))
        return InForce([Withdrawal(*each) for each in found], [(url, number) for url, number in addresses])
    except (OSError, ValueError, TypeError) as error:
        raise StorageError(
            f"{folder.withdrawn} cannot be read: run the command of this batch again"
        ) from error
