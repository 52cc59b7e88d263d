"""Cells for spreadsheets, which run what looks like a formula, whoever wrote it."""

from __future__ import annotations

from typing import Final

# The wide forms are the same to a spreadsheet that is set up for Chinese or Japanese.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# With a second one before it, the first can be taken off every cell that begins with one.
_MARK: Final = "'"


def inert(value: object) -> object:
    """The value with an apostrophe before it when a spreadsheet would take it for a formula, or when it begins with one.

    >>> inert("=1+1"), inert("'讲话'"), inert("讲话"), inert(-1)
    ("'=1+1", "''讲话'", '讲话', -1)
    """
    return f"{_MARK}{value}" if isinstance(value, str) and value.startswith((*_FORMULA, _MARK)) else value
