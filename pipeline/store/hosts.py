"""What is remembered of hosts from run to run: until when one asked us to stay away, and today's requests.

Each function is a change for ``Writer.apply``. Days are dates (``2026-11-23``) of the operator's clock.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

_PAUSE = """
INSERT INTO hosts (host, paused_until_at, pause_reason) VALUES (?, ?, ?)
ON CONFLICT(host) DO UPDATE SET paused_until_at = excluded.paused_until_at, pause_reason = excluded.pause_reason
"""
_PAUSED = "SELECT paused_until_at, pause_reason FROM hosts WHERE host = ? AND paused_until_at > ?"
_SPENT = "SELECT requests FROM hosts WHERE host = ? AND day = ?"
_COUNT = """
INSERT INTO hosts (host, day, requests) VALUES (?, ?, ?)
ON CONFLICT(host) DO UPDATE SET requests = iif(day = excluded.day, requests, 0) + excluded.requests, day = excluded.day
"""
_GIVE_BACK = "UPDATE hosts SET requests = max(0, requests - ?) WHERE host = ? AND day = ?"


class Pause(NamedTuple):
    """Until when (UTC, ISO 8601) a host wants no request, and the words it said so in."""

    until: str
    reason: str


def pause(connection: sqlite3.Connection, host: str, until: Pause) -> None:
    """Remember that ``host`` wants to be left alone."""
    connection.execute(_PAUSE, (host, *until))


def paused(connection: sqlite3.Connection, host: str, now: str) -> Pause | None:
    """The pause that ``host`` still has at ``now``."""
    row = connection.execute(_PAUSED, (host, now)).fetchone()
    return Pause._make(row) if row else None


def reserve(connection: sqlite3.Connection, host: str, day: str, wanted: int, budget: int) -> int:
    """Count up to ``wanted`` requests of the day's ``budget`` as made; gives how many were left to take."""
    row = connection.execute(_SPENT, (host, day)).fetchone()
    granted = max(0, min(wanted, budget - (row[0] if row else 0)))
    connection.execute(_COUNT, (host, day, granted))
    return granted


def give_back(connection: sqlite3.Connection, host: str, day: str, unused: int) -> None:
    """Take back what was reserved and not made."""
    connection.execute(_GIVE_BACK, (unused, host, day))
