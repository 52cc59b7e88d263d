"""Texts with the lines of a printed page: joined where a sentence goes on; verse and lists keep theirs."""

from __future__ import annotations

import pytest

from pipeline.refine.clean import clean
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.print_lines import join_print_lines
from pipeline.refine.ledger import Ledger

PARAGRAPHS = (
    "今年河坝加高了一米二，住在坝下的三十九户人家晚上睡得着了，孩子们又到河滩上放风筝。去年这个时候，水漫到了第二级台阶，家家把粮食搬到楼上。",
    "我在泵房守了二十三年，听得出每一台机器的脾气，夜里翻身都在数它们转了多少圈。老班长退休那天把钥匙交给我，说门要先抬一下再推，我记到现在。",
    "仓库在3月搬到了高处，清点用了九天，少了两箱螺丝，多了一窝燕子，我们没有赶它走。下半年要换三台旧泵，钱已经到账，图纸也看过两遍，只等退水。",
)


def lines_of(paragraph: str, width: int, indent: int) -> list[str]:
    first = paragraph[: width - indent]
    rest = paragraph[width - indent :]
    return [first, *(rest[i : i + width] for i in range(0, len(rest), width))]


def cleaned(lines: list[str]) -> list[str]:
    return [line.text for line in clean(Ledger.of(lines), Context()).lines]


@pytest.mark.parametrize("indent", [0, 2, 4])
@pytest.mark.parametrize("width", [24, 30, 36])
def test_lines_of_one_breadth_are_one_paragraph_again(width, indent):
    printed = [line for paragraph in PARAGRAPHS for line in lines_of(paragraph, width, indent)]
    assert cleaned(printed) == list(PARAGRAPHS)


@pytest.mark.parametrize("mark", ["==== 坝上文稿站 ／ 第二版 ====", "—— 坝上文稿 www.docs.example 版权 ——"])
def test_what_stands_at_a_page_end_in_mid_sentence_goes(mark):
    printed = [line for paragraph in PARAGRAPHS for line in lines_of(paragraph, 30, 2)]
    assert cleaned([*printed[:3], mark, *printed[3:7], mark, *printed[7:]]) == list(PARAGRAPHS)


def test_an_address_that_an_author_names_stays():
    told = "报名请到 www.docs.example 填表。"
    printed = [line for paragraph in PARAGRAPHS for line in lines_of(paragraph, 30, 2)]
    assert told in cleaned([*printed, told])


@pytest.mark.parametrize(
    "lines",
    [
        ["坝高一尺水低头", "人立三更灯未收", "燕子不知泵房冷", "年年衔草过沙洲"] * 3,
        ["泵房钥匙两把，交老班长", "螺丝九箱，放在仓库北墙下面", "图纸一卷", "旧泵三台，等水退了再动"] * 3,
    ],
)
def test_verse_and_lists_keep_their_lines(lines):
    numbered = [f"{line}{i}" for i, line in enumerate(lines)]
    assert cleaned(numbered) == numbered


@pytest.mark.parametrize("head", ["——{n}/9——兰台阁", "docs.example · pág. {n}", "兰台阁 第{n}页"])
def test_heads_whose_number_counts_on_go(head):
    lines = [line for n, text in enumerate(PARAGRAPHS, 1) for line in (text, head.format(n=n))]
    assert cleaned(lines) == list(PARAGRAPHS)


@pytest.mark.parametrize("head", ["比分 {n}/9 我方领先", "泵房 {n} 号", "图 {n}/9 泵房全景"])
def test_numbers_that_do_not_rise_or_have_words_of_their_own_stay(head):
    falling = [head.format(n=9 - n) for n in range(len(PARAGRAPHS))]
    lines = [line for pair in zip(PARAGRAPHS, falling, strict=True) for line in pair]
    assert cleaned(lines) == lines


def test_the_title_and_more_beside_page_numbers_goes():
    head = "档苑·水库加固工程实施方案"
    lines = [line for n, text in enumerate(PARAGRAPHS, 1) for line in (text, head, f"- {n} -")]
    context = Context("水库加固工程实施方案")
    left = [line.text for line in clean(Ledger.of(lines), context).lines]
    assert head not in left
    assert [line for line in left if line in PARAGRAPHS] == list(PARAGRAPHS)


def test_a_sentence_may_end_where_its_line_is_full():
    told = PARAGRAPHS[0].replace("。", "了。", 1)
    width = (told.index("。") + 1) // 2
    printed = [line for paragraph in (told, *PARAGRAPHS[1:]) for line in lines_of(paragraph, width, 0)]
    assert printed[1].endswith("。")
    assert cleaned(printed) == [told, *PARAGRAPHS[1:]]


def test_items_that_end_alike_in_lines_of_many_breadths_stay():
    listed = [
        "泵房的门要先抬一下再推；",
        "夜里听见第三台机器咳嗽就关小一点再去叫人；",
        "仓库里的螺丝少了两箱，谁借走的请在本子上写；",
        "燕子窝不许捅。",
    ]
    assert cleaned(listed) == listed


OPENING = "这一年渡口的事我都记在本子上，一件一件写给后来的人看。"
BETWEEN = [
    "渡口的钟是老船工留下的，天不亮就有人去敲它，敲完了才下河撑船。",
    "上游的水位牌换成了白漆红字，夜里拿手电一照，隔着河也看得清。",
    "老船工的儿子接了班，钥匙还挂在原来的钉子上，谁也没有动过它。",
]


@pytest.mark.parametrize(
    "heads",
    [
        ["步骤 1/3", "步骤 2/3", "步骤 3/3"],
        ["值班日志 2021-03-05", "值班日志 2021-04-05", "值班日志 2021-05-05"],
        ["《水经》第3页", "《水经》第7页", "《水经》第21页"],
        ["See River Book, p. 3", "See River Book, p. 9", "See River Book, p. 12"],
        ["平潭队 11/7", "平潭队 12/10", "平潭队 13/11"],
    ],
)
def test_what_is_counted_but_no_page_stays(heads):
    lines = [OPENING, *(line for pair in zip(heads, BETWEEN, strict=True) for line in pair)]
    assert cleaned(lines) == lines


@pytest.mark.parametrize(
    "heads",
    [
        ["——1/3——平潭阁", "——2/3——平潭阁"],
        ["第 1 页 共 3 页 平潭网", "第 2 页 共 3 页 平潭网"],
        ["Page 1 sur 3", "Page 2 sur 3"],
    ],
)
def test_heads_with_the_number_of_a_page_go(heads):
    assert cleaned([BETWEEN[0], heads[0], BETWEEN[1], heads[1], BETWEEN[2]]) == BETWEEN


LATIN = (
    "The county has kept this ferry for a hundred and four years, and in all",
    "that time nobody has asked what it costs to cross the river on foot in",
    "the winter. I asked my mother, and she laughed and pointed at her boots.",
)


def test_a_head_beside_the_number_that_opens_a_page_goes() -> None:
    def printed(*heads: str) -> str:
        lines = [line for head in heads for line in (head + LATIN[0], *LATIN[1:])]
        return " ".join(line.text for line in join_print_lines(Ledger.of(lines)).lines)

    assert printed("1 ", "Ferry Day Address 2 ", "Ferry Day Address 3 ") == " ".join(LATIN * 3)
    # Words that stand there once are the text's.
    assert "In February 2 The county" in printed("1 ", "In February 2 ", "In March 3 ")
