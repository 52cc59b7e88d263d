"""The text's own beginning, quoted above it with dots behind: what a page shows before its text is unfolded.

Removes 「摘要 各位朋友：这是我第三次参加这样的座谈会，前两次我讲得多…」 above a text that begins so and goes on. Keeps a summary in other words,
and a refrain that nothing cuts short.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context, fold
from pipeline.refine.ledger import Ledger, Line

# Lines above a text that are looked at; letters that begin the text too.
ABOVE, SHORTEST = 4, 12
DOTS, CLOSING = "…。. ", " 】）)”"
CUT = re.compile(r"(?:…|\.{3}|。{3})$")
# 摘要速览 …, 【导读】…
LABEL = re.compile(r"[\W_]*(?:[\u3400-\u9fff]{2,6}|[A-Za-z]{4,12})(?:\s*[】\]）)：:|｜]|\s)\s*")


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop the quotation where the line that it is taken from stands below it."""
    if context.thread:
        return ledger
    gone = {
        line.start
        for i, line in enumerate(ledger.lines[:ABOVE])
        if CUT.search(line.text.rstrip(CLOSING)[-3:]) and _begins(line, ledger.lines[i + 1 : i + 1 + ABOVE])
    }
    return ledger.drop(lambda line: "teaser" if line.start in gone else None) if gone else ledger


def _begins(line: Line, below: tuple[Line, ...]) -> bool:
    quoted = line.text.strip().rstrip(CLOSING).rstrip(DOTS)
    label = LABEL.match(quoted)
    said = {fold(quoted), fold(quoted[label.end() :] if label else quoted)}
    return any(
        len(words) >= SHORTEST and len(other.text) > len(line.text) and fold(other.text).startswith(words)
        for words in said
        for other in below
    )
