"""Lines that are an author's whatever they say: what he quotes, and what he signs with.

What stood on a screen, a door or a bill may be all that a site says too. Such a line stands between two of the author's in one element, and he announces it (「屏幕上跳出一行字：」), speaks of it in the next one
(「这句话的意思是」) or puts it in quotation marks. Bodies that publish their own texts sign them with the name of their site: above the date at the end,
or as an office with whoever holds it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.refine.clean.context import Context
from pipeline.refine.clean.prompts import is_ended
from pipeline.refine.describe.own_lines import read_own_line
from pipeline.refine.ledger import Ledger

# 温馨提示：, 本站通知：: a site's own heading of a notice.
HEADED = re.compile(r"\W*\S{0,10}(?:提示|通知|公告|声明|告示|留言|短信|说明|须知|公示)\W*[:：]")
# Characters of a sentence that announces, and of one that goes on.
SENTENCE = 16
ANNOUNCES = re.compile(
    r"(?:[字话牌条]|[写印贴标刻挂立亮][着道的]|[跳弹]出|显示|提示|告示|标语|短信|通知|留言|\b(?:said|says|read|reads|saying|reading|words|notice|sign|message))[^。！？.!?]{0,12}[:：]$"
)
SPEAKS_OF = re.compile(
    r"(?:就?是?(?:这|那)(?:么?一?[句行段]|么?[几两三四五六七八九十]+个)(?:话|字|提示)|(?:这|那)(?:话|几个字))"
)
IN_MARKS = re.compile(r"[“「『\"][^“”「」『』\"]{4,120}[”」』\"][。！？.!?]?")
# Characters of what somebody reads off.
LONGEST = 120
BODY = re.compile(
    r"(?:公司|集团|大?学校?|学院|[中小]学|幼儿园|[协商学工公总联]会|委员会|委|局|厅|部|处|办公?室?|政府|工会|支部|总社|医院|银行|厂|村|社区|中心|馆|基金会|团|队|\b(?:Ltd|Inc|LLC|GmbH|e\. ?V|S\.A)\.?)$"
)
# Whoever keeps a site holds an office too, and has its name.
KEEPER = re.compile(
    r"站长|站務|管理员|店长|主管|客服|编辑|運營|运营|审核|录入|推广|技术(?:部|支持|中心)|网管|文库|文档|资料|文稿|范文|稿库|[网網](?:站|$)"
)
# Lines at the top and at the end in which somebody is named.
EDGE = 4
BRACKETS = tuple("（([【〔")


def quoted_blocks(ledger: Ledger, context: Context) -> frozenset[int]:
    """The blocks of the lines that are quoted."""
    if not context.blocks:
        return frozenset()
    found: set[int] = set()
    lines = ledger.lines
    for (above, line), (_, below) in pairwise(pairwise(lines)):
        text = line.text.strip()
        # A site brackets its remarks.
        if len(text) > LONGEST or text.startswith(BRACKETS):
            continue
        in_marks = IN_MARKS.fullmatch(text) is not None
        if not (
            in_marks
            or _announces(above.text.strip(), below.text.rstrip())
            or SPEAKS_OF.match(below.text.lstrip())
        ):
            continue
        # And it names itself.
        if context.with_site_named(text) != text:
            continue
        parents = {context.blocks[each.block].path[:-1] for each in (above, below)}
        within = context.blocks[line.block].path
        if len(parents) == 1 and all(within[: len(parent)] == parent for parent in parents):
            found.add(line.block)
    return frozenset(found)


def _announces(above: str, below: str) -> bool:
    """Whether a line announces what somebody reads off, and another goes on behind it.

    A preview that is cut at a colon has its prompt there, and no more of the author's.
    """
    return (
        above.endswith((":", "："))
        and min(len(above), len(below)) >= SENTENCE
        and ANNOUNCES.search(above) is not None
        and not HEADED.fullmatch(above)
        and is_ended(below)
    )


def signed_blocks(ledger: Ledger) -> frozenset[int]:
    """The blocks of the lines at its edges with which somebody signs a text."""
    lines = ledger.lines
    found = {
        line.block
        for line in (*lines[:EDGE], *lines[EDGE:][-EDGE:])
        if not KEEPER.search(line.text) and (own := read_own_line(line.text)) and own.who and own.who.role
    }
    if len(lines) > EDGE:
        dated = read_own_line(lines[-1].text)
        signs = BODY.search(lines[-2].text.strip()) and not KEEPER.search(lines[-2].text)
        if dated and dated.day and signs:
            found.add(lines[-2].block)
    return frozenset(found)
