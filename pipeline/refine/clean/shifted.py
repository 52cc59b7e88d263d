"""Shifted fonts: letters whose code points lie some places below or above the true ones, as some PDF fonts have them.

「WKH RUFKDUG」 is "the orchard" 29 places too low. Every shift is tried, and one is taken only if many words of the text become the small words that every text is made of.
Keeps capitals, abbreviations, formulas and codes: no shift turns them into language.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, Line, Span

# The commonest words of English, French, Spanish, Portuguese, Italian and German.
SMALL = frozenset(
    "the and that was for with not you his her they are this have from had but all were when there which their what "
    "les des une est que qui dans pour pas sur par plus avec nous vous sont cette "
    "los las del una por con para como pero sus más este está "
    "não uma com dos das mais são che non per gli della sono und der die das nicht mit ein eine ist auf von".split()
)
# Shifts of subset fonts; 32 places are between capitals and small letters.
SHIFTS = tuple(n for n in range(-40, 41) if n and abs(n) != 32)
SAMPLE, SAMPLE_LINES = 4000, 200
FEWEST_WORDS = 12
# Share of small words among all of a text's words: English has a third, a text in capitals the same when folded.
LANGUAGE, NONSENSE = 0.12, 0.02
TABLES = {
    shift: {code: code + shift for code in range(0x21, 0x7F) if 0x20 < code + shift < 0x7F}
    for shift in SHIFTS
}
# Of the letters of any language's text more are vowels than after a shift, which leaves at most 30 % of English.
VOWELS, VOWEL_SHARE = "aeiouAEIOU", 0.33
SHIFTED = re.compile(r"[!-~]+")
HAN = re.compile(r"[\u3040-\u9fff]")


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Put the letters back where a shift makes language of what is none."""
    del context
    sample = " ".join(line.text[:SAMPLE] for line in ledger.lines[:SAMPLE_LINES])[:SAMPLE]
    shift = _shift_of(sample)
    if not shift:
        return ledger
    sound = {
        line.start
        for line in ledger.lines
        if _language(line.text.lower()) > NONSENSE or HAN.search(line.text)
    }
    return ledger.cut(lambda line: [] if line.start in sound else _spans(line, shift))


def _shift_of(sample: str) -> int:
    """The shift that makes language of a sample; 0 if it is one already, or none does."""
    if HAN.search(sample):
        return 0
    words = sample.lower().split()
    # Most texts show at once that they are language; one in other letters than Latin has no such font.
    sound = _language_of(words) > NONSENSE or _has_vowels(sample)
    if sound or len(words) < FEWEST_WORDS or 2 * sum(map(str.isascii, words)) < len(words):
        return 0
    if _language(sample.lower()) > NONSENSE:
        return 0
    # In their own case: three places off, capitals would pass for small letters.
    scores = {shift: _language(sample.translate(table)) for shift, table in TABLES.items()}
    best = max(scores, key=lambda shift: scores[shift])
    return best if scores[best] >= LANGUAGE else 0


def _has_vowels(sample: str) -> bool:
    return sum(map(sample.count, VOWELS)) > VOWEL_SHARE * sum(map(str.isalpha, sample))


def _language_of(words: list[str]) -> float:
    return sum(map(SMALL.__contains__, words)) / len(words) if words else 0.0


def _language(text: str) -> float:
    words = [word.strip(".,;:!?\"'()") for word in text.split()]
    return sum(word in SMALL for word in words) / len(words) if words else 0.0


def _spans(line: Line, shift: int) -> list[Span]:
    found: list[Span] = []
    for run in SHIFTED.finditer(line.text):
        moved = run[0].translate(TABLES[shift])
        if moved != run[0]:
            found.append(Span(*run.span(), "shifted-font", moved))
    return found
