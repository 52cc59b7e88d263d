"""Labels and titles that the site prints above the text, and a title it prints twice.

Keeps the document's own heading: where the title already stood outside the text, one line equal to it at
the top of the text is the author's.
"""

from __future__ import annotations

from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.ledger import Ledger

TOP_LINES = 4


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop label lines anywhere, and repeated titles among the first lines."""
    labels = set(context.labels)
    titles = [i for i, line in enumerate(ledger.lines[:TOP_LINES]) if is_title(line.text, context.title)]
    # The last of several is the one next to the text, hence the author's.
    surplus = set(titles[:-1])

    def rule(i: int, text: str) -> str | None:
        if text.rstrip(":： ") in labels:
            return "label"
        return "title-repeat" if i in surplus else None

    return ledger.drop(lambda i, line: rule(i, line.text.strip()))
