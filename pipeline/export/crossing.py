"""Documents that must not stand in the part they belong to, because a near copy of theirs stands in another.

That happens when groups grow together whose parts were decided before. Nothing is moved: the test set keeps what it had,
validation keeps what is no copy of it, and training loses what is a copy of either. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def crossing(
    parts: Sequence[int], texts: Sequence[int], heads: Sequence[int], copies: Iterable[tuple[int, int]]
) -> bytearray:
    """1 for each document that is to be left out.

    Of each document: its part (0 keeps what it has, 1 yields to 0, 2 to both), the number of its text and that of the
    text which stands for its group; 0 when there is none. ``copies``: pairs of texts that are copies of each other, in
    whichever group they are.

    >>> list(crossing([0, 2, 2], [1, 2, 3], [1, 1, 3], []))
    [0, 1, 0]
    """
    size = 1 + max(max(texts, default=0), max(heads, default=0))
    by_text, by_head, near = bytearray(size), bytearray(size), bytearray(size)
    for part, text, head in zip(parts, texts, heads, strict=True):
        by_text[text] |= 1 << part
        by_head[head] |= 1 << part
    for one, other in copies:
        if one < size and other < size:
            near[one] |= by_text[other]
            near[other] |= by_text[one]
    # What has no text is no copy.
    by_text[0] = by_head[0] = near[0] = 0
    return bytearray(
        bool((by_text[text] | by_head[head] | near[text]) & ((1 << part) - 1))
        for part, text, head in zip(parts, texts, heads, strict=True)
    )
