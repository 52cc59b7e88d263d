"""Rows of facts about a file without labels, and with nothing or any sign between: ``DOCX共 23 页1.8 MB2023-06-14 上架作者:某某``.

One such token in a line proves nothing; a short line with three kinds of them is a card.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.refine.describe.dates import parse_date
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import DAY_FIRST, DAY_MONTH_YEAR, FORMATS, add

LONGEST, FEWEST_KINDS = 140, 3
SENTENCE = re.compile(r"[。！？；]")
# What one of these would have to say of a person to be its name.
NO_NAME = re.compile(
    r"用户|网友|会员|本站|网络|匿名|an[oó]nim|anon[yi]m|其他|佚名|未知|admin(?![\w*])|投稿|转载|整理|收集|搜集|扫描|采集|管理[员員]|小编|[%％]|^[给与和向]|^(?:积分|主题|帖子|回帖|金[币钱]|威望|精华|经验|声望|[铜银]币|在线时间|好友|粉丝|关注|等级|楼主|版主)$|\d\s?票|^(?:者|人|于|员|\d+|(?:Lv|VIP|V|L)\.?\d+)$",
    re.IGNORECASE,
)
ROW = {
    "file_format": re.compile(rf"(?<![A-Za-z])(?P<value>{FORMATS})", re.IGNORECASE),
    "pages_total": re.compile(
        r"(?<![\d第/前后余剩])(?:共\s*)?(?P<value>\d{1,5})\s*(?:页(?![码眉脚])|pages?\b|páginas\b|trang\b)",
        re.IGNORECASE,
    ),
    # 1.2K 围观, 3.4k Readers: a word behind the bare letter says what is counted.
    "file_size": re.compile(
        r"(?P<value>\d[\d.]*\s*(?:[KMG]i?B|[KMG]o|[KMG](?!\s?[\u4e00-\u9fff]{1,4}\s*(?:[¦|·•/,，]|$)|\s(?-i:[A-Z]?[a-z])))(?![A-Za-z])|\d[\d,]*\s?(?:字节|bytes\b))",
        re.IGNORECASE,
    ),
    "published_on": re.compile(
        r"(?P<value>(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)|(?<!\d)\d{1,2}/\d{1,2}/(?:19|20)\d\d|\b[A-Z][a-z]{2,8}\.? \d{1,2},? (?:19|20)\d\d|(?<!\d)\d{1,2} [^\W\d_]{3,10}\.? (?:19|20)\d\d)"
    ),
    "site_document_id": re.compile(
        r"(?:ID|编号|文档号|资料号|No\.?|№|#)\s*[:：]?\s*(?P<value>[A-Za-z]{0,3}\d{4,20})(?!\d)",
        re.IGNORECASE,
    ),
    "uploader": re.compile(
        r"(?:Subido por|Publicado por|Uploaded by|Shared by|Posted by|Mis en ligne par|Publié par|Déposé par|Proposé par|Ajouté par|Đăng bởi|Người đăng|(?:(?<![\u4e00-\u9fff])|(?=[\u4e00-\u9fff]{1,4}\s?[:：]))(?:卖家|作者|贡献者?|来自|来源|发布者?人?|上传者?人?|分享者?人?|提供者?人?|由))\s*[:：]?\s*(?:(?<=[者人家])\s*[¦|\[【]\s*)?(?P<value>[A-ZÀ-Ý][\w.’'-]*(?: [A-ZÀ-Ý][\w.’'-]*){1,3}|[^\s:：,，|¦‖┆·•/。\[\]【】〔〕［］]{1,20}?)\s*(?=ID|编号|上传|分享|提供|发布|贡献|于\s*(?:19|20)|(?:19|20)\d\d[-/.年]|[\s|¦‖┆·•/\]】]|$)"
        r"|^\s*(?P<first>[^\s:：,，|¦‖┆·•/。\d][^\s:：,，|¦‖┆·•/。]{0,19}?)\s*(?:提供|上传|分享|贡献)\s*(?=[|¦‖┆·•/]|$)"
    ),
}
# What else such a row counts.
COUNTED = re.compile(
    r"(?:浏览|阅读|点击|下载|收藏|人气|热度|读者|访问|围观|[Vv]iews?|[Vv]ues|[Vv]istas)\D{0,6}\d|\d[\d,.]*\s*(?:次|人)?(?:浏览|阅读|点击|下载|收藏)|\d[\d,.]*\s*[万wk]?\s?(?:[次人条]\s?)?(?:浏览|阅读|点击|收藏|围观|评论|点赞)|(?:Téléchargements|Descargas|Downloads)\s*\d",
    re.IGNORECASE,
)
# Before a day in languages that have it before the month: le 12/10/2021.
ON = re.compile(r"\b(?:le|el|em|il|am|den|par|por)\s+\S", re.IGNORECASE)
CHARACTERS = re.compile(r"\d[\d,]*\s*字(?!号)")
# 7 年前, hace 3 años: no day can be told from it, but a row about a document has it.
AGO = re.compile(
    r"\d\s?(?:年|个?月|周|天|小时|分钟)前|\d (?:years?|months?|weeks?|days?) ago|\b(?:hace|il y a|há|vor) \d+ \w"
)

# What sets the facts of such a row apart; a number of bytes has no other meaning.
APART, IN_BYTES = re.compile(r"\s*[|/／·•¦，,、]\s*"), re.compile(r".*(?:字节|bytes)", re.IGNORECASE)


def read_row(text: str, shown: str, facts: Facts) -> None:
    """Take the facts of a line that is such a row, else nothing; ``shown`` is the line as it stands on the page.

    >>> line = "Y***8提供 ‖ 文档ID 8106652 ‖ 3 页 ‖ docx ‖ 22KB ‖ 2020年9月3日"
    >>> facts = Facts(); read_row(line, line, facts)
    >>> [facts.values[name] for name in ("uploader", "site_document_id", "pages_total", "file_size", "published_on")]
    ['Y***8', '8106652', 3, '22KB', '2020-09-03']
    """
    if len(text) > LONGEST or SENTENCE.search(text):
        return
    found = {column: match for column, pattern in ROW.items() if (match := pattern.search(text))}
    counted = [match.span() for match in COUNTED.finditer(text)]
    size = found.get("file_size")
    if size and any(start <= size.start() < end for start, end in counted):
        # 阅读 1.2K is how often it was read.
        del found["file_size"]
    beside = sum(pattern.search(text) is not None for pattern in (COUNTED, CHARACTERS, AGO))
    if len(found) + beside < FEWEST_KINDS and not _is_nothing_else(text, found):
        if (size := found.get("file_size")) and IN_BYTES.fullmatch(size[0]) and size[0] in APART.split(text):
            add(facts, "file_size", size["value"], shown)
        return
    for column, match in found.items():
        group = "value" if match["value"] else "first"
        value = shown[slice(*match.span(group))] if len(shown) == len(text) else match[group]
        if column == "published_on" and (DAY_FIRST.search(text) or ON.search(text)):
            value = DAY_MONTH_YEAR.sub(r"\3-\2-\1", value)
        if column == "uploader" and (NO_NAME.search(value) or parse_date(value)):
            continue
        add(facts, column, value, shown)


def _is_nothing_else(text: str, found: Mapping[str, re.Match[str]]) -> bool:
    """Whether a line is two facts about a file and nothing else: 1.02M / 3页.

    >>> _is_nothing_else("PDF · 3页", {name: ROW[name].search("PDF · 3页") for name in ("file_format", "pages_total")})
    True
    """
    if len(found) != 2 or found.keys() == {"file_size", "published_on"}:
        # Of 1.2K and a day the first may be how often it was read.
        return False
    parts = [part for part in APART.split(text.strip()) if part]
    return len(parts) == 2 and all(any(match[0] == part for match in found.values()) for part in parts)
