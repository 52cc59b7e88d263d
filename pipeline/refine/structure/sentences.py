"""Where sentences begin: never inside a quotation or a bracket."""

from __future__ import annotations

import re
from collections.abc import Iterator

OPENING, CLOSING = "“‘「『（(【《[", "”’」』）)】》]"
ENDS, BRACKETS = "。！？!?…", re.escape(OPENING + CLOSING)
# The end of a Chinese sentence with the marks that close it, a Western one before a capital, or a lone bracket; its first
# character comes first, since most are none of these.
STOP = re.compile(
    rf"[{ENDS}.{BRACKETS}](?:(?<=[{ENDS}])[{ENDS}]*[{re.escape(CLOSING)}\"]*"
    # An initial, a title, the number of an item are no sentence.
    r"|(?<=\.)(?<!\b[A-Z]\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\s\d\.)(?<!\s\d\d\.)[”\"’)]*\s+(?=[“\"‘¿¡]?[A-ZÀ-Ý])"
    rf"|(?<=[{BRACKETS}]))"
)
# A quotation that is still open after so many characters was never closed.
LONGEST_QUOTATION = 300


def sentence_starts(text: str) -> Iterator[int]:
    """Offsets at which a sentence begins behind another one.

    >>> list(sentence_starts("甲说：“好。去吧。”乙走了。丙没有。"))
    [10, 14]
    """
    depth = opened = 0
    for stop in STOP.finditer(text):
        said, (start, end) = stop[0], stop.span()
        if depth and start - opened > LONGEST_QUOTATION:
            depth = 0
        if said in OPENING:
            opened = opened if depth else start
            depth += 1
            continue
        if depth:
            depth = max(0, depth - sum(map(CLOSING.__contains__, said)))
        if not depth and said not in CLOSING and end < len(text):
            behind = text[end : end + 2]
            yield end + len(behind) - len(behind.lstrip())
