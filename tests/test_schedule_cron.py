"""Cron expressions mean to us, to APScheduler and to systemd what they mean to cron."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from pipeline.schedule.cron import Cron, parse
from pipeline.schedule.entries import Entry
from pipeline.schedule.triggers import first_time, next_times
from pipeline.schedule.units import calendar, timer_lines


def entry(cron: str, zone: str | None = "UTC") -> Entry:
    return Entry(spider="x", cron=cron, timezone=zone)


def matches(cron: Cron, at: datetime) -> bool:
    """crontab(5) in one expression."""
    day, weekday = at.day in cron.days, (at.weekday() + 1) % 7 in cron.weekdays
    days = day or weekday if cron.either else day and weekday
    return at.minute in cron.minutes and at.hour in cron.hours and at.month in cron.months and days


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("15 3 * * *", ["05-01 03:15", "05-02 03:15"]),
        ("*/20 3,4 * * *", ["05-01 03:00", "05-01 03:20", "05-01 03:40", "05-01 04:00"]),
        # 1 May 2024 is a Wednesday; Sunday is both 0 and 7.
        ("0 0 * * 0", ["05-05 00:00"]),
        ("0 0 * * 7", ["05-05 00:00"]),
        ("0 0 * * sun", ["05-05 00:00"]),
        ("0 0 * * 1", ["05-06 00:00"]),
        ("0 9 * * MON-fri", ["05-01 09:00", "05-02 09:00", "05-03 09:00", "05-06 09:00"]),
        ("0 0 * * 5-7", ["05-03 00:00", "05-04 00:00", "05-05 00:00"]),
        # Either the day or the weekday, unless one of them begins with a star.
        ("0 0 13 * fri", ["05-03 00:00", "05-10 00:00", "05-13 00:00"]),
        ("0 0 */10 * fri", ["05-31 00:00", "06-21 00:00"]),
        ("30 6 1 jun,aug *", ["06-01 06:30", "08-01 06:30"]),
        ("10-59/20 5/9 2 * *", ["05-02 05:10", "05-02 05:30", "05-02 05:50", "05-02 14:10"]),
        ("@monthly", ["06-01 00:00"]),
        ("@daily", ["05-02 00:00"]),
    ],
)
def test_the_next_times(text: str, times: list[str]) -> None:
    found = next_times(entry(text), datetime(2024, 5, 1, 0, 0, 1, tzinfo=UTC), len(times))
    assert [f"{at:%m-%d %H:%M}" for at in found] == times


@given(
    st.tuples(
        st.sampled_from(["0", "*/30", "7,45"]),
        st.sampled_from(["*", "3", "*/6", "8-18/5"]),
        st.sampled_from(["*", "1", "13,31", "*/9", "28-31"]),
        st.sampled_from(["*", "2", "1-3", "dec"]),
        st.sampled_from(["*", "0", "7", "1-5", "sat,sun", "*/3", "5-7"]),
    ).map(" ".join),
    st.integers(0, 730 * 24 * 60 * 60),
)
def test_every_time_is_one_of_crons_and_none_is_left_out(text: str, second: int) -> None:
    try:
        cron = parse(text)
    except ValueError:
        # The 31st of February.
        reject()
    now = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    found = next_times(entry(text), now, 3)
    assert all(matches(cron, at) for at in found)
    at = now.replace(second=0, microsecond=0)
    at += timedelta(minutes=1) if at < now else timedelta()
    # Minute by minute for a few days, which is as far as it takes to find what a day would leave out.
    for _ in range(3 * 24 * 60):
        if at >= found[0]:
            break
        assert not matches(cron, at)
        at += timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("* * * *", "it has 4 fields, not five"),
        ("", "it has 0 fields"),
        ("61 * * * *", "minute 61 is not one of 0 to 59"),
        ("0 24 * * *", "hour 24 is not one of 0 to 23"),
        ("0 0 0 * *", "day of the month 0 is not one of 1 to 31"),
        ("0 0 * 13 *", "month 13 is not one of 1 to 12 or jan"),
        ("0 0 * * 8", "weekday 8 is not one of 0 to 7 or sun"),
        ("0 0 * * someday", "weekday someday is not one of"),
        ("*/0 * * * *", "minute */0 has no step"),
        ("0 22-2 * * *", "hour 22-2 runs backwards: write 22-23,0-2"),
        ("0 0 30 2 *", "day 30 never comes in these months"),
        ("0 0 31 4,6 *", "day 31 never comes in these months"),
        ("1, * * * *", "minute nothing is not one of"),
        ("@reboot", "it has 1 field, not five"),
        ("٣ * * * *", "minute ٣ is not one of"),
    ],
)
def test_what_is_no_expression_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        parse(text)


def test_the_clock_is_that_of_the_entrys_zone() -> None:
    (at,) = next_times(entry("15 3 * * *", "Asia/Shanghai"), datetime(2024, 5, 1, tzinfo=UTC), 1)
    assert at.astimezone(UTC) == datetime(2024, 5, 1, 19, 15, tzinfo=UTC)
    assert timer_lines(entry("15 3 * * *", "Asia/Shanghai"))[0] == "OnCalendar=*-*-* 03:15:00 Asia/Shanghai"


def test_where_clocks_are_put_forward_a_day_has_its_run() -> None:
    berlin = entry("30 2 * * *", "Europe/Berlin")
    found = next_times(berlin, datetime(2024, 3, 30, 12, tzinfo=ZoneInfo("Europe/Berlin")), 2)
    assert [at.astimezone(UTC).date().isoformat() for at in found] == ["2024-03-31", "2024-04-01"]


@pytest.mark.parametrize(
    ("last", "first", "missed"),
    [
        # Twice was missed; it is made up for once, now.
        ("2024-04-29T03:15:10Z", "2024-05-01T12:00:00Z", True),
        ("2024-05-01T03:15:02Z", "2024-05-02T03:15:00Z", False),
        (None, "2024-05-02T03:15:00Z", False),
    ],
)
def test_what_was_missed_runs_at_once_and_once(last: str | None, first: str, missed: bool) -> None:
    now = datetime(2024, 5, 1, 12, tzinfo=UTC)
    before = datetime.fromisoformat(last) if last else None
    assert first_time(entry("15 3 * * *"), before, now) == (datetime.fromisoformat(first), missed)


def test_an_interval_counts_from_the_last_start() -> None:
    now = datetime(2024, 5, 1, 12, tzinfo=UTC)
    every = Entry(spider="x", every="6h", timezone="UTC")
    assert first_time(every, None, now) == (now, False)
    assert first_time(every, now - timedelta(hours=1), now) == (now + timedelta(hours=5), False)
    assert first_time(every, now - timedelta(hours=7), now) == (now, True)


EXPRESSIONS = (
    "15 3 * * *",
    "*/20 3,4 1,15 * *",
    "0 0 * * 7",
    "0 9 * 2 mon-fri",
    "0 0 13 * fri",
    "5 */6 */10 * 6,0",
)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("text", EXPRESSIONS)
def test_systemd_means_the_same_times(text: str) -> None:
    base = "2024-05-01 00:00:01"
    now = datetime.fromisoformat(base).replace(tzinfo=UTC)
    found: set[str] = set()
    for cron in parse(text).alternatives():
        out = subprocess.run(
            ["systemd-analyze", "calendar", f"--base-time={base} UTC", "--iterations=12", f"{calendar(cron)} UTC"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        found |= {" ".join(line.split()[-3:-1]) for line in out.splitlines() if line.strip().endswith(" UTC")
                  and ("Next elapse" in line or "Iter. #" in line)}  # fmt: skip
    wanted = [f"{at:%Y-%m-%d %H:%M:%S}" for at in next_times(entry(text), now, 8)]
    assert sorted(found)[:8] == wanted
