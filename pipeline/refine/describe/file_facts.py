"""What the site says about the file: number, pages, size, uploader, price, dates, categories."""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import urlsplit

from pipeline.refine.clean.bylines import NUMERIC_DATE
from pipeline.refine.clean.context import is_title
from pipeline.refine.describe.dates import parse_date
from pipeline.refine.describe.facts import Facts
from pipeline.refine.markup import fold_space
from pipeline.refine.view import View

META = {
    "og:document:type": "file_format",
    "og:document:page": "pages_total",
    "og:document:cost": "price",
    "og:release_date": "published_on",
    "article:published_time": "published_on",
    "pubdate": "published_on",
    "publishdate": "published_on",
    "datepublished": "published_on",
}
LABELS = {
    "site_document_id": r"文档编号|资源ID|资源编号|编号",
    "pages_total": r"全文页数|文档页数|页数",
    "file_size": r"资源大小|文件大小|文档大小|大小",
    "file_format": r"资源格式|文件格式|文档格式|文件类型|格式",
    "uploader": r"上传人(?:\(卖家\)|（卖家）)?|上传者|上传用户",
    "published_on": r"上传时间|上传日期|上传于|发布时间|发布日期|發佈於|發布時間|更新时间|加入时间|添加时间|发表时间|发布于",
    "price": r"下载积分|所需积分|所需金币|价格",
    "downloads": r"下载次数|下载量",
}
ANY_LABEL = "|".join(LABELS.values())
LABELLED = re.compile(
    f"(?:{'|'.join(f'(?P<{column}>{labels})' for column, labels in LABELS.items())})"
    # Labels and values are often spans without white space between: a value ends where a label begins.
    rf"\s*[:：]\s*(?P<value>[^\s:：,，|]{{1,40}}?)(?=$|[\s,，|]|(?:{ANY_LABEL})\s*[:：])"
)
VALUE = {
    "site_document_id": re.compile(r"[0-9A-Za-z]{3,40}"),
    "pages_total": re.compile(r"\d{1,5}"),
    "file_size": re.compile(r"[\d.]+\s*[KMG]?B", re.IGNORECASE),
    "file_format": re.compile(r"\.?(?:docx?|pptx?|xlsx?|pdf|txt|wps|rtf|zip|rar)", re.IGNORECASE),
    "uploader": re.compile(r".{1,40}"),
    "price": re.compile(r".{1,20}"),
    "downloads": re.compile(r"\d{1,9}"),
}
READ_LEFT = re.compile(r"已?阅读\s*(\d+)\s*页.{0,4}?[还尚]剩(?:余)?\s*(\d+)\s*页")
LEFT = re.compile(r"还剩\s*(\d+)\s*页未读")
SHOWN_OF = re.compile(
    r"(?:预览|试读|展示|显示|放出|开放|提供)了?前?\s*(\d+)\s*页\s*[/／,，]?\s*(?:共|全[卷文篇部]|总).{0,3}?(\d+)\s*页"
)
OF_TOTAL = re.compile(
    r"^(?:第\s*\d+\s*页\s*[/／,，]?\s*共\s*(\d+)\s*页|\d+\s*[/／]\s*(\d+)|[/／]\s*(\d+)|共\s*(\d+)\s*页)$"
)
OF_TOTAL_IN_WORDS = re.compile(r"^(?:第\s*\d+\s*页\s*[/／,，]?\s*共\s*(\d+)\s*页|共\s*(\d+)\s*页)$")
CHARS = re.compile(r"(?:全文|本文|本稿|全篇|全稿|正文|总)[^\d。，,]{0,8}(\d[\d,]{1,8})\s*(?:余|多)?个?字")
# /p-12.html, /paper/12.html, ?id=12; elsewhere only numbers too long for a page or a year.
URL_ID = re.compile(
    r"(?:\b(?:[a-z]|paper|doc|document|article|view|id|f)[-/=](?=\d)|[-_=/]|^)(?:(?<=[a-z][-/=])([0-9]+)|([0-9]{5,}|[0-9a-f]{16,}))(?:\.\w+)?$",
    re.IGNORECASE,
)
OWNER = re.compile(r"(\S{1,20})的(?:主页|文档|空间)")
LONGEST_LINE = 300
CRUMB = re.compile(r"\s*(?:>|»|/|›)\s*")


def find_head_facts(view: View, facts: Facts) -> None:
    """What meta tags, dated and linked elements and the line below the title say."""
    for name, column in META.items():
        if name in view.meta:
            _add(facts, column, view.meta[name], f"{name}={view.meta[name]}")
    _date_below_title(view, facts)
    _elements(view, facts)


def find_line_facts(view: View, facts: Facts, text: Container[int], *, counted: bool) -> None:
    """What lines outside the text say in labelled values and counters, and the number in the URL.

    ``text`` are the blocks of the main text: a 编号 or a 页数 there is the author's. ``counted`` says that a
    bare 「1 / 8」 counts the document's pages; elsewhere it may count pictures or letters.
    """
    for i, block in enumerate(view.blocks):
        if len(block.text) <= LONGEST_LINE and i not in text:
            _labels(block.text, facts)
            _counters(block.text, facts, counted=counted)
    _pages_left(view, facts)
    _number_in_url(view.url, facts)


def _date_below_title(view: View, facts: Facts) -> None:
    """A numeric date in one of the short lines below the printed title: 2024-02-26 老金."""
    title = facts.text("title")
    at = next((i for i, block in enumerate(view.blocks) if is_title(block.text, title)), None)
    for block in view.blocks[at + 1 : at + 4] if at is not None else ():
        dated = NUMERIC_DATE.search(block.text)
        if dated and len(block.text) <= 80 and "。" not in block.text:
            _add(facts, "published_on", dated[0], block.text)


def _labels(text: str, facts: Facts) -> None:
    for found in LABELLED.finditer(text):
        column = next(c for c in LABELS if found[c])
        _add(facts, column, found["value"], found[0])


def _pages_left(view: View, facts: Facts) -> None:
    total = facts.number("pages_total")
    left = LEFT.search(view.visible)
    if total and left and int(left[1]) < total:
        facts.add("pages_shown", total - int(left[1]), left[0])


def _elements(view: View, facts: Facts) -> None:
    for element in view.select("time[datetime]"):
        _add(facts, "published_on", element.get("datetime") or "", element.get("datetime") or "")
    for element in view.select("a[href*='/u-'], a[href*='/user/']"):
        owner = OWNER.fullmatch(fold_space(element.text_content()))
        if owner:
            facts.add("uploader", owner[1], owner[0])
    _categories(view, facts)


def _number_in_url(url: str, facts: Facts) -> None:
    parts = urlsplit(url)
    number = URL_ID.search(parts.path.rstrip("/")) or URL_ID.search(parts.query)
    if number and parts.scheme in ("http", "https"):
        facts.add("site_document_id", number[1] or number[2], url)


def _counters(text: str, facts: Facts, *, counted: bool) -> None:
    chars = CHARS.search(text) if len(text) <= 120 else None
    if chars:
        facts.add("chars_total", int(chars[1].replace(",", "")), chars[0])
    read = READ_LEFT.search(text)
    if read:
        facts.add("pages_shown", int(read[1]), read[0])
        facts.add("pages_total", int(read[1]) + int(read[2]), read[0])
    shown = SHOWN_OF.search(text)
    if shown:
        facts.add("pages_shown", int(shown[1]), shown[0])
        facts.add("pages_total", int(shown[2]), shown[0])
    total = (OF_TOTAL if counted else OF_TOTAL_IN_WORDS).match(text.strip(" <>‹›«»|"))
    if total:
        facts.add("pages_total", int(next(g for g in total.groups() if g)), text)


def _add(facts: Facts, column: str, value: str, evidence: str) -> None:
    if column == "published_on":
        day = parse_date(value)
        facts.add(column, day.iso if day else None, evidence)
        return
    found = VALUE[column].match(value.strip())
    if found:
        number = column in ("pages_total", "downloads")
        value = found[0].lstrip(".").lower() if column == "file_format" else found[0]
        facts.add(column, int(value) if number else value, evidence)


def _categories(view: View, facts: Facts) -> None:
    crumbs = view.indices(".breadcrumb, .breadcrumbs, .crumb, .crumbs, .location, .position, .path")
    for i in sorted(crumbs):
        parts = [part for part in CRUMB.split(view.blocks[i].text) if part]
        parts = [
            part
            for part in parts
            if not re.fullmatch(r"首页|主页|home|当前位置[:：]?.{0,4}", part, re.IGNORECASE)
        ]
        if parts and len(view.blocks[i].text) <= 120:
            facts.add("categories", ">".join(parts), view.blocks[i].text)
