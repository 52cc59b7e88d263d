"""Who began a thread of posts, on the pages of forum software."""

from __future__ import annotations

import re

from pipeline.refine.describe.card_person import is_person
from pipeline.refine.describe.facts import Facts
from pipeline.refine.markup import fold_space
from pipeline.refine.view import View

# Words of the software beside each post, and links to the pages of members.
THREAD = re.compile(r"只看该作者|只看楼主|倒序浏览|只看大图|楼主\s?[|｜]\s?发表于")
MEMBER = re.compile(r"(?:space-uid-|[?&]uid=|mod=space&(?:amp;)?uid=|/space/|/member/|/user/|/u/)\d")


def find_thread_starter(view: View, facts: Facts) -> None:
    """Add who began a thread: the first link to a member's page that is a name."""
    if "uploader" in facts.values or not THREAD.search(view.said):
        return
    for link in view.select("a[href]"):
        name = fold_space(link.text_content())
        if MEMBER.search(link.get("href") or "") and is_person(name):
            facts.add("uploader", name, name)
            return
