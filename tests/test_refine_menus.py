"""Lines of a menu that bars part, and lines that look so."""

from __future__ import annotations

import pytest

from pipeline.refine.blocks import Block
from pipeline.refine.clean.boxes import clean, rule_of
from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("首页 | 关于我们 | 帮助中心 | 联系我们", "menu"),
        ("首页\u3000｜\u3000关于我们\u3000｜\u3000隐私条款", "menu"),
        # Sentences, tables and what has an item too long or too many of them.
        ("首页 | 关于我们 | 帮助中心 | 联系我们。", None),
        ("首页[1] | 关于我们 | 帮助中心", None),
        ("首页 | 关于我们 | 帮助中心在县城东边那座新修的水利局大楼里头的第三层西侧", None),
        ("| 首页 | 关于我们", None),
        (" | ".join(["首页"] * 14), None),
        ("上联 | 下联 | 横批", None),
        # Wide blanks could once be read in so many ways that such a line was never done.
        ("\u3000\u3000|\u3000\u3000".join(["首页"] * 13) + "。", None),
    ],
)
def test_a_menu_is_told_by_its_items(line: str, rule: str | None) -> None:
    assert rule_of(line, Context(title=None)) == rule


def test_a_row_of_links_at_the_end_of_a_text_goes():
    last = "[印出来] [荐给新人]"
    body = Block("今天的风很大，请大家把帽子系好，跟着前面的人走，不要离开石板路，走到碑前再停下来。")
    links = Block(last, "p", anchors=((1, 4), (7, 11)), link_density=0.6)
    said = Block("见 [印出来] [荐给新人]", "p", anchors=((3, 6), (9, 13)), link_density=0.6)

    def left(*blocks: Block) -> list[str]:
        ledger = clean(Ledger.of([block.text for block in blocks]), Context(None, blocks=blocks))
        return [line.text for line in ledger.lines]

    long = "[印出来挂在堂屋的正中间供人看] [荐给下个月办喜事的几位新人]"
    wide = Block(long, "p", anchors=((1, 15), (18, len(long) - 1)), link_density=0.9)
    listed = Block("四部曲依次为：")
    assert left(body, links) == [body.text]
    assert left(body, listed, links) == [body.text, listed.text, last]
    assert left(body, wide) == [body.text, long]
    assert left(body, said) == [body.text, said.text]
