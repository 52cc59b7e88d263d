"""When to visit an address again. Pure rules; frontier.py carries them out.

The interval doubles while a page stays as it is and is halved when it has changed, between the least and the
most of its rhythm: the estimate that incremental crawlers converge on (Cho and Garcia-Molina, 2003) without
keeping a history. What fails is tried again after one hour, two, four and so on; what is gone is looked at
twice more, because a site may lose a page for a day.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from pipeline.items import Rhythm

Ending = Literal["new", "changed", "unchanged", "gone", "failed", "withdrawn", "final"]
State = Literal["done", "failed", "withdrawn"]

# Notices in a row after which an address is asked for no more.
GONE_AFTER = 3
# Doubled so often, an hour is longer than any rhythm.
MOST_DOUBLINGS = 16


class NextVisit(NamedTuple):
    """What the frontier keeps of a visit. Hours; ``due_in`` is None when the address is not asked for again."""

    state: State
    failures: int
    interval: float | None
    due_in: float | None


def next_visit(ending: Ending, rhythm: Rhythm, interval: float | None, failures: int) -> NextVisit:
    """The next visit after one that ended so; ``interval`` and ``failures`` are those before it. ``final`` has none."""
    if ending == "withdrawn":
        return NextVisit("withdrawn", 0, None, None)
    if ending == "final":
        return NextVisit("done", 0, interval, None)
    if ending == "gone":
        failures += 1
        wait = rhythm.least * 2 ** (failures - 1) if failures < GONE_AFTER else None
        return NextVisit("failed", failures, interval, wait)
    if ending == "failed":
        failures += 1
        return NextVisit(
            "failed", failures, interval, min(2.0 ** min(failures - 1, MOST_DOUBLINGS), rhythm.most)
        )
    if interval is None or ending == "new":
        wait = rhythm.least
    else:
        wait = interval * 2 if ending == "unchanged" else interval / 2
    wait = min(max(wait, rhythm.least), rhythm.most)
    return NextVisit("done", 0, wait, wait)
