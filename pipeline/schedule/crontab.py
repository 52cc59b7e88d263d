"""Entries as lines of a crontab."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from tzlocal import get_localzone_name

from pipeline.errors import InputError
from pipeline.schedule.entries import Entry


def line(name: str, entry: Entry, root: Path, command: Sequence[str], log: Path) -> str:
    """One line; output is appended to ``log``. Raises InputError for what cron cannot express."""
    if not entry.cron:
        raise InputError(f"[{name}] every: a crontab knows no intervals: use cron, --systemd or --daemon")
    if entry.timezone and entry.timezone != get_localzone_name():
        raise InputError(
            f"[{name}] timezone: a crontab knows only this machine's zone ({get_localzone_name()}), not"
            f" {entry.timezone}: change the entry, or use --systemd or --daemon"
        )
    folder, file = shlex.quote(str(log.parent)), shlex.quote(str(log))
    run = (
        f"cd {shlex.quote(str(root))} && mkdir -p {folder} && SCRAPY_PROJECT=scheduled {shlex.join(command)}"
    )
    # Cron takes a bare % for the end of the command.
    return f"{entry.cron} {f'{run} >> {file} 2>&1'.replace('%', chr(92) + '%')}"
