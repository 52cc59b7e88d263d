"""When an entry is due, computed by APScheduler."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from tzlocal import get_localzone

from pipeline.schedule.cron import WEEKDAYS, Cron
from pipeline.schedule.entries import Entry


def zone(entry: Entry) -> tzinfo:
    """The entry's time zone, else that of the machine."""
    return ZoneInfo(entry.timezone) if entry.timezone else get_localzone()


def trigger(entry: Entry) -> BaseTrigger:
    """What the scheduler asks for the next time."""
    if interval := entry.interval:
        return IntervalTrigger(seconds=int(interval.total_seconds()), timezone=zone(entry))
    assert entry.times  # noqa: S101 (an entry has one or the other)
    found = [_cron_trigger(cron, zone(entry)) for cron in entry.times.alternatives()]
    return found[0] if len(found) == 1 else OrTrigger(found)


def next_times(entry: Entry, now: datetime, number: int) -> list[datetime]:
    """The next times after ``now``, in the entry's zone."""
    return list(islice(_times(trigger(entry), now), number))


def first_time(entry: Entry, last: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """When to run first, and whether that makes up for a time that was missed.

    ``last`` is the start of the entry's last run, whoever started it. However many times have passed since,
    one run makes up for them. What never ran waits for its first time, or begins at once if it has none.
    """
    if last is None:
        following = now if entry.every else trigger(entry).get_next_fire_time(None, now)
        return following or now, False
    following = trigger(entry).get_next_fire_time(last.astimezone(zone(entry)), now)
    missed = following is not None and following <= now
    return (now if missed or following is None else following), missed


def _times(source: BaseTrigger, now: datetime) -> Iterator[datetime]:
    at = source.get_next_fire_time(None, now)
    while at is not None:
        yield at
        at = source.get_next_fire_time(at, at)


def _cron_trigger(cron: Cron, where: tzinfo) -> CronTrigger:
    return CronTrigger(
        minute=_list(cron.minutes),
        hour=_list(cron.hours),
        day=_list(cron.days),
        month=_list(cron.months),
        day_of_week=",".join(WEEKDAYS[day] for day in sorted(cron.weekdays)),
        second="0",
        timezone=where,
    )


def _list(values: frozenset[int]) -> str:
    return ",".join(map(str, sorted(values)))


def utc(at: str | None) -> datetime | None:
    """A time of the database."""
    return datetime.fromisoformat(at).astimezone(UTC) if at else None
