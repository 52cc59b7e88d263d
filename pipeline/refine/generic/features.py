"""What a block looks like to the judge of blocks: its text, its place, its company in the page, as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import fold, may_fold_to
from pipeline.refine.generic.company import Numbers, company, paths_of
from pipeline.refine.generic.frame import frame_vote
from pipeline.refine.generic.votes import vote_columns
from pipeline.refine.generic.words import of_line, of_places

TAGS = (
    "p", "li", "td", "h1", "h2", "h3", "h4", "div", "span", "blockquote", "pre", "dd", "dt", "br", "tr", "section",
    "article", "button", "figcaption", "th", "body", "main",
)  # fmt: skip
TAG_NUMBERS = {tag: i for i, tag in enumerate(TAGS)}
# The last row is that of any other tag.
TAG_ROWS = np.eye(len(TAGS) + 1, len(TAGS), dtype=np.float32)
# Bytes from which a sentence is running text.
PROSE = 60


def features(blocks: Sequence[Block], title: str | None, description: str, kind: Sequence[float]) -> Numbers:
    """One row of numbers for each block, in page order. ``kind`` is what ``page_kind`` says of the page."""
    n = len(blocks)
    own = np.array([of_line(block.text, block.link_density) for block in blocks], dtype=np.float32)
    kinds: dict[tuple[str, ...], int] = {}
    numbers = [kinds.setdefault(block.places, len(kinds)) for block in blocks]
    place = np.array([of_places(places) for places in kinds], dtype=np.float32)[numbers]
    density = np.array([block.link_density for block in blocks], dtype=np.float32)
    size = np.expm1(own[:, 0])
    prose = np.where((density < 0.3) & (size >= PROSE) & (own[:, 3] > 0), size, 0).astype(np.float32)
    tags = TAG_ROWS[[TAG_NUMBERS.get(block.tag, len(TAGS)) for block in blocks]]
    paths = paths_of(blocks)
    columns = (
        own,
        density[:, None],
        (density * own[:, 0] / 4)[:, None],
        tags,
        place,
        _repeats(blocks, title, description),
        _position(blocks, size, prose),
        company(blocks, paths, size, density, prose),
        _neighbours(own[:, 0], density, prose, size),
        np.tile(np.array(kind, dtype=np.float32), (n, 1)),
        vote_columns(frame_vote(blocks, paths), size),
    )
    return np.hstack([np.asarray(column, dtype=np.float32) for column in columns])


def _repeats(blocks: Sequence[Block], title: str | None, description: str) -> Numbers:
    seen = Counter(block.text for block in blocks)
    wanted = fold(title or "")[:80]
    opening = fold(description)[:40]
    heads = (wanted[:1], opening[:1])
    own = [fold(block.text[:120]) if may_fold_to(heads, block.text) else "" for block in blocks]
    opens = (
        i
        for i, (block, text) in enumerate(zip(blocks, own, strict=True))
        if len(text) >= 15
        and block.link_density < 0.5
        and (text.startswith(opening) or opening.startswith(text))
    )
    at = next(opens, -1) if len(opening) >= 15 else -1
    away = np.arange(len(blocks)) - at
    columns = (
        [seen[block.text] > 1 for block in blocks],
        [bool(wanted) and text[:80] == wanted for text in own],
        (away == 0) & (at >= 0),
        (away > 0) & (at >= 0),
        np.log1p(np.abs(away)) / 6 * (at >= 0),
    )
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _position(blocks: Sequence[Block], size: Numbers, prose: Numbers) -> Numbers:
    n = len(blocks)
    at = np.arange(n, dtype=np.float32)
    long = np.flatnonzero(prose)
    first, last = (long[0], long[-1]) if len(long) else (0, n)
    heading = next((i for i, block in enumerate(blocks) if block.tag == "h1"), -1)
    before, total = np.cumsum(prose) - prose, max(1.0, float(prose.sum()))
    to_prose = (
        np.abs(at[:, None] - long[None, :]).min(axis=1)
        if len(long) and n * len(long) < 4_000_000
        else at * 0 + n
    )
    columns = (
        at / n,
        (np.cumsum(size) - size) / max(1.0, float(size.sum())),
        before / total,
        at < first,
        at > last,
        np.log1p(to_prose),
        (at < heading) if heading >= 0 else at * 0,
        np.log1p(np.maximum(0, at - heading)) / 5 if heading >= 0 else at * 0,
        at * 0 + min(n, 1000) / 500,
        at * 0 + np.log1p(total) / 10,
    )
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _neighbours(log: Numbers, density: Numbers, prose: Numbers, size: Numbers) -> Numbers:
    n = len(log)
    columns = []
    is_prose = (prose > 0).astype(np.float32)
    for offset in (-3, -2, -1, 1, 2, 3):
        for column in (log / 6, density, is_prose):
            moved = np.zeros(n, dtype=np.float32)
            if offset < 0:
                moved[-offset:] = column[:offset]
            else:
                moved[:-offset] = column[offset:]
            columns.append(moved)
    words = np.concatenate(([0.0], np.cumsum(prose)))
    text = np.concatenate(([0.0], np.cumsum(size)))
    at = np.arange(n)
    for width in (3, 8):
        low, high = np.maximum(0, at - width), np.minimum(n, at + width + 1)
        columns.append((words[high] - words[low]) / np.maximum(1, text[high] - text[low]))
        columns.append(np.log1p(words[high] - words[low]) / 8)
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)
