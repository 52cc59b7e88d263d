"""爱问共享资料: an abstract that repeats the opening, the title again, the text with other titles injected as links."""

from __future__ import annotations

import re

from pipeline.refine.families.family import Family
from pipeline.refine.view import View
from pipeline.urls import split

PATH = re.compile(r"^/f/\w+\.html$")
ACTIONS = re.compile(r"举报|开通vip", re.IGNORECASE)


def recognises(view: View) -> bool:
    """The address pattern together with the buttons of this CMS."""
    fits = PATH.match(split(view.url).path) is not None
    return fits and any(ACTIONS.search(line) for line in view.lines[:20])


FAMILY = Family(name="iask", recognises=recognises, titled=True, injects_links=True)
