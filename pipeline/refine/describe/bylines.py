"""The line in which a site says when it put a text there and by whom, or how often it was read."""

from __future__ import annotations

import re

NUMERIC_DATE = re.compile(r"(?<![\d./-])(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d./-])")
# 2010年10月09日 来源：网友供稿
FIRST_DATE = re.compile(
    r"(?P<date>(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日))(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\s*(?:来源|稿源|作者|编辑|发布者?|浏览|点击|阅读)\s*[:：]"
)
LONGEST_BYLINE = 80
PAGE_LABEL = re.compile(
    r"(?:作者|来源|编辑|点击|浏览|阅读|所属|热度|人气|围观|栏目|分类)(?:次?数|量)?\s*[:：]"
)


def is_byline(line: str) -> bool:
    """Whether a line says when a text was put on the site and by whom or how often read.

    >>> is_byline("2003-5-1 作者：老艄公 阅读：33"), is_byline("时间：2003-5-1")
    (True, False)
    """
    return len(line) <= LONGEST_BYLINE and bool(NUMERIC_DATE.search(line) and PAGE_LABEL.search(line))
