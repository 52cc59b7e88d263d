"""Description: what the page and the text say about the document, each value with its evidence."""

from __future__ import annotations

from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.file_facts import find_head_facts
from pipeline.refine.describe.title import find_title
from pipeline.refine.view import View


def head_facts(view: View) -> Facts:
    """Title and file facts from the page's head and frame, read before anything is taken from the page."""
    facts = Facts()
    find_title(view, facts)
    find_head_facts(view, facts)
    return facts
