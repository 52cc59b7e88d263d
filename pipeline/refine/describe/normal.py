"""One form of a card's line before it is read: no blanks in labels, a colon between label and value.

Sites spread a label to the width of its neighbours (供 稿 人：) and lead from it to its value by dots, dashes and signs
(格　　式……DOCX, 大小=31KB). Readers then know one form of both.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from pipeline.refine.blocks import Block
from pipeline.refine.describe.card_words import is_card_label
from pipeline.refine.describe.labels import is_cell_label
from pipeline.refine.view import View

# What leads the eye, and what does right behind a known label: the sign of a trail stands between blanks.
LEADER, SIGN = (
    r"(?:…+|[.．]{3,}|[·•]{3,}|[—－]{2,}|-{3,}|_{3,}|～{2,}|~{3,})",
    r"(?<=[\u4e00-\u9fff])[=＝＞>→»]",
)
# One of these is in every such line: characters one by one, or what leads.
SPREAD_OR_LED = re.compile(
    r"[ \u3000….．·•—－_～~=＝＞>→»-](?:(?<=[ \u3000])[\u4e00-\u9fff](?![\u4e00-\u9fff])|(?<=…)|(?<=[\u4e00-\u9fff][=＝＞>→»])|(?<=[.．·•—－_～~-])[.．·•—－_～~-])"
)
SPREAD = re.compile(
    rf"(?:^|(?<=[\s|｜】\]；;，,]))[\u4e00-\u9fff](?:[ \u3000]{{1,6}}[\u4e00-\u9fff]){{1,4}}(?=\s*(?:[:：]|$|{LEADER}|{SIGN}))"
)
BLANKS = re.compile(r"[ \u3000]+")
LED = re.compile(
    rf"(?P<label>[\u4e00-\u9fff]{{2,6}})\s*(?P<by>{LEADER}|{SIGN})\s*(?P<value>[^\s.…—_=＝＞>].{{0,40}})"
)
# Characters of a line with such labels.
LONGEST = 80
# Who is called by what he does, and whatever leads to a figure.
PERSON, FIGURE = re.compile(r"[者人主员家]$"), re.compile(r"\d")


def normal_view(view: View, text: Collection[int]) -> View:
    """The page with its lines outside the text in that form; itself, if they all are."""
    changed = {
        i: made
        for i, block in enumerate(view.blocks)
        if len(block.text) <= LONGEST and i not in text and SPREAD_OR_LED.search(block.text)
        if (made := _normal_block(block)) != block
    }
    return (
        replace(view, blocks=[changed.get(i, block) for i, block in enumerate(view.blocks)])
        if changed
        else view
    )


def _normal_block(block: Block) -> Block:
    return block._replace(text=normal(block.text), pieces=tuple(map(normal, block.pieces)))


def normal(line: str) -> str:
    """A line in that form.

    >>> normal("格　　式……DOCX"), normal("供 稿 人：木子"), normal("载入中…… 请稍候"), normal("索　引　号")
    ('格式：DOCX', '供稿人：木子', '载入中…… 请稍候', '索　引　号')
    """
    return LED.sub(_colon, SPREAD.sub(_joined, line)) if line else line


def _joined(spread: re.Match[str]) -> str:
    """The label without blanks; by itself only if it is one and no name (宣 若 兰)."""
    label = BLANKS.sub("", spread[0])
    behind = spread.string[spread.end() :].strip()
    return label if behind or is_card_label(label) or is_cell_label(label) else spread[0]


def _colon(led: re.Match[str]) -> str:
    label = led["label"]
    if led.start() and not led.string[led.start() - 1].isspace():
        return led[0]
    named = is_card_label(label) or is_cell_label(label)
    # What leads to a figure leads to a value; a sign may compare.
    led_by_dots = len(led["by"]) > 1
    if named or (led_by_dots and (PERSON.search(label) or FIGURE.match(led["value"]))):
        return f"{label}：{led['value']}"
    return led[0]
