"""Main text of a page that no family fits: block by block, by what page authors of all countries do alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from pipeline.refine.blocks import Block
from pipeline.refine.candidates import density_vote, prune, trafilatura_vote
from pipeline.refine.clean import line_rule
from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.clean.fact_lines import is_fact_line
from pipeline.refine.clean.footers import is_footer
from pipeline.refine.generic.answers import is_of_speech, with_answers, with_subject, without_replies
from pipeline.refine.generic.between import between
from pipeline.refine.generic.body import body
from pipeline.refine.generic.company import Numbers
from pipeline.refine.generic.features import features
from pipeline.refine.generic.headings import UNLIKELY, with_headings
from pipeline.refine.generic.networks import chosen, probabilities
from pipeline.refine.generic.page_kind import is_thread, page_kind
from pipeline.refine.generic.rows import with_rows
from pipeline.refine.last_words import signature_size
from pipeline.refine.lexicon import site_voice
from pipeline.refine.markup import HEADINGS
from pipeline.refine.tail import ENOUGH, before_tail
from pipeline.refine.view import LINKS, View

# Longer lines must be so likely to go on from a kept one.
SHORT_LINE = 60
POSSIBLE = 0.25
# A sentence with a link in it must be as likely, and no more of it be the link.
LIKELY_LINKED, MOST_LINKED = 0.4, 0.8
# Boxes around a line that some pages give each line.
NESTED = 3
# Characters of text from which the networks, which learned from long texts, are believed.
TRUSTED = 120
# Of more characters most are an author's, of fewer so many should be.
MOST_OF_SITE, OWN = 600, 0.6
# Share of a text that stands in one cell of a layout, and characters of a line in another.
MAIN_CELL, ITEM = 0.7, 12
NO_CONTEXT = Context()
# What a visitor chooses or presses is never text.
CONTROLS = frozenset(("option", "button"))


class Likely(NamedTuple):
    """Blocks taken for main text, and how likely each block of the page was to be, where that was asked.

    ``thread``: whether they are posts, whose subject is printed as the page's title; ``whole``: they are all of an element, however
    little it sounds like a text."""

    blocks: set[int]
    chances: tuple[float, ...] = ()
    thread: bool = False
    whole: bool = False


def likely_blocks(view: View, title: str | None, others: Collection[int] = ()) -> Likely:
    """Blocks that the networks take for main text; of pages with little, what stands below the title. ``others`` are
    known to be none."""
    if view.tree is None:
        return Likely(set(before_tail(view.blocks, range(len(view.blocks)))))
    if not view.blocks:
        return Likely(set())
    tree = view.tree
    described = view.meta.get("og:description") or view.meta.get("description") or ""
    kind = page_kind(view, tree)
    rows = features(view.blocks, title, described, kind)

    def vote(chances: Numbers) -> set[int]:
        # What is pruned is gone from the tree, and where the page's links lead is asked later.
        view.select(LINKS)
        prune(tree, set(np.flatnonzero(chances < UNLIKELY).tolist()))
        return trafilatura_vote(tree.root, view.blocks)

    found = probabilities(rows, vote)
    found[list(others)] = 0
    chances = tuple(found.tolist())
    likely = _with_tables(view.blocks, _with_short_lines(view.blocks, chosen(rows, found), chances))
    posts = is_thread(kind)
    likely = with_headings(view.blocks, likely, chances, title, posts=posts)
    thread = posts and not is_of_speech(title)
    if posts:
        likely = with_answers(view.blocks, likely)
        likely = with_subject(view.blocks, likely, title) if thread else without_replies(view.blocks, likely)
    likely -= {i for i in likely if view.blocks[i].tag in CONTROLS}
    if _is_little(view.blocks, likely):
        likely = _short_text(view, title, chances, others) or likely
        short = body(view, title, chances) if not posts else set()
        if short and 2 * _size(view.blocks, short & likely) >= _size(view.blocks, likely):
            return Likely(short - set(others), chances, whole=True)
    elif not posts:
        likely = with_rows(view.blocks, likely, chances)
    if likely and not posts:
        likely |= set(between(view.blocks, likely, chances)) - set(others)
        likely = _in_main_cell(view.blocks, likely)
        likely |= _signature(view.blocks, max(likely))
    return Likely(likely, chances, thread)


def _size(blocks: Sequence[Block], kept: Collection[int]) -> int:
    return sum(len(blocks[i].text) for i in kept)


def _is_little(blocks: Sequence[Block], kept: Collection[int]) -> bool:
    """Whether little was kept, or much of that little is known to be a site's."""
    size = _size(blocks, kept)
    if size < TRUSTED or size >= MOST_OF_SITE:
        return size < TRUSTED
    return _size(blocks, [i for i in kept if not line_rule(blocks[i].text, NO_CONTEXT)]) < OWN * size


def _short_text(view: View, title: str | None, chances: Sequence[float], others: Collection[int]) -> set[int]:
    """Short documents stand below their title; what else such a page says is said beside it."""
    container = _prose_container(view, others)
    top = next((i for i in container if is_title(view.blocks[i].text, title)), None)
    below = container if top is None else [i for i in container if i >= top]
    found = _with_short_lines(view.blocks, set(before_tail(view.blocks, below)), chances)
    return (
        found
        if sum(len(view.blocks[i].text) for i in found) >= ENOUGH
        else _longest_run(view.blocks, others) or found
    )


def _longest_run(blocks: Sequence[Block], others: Collection[int]) -> set[int]:
    """The most text in lines that follow one another in one element, none of them a link: verse, lists, slogans."""
    runs: list[list[int]] = []
    for i, block in enumerate(blocks):
        if block.link_density >= 0.3 or block.tag in CONTROLS or i in others:
            continue
        if line_rule(block.text, NO_CONTEXT):
            continue
        last = blocks[runs[-1][-1]] if runs else None
        if last and last.path[:-1] == block.path[:-1] and last.tag == block.tag:
            runs[-1].append(i)
        else:
            runs.append([i])
    best = max(runs, key=lambda run: sum(len(blocks[i].text) for i in run), default=[])
    return set(best) if sum(len(blocks[i].text) for i in best) >= ENOUGH else set()


def _with_tables(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """With tables that stand in the midst of the text, without links: they are the author's figures."""
    grown = set(kept)
    for above, below in pairwise(sorted(kept)):
        between = range(above + 1, below)
        around = _common(blocks[above].path, blocks[below].path)
        if between and all(
            blocks[i].link_density < 0.1
            and blocks[i].path[: len(around)] == around
            and any(place.partition(" ")[0] == "table" for place in blocks[i].places[len(around) :])
            for i in between
        ):
            grown.update(between)
    return grown


def _common(path: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    shared = 0
    for a, b in zip(path, other, strict=False):
        if a != b:
            break
        shared += 1
    return path[:shared]


def _with_short_lines(blocks: list[Block], kept: set[int], chances: Sequence[float]) -> set[int]:
    """With the lines that go on from a kept one in the same element: salutations, dates, thanks, signatures, and
    longer ones that are not unlikely.
    """
    grown = set(kept)
    for order, step in ((range(1, len(blocks)), -1), (range(len(blocks) - 2, -1, -1), 1)):
        for i in order:
            block, beside = blocks[i], blocks[i + step]
            if (
                i not in grown
                and i + step in grown
                and (
                    (
                        block.path[:-1] == beside.path[:-1]
                        and (block.places[-1:] == beside.places[-1:] or _heads_more(blocks, i, grown))
                        and (len(block.text) <= SHORT_LINE or chances[i] >= POSSIBLE)
                    )
                    or (_is_next(block, beside) and chances[i] >= UNLIKELY)
                    or (block.path == beside.path[:-1] and block.text.endswith(("：", ":")))
                )
                and (block.link_density < 0.1 or (chances[i] >= LIKELY_LINKED and _is_said(block)))
                and line_rule(block.text, NO_CONTEXT) is None
            ):
                grown.add(i)
    return grown


def _is_said(block: Block) -> bool:
    """Whether a line with a link in it is a sentence all the same."""
    return block.link_density < MOST_LINKED and block.text.endswith(("。", "！", "？"))


def _in_main_cell(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """Without the lists of short lines beside a text that stands in one cell of a table that lays out the page."""
    cells = {i: cell for i in kept if (cell := _cell_of(blocks[i]))}
    sizes: Counter[tuple[int, ...]] = Counter()
    for i, cell in cells.items():
        sizes[cell] += len(blocks[i].text)
    if len(sizes) < 2 or len(cells) < len(kept):
        return kept
    main, size = sizes.most_common(1)[0]
    if size < MAIN_CELL * sum(sizes.values()):
        return kept
    # One line in a cell may be the label of what stands in the next.
    lists: dict[tuple[int, ...], list[int]] = {}
    for i, cell in cells.items():
        if cell[: len(main)] != main:
            lists.setdefault(cell, []).append(i)
    menus = (each for each in lists.values() if len(each) > 1 and all(_is_item(blocks[i].text) for i in each))
    return kept.difference(*menus)


def _is_item(text: str) -> bool:
    return len(text) <= ITEM and not text.endswith(("。", "："))


def _cell_of(block: Block) -> tuple[int, ...]:
    """The way to the innermost cell around a line; empty where it stands in none."""
    depth = next(
        (n for n in range(len(block.places), 0, -1) if block.places[n - 1].partition(" ")[0] == "td"), 0
    )
    return block.path[:depth]


def _signature(blocks: Sequence[Block], last: int) -> set[int]:
    """The lines of a signature right below the text, which pages set apart to the right."""
    below = [block for block in blocks[last + 1 : last + 4] if block.link_density < 0.1]
    return {*range(last + 1, last + 1 + signature_size([block.text for block in below]))}


def _is_next(block: Block, beside: Block) -> bool:
    """Whether two lines stand in boxes of one kind, each within as many boxes of its own."""
    near = max(1, len(block.path) - NESTED)
    return block.places == beside.places and block.path[:near] == beside.path[:near]


def _heads_more(blocks: Sequence[Block], at: int, kept: set[int]) -> bool:
    """Whether a line is a heading with kept text above and below it in its own element."""
    return (
        blocks[at].tag in HEADINGS
        and 0 < at < len(blocks) - 1
        and all(i in kept and blocks[i].path[:-1] == blocks[at].path[:-1] for i in (at - 1, at + 1))
    )


def _prose_container(view: View, others: Collection[int]) -> list[int]:
    """Blocks of the innermost element that holds nearly all prose of the page, link lists left out."""
    tree = view.tree
    if tree is None:
        return []
    said = {i for i in density_vote(tree.blocks) if i not in others and not is_footer(tree[i].text)}
    # A text about members and log-ins sounds like a site: only beside other prose does that tell.
    prose = {i for i in said if site_voice(tree[i].text)[0] < 0.4} or said
    if not prose:
        return []
    sizes = list(accumulate((len(tree[i].text) if i in prose else 0 for i in range(len(tree))), initial=0))
    inner = range(len(tree))
    for element in tree.root.iter("*"):
        around = tree.range_of(element)
        if len(around) <= len(inner) and sizes[around.stop] - sizes[around.start] >= 0.8 * sizes[-1]:
            inner = around
    first, last = min(prose), max(prose)
    return [
        i
        for i in inner
        if tree[i].link_density < 0.5 and not (is_fact_line(tree[i].text) and not first <= i <= last)
    ]
