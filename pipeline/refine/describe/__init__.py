"""Description: what the page and the text say about the document, each value with its evidence."""

from __future__ import annotations

from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.file_facts import find_file_facts
from pipeline.refine.describe.title import find_title
from pipeline.refine.view import View


def page_facts(view: View, *, counted: bool = True) -> Facts:
    """What the page around the text says: title and file facts.

    ``counted`` says that a bare 「1 / 8」 counts the document's pages; elsewhere it may count pictures or letters.
    """
    facts = Facts()
    find_title(view, facts)
    find_file_facts(view, facts, counted=counted)
    return facts
