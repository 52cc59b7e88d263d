"""A text as it is compared: letters and figures alone, in one width, case and script, without placeholders.

Compatibility forms become plain (NFKC), letters lose case and accents, traditional characters become simplified,
each by itself, and what stands for a name that was taken out (XX市, ××, 某某) goes. White space, punctuation and
symbols go with it. One table has the answer for every character, so that a page of text takes microseconds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

Codes = npt.NDArray[np.uint32]

# The first characters beyond have no letters but private ones.
_SIZE = 0x33480
_COMPOSE = 0xFFFF_FFFF
_ANONYMOUS = "某"
# A run of x that is no part of a word in Latin letters; × ○ □ * _ go as signs do.
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
_CROSS = "XxＸｘ"
_CROSSES = re.compile(f"(?<![{_LATIN}])[{_CROSS}]+(?![{_LATIN}])")
# Korean syllables in parts become letters only together.
_JAMO = ((0x1100, 0x1200), (0xA960, 0xA980), (0xD7B0, 0xD800), (0x3131, 0x3190), (0xFFA0, 0xFFE0))


@cache
def folding_version() -> str:
    """Changes when anything changes that folding depends on: texts looked at with another are to be looked at again."""
    return f"1 opencc {version('opencc')} unicode {unicodedata.unidata_version}"


def fold(text: str) -> str:
    """What is left of the text for comparison; "" when it has no letter and no figure."""
    if any(cross in text for cross in _CROSS):
        text = _CROSSES.sub("", text)
    codes = _mapped(text)
    if codes.max(initial=0) == _COMPOSE:
        codes = _mapped(unicodedata.normalize("NFKC", text))
        codes = codes[codes != _COMPOSE]
    return str(codes[codes != 0].tobytes(), "utf-32-le")


def codes_of(folded: str) -> Codes:
    """The characters of a folded text as numbers."""
    return np.frombuffer(folded.encode("utf-32-le"), np.uint32)


def _mapped(text: str) -> Codes:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    found: Codes = _table().take(codes, mode="clip")
    return found


@cache
def _table() -> Codes:
    """For every character what it becomes: 0 for nothing, _COMPOSE where the whole text has to be normalised."""
    letters = {code: _letter(chr(code)) for code in range(_SIZE) if not 0xD800 <= code < 0xE000}
    simple = dict(
        zip(letters, _simplified("".join(letter or "\n" for letter in letters.values())), strict=True)
    )
    table = np.zeros(_SIZE + 1, np.uint32)
    for code, letter in simple.items():
        if letter not in ("\n", _ANONYMOUS):
            table[code] = ord(letter)
    for code, letter in letters.items():
        if letter != chr(code) and sum(map(str.isalnum, unicodedata.normalize("NFKC", chr(code)))) > 1:
            table[code] = _COMPOSE
    for first, end in _JAMO:
        table[first:end] = _COMPOSE
    return table


def _letter(character: str) -> str:
    """The letter or figure that a character stands for, or ""."""
    if "\u3400" <= character <= "\u4dbf" or "\u4e00" <= character <= "\u9fff" or character >= "\U00030000":
        return character if character.isalnum() else ""
    plain = unicodedata.normalize("NFKC", character)
    if not any(map(str.isalnum, plain)):
        return ""
    bare = unicodedata.normalize("NFKD", plain.lower())
    composed = next((sign for sign in bare if sign.isalnum()), "")
    return plain if len(plain) == 1 and "\uac00" <= plain <= "\ud7a3" else composed


def _simplified(characters: str) -> str:
    """Each character simplified by itself: side by side they could be taken for words."""
    apart = OpenCC("t2s").convert("\u0001".join(characters))
    return "".join(apart.split("\u0001"))
