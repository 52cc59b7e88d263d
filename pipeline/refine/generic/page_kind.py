"""Whether a page calls itself an article or a thread of posts: in a thread the answers are text too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Words of addresses on which people talk to each other.
THREAD_ADDRESS = re.compile(
    r"forum|bbs|thread|topic|discuss|community|question|viewtopic|tieba|/t/|/d/\d|/q/|/tid|\bboards?\b|/comments/|answers?\b|club\b",
    re.IGNORECASE,
)
THREAD_SOFTWARE = re.compile(
    r"discourse|flarum|phpbb|vbulletin|xenforo|discuz|mybb|invision|ips4|ipb|smf|nodebb|vanilla|phpwind|question2answer|"
    r"answer\.dev|mybbs|bbpress|lithium|khoros",
    re.IGNORECASE,
)
THREAD_TYPE = re.compile(r"DiscussionForumPosting|QAPage|\bQuestion\b|\bAnswer\b")
ARTICLE_TYPE = re.compile(r"(?:News|Blog|Tech|Scholarly|Advertiser)?Article\b|BlogPosting|Report\b")
POST_PLACE = re.compile(
    r"(?:^|[\s_-])(?:posts?|thread|topic|forum|bbs|answers?|floor|message|comment)(?=$|[\s_-]|\d)"
)


def page_kind(root: HtmlElement, url: str, meta: Mapping[str, str]) -> tuple[float, ...]:
    """Six signs, 0 to 1: address, software, declared type of a thread; declared type, og:type of an article; posts."""
    declared = " ".join(
        [element.get("itemtype") or "" for element in root.xpath("//*[@itemtype]")[:50]]
        + [
            (script.text or "")[:100_000]
            for script in root.xpath("//script[@type='application/ld+json']")[:8]
        ]
    )
    bodies = root.xpath("//html/@class | //body/@class | //body/@id | //html/@id")
    software = " ".join([meta.get("generator", ""), meta.get("application-name", ""), *map(str, bodies)])
    address = url.partition("://")[2] + " " + meta.get("og:url", "")
    posts = [
        name
        for name in root.xpath("//div/@class | //li/@class | //article/@class | //td/@class")
        if POST_PLACE.search(str(name).lower())
    ]
    return (
        float(bool(THREAD_ADDRESS.search(address))),
        float(bool(THREAD_SOFTWARE.search(software))),
        float(bool(THREAD_TYPE.search(declared))),
        float(bool(ARTICLE_TYPE.search(declared))),
        float(meta.get("og:type", "").lower() == "article" or "article:published_time" in meta),
        min(len(posts), 100) / 100,
    )


def is_thread(kind: tuple[float, ...]) -> bool:
    """Whether a page with these signs is a thread of posts: one sign says so, and it does not call itself an article."""
    return any(kind[:3]) and not (kind[3] and kind[4])
