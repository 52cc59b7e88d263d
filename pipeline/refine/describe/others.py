"""Boxes of a page that tell facts of something else: other documents, what one read last, what may be sent in, the site's app."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.refine.blocks import Block

# What such a box is headed.
HEADED = re.compile(
    r"\W*(?:热门|猜[你您]|(?:为[你您])?推荐|相关|大家(?:还|都|也)?在?[看读下]|看过|[上下]一[篇个份]|[您你]?(?:上次|最近|刚刚)(?:浏览|看过?|阅读|下载)|同类|同(?:一)?作者|更多|最新|"
    r"上传(?:文[档件章]|资料|稿件|须知|要求|有奖|说明)|[投征来]稿(?!\s?[:：]?\s)|征文|(?:手机|电脑|官方)?(?:客户端|APP)|related|similar|you (?:may|might)|more (?:from|like)|recently viewed)",
    re.IGNORECASE,
)
LONGEST = 30


def in_boxes_of_others(blocks: Sequence[Block], lines: Sequence[str], text: Collection[int]) -> set[int]:
    """The lines of elements outside the text whose first line says that they are about something else."""
    found: set[int] = set()
    if not text:
        return found
    around = {blocks[i].path[:n] for i in (min(text), max(text)) for n in range(len(blocks[i].path) + 1)}
    for i, block in enumerate(blocks):
        box = block.path[:-1]
        if (
            i in found
            or i in text
            or len(block.text) > LONGEST
            or not HEADED.match(lines[i])
            or box in around
            or (i and blocks[i - 1].path[: len(box)] == box)
        ):
            continue
        at = i
        while at < len(blocks) and blocks[at].path[: len(box)] == box:
            found.add(at)
            at += 1
    return found
