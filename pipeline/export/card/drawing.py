"""Bars and columns as SVG files: no script, no font, nothing loaded, the same bytes for the same figures.

They stand in pages whose colours nobody knows, so each has a ground of its own, and follows the reader's choice of
light or dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

WIDTH: Final = 760
MARGIN: Final = 24
HEAD: Final = 72
"""Room for the title and what stands under it."""
ROW, THICKNESS = 28, 16
LABEL_MOST: Final = 220
GAP: Final = 12
PLOT_HEIGHT: Final = 180
FOOT: Final = 40
STEPS: Final = (1, 2, 5)

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
)


class Bar(NamedTuple):
    """One row: its label, the value as it is written, and the share of the longest bar's room (0 to 1)."""

    label: str
    value: str
    share: float
    soft: bool = False


class Column(NamedTuple):
    """One column: its label, and what stands on each other in it, the first at the bottom."""

    label: str
    pieces: tuple[int, ...]


def bars(title: str, under: str, rows: Sequence[Bar]) -> str:
    """A chart of one bar a row. Labels that are too long end in an ellipsis."""
    labels = [shortened(row.label) for row in rows]
    left = MARGIN + max(map(width_of, labels), default=0) + GAP
    room = WIDTH - left - GAP - max((width_of(row.value) for row in rows), default=0) - MARGIN
    placed = [
        {
            "label": label,
            "value": row.value,
            "soft": row.soft,
            "y": HEAD + place * ROW,
            "length": round(max(row.share * room, 1.5 if row.share else 0), 1),
            "end": round(left + row.share * room + 8, 1),
        }
        for place, (label, row) in enumerate(zip(labels, rows, strict=True))
    ]
    return _drawn("bars.svg", title, under, HEAD + len(rows) * ROW + 14, rows=placed, left=left)


def columns(title: str, under: str, rows: Sequence[Column], kinds: Sequence[str] = ()) -> str:
    """A chart of columns in their order; ``kinds`` names their pieces when there are several."""
    top, ticks = scale(max((sum(row.pieces) for row in rows), default=0))
    left = MARGIN + max(width_of(f"{tick:,}") for tick in ticks) + 10
    place = (WIDTH - left - MARGIN) / max(len(rows), 8)
    every = -(-(max(map(width_of, (row.label for row in rows)), default=0) + 8) // int(place))
    head = HEAD + (24 if kinds else 0)
    placed = []
    for number, row in enumerate(rows):
        x = left + number * place
        pieces, bottom = [], float(head + PLOT_HEIGHT)
        for kind, value in enumerate(row.pieces):
            height = PLOT_HEIGHT * value / top
            bottom -= height
            pieces.append({"kind": kind, "y": round(bottom, 1), "height": round(height, 1)})
        placed.append(
            {
                "label": row.label if number % every == 0 else "",
                "whole": f"{row.label}: " + _told(row.pieces, kinds),
                "x": round(x + place * 0.12, 1),
                "middle": round(x + place / 2, 1),
                "width": round(place * 0.76, 1),
                "pieces": pieces,
            }
        )
    lines = [{"value": f"{tick:,}", "y": round(head + PLOT_HEIGHT * (1 - tick / top), 1)} for tick in ticks]
    legend, at = [], MARGIN
    for name in kinds:
        legend.append({"name": name, "x": at})
        at += width_of(name) + 40
    return _drawn(
        "columns.svg",
        title,
        under,
        head + PLOT_HEIGHT + FOOT,
        columns=placed,
        ticks=lines,
        legend=legend,
        left=left,
        base=head + PLOT_HEIGHT,
    )


def _told(pieces: Sequence[int], kinds: Sequence[str]) -> str:
    if not kinds:
        return f"{sum(pieces):,}"
    return ", ".join(f"{number:,} {kind}" for number, kind in zip(pieces, kinds, strict=True))


def scale(most: int) -> tuple[int, list[int]]:
    """A round number not below ``most``, and the values of three to five lines up to it.

    >>> scale(7), scale(1234)
    ((8, [0, 2, 4, 6, 8]), (1500, [0, 500, 1000, 1500]))
    """
    step, power = 1, 1
    while True:
        for factor in STEPS:
            step = factor * power
            if step * 4 >= most:
                top = max(-(-most // step), 2) * step
                return top, list(range(0, top + 1, step))
        power *= 10


def width_of(text: str) -> int:
    """About how many pixels a label takes: the drawing program's font is not known."""
    return round(sum(14 if ord(character) >= 0x1100 else 7.6 for character in text))


def shortened(text: str) -> str:
    """The text, cut to LABEL_MOST pixels."""
    if width_of(text) <= LABEL_MOST:
        return text
    kept = text
    while width_of(kept) > LABEL_MOST - 14:
        kept = kept[:-1]
    return f"{kept}…"


def _drawn(template: str, title: str, under: str, height: int, **shapes: object) -> str:
    shared: Mapping[str, object] = {"title": title, "under": under, "width": WIDTH, "height": height}
    text = _ENVIRONMENT.get_template(template).render(**shared, **shapes, margin=MARGIN, thickness=THICKNESS)
    return _UNPRINTABLE.sub("\ufffd", text)
