"""Labels and titles that the site prints above the text, and a title it prints twice.

Keeps the document's own heading: where the title already stood outside the text, one line equal to it at
the top of the text is the author's.
"""

from __future__ import annotations

from pipeline.refine.clean.context import FILE_ENDING, Context, is_title
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger, Line

# Lines that may stand between two printings of the title: a date, a name, a file type.
BETWEEN = 3
LONGEST_LABEL = 24


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop label lines anywhere, and repeated titles among the first lines."""
    labels = set(context.labels)
    titles = [] if context.doubled else _at_the_top(ledger.lines, context.title)
    # A title that names a file is the site's; of the others the last is next to the text, hence the author's.
    files = [line for line in titles if FILE_ENDING.search(line.text.strip())]
    surplus = {line.start for line in (*files, *[line for line in titles if line not in files][:-1])}

    def rule(line: Line) -> str | None:
        head = line.text.strip().rstrip(":： ") if len(line.text) <= LONGEST_LABEL else ""
        if head in labels or (context.traditional and head and simplified(head) in labels):
            return "label"
        return "title-repeat" if line.start in surplus else None

    return ledger.drop(rule)


def _at_the_top(lines: tuple[Line, ...], title: str | None) -> list[Line]:
    found: list[Line] = []
    others = 0
    for line in lines:
        if is_title(line.text, title):
            found.append(line)
        else:
            others += 1
        if others > BETWEEN:
            break
    return found
