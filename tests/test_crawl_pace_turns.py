"""The pace of one host by itself: who goes when, and how it slows down."""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from datetime import UTC, datetime
from datetime import time as clock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.hours import Hours
from pipeline.crawl.retry_after import retry_after
from pipeline.crawl.turns import Tempo, Turns
from pipeline.errors import InputError

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def tempo(delay: float = 0.0, jitter: float = 0.0, at_once: int = 1, backoff: float = 5.0) -> Tempo:
    return Tempo(delay=delay, jitter=jitter, at_once=at_once, backoff=backoff)


@given(st.floats(0, 100), st.floats(0, 1), st.floats(0, 60))
def test_an_interval_stays_within_the_jitter_and_never_below_what_is_asked(
    delay: float, jitter: float, asked: float
) -> None:
    turns = Turns(tempo(delay, jitter))
    turns.slow_down(asked)
    for _ in range(5):
        found = turns.interval()
        assert found >= asked
        assert found >= delay * (1 - jitter) * 0.999
        assert found <= max(delay, asked) * (1 + jitter) * 1.001


def test_of_several_robots_txt_of_a_host_the_slowest_counts() -> None:
    turns = Turns(tempo(1))
    for asked in (4, 7, 0):
        turns.slow_down(asked)
    assert turns.interval() == 7


def test_intervals_differ() -> None:
    assert len({Turns(tempo(2, 0.5)).interval() for _ in range(9)}) > 5


def test_the_next_goes_when_the_one_before_was_looked_at() -> None:
    async def main() -> list[str]:
        turns, seen = Turns(tempo()), []

        async def ask(name: str) -> None:
            assert await turns.take(lambda: False)
            seen.append(f"{name} goes")
            await asyncio.sleep(0)
            seen.append(f"{name} is looked at")
            turns.hand_on()

        await asyncio.gather(*(ask(name) for name in "abc"))
        return seen

    assert asyncio.run(main()) == [f"{name} {what}" for name in "abc" for what in ("goes", "is looked at")]


def test_as_many_as_may_go_at_once() -> None:
    async def main() -> list[bool]:
        turns, calls = Turns(tempo(at_once=2)), []

        def is_over() -> bool:
            calls.append(1)
            return len(calls) > 6

        return [await turns.take(is_over) for _ in range(3)]

    assert asyncio.run(main()) == [True, True, False]


def test_turns_are_a_delay_apart() -> None:
    async def main() -> list[float]:
        turns, times = Turns(tempo(delay=0.1, at_once=8)), []
        for _ in range(4):
            await turns.take(lambda: False)
            times.append(time.monotonic())
        return times

    times = asyncio.run(main())
    assert all(later - earlier >= 0.099 for earlier, later in itertools.pairwise(times))


def test_a_wait_ends_when_the_run_does() -> None:
    async def main() -> bool:
        turns = Turns(tempo())
        turns.hold(3600)
        end = time.monotonic() + 0.3
        return await turns.take(lambda: time.monotonic() > end)

    assert asyncio.run(main()) is False


def test_setbacks_double_and_ease_one_by_one() -> None:
    turns = Turns(tempo(delay=2))
    assert [turns.set_back() for _ in range(4)] == [5, 10, 20, 40]
    turns.ease()
    assert turns.set_back() == 40
    turns.slow_down(60)
    assert turns.set_back() == 60 * 16


def test_setbacks_end_somewhere() -> None:
    turns = Turns(tempo())
    assert all(math.isfinite(turns.set_back()) for _ in range(2000))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30),
        ("Monday, 23-Nov-26 12:00:30 GMT", 30),
        ("Mon Nov 23 12:00:30 2026", 30),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("9" * 400, math.inf),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        (None, None),
        ("٣", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text())
def test_retry_after_takes_anything(value: str) -> None:
    found = retry_after(value, NOW)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("words", "open_at", "closed_at"),
    [
        ("22:00-06:00", ("22:00", "23:59", "00:00", "05:59"), ("06:00", "12:00", "21:59")),
        ("09:30 - 17:00", ("09:30", "16:59"), ("09:29", "17:00", "00:00")),
    ],
)
def test_hours(words: str, open_at: tuple[str, ...], closed_at: tuple[str, ...]) -> None:
    hours = Hours.of(words)
    assert hours
    assert all(hours.include(clock.fromisoformat(at)) for at in open_at)
    assert not any(hours.include(clock.fromisoformat(at)) for at in closed_at)


def test_no_hours_are_always() -> None:
    assert Hours.of(" ") is None


@pytest.mark.parametrize("words", ["22", "22:00", "25:00-06:00", "6-22-7", "always", "06:00-06:00"])
def test_hours_that_are_none(words: str) -> None:
    with pytest.raises(InputError, match="HOST_HOURS"):
        Hours.of(words)
