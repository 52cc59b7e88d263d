"""Files that appear whole or not at all, whatever kills the process that writes them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Where to write a file that is to be at ``path``: it is brought to the disk and renamed when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A task that was taken for dead may still be at work on the same file.
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        yield made
        bring_to_disk(made)
        made.replace(path)
        bring_to_disk(path.parent)
    finally:
        made.unlink(missing_ok=True)


def bring_to_disk(path: Path) -> None:
    """What was written to a file, or renamed in a folder: a power cut does not undo it any more."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
