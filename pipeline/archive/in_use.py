"""Whether a run writes to a file of the archive: by a lock that the system releases when the run ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path


def claim(file: int) -> None:
    """Let others see that this open file is written to. It keeps nobody out."""
    # A file system without locks has nothing to tell.
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_in_use(path: Path) -> bool:
    """Whether a run writes to it; a file that is not there is in nobody's use. Once it is not, it never is again."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(file)
    return False
