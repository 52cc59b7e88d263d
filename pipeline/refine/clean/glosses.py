"""Pinyin glosses: mirrors of Chinese pages put the reading in ASCII brackets behind many characters.

Removes 會(huì)議(yì) to 會議, where such brackets are frequent. Keeps a single 囧(jiǒng) that an author explains,
and abbreviations behind Han text such as 世贸组织(WTO).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, Line, Span

GLOSS = re.compile(r"(?<=[\u3400-\u9fff])[(（]\s*[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ]{1,6}\s*[)）]")
# An author explains a reading here and there; a machine does it all over the page.
FEWEST = 6
# Characters to a gloss at most, over the whole text.
SPACING = 80


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut glosses where they are frequent, on the page or in the text: prompts and titles have them too."""
    del context
    glossed = is_glossed(line.text for line in ledger.lines) or is_glossed((ledger.source,))
    return ledger.cut(_spans) if glossed else ledger


def is_glossed(lines: Iterable[str]) -> bool:
    """Whether a text is full of glosses."""
    count = size = 0
    for line in lines:
        count += len(GLOSS.findall(line))
        size += len(line)
    return count >= FEWEST and size <= SPACING * count


def without(text: str) -> str:
    """A text without glosses, for matching."""
    return GLOSS.sub("", text)


def _spans(line: Line) -> list[Span]:
    return [Span(*match.span(), "gloss") for match in GLOSS.finditer(line.text)]
