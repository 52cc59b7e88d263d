"""Who put a document on the site, where a page shows a member and not a label: a name beside what only members have.

木子 ¦ 粉丝 1,204, or the name on a line and V3认证 ¦ ＋关注 on the next, between title and text. Commenters stand below it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import takewhile

from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import is_title
from pipeline.refine.describe.card_lines import pieces_of
from pipeline.refine.describe.card_person import LONGEST_NAME, is_person
from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import add
from pipeline.refine.describe.threads import THREAD
from pipeline.refine.view import View

# What a site shows of a member: who follows, what else is there, a rank, a door to the shop.
MEMBER_MARK = re.compile(
    r"^[+＋✚]?\s?(?:加?关注(?:[TtA他她作者]{1,2})?|已关注|私信.{0,4}|发消息|加好友|进店.{0,3})$"
    r"|粉丝\s?[:：]?\s?\d|\d[\d.,]*\s?[万wk]?\s?粉丝|获赞\s?\d|(?:作品|文[档章库稿]|资料|课件)数?\s?[:：]?\s?\d+(?!\s?[页MK])|入驻\D{0,3}\d|店铺(?:好评|评分|等级)|(?:已|认)认?证(?:$|[^\s]{0,4}$)|^\W?(?:Lv|V|L)\.?\s?\d{1,2}(?!\d)"
    r"|(?:版主|楼主|中级会员|高级会员|金牌会员|注册会员|新手上路|论坛元老|实习生)$|^(?:\d+\s?)?(?:主题|帖子|精华|听众|在线时间)$",
    re.IGNORECASE,
)
# No name stands in brackets or leads elsewhere.
WORD, DOOR = (
    re.compile(r"\w.*[\w*]"),
    re.compile(r"链接|复制|回复|返回|打印|只看|发[帖表布]|主题|登录|注册|纠错|字[号体]"),
)
FOLLOW = re.compile(r"[+＋✚]?\s?(?:加?关注|私信|发消息)(?:$|[TtA他她作者]{1,2}$)")
ABOVE = re.compile(r"关注|私信|消息|发帖|主题|帖子|积分")
FORUM = re.compile(
    r"发帖|主题|帖子|精华|积分|威望|金[元币钱]|贡献|在线时间|注册时间|听众|发(?:小|短)?(?:纸条|消息|信息|短信)|加?好友|私信|收听TA?"
)
FARTHEST, BELOW, LONGEST_MARKS, NEAR = 10, 18, 60, 2
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
# Of a body that puts documents on a site; a section is called otherwise.
BODY = re.compile(r"(?:编辑部|工作室|研究室|通讯员|文库|书店|教育)$")


def find_member(view: View, facts: Facts, text: Collection[int]) -> None:
    """Add the first name between title and text beside which stand a member's marks."""
    title = facts.text("title")
    if "uploader" in facts.values or not text or not title:
        return
    end = min(text)
    start = next(
        (i for i in range(max(0, end - 2 * FARTHEST), end) if is_title(view.blocks[i].text, title)), None
    )
    start = (
        start if start is not None else next((i for i in range(end) if title in view.blocks[i].text), None)
    )
    if start is None:
        return
    _above_title(view, start, title, facts)
    for i in range(start + 1, min(end, start + BELOW)):
        name, *beside = list(pieces_of(view.blocks[i])) or [""]
        # Far below the title only a heading names a member.
        if i >= start + FARTHEST and view.blocks[i].tag not in HEADINGS:
            continue
        if not _can_be(name, view, title):
            continue
        below = [
            piece
            for block in takewhile(_is_no_day, view.blocks[i + 1 : min(end, i + 1 + NEAR)])
            if len(block.text) <= LONGEST_MARKS
            for piece in pieces_of(block)
        ]
        if any(map(MEMBER_MARK.search, beside)) or (len(beside) == 0 and any(map(MEMBER_MARK.search, below))):
            facts.add(
                "uploader",
                name,
                f"{view.blocks[i].text} {' '.join(below)}" if not beside else view.blocks[i].text,
            )
            return


def _above_title(view: View, start: int, title: str, facts: Facts) -> None:
    """A name above the title with the day beside it and a button of members below, or with what forums tell of theirs."""
    near = range(max(0, start - FARTHEST), start)
    if not any(ABOVE.search(view.blocks[i].text) for i in near if len(view.blocks[i].text) <= LONGEST_MARKS):
        return
    for i in near:
        name, *beside = list(pieces_of(view.blocks[i])) or [""]
        below = [piece for block in view.blocks[i + 1 : start] for piece in pieces_of(block)]
        day = next(filter(DATE.fullmatch, beside), None) if len(beside) == 1 else None
        if day and any(map(FOLLOW.match, below[:NEAR])) and _can_be(name, view, title, whole=True):
            facts.add("uploader", name, f"{view.blocks[i].text} {below[0]}")
            add(facts, "published_on", day, view.blocks[i].text)
            return
        stats = [piece for piece in below if FORUM.fullmatch(piece)]
        if not beside and len(stats) > 1 and THREAD.search(view.said) and _can_be(name, view, title):
            facts.add("uploader", name, f"{name} {' '.join(stats)}")
            return


def _is_no_day(block: Block) -> bool:
    """Whether a line is not the day in brackets that stands below a speaker."""
    return block.text[:1] not in "（(" or not DATE.search(block.text)


def _can_be(name: str, view: View, title: str, *, whole: bool = False) -> bool:
    """Whether a word may be a member's name; ``whole``: a part of the site's own name may be one, too."""
    if (
        not WORD.fullmatch(name)
        or DOOR.search(name)
        or MEMBER_MARK.search(name)
        or is_title(name, title)
        or any(name == known or (name in known and not whole) for known in view.site_names)
    ):
        return False
    if is_person(name):
        return True
    bare = BODY.sub("", name)
    return bare != name and len(name) <= LONGEST_NAME and is_person(bare)
