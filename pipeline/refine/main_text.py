"""Which blocks of a page are its main text: by the family's selectors, by its label, else by votes.

The answer is a rule for each block that is not, so that nothing disappears without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline.refine.blocks import Block
from pipeline.refine.clean import line_rule
from pipeline.refine.clean.context import Context, fold, is_title
from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.own_lines import read_own_line
from pipeline.refine.families.family import Family
from pipeline.refine.gathered import announced
from pipeline.refine.generic import Likely, likely_blocks
from pipeline.refine.generic.answers import ASKS, is_of_speech
from pipeline.refine.generic.digests import digest_rows
from pipeline.refine.ledger import Ledger
from pipeline.refine.markup import HEADINGS
from pipeline.refine.paged import across, paged_blocks
from pipeline.refine.site import Site
from pipeline.refine.tail import ENOUGH, before_tail, words_of_its_own
from pipeline.refine.view import View

# Lines so close to a text that a cleaner's name tells more of them than that they stand outside it.
NEAR = 12
SHORTEST_TITLE, LINK = 4, 0.3
# Lines between a document's heading and its text.
OWN_LINES, LONGEST_OWN = 2, 30
# Shares of what follows a heading that an element holds to be the text's, and where a heading stands below it.
NEARLY_ALL, MOST_ABOVE = 0.9, 0.7
# Characters of a post that may be a document, and of a word of thanks for it; what share of it they are together.
DOCUMENT, LONGEST_THANKS, MOST_THANKS = 300, 60, 0.25
# What the end of a post asks, so that the posts below are answers.
ENDS_ASKING = re.compile(
    r"请问|求助|求教|请教(?:各位|大家|高手|一下)|(?:怎么|咋)(?:办|弄|修|解决|回事)|什么(?:毛病|原因|问题|情况)|(?:有没有|谁|哪位)[^。！？]{0,12}(?:知道|懂|会|遇到|帮|办法)|\b(?:any (?:ideas?|help|advice)|how (?:do|can|to))\b",
    re.IGNORECASE,
)


class MainText(NamedTuple):
    """The page's visible text with all but the main text cut. ``chances``: how likely each block was to be main
    text, 0 to 1, where that decided. ``thread``: it is the posts of a thread, below their subject; ``paged``:
    it stands between the numbers of its pages, is all of an element, or the items of a transcript.
    """

    ledger: Ledger
    chances: tuple[float, ...] = ()
    thread: bool = False
    paged: bool = False


def keep_main_text(view: View, family: Family, site: Site | None, title: str | None) -> MainText:
    """Cut all but the main text."""
    # Before the vote, which prunes the tree.
    noise = {i for css in (*(site.noise if site else ()), *family.noise) for i in view.indices(css)}
    kept = declared = _without_thanks(view, family, _declared(view, family, site), title)
    if _size(view.blocks, kept) < ENOUGH:
        kept = _labelled(view, family) or kept
    if _size(view.blocks, kept) < ENOUGH and family.doubled:
        kept = _below_doubled(view) or kept
    if _size(view.blocks, kept) < ENOUGH and family.titled:
        kept = _below_title(view, title) or kept
    paged: set[int] = set()
    if _size(view.blocks, kept) < ENOUGH and view.tree is not None:
        paged = paged_blocks(view.blocks, title)
        kept = paged or kept
    others = digest_rows(view.blocks, title) if view.tree is not None and not declared else set()
    kept -= others
    likely = Likely(set())
    if _size(view.blocks, kept) < ENOUGH:
        likely = likely_blocks(view, title, others)
        kept = across(view.blocks, likely.blocks) or kept
    kept = _with_own_heading(
        view.blocks, kept | _doubled(view.blocks, kept) | _announced(view.blocks, kept, title), title
    )
    # What stands outside is out in any case; if a cleaner knows it, it goes under the cleaner's name.
    context = Context(title, family.labels, view.traditional)

    near = set().union(*(range(i - NEAR, i + NEAR + 1) for i in kept))
    desk = _desk_date(view.blocks, kept, title)

    def rule(i: int) -> str | None:
        if i == desk:
            return "byline"
        if i not in kept:
            linked = i not in near or view.blocks[i].link_density > 0.6
            return (None if linked else line_rule(view.blocks[i].text, context)) or "outside-main"
        return "family-noise" if i in noise else None

    ledger = Ledger.of([block.text for block in view.blocks], rule)
    whole = bool(paged or (declared and family.short_lines)) or likely.whole
    return MainText(ledger, likely.chances, likely.thread, whole)


def _declared(view: View, family: Family, site: Site | None) -> set[int]:
    for css in (*(site.main if site else ()), *family.main):
        found = sorted(view.indices(css))
        if _size(view.blocks, found) >= ENOUGH:
            label = _label(view.lines, family, found)
            return set(before_tail(view.blocks, [i for i in found if label is None or i >= label]))
    return set()


def _without_thanks(view: View, family: Family, kept: set[int], title: str | None) -> set[int]:
    """Without the posts below a document, if all of them are short: a thread of thoughts has longer ones, and below a question
    stand answers. Below a speech that a thread is named for they may be as long as it is.
    """
    if not kept or not family.posts or view.tree is None:
        return kept
    posts = [kept.intersection(view.tree.range_of(element)) for element in view.select(family.posts)]
    first, *others = [sum(len(view.blocks[i].text) for i in post) for post in posts] or [0]
    if is_of_speech(title) and first >= DOCUMENT and first > sum(others):
        return kept - set().union(*posts[1:])
    if first < DOCUMENT or any(size > LONGEST_THANKS for size in others) or sum(others) > MOST_THANKS * first:
        return kept
    if ASKS.search(title or "") or ENDS_ASKING.search(view.blocks[max(posts[0])].text[-LONGEST_THANKS:]):
        return kept
    return kept - set().union(*posts[1:])


def _labelled(view: View, family: Family) -> set[int]:
    """What follows the label."""
    label = _label(view.lines, family, range(len(view.blocks)))
    return set() if label is None else _region_from(view, label)


def _below_title(view: View, title: str | None) -> set[int]:
    """What follows the last title that has a text below it: a card of labels and tips stands above that one."""
    for i in range(len(view.blocks) - 1, 0, -1):
        block = view.blocks[i]
        if block.link_density < 0.3 and is_title(block.text, title):
            region = _region_from(view, i)
            if _size(view.blocks, region) >= ENOUGH + len(block.text):
                printed_above = any(is_title(above.text, title) for above in view.blocks[:i])
                return region - {i} if printed_above else set()
    return set()


def _below_doubled(view: View) -> set[int]:
    """From the first line that is printed twice running."""
    for i, (block, again) in enumerate(pairwise(view.blocks)):
        if block.link_density < 0.3 and len(fold(block.text)) >= 4 and fold(block.text) == fold(again.text):
            return _region_from(view, i)
    return set()


def _label(lines: list[str], family: Family, among: Iterable[int]) -> int | None:
    return next((i for i in sorted(among) if lines[i].rstrip(":： ") in family.labels), None)


def _region_from(view: View, start: int) -> set[int]:
    """From a heading to the page's tail, within the innermost element that holds nearly all of that, or most of it above the next
    heading of the page.
    """
    whole = before_tail(view.blocks, range(start, len(view.blocks)))
    if view.tree is None:
        return set(whole)
    inside = set(whole)
    sizes = list(
        accumulate(
            (words_of_its_own(block) if i in inside else 0 for i, block in enumerate(view.blocks)), initial=0
        )
    )
    best = range(start, len(view.blocks))
    for element in view.tree.root.iter("*"):
        around = view.tree.range_of(element)
        if start not in around or not around.stop < best.stop:
            continue
        headed = view.blocks[around.stop].tag in HEADINGS
        if sizes[around.stop] >= (MOST_ABOVE if headed else NEARLY_ALL) * sizes[-1]:
            best = range(start, around.stop)
    return {i for i in whole if i < best.stop}


def _with_own_heading(blocks: list[Block], kept: set[int], title: str | None) -> set[int]:
    """The document's own heading when it stands right above the text, in the same element, and was left out; with the lines
    between the two that say who spoke and when.
    """
    printed = next((i for i, block in enumerate(blocks) if is_title(block.text, title)), len(blocks))
    own: set[int] = set()
    # Most lines have none of the text right below them.
    near = {i - n for i in kept for n in range(1, OWN_LINES + 2) if i - n not in kept}
    for i in sorted(near):
        if i <= printed or blocks[i].tag in HEADINGS:
            continue
        if not (is_title(blocks[i].text, title) or _is_end_of(blocks[i].text, title)):
            continue
        end = i + 1
        while end < i + 1 + OWN_LINES and end not in kept and _is_own(blocks[end].text):
            end += 1
        if end in kept and all(blocks[j].places[:-1] == blocks[end].places[:-1] for j in range(i, end)):
            own.update(range(i, end))
    return kept | own


def _doubled(blocks: list[Block], kept: set[int]) -> set[int]:
    """Headings right above a kept line of the same words, if there are several: each opens a document (``divide``)."""
    found = {
        i
        for i, (block, again) in enumerate(pairwise(blocks))
        if i + 1 in kept
        and block.tag in HEADINGS
        and len(fold(block.text)) >= SHORTEST_TITLE
        and fold(block.text) == fold(again.text)
    }
    return found if len(found) > 1 else set()


def _announced(blocks: list[Block], kept: set[int], title: str | None) -> set[int]:
    """Headings of one kind, as many as the title says that there are documents, with a text below each."""
    number = announced(title)
    for tag in ("h2", "h3", "h4") if number else ():
        heads = [i for i, block in enumerate(blocks) if block.tag == tag and block.link_density < LINK]
        parts = list(pairwise([*heads, len(blocks)]))
        if len(heads) == number and all(_size(blocks, kept & {*range(a, b)}) >= ENOUGH for a, b in parts):
            return set(heads)
    return set()


def _desk_date(blocks: list[Block], kept: set[int], title: str | None) -> int | None:
    """A bare date above the text in an element of another kind: when the site published it, not a date line."""
    first, second = (*(i for i in sorted(kept)[:4] if not is_title(blocks[i].text, title)), None, None)[:2]
    if first is None or second is None or not DATE.fullmatch(blocks[first].text.strip()):
        return None
    return first if blocks[first].places[-1:] != blocks[second].places[-1:] else None


def _is_own(line: str) -> bool:
    """Whether a line says who spoke or when, or which office wrote it on which day."""
    return read_own_line(line) is not None or (
        len(line) <= LONGEST_OWN and any(m.end() == len(line) for m in DATE.finditer(line))
    )


def _is_end_of(line: str, title: str | None) -> bool:
    """征文：我家的缝纫机 is printed by the site, 我家的缝纫机 by the author."""
    own = fold(line)
    return len(own) >= 4 and fold(title or "").endswith(own)


def _size(blocks: list[Block], kept: Iterable[int]) -> int:
    return sum(words_of_its_own(blocks[i]) for i in kept)
