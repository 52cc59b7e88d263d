"""The editor's introduction that model-text sites put before a text, and the line that closes the page.

Removes 「……以下是小编为大家整理的演讲稿，欢迎阅读与收藏。」 among the first lines: a paragraph that announces what follows and
offers it to the reader. Keeps a speaker who announces his own points (「以下是我的三点意见」).
"""

from __future__ import annotations

import re

from pipeline.refine.clean.apart import kind_of
from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.voice import sounds_like_author

ANNOUNCES = re.compile(
    r"(?:以下|下面|下文|本文|接下来|这里|今天)[^。！]{0,16}(?:是|为|就是|由|给|带来|收集|整理|分享|准备)[^。！]{0,40}"
    r"(?:小编|编辑|本站|网友|为(?:大家|您|你|各位)|给(?:大家|您|你|各位)|精心|收集|整理|搜集|分享)"
)
OFFERS = re.compile(
    r"(?:欢迎|仅供|供)(?:大家|您|你|各位)?[^。！]{0,12}(?:阅读|参考|参阅|参照|选用|取用|借鉴|收藏|查看|浏览|学习|下载)|希望(?:能)?(?:对|给)(?:大家|您|你)[^。！]{0,12}(?:帮助|启发|参考)"
)
CLOSES = re.compile(
    r"^以上(?:就是|便是|是|即为|为)[^。！]{0,50}(?:全部内容|的内容|全文|介绍|范文)|^更多[^。！]{2,30}(?:请|尽在|敬请)(?:关注|留意|访问|浏览|查看|继续)"
)
# 编者小引：, 【小编荐语】 in an element of another kind than the text.
SIGNED = re.compile(r"[\s【（(〔\[]*(?:编者|编辑|小编|站长|整理者|本站)[^：:，。！]{0,6}[：:】）)〕\]]")
LABEL = re.compile(r"[【\[（(]?\s*(?:编者按|编者注|编前语|编前话|小编按)\s*[】\])）]?\s*[:：]?")
TOP_LINES, LAST_LINES = 3, 3
LONGEST = 400


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop the introduction, and the line that closes the page behind the text."""
    last = next(
        (
            line.start
            for line in reversed(ledger.lines[:TOP_LINES])
            if len(line.text) <= LONGEST and ANNOUNCES.search(line.text) and OFFERS.search(line.text)
        ),
        None,
    )
    closing = {
        line.start
        for line in ledger.lines[-LAST_LINES:]
        if CLOSES.search(line.text) and not sounds_like_author(line.text)
    }

    signed = _signed(ledger, context)
    labelled = _labelled(ledger, context)

    def rule(line: Line) -> str | None:
        if line.start in signed or line.start in labelled:
            return "editor-introduction"
        if line.start == last and len(ledger.lines) > TOP_LINES:
            return "editor-introduction"
        return "editor-closing" if line.start in closing else None

    return ledger.drop(rule)


def _labelled(ledger: Ledger, context: Context) -> set[int]:
    """Starts of a label that says that an editor speaks, and of the lines in its box."""
    lines = ledger.lines
    at = next((i for i, line in enumerate(lines[:TOP_LINES]) if LABEL.fullmatch(line.text.strip())), None)
    if at is None or len(lines) <= TOP_LINES:
        return set()
    if not context.blocks:
        return {lines[at].start}
    box = context.blocks[lines[at].block].path[:-1]
    own = [line for line in lines if context.blocks[line.block].path[: len(box)] == box]
    # What holds the text is no box.
    return {line.start for line in (own if len(own) <= TOP_LINES else lines[at : at + 1])}


def _signed(ledger: Ledger, context: Context) -> set[int]:
    """Starts of first lines that an editor has signed and the page has set apart."""
    lines = ledger.lines
    if not context.blocks or len(lines) < TOP_LINES:
        return set()
    text = kind_of(max(lines, key=lambda line: len(line.text)), context)
    return {
        line.start
        for line in lines[:TOP_LINES]
        if SIGNED.match(line.text) and len(line.text) <= LONGEST and kind_of(line, context) != text
    }
