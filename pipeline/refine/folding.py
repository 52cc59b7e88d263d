"""Folding for comparison only: traditional characters to simplified ones. Kept text keeps its characters."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """The text in simplified characters, of the same length character by character."""
    return str(_converter().convert(text))
