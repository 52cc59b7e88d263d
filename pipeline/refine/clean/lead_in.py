"""The sentence a wenku CMS puts before the text: 《title》由会员分享,可在线阅读,更多相关《title(27页珍藏版)》请在site上搜索。

Keeps a sentence of the text that tells of a member sharing something: the title in book marks, the
sharing and the search must all be there, in one sentence.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.ledger import Ledger, Line, Span

LEAD_IN = re.compile(
    r"《[^》]{1,200}》由会员分享(?:[^。]{0,400}?请在.{1,40}?搜索\s*[。.]?|[,，]可在线阅读[^。]{0,200}[。.])"
)


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut the lead-in sentence, and the title where the site repeats it right behind."""

    def spans(line: Line) -> list[Span]:
        found = LEAD_IN.search(line.text)
        if not found:
            return []
        end = found.end()
        rest = line.text[end:]
        title = context.title or ""
        if title and rest.lstrip().startswith(title) and is_title(rest.strip()[: len(title)], title):
            behind = rest.lstrip()[len(title) :]
            # Behind a bare repetition the text begins anew; a heading of the document runs on or ends a line.
            if behind and behind.lstrip().startswith(title):
                end = len(line.text) - len(behind)
        return [Span(found.start(), end, "lead-in")]

    return ledger.cut(spans)
