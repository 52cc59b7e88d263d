"""Whether a page calls itself an article or a thread of posts: in a thread the answers are text too."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from pipeline.refine.blocks import Blocks
from pipeline.refine.folding import has_any
from pipeline.refine.view import View

# Words of addresses on which people talk to each other.
THREAD_ADDRESS = re.compile(
    r"forum|bbs|thread|topic|discuss|community|question|viewtopic|tieba|/t/|/d/\d|/q/|/tid|\bboards?\b|/comments/|answers?\b|club\b"
)
THREAD_SOFTWARE = (
    "discourse", "flarum", "phpbb", "vbulletin", "xenforo", "discuz", "mybb", "invision", "ips4", "ipb", "smf", "nodebb",
    "vanilla", "phpwind", "question2answer", "answer.dev", "bbpress", "lithium", "khoros",
)  # fmt: skip
# Large scripts declare types: the words are soon looked for, the patterns are not.
THREAD_TYPES, ARTICLE_TYPES = (
    ("DiscussionForumPosting", "QAPage", "Question", "Answer"),
    ("Article", "BlogPosting", "Report"),
)
THREAD_TYPE = re.compile(r"DiscussionForumPosting|QAPage|\bQuestion\b|\bAnswer\b")
ARTICLE_TYPE = re.compile(r"(?:News|Blog|Tech|Scholarly|Advertiser)?Article\b|BlogPosting|Report\b")
POST_WORDS = ("post", "thread", "topic", "forum", "bbs", "answer", "floor", "message", "comment")
POST_PLACE = re.compile(
    r"(?:^|[\s_-])(?:posts?|thread|topic|forum|bbs|answers?|floor|message|comment)(?=$|[\s_-]|\d)"
)


def page_kind(view: View, tree: Blocks) -> tuple[float, ...]:
    """Six signs, 0 to 1: address, software, declared type of a thread; declared type, og:type of an article; posts."""
    meta, root = view.meta, tree.root
    declared = " ".join(
        [element.get("itemtype") or "" for element in view.select("[itemtype]")[:50]]
        + [(script.text or "")[:100_000] for script in view.select("script[type='application/ld+json']")[:8]]
    )
    bodies = (element.get(name) or "" for element in root.iter("html", "body") for name in ("class", "id"))
    software = " ".join([meta.get("generator", ""), meta.get("application-name", ""), *bodies])
    address = view.url.partition("://")[2] + " " + meta.get("og:url", "")
    named = Counter([element.get("class") for element in root.iter("div", "li", "article", "td")])
    posts = sum(count for names, count in named.items() if names and _is_post(names))
    return (
        float(bool(THREAD_ADDRESS.search(address.lower()))),
        float(has_any(software.lower(), THREAD_SOFTWARE)),
        float(has_any(declared, THREAD_TYPES) and bool(THREAD_TYPE.search(declared))),
        float(has_any(declared, ARTICLE_TYPES) and bool(ARTICLE_TYPE.search(declared))),
        float(meta.get("og:type", "").lower() == "article" or "article:published_time" in meta),
        min(posts, 100) / 100,
    )


@lru_cache(maxsize=4096)
def _is_post(names: str) -> bool:
    lowered = names.lower()
    return has_any(lowered, POST_WORDS) and POST_PLACE.search(lowered) is not None


def is_thread(kind: tuple[float, ...]) -> bool:
    """Whether a page with these signs is a thread of posts: its software or its data say so, or its address does and
    it has posts; and it does not call itself an article.
    """
    address, software, declared, article, og_article, posts = kind
    return bool(software or declared or (address and posts)) and not (article and og_article)
