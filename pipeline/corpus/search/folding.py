"""Folding for search: spellings that a reader takes for one become one, and every place is still known.

Character by character, so that a place in the folded text leads back to the original. Phrase tables are not used:
they change lengths, and the same word would fold differently in other company.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import NamedTuple

from opencc import OpenCC

# After OpenCC's table of single characters, what its tables of phrases and of regional forms say beyond it:
# each pair stands for words that are written both ways today, such as 隨著/随着, 瞭解/了解, 復甦/复苏.
_VARIANTS = dict(
    zip(
        "著瞭藉沈覆甦揹枱甯衞薰敍讬钜锺馀迳谘彷衹祇拏燄籐菓隄澂濬鎗伕荳缐麹",
        "着了借沉复苏背台宁卫熏叙托巨钟余径咨仿只只拿焰藤果堤澄浚枪夫豆线曲",
        strict=True,
    )
)
_INVISIBLE = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
"""Variation selectors; what Unicode calls format characters (zero width, direction) goes too."""
_ACCENTS = range(0x300, 0x370)


@cache
def folding_version() -> str:
    """Changes when folding or the tokens of an index change: one made with another must be made anew."""
    return f"3 opencc {version('opencc')} unicode {unicodedata.unidata_version}"


def folded(text: str) -> str:
    """The text as the index has it."""
    return text.translate(_TABLE)


class Places(NamedTuple):
    """A folded text; character n of it comes from ``text[starts[n]:ends[n]]`` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def folded_with_places(text: str) -> Places:
    """The text as the index has it, with the way back."""
    parts = list(map(_TABLE.__getitem__, map(ord, text)))
    joined = "".join(parts)
    lengths = list(map(len, parts))
    if lengths.count(1) == len(lengths):
        return Places(joined, range(len(text)), range(1, len(text) + 1))
    starts = [place for place, length in enumerate(lengths) for _ in range(length)]
    reach, end = [0] * len(text), len(text)
    for place in reversed(range(len(text))):
        # What folds to nothing (an accent of its own, a variation selector) belongs to what it stands behind.
        if lengths[place]:
            reach[place], end = end, place
    return Places(joined, starts, [reach[place] for place in starts])


class _Table(dict[int, str]):
    """What every character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold(chr(code))
        return found


_TABLE = _Table()


def _fold(character: str) -> str:
    if unicodedata.category(character) == "Cf" or ord(character) in _INVISIBLE:
        return ""
    wide = unicodedata.normalize("NFKC", character).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", wide) if ord(c) not in _ACCENTS)
    composed = unicodedata.normalize("NFC", bare)
    return "".join(map(_simplified, composed))


def _simplified(character: str) -> str:
    # A lone surrogate, which a query may have, is no text to the converter.
    is_han = "\u2e80" <= character < "\ud800" or "\uf900" <= character < "\ufb00" or character > "\U0001ffff"
    found = str(_converter().convert(character)) if is_han else character
    return _VARIANTS.get(found, found)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
