"""爱问共享资料: an abstract that repeats the opening, the title again, the text with other titles injected as links."""

from __future__ import annotations

import re

from pipeline.refine.families.family import Family
from pipeline.refine.view import View
from pipeline.urls import split

PATH = re.compile(r"^/f/\w+\.html$")
ACTIONS = re.compile(r"举报|开通vip", re.IGNORECASE)
# Links set into a text, its characters, and share of link text that it has less of.
FEWEST, LONG, LINK = 2, 200, 0.2


def recognises(view: View) -> bool:
    """The address pattern together with the buttons of this CMS."""
    fits = PATH.match(split(view.url).path) is not None
    return fits and any(ACTIONS.search(line) for line in view.lines[:20])


def sets_links(view: View) -> bool:
    """Whether a page with such an address has a text into which links are set, whatever its site calls its buttons."""
    return PATH.match(split(view.url).path) is not None and any(
        len(block.anchors) >= FEWEST and len(block.text) >= LONG and block.link_density < LINK
        for block in view.blocks
    )


FAMILY = Family(name="iask", recognises=recognises, titled=True, injects_links=True)
