"""Pinyin glosses: mirrors of Chinese pages put the reading in ASCII brackets behind many characters.

Removes 會(huì)議(yì) to 會議, where such brackets are frequent, and 匠人(jiang ren) where there are several. Keeps a single 囧(jiǒng) that an author explains,
and abbreviations behind Han text such as 世贸组织(WTO).
"""

from __future__ import annotations

from pipeline.refine.clean.context import Context
from pipeline.refine.glossed import FEWEST_WORDS, GLOSS, WORD_GLOSS, is_glossed
from pipeline.refine.ledger import Ledger, Line, Span


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut glosses where they are frequent, on the page or in the text: prompts and titles have them too."""
    del context
    glossed = is_glossed(line.text for line in ledger.lines) or is_glossed((ledger.source,))
    words = sum(len(WORD_GLOSS.findall(line.text)) for line in ledger.lines if "(" in line.text)
    used = [*([GLOSS] if glossed else []), *([WORD_GLOSS] if words >= FEWEST_WORDS else [])]

    def spans(line: Line) -> list[Span]:
        return [Span(*match.span(), "gloss") for gloss in used for match in gloss.finditer(line.text)]

    return ledger.cut(spans) if used else ledger
