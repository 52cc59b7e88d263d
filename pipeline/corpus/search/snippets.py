"""Where a document has what was asked for: pieces of the original, those found marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.corpus.search.folding import folded_with_places
from pipeline.corpus.search.query import Term
from pipeline.corpus.search.tokens import CJK, SPACES, Phrase

SNIPPET_CHARS = 120
# A snippet begins with its sentence when that begins no further before the first hit than this.
LEAD_CHARS = 40
# Of a longer text only so much is looked through, and so many hits are weighed.
_LOOKED_THROUGH, _MAX_HITS = 200_000, 400
# A word of another script is not cut through, unless it is longer than that.
_WORD_CHARS = 30
_SENTENCE_END = re.compile(r"[。!?!?;;\n…][”」』\"]?")
_OPENING = frozenset("“‘「『《〈（【〔([\"'<#¥$")
_LETTER = f"[^\\W_{CJK}]"
_IN_WORD = re.compile(f"{_LETTER}|['’-]")
# Between a word and a run that are not joined: signs, one of which at least is no space.
_APART = rf"[{SPACES}]*(?:[^\w{SPACES}]|_)[\W_]*"


class Piece(NamedTuple):
    """A stretch of the original text, and whether it is what was looked for."""

    text: str
    hit: bool


class Snippet(NamedTuple):
    """Pieces that join to a slice of the text; whether it begins within a sentence, and ends before the text does."""

    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


class _Span(NamedTuple):
    start: int
    end: int
    term: int


def marked(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The whole text in pieces, every hit marked."""
    return _pieces(text, 0, len(text), _spans(text, terms))


def snippet(text: str, terms: Sequence[Term]) -> Snippet:
    """Some 120 characters of whole words where most of the terms stand together; the beginning if none is found."""
    spans = _spans(text[:_LOOKED_THROUGH], terms)
    first, last = _densest(spans) if spans else (0, 0)
    begun = _sentence_start(text, first) if spans else 0
    end = _word_end(text, max(last, min(len(text), begun + SNIPPET_CHARS)))
    start = _first_shown(text, begun, first if spans else end)
    while start < end and text[end - 1].isspace():
        end -= 1
    within = begun > 0 and not _SENTENCE_END.search(text, max(0, begun - 2), begun)
    return Snippet(_pieces(text, start, end, spans), within, text[end:].strip() != "")


def _spans(text: str, terms: Sequence[Term]) -> list[_Span]:
    places = folded_with_places(text)
    found = [
        _Span(places.starts[match.start()], places.ends[match.end() - 1], number)
        for number, term in enumerate(terms)
        for match in _pattern(term.phrase).finditer(places.text)
    ]
    return sorted(found)[:_MAX_HITS]


@cache
def _pattern(phrase: Phrase) -> re.Pattern[str]:
    """The phrase as the index understands it: signs between its runs, words whole."""
    parts: list[str] = []
    for before, run in zip((None, *phrase.runs), phrase.runs, strict=False):
        if before:
            parts.append(f"[{SPACES}]*" if run.joined else _APART if before.cjk != run.cjk else r"[\W_]+")
        parts.append(re.escape(run.text) if run.cjk else f"(?<!{_LETTER}){re.escape(run.text)}")
        if not run.cjk and not (phrase.prefix and run is phrase.runs[-1]):
            parts.append(f"(?!{_LETTER})")
    if phrase.prefix and not phrase.runs[-1].cjk:
        parts.append(f"{_LETTER}*")
    return re.compile("".join(parts))


def _densest(spans: Sequence[_Span]) -> tuple[int, int]:
    """From where to where the window reaches that has most of the terms, then most hits; the first of such."""
    best, window = (0, 0), (spans[0].start, spans[0].end)
    for number, span in enumerate(spans):
        limit = span.start + SNIPPET_CHARS - LEAD_CHARS
        inside = [each for each in spans[number : number + SNIPPET_CHARS] if each.end <= limit] or [span]
        weight = (len({each.term for each in inside}), len(inside))
        if weight > best:
            best, window = weight, (span.start, max(each.end for each in inside))
    return window


def _sentence_start(text: str, first: int) -> int:
    earliest = max(0, first - LEAD_CHARS)
    if earliest == 0:
        return 0
    ends = [found.end() for found in _SENTENCE_END.finditer(text, earliest, first)]
    return ends[-1] if ends else _word_start(text, first - LEAD_CHARS // 2)


def _first_shown(text: str, start: int, last: int) -> int:
    """Without what ends the words before it: a snippet does not begin with a comma."""
    while start < last and not text[start].isalnum() and text[start] not in _OPENING:
        start += 1
    return start


def _word_start(text: str, place: int) -> int:
    """Where the word begins that a cut here would go through; ``place`` itself if there is none."""
    begin = place
    while begin > 0 and _joins(text, begin):
        begin -= 1
    return begin if place - begin <= _WORD_CHARS else place


def _word_end(text: str, place: int) -> int:
    """Where the word ends that a cut here would go through; ``place`` itself if there is none."""
    end = place
    while end < len(text) and end - place <= _WORD_CHARS and _joins(text, end):
        end += 1
    return end if end - place <= _WORD_CHARS else place


def _joins(text: str, place: int) -> bool:
    """Whether one word stands on both sides of this place."""
    return all(_IN_WORD.fullmatch(each) for each in text[place - 1 : place + 1])


def _pieces(text: str, start: int, end: int, spans: Iterable[_Span]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    place = start
    for span in spans:
        begin, stop = max(span.start, place), min(span.end, end)
        if begin >= stop:
            continue
        if begin > place:
            pieces.append(Piece(text[place:begin], hit=False))
        if pieces and pieces[-1].hit:
            # Hits that overlap or touch are shown as one.
            pieces[-1] = Piece(pieces[-1].text + text[begin:stop], hit=True)
        else:
            pieces.append(Piece(text[begin:stop], hit=True))
        place = stop
    if place < end:
        pieces.append(Piece(text[place:end], hit=False))
    return tuple(pieces)
