"""Fact lines: the card of labels and values that a site prints about the file or the article.

Removes 「上传人:张** 文档编号:123 上传时间:2021-03-01 格式:DOC 页数:8 大小:35KB」 and one such label a line. Keeps 「时间:3月5日」
or 「地点:三楼会议室」 of an invitation, and 「作者：柳堉」 below an essay: one common
label is no card.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.refine.clean.context import Context
from pipeline.refine.describe.labels import is_card_line

FILE_LABELS = (
    r"上传人(?:\(卖家\)|（卖家）)?|上传者|上传用户|上传时间|上传日期|文档编号|资源ID|资源编号|资源大小|资源格式|资源类型|全文页数|文档页数|"
    r"文档大小|文档格式|文档类型|文件大小|文件格式|文件类型|所需积分|下载积分|所需金币|下载次数|浏览次数|阅读次数|浏览量|下载量|阅读量|"
    r"(?:资料|稿件|文稿|作品|素材|课件)(?:编号|大小|格式|类型|页数|ID)|总页数|所需[^\s:：]{0,5}[币分点券]|支付方式|付款方式|售价|原价|现价|定价|"
    r"关\s*键\s*词|认证信息|IP属地|共享资源|配套讲稿|特殊限制|所属分类|文档分类|编号|类型|格式|页数|大小|字数统计"
)
LABEL = re.compile(rf"(?:^|[\s|/,，;；])(?:{FILE_LABELS})\s*[:：]")
# What a news page prints about an article: by themselves these are common words, as a row they are a card.
PAGE_LABEL = re.compile(
    r"(?:^|[\s|/,，;；　])(?:信息来源|文章来源|稿件来源|来源|作者|编辑|发布时间|发布日期|更新时间|加入时间|添加时间|发表时间|日期|时间|"
    r"浏览次数|浏览|阅读次数|阅读|点击数?|点击次数|评论|字号|字体|人气)\s*[:：]"
)
COUNT = re.compile(
    r"(?:浏览|阅读|点击|访问|下载|人气|评论)(?:次?数|量)?\s*[:：]?\s*\d+(?:\.\d+)?\s*[万千kw]?\+?(?:次|人)?"
)
DESK = re.compile(
    r"^[（(【\[]?\s*(?:责任编辑|责编|编辑|编审|校对|审核|初审|复审|终审|监制|来源|稿源|文章来源|信息来源)\s*[:：][^。]{1,40}[）)】\]]?$"
)
# 摄影丨张三: a line drawn between is the desk's way.
BARS = frozenset("|｜丨")
CREDIT = re.compile(
    r"(?:责任编辑|责编|编辑|编审|美编|排版|校对|审[核读校稿]|[初复终]审|监制|主编|总编|策划|制作|出品|来源|稿源|供稿|供图|投稿|文字?|撰文|图文?|图片|配图|摄影|摄像|视频|设计|通讯员|记者)\s*[|｜丨]\s*[^。|｜丨]{1,24}"
)
# These labels alone also head lines of documents (格式:, 编号:, 类型:), so one of them is not enough.
PLAIN = re.compile(r"^(?:编号|类型|格式|页数|大小|关\s*键\s*词|字数统计)\s*[:：]\s*(?P<value>.*)$")
PLAIN_VALUE = re.compile(
    r"(?:[共约]?\s*[\d.,]+\s*(?:[KMG]?B|页|字|次)?|\.?(?:docx?|pptx?|xlsx?|pdf|txt|wps|zip|rar)|共享资源)?",
    re.IGNORECASE,
)
# 更新于 2022-05-06 and 2022-05-06 上传
STAMP = re.compile(
    r"^(?:最后|最近)?(?:上传|发布|更新|收录|创建|修改|编辑|发表|入库|整理)(?:于|时间|日期)?\s*[:：]?\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?$|"
    r"^(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\s*(?:上传|发布|更新|收录|创建|(?<!日)修改|发表|入库)(?:于.{1,8})?$"
)
# What such sites print about a file in other languages; one of these labels with a plain value, or two of them.
FOREIGN_LABEL = re.compile(
    r"(?:^|[\s|·•,;])(?:topics?|pages?|words?(?: count)?|published|downloads?|views?|uploaded(?: (?:by|on))?|file (?:size|type)|size|format|category|categories|"
    r"subjects?|tags?|school|course|language|isbn|academic year|vues?|taille|mots|publié(?: le)?|téléchargements?|année scolaire|catégorie|matières?|"
    r"páginas?|vistas|visitas|tamaño|publicado(?: el)?|descargas|categoría|idioma|trang|lượt xem|lượt tải|ngày đăng|kích thước|seiten|aufrufe|größe)\s*[:：]\s*\S",
    re.IGNORECASE,
)
# Pages: 2 (412 words), Published: May 3, 2013, Downloads: 18
FOREIGN_FACT = re.compile(
    r"^(?:topics|pages|words?(?: count)?|published|downloads|views|uploaded(?: (?:by|on))?|file (?:size|type)|vues|taille|mots|publié(?: le)?|téléchargements|"
    r"páginas|vistas|visitas|tamaño|publicado(?: el)?|descargas|lượt xem|lượt tải|ngày đăng|kích thước|aufrufe)\s*[:：]\s*(?P<value>.{1,60})$",
    re.IGNORECASE,
)
FOREIGN_VALUE = re.compile(
    r"[\d.,\s]+(?:k|m|kb|mb|ko|mo|words?|pages?)?(?:\s*\([^()]{1,24}\))?|[^\d.;:!?]{0,24}(?:19|20)\d\d(?:\b.{0,12})?|\d{1,2}[ ./-].{3,16}(?:19|20)\d\d|"
    r"(?:[^,.;:!?]{1,24},\s*){1,8}[^,.;:!?]{1,24}",
    re.IGNORECASE,
)
# Put here by ana77 on 3 May 2011 · 2 pages: who and when in whatever words, and how much.
FOREIGN_CREDIT = re.compile(
    r"^[^.!?:;]{0,24}\b(?:by|par|por|von|bởi)\s[^.!?:;]{1,30}\s(?:on|le|el|am|ngày)\s[^!?:;]{4,24}(?:19|20)\d\d\b\W{1,4}\d{1,4}\s(?:pages?|páginas?|trang|seiten)\b.{0,16}$",
    re.IGNORECASE,
)
# 由 木子 于 2022-02-18 挂出，DOCX，14.1KB，共 1 页，下载 0 次: whatever the words between them, so many kinds of facts are the site's.
FACTS = tuple(
    re.compile(fact, re.IGNORECASE)
    for fact in (
        r"(?<![\d.])(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)",
        r"(?<![A-Za-z])(?:docx?|pptx?|xlsx?|pdf|wps|txt|rtf)(?![A-Za-z])",
        r"(?<![\d.])\d[\d.]*\s?[KM]B?(?![A-Za-z])",
        r"(?<![\d第])\d{1,4}\s?页",
        r"\d[\d,.]*\s?[万wk]?\s?(?:次|人)",
    )
)
FEWEST_FACTS = 4
LONGEST = 160


def rule_of(text: str, context: Context) -> str | None:
    """``fact-line`` for a line of the card."""
    del context
    return "fact-line" if is_fact_line(text) else None


def is_fact_line(text: str) -> bool:
    """Whether a line is part of the card."""
    return len(text) <= LONGEST and _is_fact_line(text)


# Several rooms ask of the same lines, and lines of a site recur from page to page.
@lru_cache(maxsize=8192)
def _is_fact_line(text: str) -> bool:
    if not BARS.isdisjoint(text) and CREDIT.fullmatch(text):
        return True
    return _is_labelled(text) if ":" in text or "：" in text else _is_counted(text)


def _is_counted(text: str) -> bool:
    """A count or date with the word for it, and no colon: 阅读 1268 次, 2022-05-06 上传."""
    counted = any(map(str.isdigit, text))
    return counted and bool(
        COUNT.fullmatch(text)
        or FOREIGN_CREDIT.match(text)
        or STAMP.match(text)
        or is_card_line(text)
        or _tells_facts(text)
    )


def _tells_facts(text: str) -> bool:
    return "我" not in text and sum(bool(fact.search(text)) for fact in FACTS) >= FEWEST_FACTS


def _is_labelled(text: str) -> bool:
    if DESK.match(text) or _is_row(text) or COUNT.fullmatch(text):
        return True
    if (PAGE_LABEL.match(text) and COUNT.search(text)) or STAMP.match(text) or _is_foreign(text):
        return True
    first = LABEL.match(text)
    if not first:
        return False
    plain = PLAIN.match(text)
    if plain and len(LABEL.findall(text)) == 1:
        return bool(PLAIN_VALUE.fullmatch(plain["value"].strip()))
    return True


def _is_row(text: str) -> bool:
    """Several labels of an article; day and hour alone are those of a meeting."""
    labels = PAGE_LABEL.findall(text)
    return len(labels) >= 2 and any(label.strip(" |/,，;；　:：") not in ("日期", "时间") for label in labels)


def _is_foreign(text: str) -> bool:
    fact = FOREIGN_FACT.match(text)
    if fact and FOREIGN_VALUE.fullmatch(fact["value"].strip()):
        return True
    return len(FOREIGN_LABEL.findall(text)) >= 3 or is_card_line(text)
