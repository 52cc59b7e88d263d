"""scribd-like readers: each line of a page is a span placed by its coordinates."""

from __future__ import annotations

from pipeline.refine.families.family import Family
from pipeline.refine.view import View

MAIN = ("div.outer_page_container, div.document_scroller, #document_container", "div[id^=outer_page_]")


def recognises(view: View) -> bool:
    """Pages in containers of their own, with text laid over them."""
    return "outer_page_" in view.names and bool(view.select(MAIN[1]))


FAMILY = Family(name="scribd", recognises=recognises, main=MAIN, prints_lines=True)
