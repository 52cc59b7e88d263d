"""slideshare and other slide sites: a transcript with one item a slide, which stay apart."""

from __future__ import annotations

from pipeline.refine.families.family import Family
from pipeline.refine.view import View

MAIN = (
    ".transcript > ol > li, .transcript > div > ul > li, .transcript ul > li, .slideshow-transcript > ol > li",
    "[class*=transcript] ol > li, [id*=transcript] ol > li, ol[class*=transcript] > li, ul[class*=transcript] > li",
)


def recognises(view: View) -> bool:
    """At least three items in a transcript list."""
    return "transcript" in view.names and any(len(view.select(css)) >= 3 for css in MAIN)


FAMILY = Family(name="slides", recognises=recognises, main=MAIN, short_lines=True)
