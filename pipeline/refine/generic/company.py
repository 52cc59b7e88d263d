"""The company of a block: the elements around it, the rows its element is one of, the blocks in places like its own.

Answers in a thread, rows of a list and paragraphs of an article differ in nothing so much as in this.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.refine.blocks import Block

Numbers = NDArray[np.float32]
Kind = tuple[int, str]


class Sums(NamedTuple):
    """Bytes of text, of link text and of running text, and how many blocks."""

    text: float = 0.0
    links: float = 0.0
    prose: float = 0.0
    blocks: int = 0

    @property
    def link_share(self) -> float:
        """Share of the text that is link text."""
        return self.links / (self.text or 1)

    @property
    def prose_share(self) -> float:
        """Share of the text that is running text."""
        return self.prose / (self.text or 1)


class Row(NamedTuple):
    """Elements of one kind below one parent: all of them, those with running text, and how much they have."""

    members: int
    with_prose: int
    prose: float


NOTHING = Sums(1.0)
ALONE = Row(1, 0, 0.0)
# Of two rows around a block the inner one counts unless the outer has clearly more text.
CLEARLY = 0.8


def company(blocks: Sequence[Block], size: Numbers, density: Numbers, prose: Numbers) -> Numbers:
    """28 numbers for each block; ``size`` and ``prose`` are bytes, ``density`` is the share of link text."""
    text, links, words = size.tolist(), (density * size).tolist(), prose.tolist()
    elements = _sums(blocks, text, links, words)
    alike = _alike(blocks, text, links, words)
    below: dict[int, float] = {}
    for block, own in zip(blocks, words, strict=True):
        if len(block.path) > 1:
            below[block.path[-2]] = below.get(block.path[-2], 0.0) + own
    in_row = _in_rows(blocks, elements)
    total = max(1.0, float(prose.sum()))
    main = _main(elements, total)
    longest = blocks[int(np.argmax(np.where(density < 0.3, size, 0)))].path
    most = max(below.values(), default=0.0) or 1.0
    found = []
    for block in blocks:
        path = block.path
        direct = below.get(path[-2], 0.0) if len(path) > 1 else 0.0
        row, member = in_row[path[-1]] if path else (ALONE, NOTHING)
        like = alike[block.places[-4:]]
        found.append(
            [
                *_around(path, elements, total),
                float(main in path),
                _common(path, longest) / (len(longest) or 1),
                float(path[:-1] == longest[:-1]),
                direct / most,
                direct / total,
                log1p(row.with_prose) / 4,
                row.prose / total,
                row.with_prose / row.members,
                log1p(row.prose / max(1, row.with_prose)) / 8,
                member.link_share,
                member.prose_share,
                log1p(member.prose) / 8,
                log1p(like.blocks) / 4,
                log1p(like.text / like.blocks) / 6,
                like.link_share,
                like.prose / total,
            ]
        )
    return np.array(found, dtype=np.float32)


def _sums(
    blocks: Sequence[Block], text: list[float], links: list[float], prose: list[float]
) -> dict[int, Sums]:
    """Of each element, whose blocks follow one another."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for i, block in enumerate(blocks):
        for element in block.path:
            first.setdefault(element, i)
            last[element] = i + 1
    texts, linked, words = (list(accumulate(column, initial=0.0)) for column in (text, links, prose))
    return {
        element: Sums(texts[b] - texts[a], linked[b] - linked[a], words[b] - words[a], b - a)
        for element, a in first.items()
        for b in (last[element],)
    }


def _alike(
    blocks: Sequence[Block], text: list[float], links: list[float], prose: list[float]
) -> dict[tuple[str, ...], Sums]:
    """Of the blocks in places of one name."""
    found: dict[tuple[str, ...], list[int]] = {}
    for i, block in enumerate(blocks):
        found.setdefault(block.places[-4:], []).append(i)
    return {
        name: Sums(
            sum(text[i] for i in own), sum(links[i] for i in own), sum(prose[i] for i in own), len(own)
        )
        for name, own in found.items()
    }


def _in_rows(blocks: Sequence[Block], elements: dict[int, Sums]) -> dict[int, tuple[Row, Sums]]:
    """For each element the row around it that has most running text, and the row's member that it stands in."""
    kinds: dict[int, Kind] = {}
    members: dict[Kind, list[float]] = {}
    for block in blocks:
        parent = 0
        for element, name in zip(block.path, block.places, strict=True):
            if element not in kinds:
                kinds[element] = (parent, name)
                members.setdefault((parent, name), []).append(elements[element].prose)
            parent = element
    rows = {
        kind: Row(len(found), sum(prose > 0 for prose in found), sum(found))
        for kind, found in members.items()
    }
    best: dict[int, tuple[Row, Sums]] = {}
    # Parents come before their children.
    for element, kind in kinds.items():
        row, outer = rows[kind], best.get(kind[0], (ALONE, NOTHING))
        inner = row.with_prose > 1 and row.prose >= CLEARLY * outer[0].prose
        best[element] = (row, elements[element]) if inner else outer
    return best


def _main(elements: dict[int, Sums], total: float) -> int:
    """The smallest element with most of the page's running text, the innermost of equals."""
    with_most = [(sums.text, -element) for element, sums in elements.items() if sums.prose >= 0.6 * total]
    return -min(with_most)[1] if with_most else 0


def _around(path: tuple[int, ...], elements: dict[int, Sums], total: float) -> list[float]:
    found: list[float] = []
    for back in (1, 2, 3):
        sums = elements[path[max(-back, -len(path))]] if path else NOTHING
        found += [sums.link_share, sums.prose / total, sums.prose_share, log1p(sums.blocks) / 5]
    return found


def _common(path: tuple[int, ...], other: tuple[int, ...]) -> int:
    shared = 0
    for a, b in zip(path, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared
