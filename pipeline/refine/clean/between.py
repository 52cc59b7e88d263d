"""Lines that one rule takes for the site's and their place shows to be the author's: sentences between his own.

A site sets its prompts apart: in an element of their own, as a link, or at the edge of the text. A sentence about
logging in that stands between two of the author's in one and the same element goes on with what he says
(「请大家扫码登录，下载作业。」), unless it speaks of the text itself (「登录后查看全文」).
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context
from pipeline.refine.clean.prompts import LABELLED, NUMBERED, insists, is_ended
from pipeline.refine.ledger import Ledger, Line

# Rules that go by what a line says.
BY_WORDS = frozenset(("prompt", "contact", "rights-notice"))
REPORT = re.compile(r"举报(?:电话|邮箱|热线)\s*[:：]")
# Characters of two lines that are more than headings.
PROSE = 24
LINK = 0.5


def authors_between(ledger: Ledger, rules: dict[int, str], context: Context) -> set[int]:
    """The starts of the lines among ``rules`` (line start to rule) that stay for the sake of their neighbours."""
    if not context.blocks:
        return set()
    stays: set[int] = set()
    for above, line, below in zip(
        (None, *ledger.lines), ledger.lines, (*ledger.lines[1:], None), strict=False
    ):
        rule = rules.get(line.start)
        if rule not in BY_WORDS:
            continue
        near = [
            other for other in (above, below) if other and (other.start not in rules or other.start in stays)
        ]
        beside = [other for other in near if _in_one_element(context, line, other)]
        if _goes_on(
            line.text.strip(), rule, *(o.text.strip() if o in beside else "" for o in (above, below))
        ):
            stays.add(line.start)
    return stays


def _goes_on(text: str, rule: str, above: str, below: str) -> bool:
    """Whether a line goes on with what stands above and below it in its element ("" for nothing of the author's)."""
    if rule == "contact":
        # A notice that asks its readers to speak up says where.
        return bool(REPORT.match(text)) and (is_ended(above) or bool(REPORT.match(above)))
    if insists(text):
        return False
    if NUMBERED.match(text) and NUMBERED.match(below):
        return True
    led = is_ended(above) or above.endswith((":", "："))
    follows = is_ended(below) or bool(NUMBERED.match(below) or LABELLED.match(below))
    return led and follows and len(above) + len(below) >= PROSE


def _in_one_element(context: Context, *lines: Line) -> bool:
    blocks = [context.blocks[line.block] for line in lines]
    alike = len({(block.path[:-1], block.tag) for block in blocks}) == 1
    return alike and all(block.link_density < LINK for block in blocks)
