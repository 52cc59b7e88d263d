"""What stands below photographs, numbers at the feet of pages, and what a reader shows while it loads."""

from __future__ import annotations

import pytest

from pipeline.refine.blocks import Block
from pipeline.refine.clean import clean
from pipeline.refine.clean.boxes import rule_of as menu
from pipeline.refine.clean.captions import rule_of as caption
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.footers import rule_of as footer
from pipeline.refine.glossed import is_glossed
from pipeline.refine.ledger import Ledger

PAGE = (
    "Nine years ago this house was a store for tyres, and some of you will remember the smell of it in the summer.",
    "We began with forty-two books and one lamp, and today we have six thousand books and a quarrel about silence.",
)


@pytest.mark.parametrize(
    "line",
    [
        "图为升旗仪式现场",
        "（图为会议现场 张三 摄）",
        "图片来源：某某社",
        "Foto: Kreisbote",
        "Photo: J. Marsh / Agency",
        "Crédit photo : Mairie",
    ],
)
def test_what_a_photograph_shows_goes(line):
    assert caption(line, Context()) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "图1 工艺流程",
        "图为虚，文为实。",
        "图书馆为全县人民开放",
        "Photography: a short history",
        "Figure 3: the lower reservoir",
        "图：这是一个多义的字，古人画的图，是地图，不是画。",
        "下图为我国季风区示意图，读图完成1～3题",
        "图为某市人口构成统计图",
        "图为虚，字为实，心为本",
        "照片：一张旧全家福",
        "Photo: what it owes to painting",
        "Picture: my mother at the stove in 1961",
    ],
)
def test_a_look_alike_of_a_caption_stays(line):
    assert caption(line, Context()) is None


@pytest.mark.parametrize("line", ["Loading publication…", "正在加载文档，请稍候", "页面加载中..."])
def test_what_a_reader_shows_while_it_loads_goes(line):
    assert footer(line, Context()) == "toast"


@pytest.mark.parametrize(
    "line",
    ["Loading the boats took nine days.", "Loading docks", "正在加载的货物有三吨。", "努力打开工作新局面"],
)
def test_what_loads_elsewhere_stays(line):
    assert footer(line, Context()) is None


def kept(*lines: str) -> list[str]:
    return [line.text for line in clean(Ledger.of(lines), Context()).lines]


@pytest.mark.parametrize(("first", "second"), [("2", "3"), ("i", "ii"), ("1", "2")])
def test_numbers_at_the_feet_of_pages_go(first, second):
    page, other = " ".join(PAGE), " ".join(reversed(PAGE))
    assert kept(page, first, other, second) == [page, other]


@pytest.mark.parametrize(
    "lines",
    [
        # They head parts of a text.
        ("1", " ".join(PAGE), "2", " ".join(reversed(PAGE))),
        ("A preface.", "1", " ".join(PAGE), "2", " ".join(reversed(PAGE))),
        # They count something.
        (" ".join(PAGE), "3", "7", " ".join(reversed(PAGE)), "9"),
        # A page between them is longer.
        ("Apples", "2", "Pears", "3"),
    ],
)
def test_other_numbers_stay(lines):
    assert kept(*lines) == [*lines]


def test_few_glosses_without_tones_in_a_traditional_text_are_a_machines():
    text = "月亮已經爬上了廠(chang)房的屋頂，蓮(lian)蓉凍(dong)得像石頭，我們替他們留著燈。"
    assert is_glossed([text])
    assert not is_glossed(["月亮已经爬上了厂(chang)房的屋顶，莲(lian)蓉冻(dong)得像石头，他们留着灯。"])
    # Readings of a dialect are no syllables of the standard language.
    assert not is_glossed([text.replace("chang", "chong").replace("dong", "dung")])
    assert not is_glossed([text.replace("chang", "chǎng").replace("lian", "lián").replace("dong", "dòng")])


def glued_slides(head: str) -> list[str]:
    lines = [
        f"{head}{n}张{text}"
        for n, text in enumerate(("安全生产月讲解", "为什么要讲安全", "记住戴好安全帽"), 1)
    ]
    blocks = [Block(line, "p", ("body", "p"), path=(1, 2 + i)) for i, line in enumerate(lines)]
    blocks.append(Block("存下幻灯片", "div", ("body", "div"), path=(1, 9)))
    ledger = Ledger.of(
        [block.text for block in blocks], lambda i: "outside-main" if i == len(lines) else None
    )
    return [line.text for line in clean(ledger, Context(blocks=blocks)).lines]


def test_numbers_at_the_head_of_each_slide_go_where_the_page_shows_slides():
    assert glued_slides("第") == ["安全生产月讲解", "为什么要讲安全", "记住戴好安全帽"]
    assert glued_slides("共") == ["共1张安全生产月讲解", "共2张为什么要讲安全", "共3张记住戴好安全帽"]


def test_the_clock_of_a_page_goes_and_a_day_that_is_told_stays():
    assert menu("今天是 2003年4月7日 星期一", Context()) == "menu"
    assert menu("今天是2003年4月7日，星期一，我们在这里开会。", Context()) is None
