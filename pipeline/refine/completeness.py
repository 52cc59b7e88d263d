"""How much of a document was served, and how good its text is."""

from __future__ import annotations

import re
from functools import cache

from pipeline.items import TextState
from pipeline.refine.clean.prompts import PAID_REST
from pipeline.refine.describe.facts import Facts

ELLIPSIS = re.compile(r"(?:\.{3,}|…+|·{3,}|。{3,})\s*[】\])）]?\s*$")
ENDED = re.compile(r"[。！？!?；;.．:：”’」』\"'）)】\]》>]\s*$")
# Characters of a text's end that tell how it ends.
ENDING = 60
# Characters a page; the emptiest pages of a document hold more.
ABSTRACT_PAGE = 60


def text_state(text: str, facts: Facts, removed_after: str, *, abstracted: bool) -> TextState:
    """``full`` or ``preview``: the text itself is cut, told by counts or by an end in mid-sentence with a prompt.

    A "reading is over" prompt alone proves nothing: several sites print it above the whole text.
    ``removed_after`` is what the page shows below the text; ``abstracted`` says that it stands under a heading
    for abstracts, which decides when there are far more pages than text.
    """
    total = facts.number("chars_total")
    if total and total > 1.15 * len(text) + 20:
        return "preview"
    pages, shown = facts.number("pages_total"), facts.number("pages_shown")
    if abstracted and pages and len(text) < ABSTRACT_PAGE * pages:
        return "abstract"
    last = text.rsplit("\n", 1)[-1][-ENDING:]
    cut_off = len(last) >= 12 and not ENDED.search(last)
    trails = bool(ELLIPSIS.search(last))
    hides_pages = pages is not None and shown is not None and shown < pages
    prompted = bool(PAID_REST.search(removed_after)) or hides_pages
    if trails and prompted:
        return "preview"
    return "preview" if cut_off and prompted and not _signed(last) else "full"


def rare_share(text: str) -> float:
    """Share of Han characters outside the commonest levels of GB 2312 and Big5; running text has a few %."""
    han = [c for c in text if "\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff"]
    if len(han) < 20:
        return 0.0
    return sum(map(_rare, han)) / len(han)


def quality(text: str, state: TextState) -> float:
    """0 to 1, the mean of four parts: length (full at 300 characters), share of the text in lines that end as
    sentences do, share of common characters, completeness (preview and abstract count half).
    """
    lines = text.split("\n")
    sentences = sum(len(line) for line in lines if ENDED.search(line)) / max(1, sum(map(len, lines)))
    parts = (min(1.0, len(text) / 300), sentences, 1 - rare_share(text), 1.0 if state == "full" else 0.5)
    return round(sum(parts) / len(parts), 3)


def _signed(line: str) -> bool:
    return bool(re.search(r"[年月日号]\s*$", line)) or len(line) < 12


@cache
def _rare(char: str) -> bool:
    for codec, low, high in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if low <= char.encode(codec)[0] <= high:
                return False
        except UnicodeEncodeError:
            continue
    return True
