"""A text as it is read: paragraphs with their headings, and what was removed in its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.items import Removal, Section
from pipeline.refine.ledger import account


class Piece(NamedTuple):
    """A piece of a line: kept (``rule`` None) or removed, with what stands in the place of a removed one."""

    text: str
    rule: str | None = None
    replacement: str = ""


class Paragraph(NamedTuple):
    """One line of the text. ``section`` is the number of the section that begins in it, ``level`` its depth.

    ``heading`` says that the line is the section's title and nothing else; ``removed`` that all of it was.
    """

    pieces: tuple[Piece, ...]
    section: int | None = None
    level: int = 0
    heading: bool = False
    removed: bool = False


def paragraphs(
    text: str, sections: Sequence[Section], removals: Sequence[Removal] = ()
) -> Iterator[Paragraph]:
    """The lines of the text in order, with the removals between or inside them."""
    starts = sorted((section.start, number) for number, section in enumerate(sections))
    line: list[Piece] = []
    at = begin = 0
    for stretch in account(text, removals):
        if stretch.rule is None:
            first, *more = stretch.text.split("\n")
            line += [Piece(first)] if first else []
            at += len(first)
            for each in more:
                yield from _line(line, _section(starts, begin, at), sections)
                line = [Piece(each)] if each else []
                begin = at + 1
                at += 1 + len(each)
            continue
        alone = not any(piece.text.strip() for piece in line) and not stretch.replacement
        if alone or (at == len(text) and not stretch.replacement):
            yield from _line(line, _section(starts, begin, at), sections)
            line, begin = [], at
            yield from (
                Paragraph((Piece(each, stretch.rule),), removed=True)
                for each in stretch.text.split("\n")
                if each.strip()
            )
        else:
            line.append(Piece(stretch.text, stretch.rule, stretch.replacement))
        at += len(stretch.replacement)
    yield from _line(line, _section(starts, begin, at), sections)


def _section(starts: Sequence[tuple[int, int]], begin: int, end: int) -> int | None:
    """The first section that begins in these characters of the text; ``starts`` are sorted, each with its number."""
    place = bisect_left(starts, (begin, 0))
    return starts[place][1] if place < len(starts) and starts[place][0] < end else None


def _line(pieces: list[Piece], number: int | None, sections: Sequence[Section]) -> Iterator[Paragraph]:
    if not pieces:
        return
    if number is None:
        yield Paragraph(tuple(pieces))
        return
    section = sections[number]
    now = "".join(piece.text if piece.rule is None else piece.replacement for piece in pieces)
    alone = now.strip() == section.title.strip()
    yield Paragraph(tuple(pieces), number, section.level, heading=alone)
