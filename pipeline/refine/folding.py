"""Folding for comparison only: traditional characters to simplified ones. Kept text keeps its characters."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC

# Frequent characters whose simplified and traditional forms differ, side by side.
SIMPLIFIED = (
    "们这来时会说国对学发动经现还进过样开关长见问间门无东车书马鸟鱼风飞龙义为从众优传伤价体兴军农冲决况净"
)
TRADITIONAL = (
    "們這來時會說國對學發動經現還進過樣開關長見問間門無東車書馬鳥魚風飛龍義為從眾優傳傷價體興軍農衝決況淨"
)
SAMPLE = 4000


def is_traditional(text: str) -> bool:
    """Whether more of the telling characters in a text's beginning are traditional than simplified."""
    sample = text[:SAMPLE]
    return sum(map(sample.count, TRADITIONAL)) > sum(map(sample.count, SIMPLIFIED))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """The text in simplified characters, of the same length character by character."""
    return str(_converter().convert(text))
