"""Resident identity numbers: GB 11643-1999, 18 characters with a check character, and the older form of 15 digits.

Masks 「11010519491231002X」 「110105 19491231 002X」, and 「身份证号：130503670401001」, which has no check character and
therefore needs its cue: a taxpayer's or a company's number of 15 digits begins with an area as well.
Keeps a number of 18 digits whose check character, birth date or province is none, and a number of 15 digits alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress

KIND = "resident id"
# GB/T 2260: the first two digits of an area. 81 to 83 are those of residence permits for Hong Kong, Macao and Taiwan.
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
# ISO 7064, MOD 11-2.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
# Nobody who could be found by it was born before; the pattern of years knows no clock.
YEARS = range(1900, 2050)
CUE = re.compile(
    r"(?:身份证|居民证|证件|身份)[^0-9A-Za-z\[\]\n\ue000]{0,8}$|(?<![A-Za-z])ID[^0-9A-Za-z\[\]\n\ue000]{0,8}$"
)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether these characters of a text are such a number."""
    if end - start == 15:
        return is_old(text[start:end]) and bool(CUE.search(text[max(0, start - 16) : start]))
    return end - start == 18 and is_resident_id(text[start:end])


def is_grouped(parts: Sequence[str]) -> bool:
    """Whether these groups make one."""
    return sum(map(len, parts)) == 18 and is_resident_id("".join(parts))


def is_resident_id(number: str) -> bool:
    """Whether 18 characters keep all rules of the standard."""
    if not number[:17].isdigit() or number[:2] not in PROVINCES or not _is_born(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECK[total % 11] == number[17].upper()


def is_old(number: str) -> bool:
    """Whether 15 digits have the form that was given until 1999."""
    return number.isdigit() and number[:2] in PROVINCES and _is_born("19" + number[6:12])


def _is_born(day: str) -> bool:
    with suppress(ValueError):
        return dt.date(int(day[:4]), int(day[4:6]), int(day[6:])).year in YEARS
    return False
