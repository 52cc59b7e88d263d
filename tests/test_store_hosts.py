"""What is remembered of hosts: pauses, and requests by day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.store.database import open_database
from pipeline.store.hosts import Pause, give_back, pause, paused, reserve

HOST, TODAY, TOMORROW = "wen.example", "2026-11-23", "2026-11-24"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "a.db").conn) as connection:
        yield connection


def test_a_budget_is_reserved_in_parts_until_it_is_spent(connection: sqlite3.Connection) -> None:
    assert [reserve(connection, HOST, TODAY, 10, 25) for _ in range(4)] == [10, 10, 5, 0]
    assert reserve(connection, "b.example", TODAY, 10, 25) == 10


def test_the_next_day_begins_anew(connection: sqlite3.Connection) -> None:
    reserve(connection, HOST, TODAY, 20, 25)
    assert [reserve(connection, HOST, TOMORROW, 10, 25) for _ in range(4)] == [10, 10, 5, 0]


def test_what_was_not_used_is_there_again_on_the_same_day(connection: sqlite3.Connection) -> None:
    reserve(connection, HOST, TODAY, 10, 10)
    give_back(connection, HOST, TODAY, 4)
    give_back(connection, HOST, TOMORROW, 4)
    assert reserve(connection, HOST, TODAY, 10, 10) == 4


def test_a_smaller_budget_than_what_is_spent_is_spent(connection: sqlite3.Connection) -> None:
    reserve(connection, HOST, TODAY, 10, 10)
    assert reserve(connection, HOST, TODAY, 10, 5) == 0


def test_a_pause_lasts_until_its_time_and_leaves_the_count_alone(connection: sqlite3.Connection) -> None:
    reserve(connection, HOST, TODAY, 10, 10)
    until = Pause("2026-11-23T12:00:00Z", "HTTP 429")
    pause(connection, HOST, until)
    assert paused(connection, HOST, "2026-11-23T11:59:59Z") == until
    assert paused(connection, HOST, "2026-11-23T12:00:00Z") is None
    assert paused(connection, "b.example", "2026-11-23T11:00:00Z") is None
    assert reserve(connection, HOST, TODAY, 10, 10) == 0
