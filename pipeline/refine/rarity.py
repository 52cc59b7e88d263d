"""How rare a text's hanzi are: garbled and jammed text is full of characters that running text hardly has."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")


# Asked when a text is judged and when it is rated.
@lru_cache(maxsize=4)
def rare_share(text: str) -> float:
    """Share of Han characters outside the commonest levels of GB 2312 and Big5; running text has a few %."""
    han = "".join(HAN.findall(text))
    if len(han) < 20:
        return 0.0
    counts = Counter(han)
    return sum(counts[char] for char in set(counts) - common_hanzi()) / len(han)


@cache
def common_hanzi() -> frozenset[str]:
    """The commonest levels of GB 2312 and Big5, which have them in rows of their own."""
    rows = (("gb2312", range(0xB0, 0xD8)), ("big5", range(0xA4, 0xC7)))
    return frozenset(
        bytes((row, cell)).decode(codec, "ignore")
        for codec, among in rows
        for row in among
        for cell in range(0x40, 0xFF)
    )
