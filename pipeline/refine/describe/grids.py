"""Facts set in a grid: a row of labels above a row of as many values, or each value ahead of its label.

Everywhere else a label stands before its value, and ``labels`` reads the two as they come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby

from pipeline.refine.blocks import Block

# Of cells marked as headings no label need be known.
FEWEST_HEADINGS, FEWEST_LABELS = 3, 2
# Characters of a cell, and cells of a row.
LONGEST, WIDEST = 60, 12
LONGEST_LABEL, PAIR, LINK = 24, 2, 0.5

# What heads the names of other documents.
OTHERS = re.compile(r"相关|推荐|热门|其[他它]|更多|猜[你您]")

Row = list[tuple[int, str]]
# A label and its value, by the number of the block that the value stands in; none for what belongs to no label.
Pairs = dict[int, list[tuple[str, str]]]


def grid_pairs(blocks: Sequence[Block], text: Collection[int], is_label: Callable[[str], bool]) -> Pairs:
    """What the grids of a page say outside its text; every block of a grid has an entry, and is read in no other way."""
    found: Pairs = {}
    rows = list(_rows(blocks, text))
    # Most cells are links or too long for a label.
    named = [
        sum(
            is_label(cell.rstrip(":： "))
            for i, cell in row
            if len(cell) <= LONGEST_LABEL and blocks[i].link_density <= LINK
        )
        if len(row) > 1
        else 0
        for row in rows
    ]
    at = 0
    while at < len(rows):
        size = 0
        if named[at]:
            marked = all(blocks[i].tag == "th" for i, _ in rows[at])
            size = _columns(rows, at, named, found, marked=marked) or _halves(rows[at], is_label, found)
        if not size and len(rows[at]) == PAIR and blocks[rows[at][1][0]].link_density <= LINK:
            size = _turned(blocks, rows, at, is_label, found)
        at += max(1, size)
    return found


def _rows(blocks: Sequence[Block], text: Collection[int]) -> Iterator[Row]:
    """The pieces of a line, the lines of an element, or the elements of one element, none of them long."""
    near = (i for i in range(len(blocks)) if i not in text)
    for _, group in groupby(near, key=lambda i: blocks[i].path[:-1]):
        numbers = list(group)
        if any(len(blocks[i].text) > LONGEST for i in numbers):
            continue
        lines = [list(own) for _, own in groupby(numbers, key=lambda i: blocks[i].path)]
        if all(len(own) == 1 for own in lines) and not any(len(blocks[i].pieces) > 1 for i in numbers):
            if len(numbers) <= WIDEST:
                yield [(i, blocks[i].text) for i in numbers]
            continue
        for own in lines:
            if len(own) > 1:
                yield [(i, blocks[i].text) for i in own]
            else:
                yield [(own[0], piece) for piece in blocks[own[0]].pieces or (blocks[own[0]].text,)]


def _columns(rows: Sequence[Row], at: int, named: Sequence[int], found: Pairs, *, marked: bool) -> int:
    """Of several rows of values each is another document's."""
    head = rows[at]
    if not (named[at] == len(head) >= FEWEST_LABELS or (marked and len(head) >= FEWEST_HEADINGS)):
        return 0
    end = at + 1
    while end < len(rows) and len(rows[end]) == len(head) and not named[end]:
        end += 1
    if end == at + 1:
        return 0
    for row in rows[at:end]:
        found.update((i, []) for i, _ in row)
    if end == at + 2 and not any(OTHERS.search(cell) for _, cell in head):
        for (_, label), (i, value) in zip(head, rows[at + 1], strict=True):
            found[i].append((label, value))
    return end - at


def _halves(row: Row, is_label: Callable[[str], bool], found: Pairs) -> int:
    """A list of all labels first, then of all values."""
    half, odd = divmod(len(row), 2)
    labels = [is_label(cell.rstrip(":： ")) for _, cell in row]
    if odd or half < FEWEST_LABELS or labels != [True] * half + [False] * half:
        return 0
    for (at, label), (i, value) in zip(row[:half], row[half:], strict=True):
        found.setdefault(at, [])
        found.setdefault(i, []).append((label, value))
    return 1


def _turned(
    blocks: Sequence[Block], rows: Sequence[Row], start: int, is_label: Callable[[str], bool], found: Pairs
) -> int:
    """Rows of two, side by side, in which the second is the label."""
    end, labels = start, 0
    places = blocks[rows[start][0][0]].places
    while end < len(rows):
        row = rows[end]
        alike = len(row) == PAIR and blocks[row[0][0]].places == places
        if not alike or is_label(row[0][1].rstrip(":： ")):
            break
        end += 1
        labels += is_label(row[1][1])
    if labels < FEWEST_LABELS:
        # None of a run of rows that has too few labels begins another that has enough.
        return end - start
    for (at, value), (i, label) in rows[start:end]:
        found.setdefault(at, [])
        found.setdefault(i, []).append((label, value))
    return end - start
