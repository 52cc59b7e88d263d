"""Lines that an author quotes: what stood on a screen, a door or a bill, which may be all that a site says too.

Such a line stands between two of the author's in one element, and he announces it (「屏幕上跳出一行字：」), speaks of it in the next one
(「这句话的意思是」) or puts it in quotation marks.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger

ANNOUNCES = re.compile(
    r"(?:[字话牌条]|[写印贴标刻挂立亮][着道的]|[跳弹]出|显示|提示|告示|标语|短信|通知|留言|\b(?:said|says|read|reads|saying|reading|words|notice|sign|message))[^。！？.!?]{0,12}[:：]$"
)
SPEAKS_OF = re.compile(
    r"(?:就?是?(?:这|那)(?:么?一?[句行段]|么?[几两三四五六七八九十]+个)(?:话|字|提示)|(?:这|那)(?:话|几个字))"
)
IN_MARKS = re.compile(r"[“「『\"][^“”「」『』\"]{4,120}[”」』\"][。！？.!?]?")
# Characters of what somebody reads off.
LONGEST = 120


def quoted_blocks(ledger: Ledger, context: Context) -> frozenset[int]:
    """The blocks of the lines that are quoted."""
    if not context.blocks:
        return frozenset()
    found: set[int] = set()
    lines = ledger.lines
    for (above, line), (_, below) in pairwise(pairwise(lines)):
        text = line.text.strip()
        # A site brackets its remarks, and names itself.
        if len(text) > LONGEST or text[:1] in "（([【〔" or context.with_site_named(text) != text:
            continue
        if not (
            ANNOUNCES.search(above.text.rstrip())
            or SPEAKS_OF.match(below.text.lstrip())
            or IN_MARKS.fullmatch(text)
        ):
            continue
        parents = {context.blocks[each.block].path[:-1] for each in (above, below)}
        within = context.blocks[line.block].path
        if len(parents) == 1 and all(within[: len(parent)] == parent for parent in parents):
            found.add(line.block)
    return frozenset(found)
