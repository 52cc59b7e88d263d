"""The page's visible text with an account of every character: kept in some line, or cut by a rule.

Rooms of ``refine`` never build text; they hand back a ledger with lines dropped, spans cut, lines split
or joined. What is kept and what was cut always add up to the visible text, so a person can see what each
rule did and ``restore`` can undo all of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline.items import Removal


class Piece(NamedTuple):
    """A run of kept text. It stands for ``width`` characters of the source from ``start`` on."""

    start: int
    width: int
    text: str


class Cut(NamedTuple):
    """Source characters ``start`` to ``end`` taken out by ``rule``; ``replacement`` stands in their place."""

    start: int
    end: int
    rule: str
    replacement: str = ""


class Span(NamedTuple):
    """What a cleaner wants gone from a line: offsets in the line's present text."""

    start: int
    end: int
    rule: str
    replacement: str = ""


class Line(NamedTuple):
    """One line of the text as it stands now. ``block`` is the index of the page block it came from."""

    pieces: tuple[Piece, ...]
    block: int
    text: str

    @classmethod
    def of(cls, pieces: Iterable[Piece], block: int) -> Line:
        """A line whose text is that of its pieces."""
        kept = tuple(pieces)
        return cls(kept, block, "".join(piece.text for piece in kept))

    @property
    def start(self) -> int:
        """Source offset of the first kept character."""
        return self.pieces[0].start if self.pieces else 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """``source`` is the visible text, one block a line; ``lines`` what is kept of it; ``cuts`` what is not."""

    source: str
    lines: tuple[Line, ...]
    cuts: tuple[Cut, ...] = ()

    @classmethod
    def of(cls, blocks: Sequence[str], gone: Callable[[int], str | None] = lambda _: None) -> Ledger:
        """One line for each block, but for those that go: ``gone(i)`` names the rule, or None to keep block ``i``."""
        lines: list[Line] = []
        cuts: list[Cut] = []
        start = 0
        for i, text in enumerate(blocks):
            rule = gone(i)
            if rule is None:
                lines.append(Line((Piece(start, len(text), text),), i, text))
            else:
                cuts.append(Cut(start, start + len(text), rule))
            start += len(text) + 1
        return cls("\n".join(blocks), tuple(lines), tuple(cuts))

    def drop(self, gone: Callable[[Line], str | None]) -> Ledger:
        """Drop whole lines: ``gone(line)`` names the rule, or None to keep the line."""
        kept: list[Line] = []
        taken: list[Cut] = []
        pieces: list[Piece] = []
        for line in self.lines:
            rule = gone(line)
            if rule is None:
                kept.append(line)
                continue
            for piece in line.pieces:
                if piece.width:
                    taken.append(Cut(piece.start, piece.start + piece.width, rule))
                else:
                    pieces.append(piece)
        if len(kept) == len(self.lines):
            return self
        return Ledger(self.source, tuple(kept), (*_without(self.cuts, pieces), *taken))

    def cut(self, spans_of: Callable[[Line], Iterable[Span]]) -> Ledger:
        """Cut spans out of lines; a line left without visible characters disappears."""
        lines: list[Line] = []
        cuts: list[Cut] = []
        removed: list[Piece] = []
        for line in self.lines:
            asked = sorted(spans_of(line))
            spans = _disjoint(asked, len(line.text)) if asked else asked
            if not spans:
                lines.append(line)
                continue
            pieces: list[Piece] = []
            at = 0
            for span in spans:
                pieces += _slice(line, at, span.start)
                taken = _slice(line, span.start, span.end)
                removed += taken
                cuts += _cuts(taken, span.rule)
                if span.replacement and any(piece.width for piece in taken):
                    cuts[-1] = cuts[-1]._replace(replacement=span.replacement)
                    pieces.append(Piece(cuts[-1].start, 0, span.replacement))
                at = span.end
            rest = Line.of((*pieces, *_slice(line, at, len(line.text))), line.block)
            if rest.text.strip():
                lines.append(rest)
            else:
                removed += rest.pieces
                cuts = [*_without(cuts, rest.pieces), *_cuts(rest.pieces, spans[0].rule)]
        if not (cuts or removed):
            return self
        return Ledger(self.source, tuple(lines), (*_without(self.cuts, removed), *cuts))

    def split(self, breaks_of: Callable[[Line], Iterable[int]]) -> Ledger:
        """Break lines at offsets of their text. Nothing is removed but the white space at the joints."""
        lines: list[Line] = []
        for line in self.lines:
            marks = sorted({b for b in breaks_of(line) if 0 < b < len(line.text)})
            if not marks:
                lines.append(line)
                continue
            edges = [0, *marks, len(line.text)]
            for a, b in pairwise(edges):
                part = Line.of(_slice(line, a, b), line.block)
                if part.text.strip():
                    lines.append(part)
        return Ledger(self.source, tuple(lines), self.cuts)

    def join(self, glue_of: Callable[[Line, Line], str | None]) -> Ledger:
        """Join a line to the one before it where ``glue_of(before, line)`` gives the glue ("" or " ")."""
        lines: list[Line] = []
        for line in self.lines:
            glue = glue_of(lines[-1], line) if lines else None
            if glue is None:
                lines.append(line)
            else:
                before = lines.pop()
                joint = (Piece(line.start, 0, glue),) if glue else ()
                lines.append(Line.of((*before.pieces, *joint, *line.pieces), before.block))
        return Ledger(self.source, tuple(lines), self.cuts)

    def divide(self, starts: Sequence[int]) -> list[Ledger]:
        """One ledger for each stretch of the source between these offsets, the first from its beginning."""
        lines: list[list[Line]] = [[] for _ in range(len(starts) + 1)]
        cuts: list[list[Cut]] = [[] for _ in lines]
        for line in self.lines:
            lines[bisect_right(starts, line.start)].append(line)
        for cut in self.cuts:
            cuts[bisect_right(starts, cut.start)].append(cut)
        return [Ledger(self.source, tuple(own), tuple(cut)) for own, cut in zip(lines, cuts, strict=True)]

    def kept_blocks(self) -> set[int]:
        """Indices of the page blocks of which something is kept (a joined line stands for several)."""
        starts = list(accumulate((len(text) + 1 for text in self.source.split("\n")), initial=0))
        return {bisect_right(starts, piece.start) - 1 for line in self.lines for piece in line.pieces}

    @property
    def text(self) -> str:
        """The text, one line a paragraph."""
        return "\n".join(line.text.strip() for line in self.lines)

    def finish(self) -> tuple[str, tuple[Removal, ...]]:
        """The text, one line a paragraph, and every cut with its place in that text, in page order."""
        chunks: list[str] = []
        kept: list[tuple[int, int]] = []  # source offset and text offset of each kept piece
        replaced: dict[tuple[int, str], int] = {}
        length = 0
        for line in self.lines:
            text = line.text.strip()
            at = length - (len(line.text) - len(line.text.lstrip()))
            for piece in line.pieces:
                offset = max(length, min(at, length + len(text)))
                kept.append((piece.start, offset))
                if not piece.width:
                    replaced[piece.start, piece.text] = offset
                at += len(piece.text)
            chunks.append(text)
            length += len(text) + 1
        text = "\n".join(chunks)
        return text, tuple(self._removals(sorted(kept), replaced, len(text)))

    def _removals(
        self, kept: list[tuple[int, int]], replaced: dict[tuple[int, str], int], length: int
    ) -> Iterable[Removal]:
        at = 0
        merged: list[tuple[Cut, int]] = []
        for cut in sorted(self.cuts):
            start, end, rule, replacement = cut
            while at < len(kept) and kept[at][0] < end:
                at += 1
            position = kept[at][1] if at < len(kept) else length
            position = replaced.get((start, replacement), position)
            if merged:
                (first, last, same, put), place = merged[-1]
                if (
                    (place, same) == (position, rule)
                    and not (put or replacement)
                    and not self.source[last:start].strip()
                ):
                    merged[-1] = (Cut(first, end, rule), position)
                    continue
            merged.append((cut, position))
        for cut, position in merged:
            text = self.source[cut.start : cut.end]
            if text.strip() or cut.replacement:
                yield Removal(cut.rule, position, text, cut.replacement)


class Stretch(NamedTuple):
    """A stretch of the page: kept (``rule`` None) or removed; ``replacement`` now stands for a removed one."""

    rule: str | None
    text: str
    replacement: str = ""


def account(text: str, removals: Sequence[Removal]) -> Iterator[Stretch]:
    """The page's visible text from top to bottom: what was kept and what was removed, and why."""
    at = 0
    for removal in removals:
        position = max(at, removal.position)
        if position > at:
            yield Stretch(None, text[at:position])
        yield Stretch(removal.rule, removal.text, removal.replacement)
        at = position + len(removal.replacement)
    if at < len(text):
        yield Stretch(None, text[at:])


def restore(text: str, removals: Sequence[Removal]) -> str:
    """Put a page's visible text together again from its text and removals (white space apart)."""
    return "".join(stretch.text for stretch in account(text, removals))


def _disjoint(spans: Iterable[Span], length: int) -> list[Span]:
    """Of spans in the order of the text what no earlier one has."""
    kept: list[Span] = []
    for span in spans:
        start = max(span.start, kept[-1].end if kept else 0)
        end = min(span.end, length)
        if start < end:
            kept.append(span._replace(start=start, end=end))
    return kept


def _slice(line: Line, start: int, end: int) -> list[Piece]:
    """The pieces of a stretch of a line. A replaced piece is never divided: it goes where it begins."""
    found: list[Piece] = []
    at = 0
    for piece in line.pieces:
        a, b = max(start, at), min(end, at + len(piece.text))
        whole = piece.width == len(piece.text)
        if whole and a < b:
            found.append(Piece(piece.start + a - at, b - a, piece.text[a - at : b - at]))
        elif not whole and start <= at < end:
            found.append(piece)
        at += len(piece.text)
    return found


def _cuts(pieces: Iterable[Piece], rule: str) -> list[Cut]:
    return [Cut(p.start, p.start + p.width, rule) for p in pieces if p.width]


def _without(cuts: Sequence[Cut], pieces: Iterable[Piece]) -> Sequence[Cut]:
    """Cuts whose replacement, now taken out in its turn, no longer stands anywhere."""
    gone = {(piece.start, piece.text) for piece in pieces if not piece.width}
    if not gone:
        return cuts
    return [cut._replace(replacement="") if (cut.start, cut.replacement) in gone else cut for cut in cuts]
