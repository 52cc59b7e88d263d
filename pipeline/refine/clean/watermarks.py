"""Lines with which a site marks its text as its own: the same short line with an address, between paragraph and paragraph.

Removes 「某某文库 docs.example.com 专供」 that stands in one text again and again. Keeps an address that is given
once, one in a sentence, and a refrain: it names no address.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger

ADDRESS = re.compile(
    r"(?<![@\w.-])(?:[a-z0-9-]{1,40}\.){1,3}(?:com|cn|net|org|cc|vip|top|site|info)\b", re.IGNORECASE
)
SENTENCE = re.compile(r"[。！？；]$")
LONGEST, OFTEN = 40, 3


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop every copy of a line with an address that stands in the text three times or more."""
    del context
    counts = Counter(line.text.strip() for line in ledger.lines if len(line.text) <= LONGEST)
    marks = {
        text
        for text, n in counts.items()
        if n >= OFTEN and ADDRESS.search(text) and not SENTENCE.search(text)
    }
    return ledger.drop(lambda line: "watermark" if line.text.strip() in marks else None) if marks else ledger
