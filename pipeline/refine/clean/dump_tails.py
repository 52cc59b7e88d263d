"""What follows the site's own lines at the end of a text dump: titles of other documents, what readers wrote, names.

A dump has lost its elements, so a title in a list of others looks like any heading. But below the last sentence, behind lines
that are known to be the site's, nothing is the author's any more. Keeps what stands above the first such line, a signature
with its date, numbered lines, and anything that an author heads as an annex.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context
from pipeline.refine.clean.prompts import HAN, NUMBERED
from pipeline.refine.describe.dates import DATE
from pipeline.refine.ledger import Ledger
from pipeline.refine.voice import sounds_like_site

# Rules that know a site's line by what it says.
OF_SITES = frozenset(
    ("prompt", "voice", "share-bar", "way-on", "box", "menu", "contact", "rights-notice", "footer", "toast")
)
ANNEX = re.compile(r"附[件录表]|参考|注释|名单|目录|references|bibliograph|appendix|notes", re.IGNORECASE)
THANKS = re.compile(
    r"(?:谢谢|感谢|多谢|再见|此致|敬礼|完了?)(?:大家|各位|您|你们|同志们|评委)?[！!。]?|thank you\W*|merci\W*|gracias\W*",
    re.IGNORECASE,
)
ENDED = re.compile(r"[。！？!?…]$")
# Of a sentence that closes a text, of a line behind it, and how many lines and what share of the text may go.
PROSE, LONGEST_ROW = 20, 40
FEWEST_SITES, MOST_ROWS, MOST = 2, 40, 0.4
# Rows among which a closing line or date of the author may stand.
NEXT = 4


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop what stands behind the first of several site's lines below the last sentence."""
    if not context.blocks or any(context.blocks[line.block].path for line in ledger.lines[:1]):
        return ledger
    last = next((line.start for line in reversed(ledger.lines) if _is_prose(line.text.strip())), None)
    if last is None:
        return ledger
    sites = sorted({cut.start for cut in ledger.cuts if cut.rule in OF_SITES and cut.start > last})
    if len(sites) < FEWEST_SITES:
        return ledger
    rows = [line for line in ledger.lines if line.start > sites[0]]
    closed = max((line.start for line in rows[:NEXT] if _closes(line.text.strip())), default=0)
    rows = [line for line in rows if line.start > closed]
    texts = [line.text.strip() for line in rows]
    if any(len(text) > LONGEST_ROW or NUMBERED.match(text) or ANNEX.search(text) for text in texts):
        return ledger
    whole = sum(len(line.text) for line in ledger.lines)
    if len(rows) > MOST_ROWS or sum(map(len, texts)) > MOST * whole:
        return ledger
    gone = {line.start for line in rows}
    return ledger.drop(lambda line: "dump-tail" if line.start in gone else None) if gone else ledger


def _closes(text: str) -> bool:
    return bool(THANKS.fullmatch(text) or DATE.fullmatch(text))


def _is_prose(text: str) -> bool:
    if not HAN.search(text):
        return len(text) > LONGEST_ROW
    return len(text) >= PROSE and bool(ENDED.search(text[-1:])) and sounds_like_site(text) < 0
