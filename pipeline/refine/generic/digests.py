"""Rows of other documents with a few sentences of each, in a box of their own: 「相关文档」 whose digests read like prose.

A row is a head, one line of digest, and perhaps a date or a name. The heads of a box stand in elements of one kind, and are links
or are named as documents. Sections of a text stand where the rest of it stands, and rows without a text above them are a listing. In Latin letters, in which authors link
what they explain, a figure stands in each row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from pipeline.refine.blocks import Block
from pipeline.refine.clean.injected import NAMED_AS_DOCUMENT

# Fewer rows may be anything; of heads that are no links, with a name or a date in each row and without.
FEWEST, FEWEST_NAMED, FEWEST_BARE = 3, 5, 8
# Characters of a head, of a digest, and of what else a row may hold in so many lines.
SHORTEST_HEAD, LONGEST_HEAD = 4, 60
# A shorter one heads a part of a text (现状总结), whatever it is called; so many characters have most of the heads at least.
SHORTEST_NAME = 6
SHORTEST_DIGEST, LONGEST_DIGEST = 20, 400
LONGEST_BESIDE, MOST_BESIDE = 40, 3
HEAD_AND_DIGEST = 2
# Share of link text of a digest, and of a line that is a head with its digest.
UNLINKED, MOST_LINKED = 0.3, 0.6
# Share of the heads that are named as documents; of those that end as the page's title does, if it gathers documents of a kind.
NAMED, OF_ONE_KIND, KIND = 0.6, 0.5, 2
# Characters of sentences above the rows from which they are no listing.
TEXT_ABOVE = 60
SENTENCE = frozenset("。！？；")
FIGURE = re.compile(r"\d")
LATIN_SENTENCE = re.compile(r"[.!?](?=\s|$|[\"”’])")


def digest_rows(blocks: Sequence[Block], title: str | None) -> set[int]:
    """Indices of the blocks of such rows."""
    kinds: defaultdict[tuple[tuple[str, ...], bool], list[int]] = defaultdict(list)
    for i, block in enumerate(blocks):
        head = _head(block)
        if SHORTEST_HEAD <= len(head) <= LONGEST_HEAD:
            kinds[block.places, bool(block.anchors)].append(i)
    found: set[int] = set()
    said: _Said | None = None
    for (_, linked), heads in kinds.items():
        if len(heads) < (FEWEST if linked else FEWEST_NAMED):
            continue
        for run in _runs(blocks, heads):
            bare = not all(len(row) > HEAD_AND_DIGEST for row in run)
            if len(run) < (FEWEST if linked else FEWEST_BARE if bare else FEWEST_NAMED):
                continue
            if not all(_is_counted(blocks, row) for row in run):
                continue
            box = _box([blocks[row.start].path for row in run])
            said = said or _Said(blocks)
            names = [_head(blocks[row.start]) for row in run]
            if said.are_apart(box, run[0].start) and (linked or _are_documents(names, title)):
                found.update(i for row in run for i in row if blocks[i].path[: len(box)] == box)
    return found


def _head(block: Block) -> str:
    """What of a line may be the head of a row: the link that it begins with, or all of a line without links."""
    if not block.anchors:
        return "" if block.text[-1] in SENTENCE else block.text
    start, end = block.anchors[0]
    return "" if start else block.text[:end]


def _runs(blocks: Sequence[Block], heads: Sequence[int]) -> Iterable[list[range]]:
    """Rows that follow one another."""
    run: list[range] = []
    for at, after in pairwise((*heads, len(blocks))):
        row = _row(blocks, at, after)
        if row:
            run.append(row)
        if (not row or row.stop != after) and run:
            yield run
            run = []
    if run:
        yield run


def _row(blocks: Sequence[Block], at: int, after: int) -> range | None:
    """The head at ``at`` with its digest and what stands beside it, before the next head."""
    head = blocks[at]
    digests = 0
    if head.anchors and len(head.text) - head.anchors[0][1] >= SHORTEST_DIGEST:
        if len(head.text) > LONGEST_DIGEST or head.link_density > MOST_LINKED:
            return None
        digests = 1
    end = at + 1
    beside = 0
    while end < after:
        block = blocks[end]
        if len(block.text) < SHORTEST_DIGEST or (digests and len(block.text) <= LONGEST_BESIDE):
            beside += 1
            if beside > MOST_BESIDE:
                break
        elif digests or len(block.text) > LONGEST_DIGEST or block.link_density > UNLINKED:
            break
        else:
            digests += 1
        end += 1
    return range(at, end) if digests else None


def _are_documents(names: Sequence[str], title: str | None) -> bool:
    """Whether heads name documents, and not those of one kind that the page gathers."""
    named = sum(len(name) >= SHORTEST_NAME and NAMED_AS_DOCUMENT.search(name) is not None for name in names)
    of_one_kind = sum(name[-KIND:] in (title or "") for name in names)
    return named >= NAMED * len(names) and of_one_kind < OF_ONE_KIND * len(names)


def _box(paths: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The path of the innermost element around all; of paths in order the first and the last differ most."""
    first, last = min(paths), max(paths)
    shared = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:shared]


def _is_counted(blocks: Sequence[Block], row: range) -> bool:
    """Whether a figure stands beside a digest in Latin letters: 461 Words. Authors explain works and words in rows without."""
    if any(not SENTENCE.isdisjoint(blocks[i].text) for i in row):
        return True
    return any(len(blocks[i].text) <= LONGEST_BESIDE and FIGURE.search(blocks[i].text) for i in row[1:])


def _is_said(text: str) -> bool:
    """Whether there is a sentence in a line. A short Latin one may be an abbreviation."""
    return not SENTENCE.isdisjoint(text) or (
        len(text) >= SHORTEST_DIGEST and LATIN_SENTENCE.search(text) is not None
    )


class _Said:
    """The sentences of a page: how many characters of them stand above each line, and where those of each element begin and end."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        said = [block.link_density < UNLINKED and _is_said(block.text) for block in blocks]
        self._said = said
        self._above = list(
            accumulate((len(b.text) * here for b, here in zip(blocks, said, strict=True)), initial=0)
        )
        # Up to which line nothing of a box says anything.
        self._silent: dict[tuple[int, ...], int] = {}
        self._first: dict[tuple[int, ...], int] = {}
        self._last: dict[tuple[int, ...], int] = {}
        for i, block in enumerate(blocks):
            if said[i]:
                self._first.setdefault(block.path[:-1], i)
                if len(block.text) >= SHORTEST_DIGEST:
                    self._last[block.path[:-1]] = i

    def are_apart(self, box: tuple[int, ...], first: int) -> bool:
        """Whether there is a text above the rows of a box, none of it in the box, and none below that goes on in the element of
        what is above.
        """
        if self._above[first] < TEXT_ABOVE:
            return False
        for i in range(first - 1, self._silent.get(box, 0) - 1, -1):
            if self.blocks[i].path[: len(box)] != box:
                break
            if self._said[i]:
                return False
        self._silent[box] = first
        around = (box[:depth] for depth in range(len(box)))
        return not any(self._first.get(each, first) < first < self._last.get(each, 0) for each in around)
