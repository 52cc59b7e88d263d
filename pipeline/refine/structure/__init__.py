"""Paragraphs of flattened text restored, and the outline of sections.

A break is set only where the text itself proves one: around title, date line, speaker and salutation at the
top, before the markers of a validated numbering run and behind the headings they open, before closing
formulas and signature, where a page kept a blank for each lost line break, and, in runs that are
long and have no mark at all, before a sentence that opens a new thought. Never inside a sentence, a quotation
or a bracket, and never on length alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from pipeline.items import Section
from pipeline.refine.folding import is_traditional, simplified
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.numbering import Mark, outline, spoken_order
from pipeline.refine.structure.announced import announced_breaks
from pipeline.refine.structure.blanks import blank_breaks
from pipeline.refine.structure.closing import closing_breaks, closing_start
from pipeline.refine.structure.forms import form_breaks
from pipeline.refine.structure.headings import heading_ends, heading_of
from pipeline.refine.structure.joints import stored
from pipeline.refine.structure.opening import opening_breaks
from pipeline.refine.structure.page_ends import join_page_ends
from pipeline.refine.structure.thoughts import thought_breaks
from pipeline.refine.structure.turns import (
    between_turns,
    direction_breaks,
    pause_breaks,
    question_breaks,
    turns,
    turns_within,
)

__all__ = ["breaks", "restore_paragraphs", "sections"]

# A line this long holds several paragraphs; shorter ones are left as the page has them.
FLATTENED = 200
# A line that is nearly all of the text, or lines that are pages rather than paragraphs, lost every break they had.
SHORTEST, ALONE, PAGE_LONG = 80, 0.7, 320
# No document is as long; what a hostile page serves keeps its lines and gets no outline.
LONGEST = 2_000_000
# Folding costs a second for a million characters.
LONGEST_FOLDED = 200_000


def restore_paragraphs(ledger: Ledger, title: str | None = None) -> Ledger:
    """Join what page ends cut in two, and split flattened lines at the breaks their text proves. Runs are followed from line to line."""
    ledger = join_page_ends(ledger)
    lengths = [len(line.text) for line in ledger.lines]
    whole, longest = sum(lengths), max(lengths, default=0)
    lost = longest >= SHORTEST and (longest >= ALONE * whole or whole >= PAGE_LONG * len(lengths))
    if (not lost and longest < FLATTENED) or whole > LONGEST:
        return ledger
    text = _folded("\n".join(line.text for line in ledger.lines))
    title = simplified(title) if title else None
    starts = list(accumulate((length + 1 for length in lengths), initial=0))
    if lost:
        found = breaks(text, title)
    else:
        # Ends are looked for only where a line is long enough to hold one.
        last = max(start for start, length in zip(starts, lengths, strict=False) if length >= FLATTENED)
        found = _proven(
            text, title, outline(text), closing=starts[bisect_right(starts, last)] > closing_start(text)
        )
        # Whose turn it is begins no line of a script whose lines hold several.
        found = sorted({*found, *turns_within(text)})
    places = {id(line): start for line, start in zip(ledger.lines, starts, strict=False)}

    def breaks_of(line: Line) -> list[int]:
        if len(line.text) < (SHORTEST if lost else FLATTENED):
            return []
        start = places[id(line)]
        inside = slice(bisect_right(found, start), bisect_left(found, start + len(line.text)))
        return [at - start for at in found[inside]]

    return ledger.split(breaks_of)


def _folded(text: str) -> str:
    """The text in simplified characters, offset by offset: what proves a break is known in these."""
    folds = len(text) <= LONGEST_FOLDED and is_traditional(text)
    return simplified(text) if folds else text


def breaks(text: str, title: str | None = None) -> list[int]:
    """Offsets at which a text that lost its line breaks, all or all but those between pages, is a new paragraph."""
    marks = outline(text)
    line_starts = {match.end() for match in re.finditer("\n", text)}
    kept = blank_breaks(text)
    found = {*_proven(text, title, marks), *kept}
    found |= set(spoken_order(text, marks, found))
    voices = turns(text)
    found |= {*direction_breaks(text, voices), *question_breaks(text), *pause_breaks(text)}
    if kept:
        return sorted(found)
    thoughts = thought_breaks(text, sorted(found | line_starts), {mark.start for mark in marks})
    return sorted(found | set(between_turns(thoughts, voices) if voices else thoughts))


def _proven(text: str, title: str | None, marks: list[Mark], *, closing: bool = True) -> list[int]:
    found = {*opening_breaks(text, title), *announced_breaks(text), *form_breaks(text)}
    found |= set(closing_breaks(text)) if closing else set()
    found |= {mark.start for mark in marks} | set(heading_ends(text, marks, stored()))
    return sorted(at for at in found if 0 < at < len(text))


def sections(text: str) -> tuple[Section, ...]:
    """The outline of a text whose paragraphs are lines: each section from its marker to the next of its level.

    >>> [(s.level, s.title) for s in sections("一、甲\\n乙。\\n二、丙\\n丁。")]
    [(1, '一、甲'), (1, '二、丙')]
    """
    marks = outline(text) if len(text) <= LONGEST else []
    ends = [len(text)] * len(marks)
    open_marks: list[int] = []
    for i, mark in enumerate(marks):
        while open_marks and marks[open_marks[-1]].level >= mark.level:
            ends[open_marks.pop()] = mark.start
        open_marks.append(i)
    starts: list[int] = [*(mark.start for mark in marks[1:]), len(text)]
    return tuple(_section(text, *each) for each in zip(marks, starts, ends, strict=False))


def _section(text: str, mark: Mark, next_start: int, end: int) -> Section:
    return Section(mark.level, heading_of(text, mark, next_start), mark.start, end)
