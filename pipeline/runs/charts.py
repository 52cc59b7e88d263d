"""The geometry of a report's charts. Colours, words and sizes in pixels are the template's.

Columns are drawn in a box that is stretched to the width of the page, so nothing in it may have a shape
that matters; what is written stands beside it, in the page's own type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

HEIGHT = 100.0
GAP = 0.24
"""Share of a column's place that is left empty."""

FEWEST_PLACES = 12
"""A site with two runs has two columns, not two halves of a page."""


class Piece(NamedTuple):
    """One part of a column, from the top of the box: what it counts and how many."""

    kind: str
    number: int
    y: float
    height: float


class Column(NamedTuple):
    """One run's column: its pieces stand on each other, the first at the bottom."""

    label: str
    x: float
    width: float
    pieces: tuple[Piece, ...]
    total: int
    marked: bool


class Columns(NamedTuple):
    """A chart ``width`` by HEIGHT with lines at ``ticks`` (value and distance from the top)."""

    columns: tuple[Column, ...]
    width: float
    ticks: tuple[tuple[int, float], ...]


def stacked(rows: Sequence[tuple[str, Mapping[str, int], bool]]) -> Columns:
    """Columns of (label, counts by kind, whether to mark it), oldest first."""
    top = ceiling(max((sum(counts.values()) for _, counts, _ in rows), default=0))
    columns = []
    for place, (label, counts, marked) in enumerate(rows):
        pieces, stands_on = [], HEIGHT
        for kind, number in counts.items():
            height = HEIGHT * number / top
            stands_on -= height
            if number:
                pieces.append(Piece(kind, number, round(stands_on, 3), round(height, 3)))
        total = sum(counts.values())
        columns.append(Column(label, place + GAP / 2, 1 - GAP, tuple(pieces), total, marked))
    ticks = ((top, 0.0), (top // 2, HEIGHT / 2), (0, HEIGHT)) if top > 1 else ((top, 0.0), (0, HEIGHT))
    return Columns(tuple(columns), max(len(rows), FEWEST_PLACES), ticks)


def ceiling(value: int) -> int:
    """The next round number (2, 4, 10 times a power of ten …) that half of which is whole as well."""
    step = 1
    while True:
        for factor in (2, 4, 6, 8):
            if value <= factor * step:
                return factor * step
        step *= 10
