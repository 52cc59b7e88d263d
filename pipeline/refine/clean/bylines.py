"""Lines of the site's desk around the text: date and editor above it, contacts and opening hours below it.

Removes 「2024-02-26 老金 免费文章」 above the first sentence and 「写作老师QQ：10000」 「工作时间：8:30—22:00」 below the last.
Keeps the author's own date line 「2021年3月11日」, a signature with 「2018-11-09」 below the text, and a telephone
number that a notice gives.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.ledger import Ledger

NUMERIC_DATE = re.compile(
    r"(?:^|[\s　|/:：])(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:$|[\s　|/])"
)
# 2019.6.18 江城: the day and place with which an author heads or signs his text.
DATELINE = re.compile(
    r"(?:19|20)\d\d\.\d{1,2}\.\d{1,2}\s*[(（]?(?:[\u4e00-\u9fff]{2,6}[)）]?|[\u4e00-\u9fff]{1,4}[于在][\u4e00-\u9fff]{2,6})$"
)
CONTACT = re.compile(
    r"^.{0,12}?(?:QQ群?|微信(?:号|公众号)?|公众号|旺旺|VX|wechat)\s*[:：]\s*[\w@.+-]{4,}\s*(?:[（(].{0,12}[）)])?$"
    r"|^(?:工作|服务|营业|在线|客服)时间\s*[:：]",
    re.IGNORECASE,
)
# Ways to reach somebody and nothing else, one of them a chat: 编辑部微信：abc123 座机：000-0000000
REACHED = re.compile(
    r"(?:[^\s:：]{0,8}(?:QQ群?|微信号?|VX|公众号|旺旺|电话|座机|手机|热线|传真|邮箱|e-?mail|tel)\s?[:：]\s?[\w@.+()/-]{4,30}[\s,，;；|/]*){2,5}",
    re.IGNORECASE,
)
CHAT = re.compile(r"QQ|微信|VX|公众号|旺旺", re.IGNORECASE)
# 2021年10月刊, 2019年第3期
ISSUE = re.compile(
    r"^(?:19|20)\d\d年?(?:\d{1,2}月|第?\s*\d{1,3}\s*期|[春夏秋冬]季)[号刊]?(?:[（(]?总第?\s*\d{1,4}\s*期[)）]?)?$"
)
SENTENCE = re.compile(r"[。！？；]|[.!?]\s")
LONGEST = 60
TOP_LINES, LAST_LINES = 4, 8


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop desk lines above the first sentence and among the last lines."""
    gone: set[int] = set()
    for line in ledger.lines[:TOP_LINES]:
        if SENTENCE.search(line.text) and not is_title(line.text, context.title):
            break
        if DATELINE.match(line.text.strip()):
            continue
        if len(line.text) <= LONGEST and (NUMERIC_DATE.search(line.text) or _is_issue(line.text)):
            gone.add(line.start)
    gone |= {line.start for line in ledger.lines[-LAST_LINES:] if _is_contact(line.text.strip())}
    return ledger.drop(lambda line: "byline" if line.start in gone else None)


def _is_contact(text: str) -> bool:
    if CONTACT.match(text):
        return True
    return len(text) <= LONGEST and bool(CHAT.search(text) and REACHED.fullmatch(text))


def _is_issue(text: str) -> bool:
    """A month alone is an author's date line."""
    return bool(ISSUE.match(text.strip())) and not re.search(r"月$", text.strip())
