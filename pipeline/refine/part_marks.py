"""Lines that number the documents of a page: 篇一, 第2篇：…, 范文三, 消防演讲稿1, and the page's own title with a number.

Each is read by itself; whether they count on is for ``divide`` to see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.refine.clean.context import fold
from pipeline.refine.describe.own_title import own_title
from pipeline.refine.gathered import LONGEST_TITLE, Head
from pipeline.refine.numbering import numeral

NUMBER = r"(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})"
HAN_NUMBER = r"(?P<after>[一二三四五六七八九十]{1,3})"
PART_MARK = re.compile(
    rf"(?:第\s*)?{NUMBER}\s*篇(?!章)|(?:篇|范文|例文|范例)\s*{NUMBER.replace('number', 'after')}"
)
PART_WORD = re.compile("[篇范例]")
# What may stand before the mark (other words end in a blank, a colon or a dash), and behind it.
BEFORE_MARK, LONGEST_BEFORE = re.compile(r"[【\[（(<《#\s]*"), 41
ENDS_BEFORE = re.compile(r"[\s:：—-]")
BEHIND_MARK = re.compile(r"[】\]）)>》]*\s*[:：、.．]?")
OF_SO_MANY = re.compile(r"[/／|｜,，（(\s]*[共总全]?\s*(?:[一二三四五六七八九十]{1,2}|\d{1,2})\s*篇[）)\s]*")
# 消防演讲稿1, 收费站演讲稿篇二: the kind of text and a number behind it, the same words each time. A report may
# have 方案一 and 计划二 as sections, so only what is spoken or handed in one by one counts.
KIND = r"(?:演讲|发言|讲话|讲|主持|广播)稿|主持[词辞]|[读观]后感|作文|检讨书"
KIND_AND_NUMBER = re.compile(
    rf"(?P<name>(?:.{{1,40}}?)??(?:{KIND})|.{{2,40}}?(?:演讲|致[辞词]|述职报告|总结|心得体会|祝酒词))"
    rf"\s*(?:篇\s*{NUMBER.replace('number', 'after')}|[（(]?{NUMBER}[）)]?)\s*[:：]?"
)
COUNTED = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,2}[）)]\s*[、.．]?|[一二三四五六七八九十\d]{1,2}[、.．])\s*"
)
# 校庆致辞范文（一）: the page's title and a number, whatever kind of text it names.
TITLE_AND_NUMBER = re.compile(rf"(?P<name>.{{3,40}}?)\s*(?:[（(]{NUMBER}[）)]|之?{HAN_NUMBER})\s*[:：]?")
# Where the page says how many there are, other words will do: 模板一：…, 样本（2）, 第三封, Essay 2.
ORDERED = re.compile(
    rf"[【\[（(<《#\s]*(?:(?P<before>[^，。\d]{{0,24}}?(?:模板|样[本文例稿]|参考|实例|案例|版本|稿|之|信|书|文|例|方案|Essay|Speech|Letter|Toast|Sample|Example|No\.?))\s*[（(]?{NUMBER}[）)]?"
    rf"|第\s*(?P<ordinal>[一二三四五六七八九十]{{1,2}}|\d{{1,2}})\s*[则份首件封例套])\s*[】\])）>》]*\s*(?:[:：、.．—-]+\s*(?P<title>.{{2,40}})|[:：、.．]?)",
    re.IGNORECASE,
)


def part_heading(line: str) -> tuple[int | None, str]:
    """Number and title of a heading like 「述职报告范文 第二篇：车间」; the number is None where a line is none."""
    if len(line) > 2 * LONGEST_TITLE or not PART_WORD.search(line):
        return None, ""
    opened = len(BEFORE_MARK.match(line)[0])  # type: ignore[index]  # it matches the empty string
    for mark in PART_MARK.finditer(line):
        before, name = line[opened : mark.start()], line[mark.end() :]
        name = name[BEHIND_MARK.match(name).end() :].strip()  # type: ignore[union-attr]
        # 第1篇 / 共2篇 says how many there are.
        name = "" if OF_SO_MANY.fullmatch(name) else name
        # 1篇 2篇 3篇 leads to the parts.
        if PART_MARK.match(name):
            return None, ""
        if len(name) <= LONGEST_TITLE and (
            not before or (len(before) <= LONGEST_BEFORE and ENDS_BEFORE.match(before, len(before) - 1))
        ):
            return numeral(mark["number"] or mark["after"]), name
    return None, ""


def title_in(heading: str) -> str | None:
    """What a heading calls its part, without its number; None where it says no more.

    >>> title_in("二、借用协议"), title_in("第一封：写给坝上"), title_in("范文1")
    ('借用协议', '写给坝上', None)
    """
    text = heading.strip()
    if PART_MARK.fullmatch(text):
        return None
    mark = ORDERED.fullmatch(text)
    return own_title(mark["title"] if mark and mark["title"] else COUNTED.sub("", text))


def kind_and_number(line: str, of_page: str) -> tuple[str, int | None]:
    """What a line numbers and its number: a kind of text, or ``of_page``, the page's title folded.

    >>> kind_and_number("消防演讲稿2", ""), kind_and_number("采茶节（二）", "采茶节"), kind_and_number("方案二", "")
    (('消防演讲稿', 2), ('采茶节', 2), ('', None))
    """
    text = line.strip()
    mark = KIND_AND_NUMBER.fullmatch(text)
    if not mark and of_page and fold(text).startswith(of_page):
        mark = TITLE_AND_NUMBER.fullmatch(text)
        mark = mark if mark and fold(mark["name"]) == of_page else None
    if not mark:
        return "", None
    return mark["name"], numeral(mark["number"] or mark.groupdict().get("after") or "")


def ordered(candidates: Sequence[Head], number: int) -> list[tuple[Head, str | None]]:
    """The lines that number just so many documents with the same words, each with its title."""
    groups: defaultdict[str, list[tuple[int | None, Head, str | None]]] = defaultdict(list)
    for head in candidates:
        mark = ORDERED.fullmatch(head.text.strip())
        if mark:
            name = own_title(mark["title"]) if mark["title"] else None
            counted = numeral(mark["number"] or mark["ordinal"])
            groups[(mark["before"] or "第").strip()].append((counted, head, name))
    for group in groups.values():
        if [counted for counted, *_ in group] == list(range(1, number + 1)):
            return [(head, name) for _, head, name in group]
    return []
