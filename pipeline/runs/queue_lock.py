"""One run of a queue at a time, by a lock that the system releases when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from pipeline.errors import InputError, StorageError


class QueueLock:
    """Taken when made, released by ``close`` or the end of the process.

    Raises InputError while another process has it, StorageError when the folder of the database has no room
    for the file, which is never removed: two processes could hold a lock of the same name.
    """

    def __init__(self, database: Path, queue: str) -> None:
        path = _path(database, queue)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StorageError(f"The lock {path} cannot be made: {error.strerror or error}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(self._file, 20).decode("ascii", "replace").strip()
            os.close(self._file)
            raise InputError(
                f"another run of {queue} is under way (process {owner}): wait for its end, or stop it"
            ) from None
        # Only for the message above: who cannot write it still has the lock.
        with suppress(OSError):
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let the next run begin; idempotent."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def is_under_way(database: Path, queue: str) -> bool:
    """Whether a process works on the queue now."""
    try:
        file = os.open(_path(database, queue), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def _path(database: Path, queue: str) -> Path:
    """Beside the database, because the lock is about it; named by hash, because queues have addresses in their names."""
    name = blake2b(
        f"{database.resolve().name}\n{queue}".encode("utf-8", "surrogatepass"), digest_size=8
    ).hexdigest()
    return database.resolve().parent / ".locks" / f"{name}.lock"
