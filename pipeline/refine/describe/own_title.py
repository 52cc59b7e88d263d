"""A title without what a site adds to it: its name, offers, the ending of a file, a page's mark."""

from __future__ import annotations

import re

from pipeline.refine.clean.context import FILE_ENDING
from pipeline.refine.clean.mends import mended
from pipeline.refine.describe.own_lines import KIND_END

PAGE_MARK = re.compile(
    r"(?:[_＿\s-]{1,4})?(?:第\s{0,3}\d{1,5}\s{0,3}[页頁]|[（(]\s{0,3}\d{1,4}\s{0,3}[页頁][）)]|共\s{0,3}\d{1,4}\s{0,3}[页頁]|[Pp]age \d{1,4}(?: of \d{1,4})?)$"
)
SEPARATOR = re.compile(r"\s*[-_|–—―｜‐‑‒－]\s*|\s+[»·]\s+")
SITE_WORDS = re.compile(
    r"网$|文库|文档(?:网|下载|之家|$)|模板$|^图文$|^(?:pdf|pptx?|docx?|word)$|下载|免费|在线(?:阅读|预览|文库|$)|范文(?:网|大全|$)|论坛$|博客$|豆丁|道客|爱问|(?:资料|素材|图文|公文|作文|模板)[网库站店]|^首页$|官网"
    r"|\.(?:com|cn|net|org)\b|\bwenku\b|slideshare|scribd|\b(?:docs|documents|essays|downloads?)\b|^\d+ (?:words|pages)$",
    re.IGNORECASE,
)
OFFER = r"最新|精选|完整版|全文|下载|免费下载|免费|精品|珍藏版?|\d+页珍藏版|word版?|pdf版?|推荐|优秀|热门|原创|可编辑|含答案|附下载|会员|VIP|最新版|最新文档|收藏|共\d+[篇页]"
DECORATION = re.compile(rf"[（(【\[《](?:{OFFER})(?:[,，、+ ]?(?:{OFFER}))?[】\]）)》]", re.IGNORECASE)
# 年会致辞.doc 某某阁: behind the name of a file stands the site's.
FILE_NAMED = re.compile(
    r"(?<=[^\s.]{4})\.(?:docx?|pptx?|xlsx?|pdf|txt|wps|rtf)(?=\s+\S{1,16}$)", re.IGNORECASE
)
# What is set before or behind a title without brackets.
BADGE = re.compile(
    r"^(?:VIP|推荐|精品|置顶|原创|免费|DOCX?|PPTX?|PDF)(?=[\s:：|]|[\u3400-\u9fff《])[\s:：|]*"
)
TAIL_OFFER = re.compile(
    r"[\s_-]*(?:(?:(?<!\.)(?:pptx?|docx?|pdf|word))?(?:免费)?下载|在线阅读|在线预览|全文阅读|免费阅读|最新文档|最新版|完整版|word版|范文下载|\.{3}|…)$",
    re.IGNORECASE,
)
# [发言] and 【转帖】 before a title are a forum's.
SORTED = re.compile(r"^(?:\[[\u4e00-\u9fff]{2,4}\]|【(?:转[帖贴载]|原创|分享|推荐|精华)】)\s*(?=\S{4})")
# 【新居答谢词】: brackets around all of a title.
WRAPPED = re.compile(r"【\s*([^【】]{2,60}?)\s*】|〖\s*([^〖〗]{2,60}?)\s*〗")
# What a file system or a site puts behind the second file of a name: 讲话 (2), 讲话[1].
COPY_NUMBER = re.compile(r"(?<=\S)\s*(?:\s\(\d\)|\[\d\])$")
# What a page puts into its title element may have no end.
LONGEST_TITLE = 500


def own_title(text: str) -> str | None:
    """Strip what a site adds to a title.

    >>> own_title("在春季运动会上的讲话.doc_第3页 - 某某文库"), own_title("【免费】开学致辞（共3页）.docx免费下载")
    ('在春季运动会上的讲话', '开学致辞')
    >>> own_title("【新居答谢词】")
    '新居答谢词'
    """
    title = mended(text[:LONGEST_TITLE]).strip()
    parts = SEPARATOR.split(title)
    while len(parts) > 1 and (SITE_WORDS.search(parts[-1]) or not parts[-1]):
        parts.pop()
    kept = title
    if len(parts) < len(SEPARATOR.split(title)):
        kept = title[: end_of(title, parts)]
    named = FILE_NAMED.search(kept)
    kept = kept[: named.start()] if named else kept
    # An offer may stand before the file ending, or a page mark behind an offer.
    for _ in range(2):
        kept = PAGE_MARK.sub("", kept.strip())
        kept = FILE_ENDING.sub("", kept.strip())
        kept = COPY_NUMBER.sub("", kept)
        kept = TAIL_OFFER.sub("", DECORATION.sub("", kept)) or kept
    kept = SORTED.sub("", kept.strip()) if KIND_END.search(kept) else kept.strip()
    kept = BADGE.sub("", kept).strip(" _-|—–").lstrip("·•■◆●▪※ ")
    wrapped = WRAPPED.fullmatch(kept)
    return (wrapped[1] or wrapped[2] if wrapped else kept) or None


def end_of(title: str, parts: list[str]) -> int:
    """Where these first parts of a title end."""
    at = 0
    for part in parts:
        at = title.index(part, at) + len(part)
    return at
