"""What the text of a block and the names of the elements around it say, as numbers.

No feature names a site or a language; words of class and id are those that page authors of all countries use.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import log1p

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
BULLETS = "•·-*>»|/[(【"
CLOSERS = "\"”’'）)]"
ENDERS = "。！？…!?.:：;；"
AROUND = (
    "article", "main", "section", "aside", "nav", "footer", "header", "form", "table", "ul", "ol", "blockquote", "pre",
    "dl", "figure", "button",
)  # fmt: skip
# Shorter ones are read whole, of longer ones a sample tells what they are made of.
SAMPLE = 200
SHORT = 80
# Share of link text from which a line is a link and nothing else.
ALL_LINK = 0.95
NOTHING_SAID = (0.0,) * 12


@lru_cache(maxsize=16384)
def _words(place: str) -> tuple[int, int, int, int]:
    return (
        len(CONTENT_WORDS.findall(place)),
        len(CHROME_WORDS.findall(place)),
        len(COMMENT_WORDS.findall(place)),
        len(FACT_WORDS.findall(place)),
    )


@lru_cache(maxsize=4096)
def of_places(places: tuple[str, ...]) -> tuple[float, ...]:
    """Kinds of words in the names around a block, which elements they are, and how deep it stands."""
    near = [_words(place) for place in places[-3:]]
    named = [_words(place) for place in places if " " in place]
    tags = {place.partition(" ")[0] for place in places}
    return (
        *(float(any(words[k] for words in near)) for k in range(4)),
        min(3, sum(words[0] for words in named)) / 3,
        min(4, sum(words[1] for words in named)) / 4,
        float(any(words[2] for words in named)),
        float(bool(places and _words(places[-1])[3])),
        *(float(tag in tags) for tag in AROUND),
        len(places) / 20,
    )


def of_line(text: str, density: float) -> tuple[float, ...]:
    """What ``of_text`` says; of a line that is all link, only how long it is, which is what tells menus."""
    if density < ALL_LINK:
        return of_text(text)
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
def of_text(text: str) -> tuple[float, ...]:
    """Length (the first is the logarithm of its bytes), sentences, figures, dates, prompts of a line."""
    size = len(text.encode("utf-8", "replace"))
    sample = text[:SAMPLE]
    short = len(text) <= SHORT
    voice, strong = site_voice(text) if short else (0.0, 0)
    dated = short and bool(DATE.search(text))
    prompted = short and bool(PROMPT.search(text))
    log = log1p(size)
    return (
        log,
        log * log / 6,
        min(sample.count(" ") + 1, 60) / 20,
        float(bool(SENTENCE.search(text))),
        float(text.rstrip(CLOSERS)[-1:] in ENDERS),
        len(COMMA.findall(sample)) / (len(sample) / 30 + 1),
        len(DIGIT.findall(sample)) / len(sample),
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
