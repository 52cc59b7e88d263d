"""One run as a process of its own, with its output in a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pipeline.errors import StorageError

TAIL_BYTES = 4096


def command(words: Sequence[str]) -> list[str]:
    """``scrapy`` with these words, by the Python that runs us."""
    return [sys.executable, "-m", "scrapy", *words]


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Ours, with the settings for unattended runs.

    Scrapy puts the module of its own settings there, which would win over SCRAPY_PROJECT in the child.
    """
    kept = {name: value for name, value in given.items() if name != "SCRAPY_SETTINGS_MODULE"}
    return kept | {"SCRAPY_PROJECT": "scheduled"}


def log_file(folder: Path, name: str, at: datetime, kept: int) -> Path:
    """A new file for the output of a run that starts at ``at`` (UTC); of older ones the newest stay.

    Raises StorageError when there is no room for it.
    """
    file = folder / name / f"{at:%Y%m%dT%H%M%S%f}Z.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        for old in sorted(file.parent.glob("*Z.log"))[: -max(kept, 1)]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"the log {file} cannot be written: {error.strerror or error}") from error
    return file


def last_line(file: Path) -> str:
    """What a run said last; empty when it said nothing."""
    with file.open("rb") as stream:
        stream.seek(max(0, os.fstat(stream.fileno()).st_size - TAIL_BYTES))
        lines = stream.read().decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
