"""Figures of a run as people read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

from pipeline.store.runs import Run

Running = Callable[[Run], bool]
"""Tells whether a run without an end is still under way."""


def state(run: Run, running: Running) -> str:
    """How it ended, or ``running``, or ``cut off`` when it left no end and nobody is at work on it."""
    if run.finished_at:
        return run.outcome or ""
    return "running" if running(run) else "cut off"


def seconds(run: Run) -> float | None:
    """How long it took, None without an end."""
    if not run.finished_at:
        return None
    return (_time(run.finished_at) - _time(run.started_at)).total_seconds()


def pages_per_minute(run: Run) -> float | None:
    """As its crawl measured it, else over its whole time; None without an end."""
    if "pages_per_minute" in run.stats:
        return float(run.stats["pages_per_minute"])
    took = seconds(run)
    return round(run.counts.get("pages", 0) * 60 / took, 1) if took else None


def when(at: str | None) -> str:
    """A time of the database for a reader: in UTC, to the minute."""
    return f"{at[:10]} {at[11:16]}" if at else ""


def duration(took: float | None) -> str:
    """``45 s``, ``12 min``, ``3 h 05 min``."""
    if took is None:
        return ""
    if took < 90:
        return f"{took:.0f} s"
    minutes = round(took / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


def size(octets: int) -> str:
    """``12 kB``, ``3.4 MB``."""
    if octets < 1_000_000:
        return f"{octets / 1000:,.0f} kB"
    return f"{octets / 1_000_000:,.1f} MB"


def number(value: object) -> str:
    """A figure with separators; empty for None, JSON for what has parts."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return json.dumps(value, ensure_ascii=False)


def percent(value: float | None) -> str:
    """``98 %``, empty for None."""
    return "" if value is None else f"{value:.0%}".replace("%", " %")


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(UTC)
