"""Cells for spreadsheets, which run what looks like a formula, whoever wrote it."""

from __future__ import annotations

from typing import Final

# The wide forms are the same to a spreadsheet that is set up for Chinese or Japanese.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def inert(value: object) -> object:
    """The value with an apostrophe before it when a spreadsheet would take it for a formula.

    >>> inert("=1+1"), inert("讲话"), inert(-1)
    ("'=1+1", '讲话', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
