"""Labels and titles that the site prints above the text, and a title it prints twice.

Keeps the document's own heading: where the title already stood outside the text, one line equal to it at
the top of the text is the author's.
"""

from __future__ import annotations

from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.ledger import Ledger, Line

TOP_LINES = 4


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop label lines anywhere, and repeated titles among the first lines."""
    labels = set(context.labels)
    titles = [line for line in ledger.lines[:TOP_LINES] if is_title(line.text, context.title)]
    # The last of several is the one next to the text, hence the author's.
    surplus = {line.start for line in titles[:-1]}

    def rule(line: Line) -> str | None:
        if line.text.strip().rstrip(":： ") in labels:
            return "label"
        return "title-repeat" if line.start in surplus else None

    return ledger.drop(rule)
