"""Bank cards: issuer prefix and Luhn's check digit, 16 to 19 digits.

Masks 「6222 0000 0000 0000 004」 (with its check digit) and other cards of UnionPay, whole or in groups; cards of other brands in
groups of four or behind a cue (卡号, 账号, 银行卡).
Keeps numbers of that length without the check digit or the prefix, ids of posts, orders and invoices among them, and amounts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.export.persons.units import is_counted

KIND = "bank card"
# UnionPay and the older cards of the four large banks, with their lengths.
CHINESE = re.compile(r"(?:62[0-9]{2}|81[0-7][0-9]|9558|6013)[0-9]{12,15}")
# Visa, Mastercard, JCB.
FOREIGN = re.compile(
    r"4[0-9]{15}(?:[0-9]{3})?|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
)
CUE = re.compile(
    r"(?:卡|账|帐|户)[号戶户][^0-9A-Za-z\[\]\n\ue000]{0,8}$|(?:银行|信用|储蓄|借记)卡[^0-9A-Za-z\[\]\n\ue000]{0,8}$"
)
SHAPES = frozenset(
    {(4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (6, 13), (6, 10), (6, 12)}
)
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether these characters of a text are such a number."""
    number = text[start:end] if 16 <= end - start <= 19 else ""
    return (
        number.isdigit()
        and is_luhn(number)
        and _has_issuer(text, start, number)
        and not is_counted(text, start, end)
    )


def is_grouped(parts: Sequence[str]) -> bool:
    """Whether these groups make one."""
    number = "".join(parts)
    if tuple(map(len, parts)) not in SHAPES or not number.isdigit():
        return False
    return bool(CHINESE.fullmatch(number) or FOREIGN.fullmatch(number)) and is_luhn(number)


def is_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(DOUBLED[digit] for digit in digits[1::2])) % 10 == 0 and any(digits)


def _has_issuer(text: str, start: int, number: str) -> bool:
    if CHINESE.fullmatch(number):
        return True
    return bool(FOREIGN.fullmatch(number) and CUE.search(text[max(0, start - 16) : start]))
