"""Style rules and tag debris that leaked into the text of imported Word documents.

Removes 「@page Section0{mso-header-margin:42.55pt;}」 and 「</o:p>」. Keeps braces and comparisons of an author
(「若 a<b 则」, 「{注}」): a rule has a property and a colon inside its braces, a tag a name right behind its bracket.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, Line, Span

RULE = re.compile(
    r"(?:@[\w-]+[^{}\u3400-\u9fff]{0,80}|[\w.#*:,\s>-]{1,120})\{\s*(?:[\w-]+\s*:\s*[^{};]{0,120};?\s*){1,40}\}"
)
TAG = re.compile(
    r"</?(?:[a-z]\w?:[a-z]+|font|span|div|p|br|table|tr|td|tbody|img|a|b|i|u|o|st1|xml|style|strong)\b[^<>\u3400-\u9fff]{0,200}>",
    re.IGNORECASE,
)
COMMENT = re.compile(r"<!--.{0,300}?-->|&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|middot);")


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut leaked rules and tags, unless the text is about markup."""
    del context
    found = sum(len(_spans(line)) for line in ledger.lines)
    prose = sum(len(line.text) for line in ledger.lines)
    # A tutorial is full of them; debris is rare.
    return ledger.cut(_spans) if found and prose > 60 * found else ledger


def _spans(line: Line) -> list[Span]:
    if "{" not in line.text and "<" not in line.text and "&" not in line.text:
        return []
    return [
        Span(*match.span(), "leaked-markup")
        for pattern in (RULE, TAG, COMMENT)
        for match in pattern.finditer(line.text)
    ]
