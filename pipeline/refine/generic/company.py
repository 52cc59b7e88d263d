"""The company of a block: the elements around it, the rows its element is one of, the blocks in places like its own.

Answers in a thread, rows of a list and paragraphs of an article differ in nothing so much as in this.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.refine.blocks import Block

Numbers = NDArray[np.float32]
Exact = NDArray[np.float64]
Indices = NDArray[np.intp]
# Of two rows around a block the inner one counts unless the outer has clearly more text.
CLEARLY = 0.8
# Share of the page's running text that its main element has.
MOST = 0.6
# Elements around a block that count, and names of them by which two blocks are alike.
NEAR, ALIKE = 3, 4


class Paths(NamedTuple):
    """The elements around all blocks, one below the other: ``element`` stands at ``level`` around block ``owner``.

    ``name`` are their places; ``depth`` is how many a block has, ``start`` where its own begin. Of each element, by its number (0 stands
    for none), ``first`` and ``stop`` are the range of its blocks, which follow one another, and ``at`` where it is met first.
    """

    element: Indices
    owner: Indices
    level: Indices
    name: list[str]
    depth: Indices
    start: Indices
    first: Indices
    stop: Indices
    at: Indices


class Sums(NamedTuple):
    """Bytes of text, of link text and of running text, and how many blocks; of several things at once."""

    text: Exact
    links: Exact
    prose: Exact
    blocks: Exact

    def of(self, which: Indices) -> Sums:
        """Those of some of the things."""
        return Sums(*(column[which] for column in self))

    @property
    def link_share(self) -> Exact:
        """Share of the text that is link text."""
        return self.links / np.where(self.text, self.text, 1)

    @property
    def prose_share(self) -> Exact:
        """Share of the text that is running text."""
        return self.prose / np.where(self.text, self.text, 1)


class Rows(NamedTuple):
    """Elements of one kind below one parent: all of them, those with running text, and how much they have."""

    members: Exact
    with_prose: Exact
    prose: Exact


def company(
    blocks: Sequence[Block], paths: Paths, size: Numbers, density: Numbers, prose: Numbers
) -> Numbers:
    """28 numbers for each block; ``size`` and ``prose`` are bytes, ``density`` is the share of link text."""
    own = Sums(
        *(np.asarray(c, dtype=np.float64) for c in (size, density * size, prose, np.ones(len(blocks))))
    )
    elements = _sums(paths, own)
    total = max(1.0, float(prose.sum()))
    innermost = _around(paths, 1)
    rows, row_of, member_of = _rows(paths, elements)
    row = Rows(*(column[row_of[innermost]] for column in rows))
    member, like = elements.of(member_of[innermost]), _alike(blocks, own)
    parents = np.where(paths.depth > 1, _around(paths, 2), 0)
    below = np.bincount(parents, weights=own.prose, minlength=len(elements.text))
    below[0] = 0.0
    direct, most = below[parents], float(below.max()) or 1.0
    columns = [
        *chain.from_iterable(
            _shares(elements.of(_around(paths, back)), total) for back in range(1, NEAR + 1)
        ),
        *_central(paths, elements, int(np.argmax(np.where(density < 0.3, size, 0))), total),
        direct / most,
        direct / total,
        np.log1p(row.with_prose) / 4,
        row.prose / total,
        row.with_prose / row.members,
        np.log1p(row.prose / np.maximum(1, row.with_prose)) / 8,
        member.link_share,
        member.prose_share,
        np.log1p(member.prose) / 8,
        np.log1p(like.blocks) / 4,
        np.log1p(like.text / like.blocks) / 6,
        like.link_share,
        like.prose / total,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def paths_of(blocks: Sequence[Block]) -> Paths:
    """The elements around the blocks of a page."""
    depth = np.array([len(block.path) for block in blocks], dtype=np.intp)
    start = np.cumsum(depth) - depth
    element = np.fromiter(chain.from_iterable(block.path for block in blocks), np.intp, int(depth.sum()))
    name = list(chain.from_iterable(block.places for block in blocks))
    owner = np.repeat(np.arange(len(blocks)), depth)
    count = int(element.max(initial=0)) + 1
    at, stop = np.zeros(count, dtype=np.intp), np.zeros(count, dtype=np.intp)
    # Of several places the one written last counts.
    at[element[::-1]] = np.arange(len(element))[::-1]
    stop[element] = owner + 1
    first = np.where(stop > 0, owner[at] if len(owner) else 0, 0)
    return Paths(element, owner, np.arange(len(element)) - start[owner], name, depth, start, first, stop, at)


def _sums(paths: Paths, own: Sums) -> Sums:
    """Of each element."""
    upto = [np.concatenate(([0.0], np.cumsum(column))) for column in own]
    sums = Sums(*(column[paths.stop] - column[paths.first] for column in upto))
    sums.text[0] = 1.0
    return sums


def _around(paths: Paths, back: int) -> Indices:
    """The element so many steps out of each block, the outermost if there are fewer, 0 if there is none."""
    at = paths.start + np.maximum(paths.depth - back, 0)
    padded = np.append(paths.element, 0)
    return np.where(paths.depth > 0, padded[at], 0)


def _shares(sums: Sums, total: float) -> tuple[Exact, ...]:
    return sums.link_share, sums.prose / total, sums.prose_share, np.log1p(sums.blocks) / 5


def _central(paths: Paths, elements: Sums, longest: int, total: float) -> tuple[Exact, ...]:
    """Whether a block is in the main element, how much of its way it shares with the longest block, and whether all.

    The main element is the smallest with most of the page's running text, the innermost of equals.
    """
    count = len(paths.depth)
    with_most = np.flatnonzero(elements.prose >= MOST * total)
    main = max(with_most, key=lambda element: (-elements.text[element], element), default=0)
    inside = np.bincount(paths.owner[paths.element == main], minlength=count) > 0
    depth = int(paths.depth[longest])
    way = np.append(paths.element[paths.start[longest] :][:depth], -1)
    # Two elements of one level have all levels above in common.
    shares = way[np.minimum(paths.level, depth)] == paths.element
    shared = np.bincount(paths.owner[shares], minlength=count)
    beside = (paths.depth == depth) & (shared >= depth - 1)
    return inside.astype(np.float64), shared / (depth or 1), beside.astype(np.float64)


def _rows(paths: Paths, elements: Sums) -> tuple[Rows, Indices, Indices]:
    """All rows, and for each element the row around it that has most running text, and its member in that row.

    Row 0 is that of an element alone.
    """
    count = len(elements.text)
    at = paths.at
    known = np.flatnonzero(paths.stop)
    outer = np.where(paths.level[at[known]] > 0, paths.element[at[known] - 1], 0).tolist()
    numbers: dict[tuple[int, str], int] = {}
    kinds = [
        numbers.setdefault((parent, paths.name[i]), len(numbers) + 1)
        for parent, i in zip(outer, at[known].tolist(), strict=True)
    ]
    prose = elements.prose[known]
    rows = Rows(*(_added(kinds, column) for column in (np.ones(len(known)), prose > 0, prose)))
    rows.members[0] = 1.0
    with_prose, has = rows.with_prose.tolist(), rows.prose.tolist()
    row_of, member_of = [0] * count, [0] * count
    # Parents come before their children.
    for element, parent, kind in zip(known.tolist(), outer, kinds, strict=True):
        inner = with_prose[kind] > 1 and has[kind] >= CLEARLY * has[row_of[parent]]
        row_of[element], member_of[element] = (
            (kind, element) if inner else (row_of[parent], member_of[parent])
        )
    return rows, np.array(row_of), np.array(member_of)


def _alike(blocks: Sequence[Block], own: Sums) -> Sums:
    """For each block, of all blocks in places of its name."""
    numbers: dict[tuple[str, ...], int] = {}
    names = [numbers.setdefault(block.places[-ALIKE:], len(numbers)) for block in blocks]
    return Sums(*(_added(names, column) for column in own)).of(np.array(names))


def _added(groups: Sequence[int], column: NDArray[Any]) -> Exact:
    """Sums of a column by group."""
    return np.asarray(np.bincount(groups, weights=column, minlength=1), dtype=np.float64)
