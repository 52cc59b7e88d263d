"""Labels and titles that the site prints above the text, a title it prints twice, and one at the head of every page.

Keeps the document's own heading: where the title already stood outside the text, one line equal to it at
the top of the text is the author's.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import FILE_ENDING, Context, is_title
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.markup import HEADINGS

# Lines that may stand between two printings of the title: a date, a name, a file type.
BETWEEN = 3
LONGEST_LABEL = 24
SHORTEST, LONGEST = 6, 60
HAN = re.compile("[\u3400-\u9fff]")
# Characters of a line that the end of a page may break.
BROKEN, ENDED = 20, re.compile(r"[。！？!?.:：;；…][”」』)）]?\s*$")


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop label lines anywhere, and repeated titles among the first lines."""
    labels = set(context.labels)
    titles = [] if context.doubled else _at_the_top(ledger.lines, context.title)
    # A title that names a file is the site's; of the others the last is next to the text, hence the author's.
    files = [line for line in titles if FILE_ENDING.search(line.text.strip())]
    surplus = {line.start for line in (*files, *[line for line in titles if line not in files][:-1])}
    if context.title and not context.doubled and context.title in ledger.source:
        surplus |= _at_pages(ledger.lines, context)

    def rule(line: Line) -> str | None:
        head = line.text.strip().rstrip(":： ") if len(line.text) <= LONGEST_LABEL else ""
        if head in labels or (context.traditional and head and simplified(head) in labels):
            return "label"
        return "title-repeat" if line.start in surplus else None

    return ledger.drop(rule)


def _at_the_top(lines: tuple[Line, ...], title: str | None) -> list[Line]:
    return [line for line in lines[: _top(lines, title)] if is_title(line.text, title)]


def _top(lines: tuple[Line, ...], title: str | None) -> int:
    """How many lines stand at the top: up to the first long one, with a few between printings of the title."""
    others = 0
    for i, line in enumerate(lines):
        others += not is_title(line.text, title)
        if others > BETWEEN or len(line.text) > LONGEST:
            return i
    return len(lines)


def _at_pages(lines: tuple[Line, ...], context: Context) -> set[int]:
    """Starts of a Chinese title's printings in the midst of the text, each in an element of another kind than the line above and no
    heading: of several, or of one where a sentence goes on below it.
    """
    title, blocks = context.title, context.blocks
    if len(title or "") < SHORTEST or not HAN.search(title or "") or not blocks:
        return set()
    top = _top(lines, title)
    found = [
        i
        for i in range(max(1, top), len(lines))
        if is_title(lines[i].text, title)
        and blocks[lines[i].block].tag not in HEADINGS
        and blocks[lines[i].block].places != blocks[lines[i - 1].block].places
    ]
    broken = [i for i in found if len(lines[i - 1].text) >= BROKEN and not ENDED.search(lines[i - 1].text)]
    return {lines[i].start for i in (found if len(found) > 1 else broken)}
