"""What the text of a block and the names of the elements around it say, as numbers.

No feature names a site or a language; words of class and id are those that page authors of all countries use.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from math import log1p
from typing import NamedTuple

from pipeline.refine.folding import has_any
from pipeline.refine.lexicon import site_voice

SENTENCE = re.compile(r"[。！？；]|[.!?](?:\s|$|[\"”’'])")
COMMA = re.compile(r"[,，、；;]")
DIGIT = re.compile(r"\d")
UPPER = re.compile(r"[A-Z]")
DATE = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}|\d{1,2}:\d{2}|"
    r"\bago\b|(?:小时|分钟|天|个?月)前|昨天|前天",
    re.IGNORECASE,
)
BYLINE = re.compile(
    r"(?:by|posted|published|updated|written|author|source|photo|image|credit|作者|来源|编辑|责任编辑|责编|记者|发布|更新|时间|"
    r"文[/／]|图[/／]|原标题|本报|分类|标签|浏览|阅读|点击|评论)[\s:：]",
    re.IGNORECASE,
)
PROMPT = re.compile(
    r"read more|subscribe|sign up|newsletter|follow us|advertisement|related|share|click here|comments?\b|log ?in|register|"
    r"reply|report|edit|quote|like|more from|copyright|all rights|terms|privacy|cookie|view all|next|previous|back to|更多|"
    r"回复|举报|点赞|收藏|分享|关注|转发|评论|登录|注册|广告|推荐|相关|返回|上一|下一|版权|扫码|下载|声明|投稿|转载",
    re.IGNORECASE,
)
# What a date without a figure has, and of what a prompt has some.
DAYS = ("ago", "前", "昨")
PROMPTS_LATIN = (
    "more", "scribe", "sign up", "newsletter", "follow", "advert", "related", "share", "click", "comment", "log", "register",
    "repl", "report", "edit", "quote", "like", "copyright", "rights", "terms", "privacy", "cookie", "view", "next", "previous",
    "back",
)  # fmt: skip
PROMPTS = (
    "更多", "回复", "举报", "点赞", "收藏", "分享", "关注", "转发", "评论", "登录", "注册", "广告", "推荐", "相关", "返回", "上一",
    "下一", "版权", "扫码", "下载", "声明", "投稿", "转载", *PROMPTS_LATIN,
)  # fmt: skip
CONTENT_WORDS = re.compile(
    r"(?:^|[\s_-])(?:article|content|post|entry|body|main|detail|story|text|news|blog|page|message|topic|thread|answer|doc|"
    r"markdown|rich|zoom|artibody|bodytext|con)(?=$|[\s_\-\d]|s\b|body|text|content|main)"
)
CHROME_WORDS = re.compile(
    r"nav|menu|foot|side|crumb|share|social|relat|recommend|advert|banner|promo|pager|pagination|login|cookie|popup|modal|"
    r"toolbar|rank|hot|tag|widget|subscribe|newsletter|copyright|more|list|link|search"
)
COMMENT_WORDS = re.compile(r"comment|reply|repl|review|discuss|disqus|feedback")
FACT_WORDS = re.compile(
    r"author|byline|date|time|meta|info|source|user|avatar|profile|caption|credit|signature|sig\b|tool|count|stat|vote|like|"
    r"badge"
)
KINDS_OF_WORDS = (CONTENT_WORDS, CHROME_WORDS, COMMENT_WORDS, FACT_WORDS)
BULLETS = "•·-*>»|/[(【"
CLOSERS = "\"”’'）)]"
ENDERS = "。！？…!?.:：;；"
AROUND = (
    "article", "main", "section", "aside", "nav", "footer", "header", "form", "table", "ul", "ol", "blockquote", "pre",
    "dl", "figure", "button",
)  # fmt: skip
AROUND_NUMBERS = {tag: number for number, tag in enumerate(AROUND, 1)}
# Shorter ones are read whole, of longer ones a sample tells what they are made of.
SAMPLE = 200
SHORT = 80
# Share of link text from which a line is a link and nothing else.
ALL_LINK = 0.95
NOTHING_SAID = (0.0,) * 12


class Place(NamedTuple):
    """How many words of each kind name an element, how many of them in its id and classes, and its number in ``AROUND``
    from 1 on, 0 for any other."""

    content: int
    chrome: int
    comment: int
    fact: int
    named_content: int
    named_chrome: int
    named_comment: int
    around: int


@lru_cache(maxsize=16384)
def _place(place: str) -> Place:
    tag, named, _ = place.partition(" ")
    content, chrome, comment, fact = (len(words.findall(place)) for words in KINDS_OF_WORDS)
    own = (content, chrome, comment) if named else (0, 0, 0)
    return Place(content, chrome, comment, fact, *own, AROUND_NUMBERS.get(tag, 0))


@lru_cache(maxsize=4096)
def of_places(places: tuple[str, ...]) -> tuple[float, ...]:
    """Kinds of words in the names around a block, which elements they are, and how deep it stands."""
    if not places:
        return (0.0,) * (9 + len(AROUND))
    found = list(map(_place, places))
    near = zip(*found[-3:], strict=True)
    *_, content, chrome, comment, around = zip(*found, strict=True)
    elements = [0.0] * (1 + len(AROUND))
    for number in around:
        elements[number] = 1.0
    return (
        *[1.0 if any(counts) else 0.0 for counts in islice(near, 4)],
        min(3, sum(content)) / 3,
        min(4, sum(chrome)) / 4,
        1.0 if any(comment) else 0.0,
        1.0 if found[-1].fact else 0.0,
        *elements[1:],
        len(places) / 20,
    )


def of_line(text: str, density: float) -> tuple[float, ...]:
    """What ``of_text`` says; of a line that is all link, only how long it is, which is what tells menus."""
    if density < ALL_LINK:
        # Short lines recur from page to page.
        return _of_short(text) if len(text) <= SHORT else of_text(text)
    size = len(text.encode("utf-8", "replace"))
    log = log1p(size)
    return (
        log,
        log * log / 6,
        min(text.count(" ") + 1, 60) / 20,
        *NOTHING_SAID,
        float(size < 25),
        float(size < 60),
        0.0,
        0.0,
    )


@lru_cache(maxsize=16384)
def _of_short(text: str) -> tuple[float, ...]:
    return of_text(text)


def of_text(text: str) -> tuple[float, ...]:
    """Length (the first is the logarithm of its bytes), sentences, figures, dates, prompts of a line."""
    size = len(text.encode("utf-8", "replace"))
    sample = text[:SAMPLE]
    short = len(text) <= SHORT
    voice, strong = site_voice(text) if short else (0.0, 0)
    digits = len(DIGIT.findall(sample))
    lowered = text.lower() if short else ""
    dated = (digits > 0 or has_any(lowered, DAYS)) and short and bool(DATE.search(text))
    prompted = has_any(lowered, PROMPTS_LATIN if text.isascii() else PROMPTS) and bool(PROMPT.search(text))
    log = log1p(size)
    return (
        log,
        log * log / 6,
        min(sample.count(" ") + 1, 60) / 20,
        float(bool(SENTENCE.search(text))),
        float(text.rstrip(CLOSERS)[-1:] in ENDERS),
        len(COMMA.findall(sample)) / (len(sample) / 30 + 1),
        digits / len(sample),
        len(UPPER.findall(sample)) / len(sample),
        (size - len(text)) / (2 * len(text)),
        voice,
        min(strong, 3) / 3,
        float(dated),
        float(bool(BYLINE.match(text))),
        float(prompted),
        float(prompted and size < 60),
        float(size < 25),
        float(size < 60),
        float(text[0] in BULLETS),
        float(text.endswith(("...", "…"))),
    )
