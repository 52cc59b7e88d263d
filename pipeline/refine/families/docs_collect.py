"""360docs, doczj, wendangku: the title two or three times above the text, several documents on a page.

The text keeps its paragraphs and is whole; download terms and a list of file facts stand before it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.refine.clean.context import fold
from pipeline.refine.families.family import Family
from pipeline.refine.view import View
from pipeline.urls import split

PATH = re.compile(r"^/doc/[0-9a-f]{6,}(?:-\d+)?\.html$", re.IGNORECASE)


def recognises(view: View) -> bool:
    """The address pattern together with a line that is printed twice running."""
    if not PATH.match(split(view.url).path):
        return False
    folded = [fold(line) for line in view.lines]
    return any(a == b and len(a) >= 4 for a, b in pairwise(folded))


FAMILY = Family(name="docs_collect", recognises=recognises, doubled=True)
