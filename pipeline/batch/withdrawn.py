"""What a database refuses, carried into a batch: noted beside the plan while it is under way, gone when it is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.batch.files import appearing
from pipeline.batch.places import Places
from pipeline.errors import InputError, StorageError
from pipeline.store.withdrawals import Withdrawal, all_in_force


def withdrawals_of(database: Path | None) -> Sequence[Withdrawal]:
    """Those in force. Raises InputError and StorageError."""
    if database is None:
        return ()
    if not database.is_file():
        raise InputError(f"--withdrawn {database}: there is no such database")
    return all_in_force(database)


def digest_of(withdrawals: Sequence[Withdrawal]) -> str:
    """By which two batches know whether they leave out the same; "" when there is nothing to leave out."""
    told = json.dumps([each[1:4] for each in withdrawals], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest() if withdrawals else ""


def note(folder: Places, withdrawals: Sequence[Withdrawal]) -> None:
    """For the tasks."""
    with appearing(folder.withdrawn) as made:
        made.write_text(json.dumps(withdrawals, ensure_ascii=False), "utf-8")


def noted(folder: Places) -> list[Withdrawal]:
    """What was noted. Raises StorageError."""
    try:
        return [Withdrawal(*each) for each in json.loads(folder.withdrawn.read_text("utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise StorageError(
            f"{folder.withdrawn} cannot be read: run the command of this batch again"
        ) from error
