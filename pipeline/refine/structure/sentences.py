"""Where sentences begin: never inside a quotation or a bracket."""

from __future__ import annotations

import re
from collections.abc import Iterator

OPENING, CLOSING = "“‘「『（(【《[", "”’」』）)】》]"
# The end of a Chinese sentence with the marks that close it, a Western one before a capital, or a lone bracket.
STOP = re.compile(
    rf"[。！？!?…]+[{re.escape(CLOSING)}\"]*"
    # Looked at only behind a full stop: an initial, a title, the number of an item are no sentence.
    r"|\.(?<!\b[A-Z]\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\s\d\.)(?<!\s\d\d\.)[”\"’)]*\s+(?=[“\"‘¿¡]?[A-ZÀ-Ý])"
    rf"|[{re.escape(OPENING)}]|[{re.escape(CLOSING)}]"
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
        if depth and stop.start() - opened > LONGEST_QUOTATION:
            depth = 0
        if stop[0] in OPENING:
            opened = opened if depth else stop.start()
            depth += 1
            continue
        depth = max(0, depth - sum(c in CLOSING for c in stop[0]))
        if not depth and stop[0] not in CLOSING and stop.end() < len(text):
            yield (
                stop.end()
                + len(text[stop.end() : stop.end() + 2])
                - len(text[stop.end() : stop.end() + 2].lstrip())
            )
