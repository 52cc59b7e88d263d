"""Discuz forums: each post in a cell of its own, between a column about its author and the forum's tools.

Random letters that such forums mix into posts (jammers) are hidden elements; ``markup`` leaves them out.
"""

from __future__ import annotations

from pipeline.refine.families.family import Family
from pipeline.refine.view import View

POSTS = ".t_f, [id^=postmessage_]"


def recognises(view: View) -> bool:
    """The element of the thread's subject together with a post's cell."""
    return bool(view.select("#thread_subject") and view.select(POSTS))


FAMILY = Family(
    name="discuz",
    recognises=recognises,
    main=(POSTS,),
    noise=(".pstatus, .t_f .quote, .locked",),
    posts=POSTS,
)
