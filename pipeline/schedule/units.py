"""Entries as systemd units: a service that runs one crawl and a timer that starts it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from pipeline.schedule.cron import WEEKDAYS, Cron
from pipeline.schedule.entries import Entry

_SERVICE = """\
[Unit]
Description=wenji crawl {name}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={root}
Environment=SCRAPY_PROJECT=scheduled
ExecStart={command}
# A crawl may take hours. A stop is clean within 10 seconds and ends with 130.
TimeoutStartSec=infinity
TimeoutStopSec=20
SuccessExitStatus=130
Nice=10
"""
_TIMER = """\
[Unit]
Description=When wenji crawls {name}

[Timer]
{times}

[Install]
WantedBy=timers.target
"""


def units(name: str, entry: Entry, root: Path, command: Sequence[str]) -> dict[str, str]:
    """The texts of two units by their file names; ``command`` has absolute paths."""
    words = " ".join(map(_quoted, command))
    # A path is a whole line here: no quotes, but specifiers count.
    folder = str(root).replace("%", "%%")
    return {
        f"wenji-{name}.service": _SERVICE.format(name=name, root=folder, command=words),
        f"wenji-{name}.timer": _TIMER.format(name=name, times="\n".join(timer_lines(entry))),
    }


def timer_lines(entry: Entry) -> list[str]:
    """When the timer elapses. With ``Persistent`` a time missed while the machine was off is made up for."""
    if entry.every:
        # Counted from the last start; the first comes soon after boot.
        return ["OnBootSec=2min", f"OnUnitActiveSec={entry.every.replace('m', 'min')}"]
    assert entry.times  # noqa: S101 (an entry has one or the other)
    zone = f" {entry.timezone}" if entry.timezone else ""
    times = [f"OnCalendar={calendar(cron)}{zone}" for cron in entry.times.alternatives()]
    return [*times, "Persistent=true"]


def calendar(cron: Cron) -> str:
    """A calendar event of systemd.time(7); ``cron.either`` must be False."""
    days = "" if len(cron.weekdays) == 7 else ",".join(WEEKDAYS[day].title() for day in sorted(cron.weekdays))
    month, day = _list(cron.months, 12), _list(cron.days, 31)
    return f"{days} *-{month}-{day} {_list(cron.hours, 24)}:{_list(cron.minutes, 60)}:00".strip()


def _list(values: frozenset[int], all_of_them: int) -> str:
    return "*" if len(values) == all_of_them else ",".join(f"{value:02}" for value in sorted(values))


def _quoted(word: str) -> str:
    """A word as ExecStart reads it: like a shell's, but % and $ have their own meaning there."""
    plain = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$")
    return (
        plain
        if plain == word and word == shlex.quote(word)
        else f'"{plain.replace(chr(34), chr(92) + chr(34))}"'
    )
