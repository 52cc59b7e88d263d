import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.ledger import Ledger
from pipeline.refine.numbering import numeral, outline
from pipeline.refine.structure import breaks, restore_paragraphs, sections

BODY = "这一段话要足够长才像一个自然段，所以多写几句，把事情的来龙去脉交代清楚，也把道理讲透。"


def paragraphs(text: str, title: str | None = None) -> list[str]:
    return restore_paragraphs(Ledger.of([text]), title).finish()[0].split("\n")


@pytest.mark.parametrize(
    ("text", "value"),
    [("三", 3), ("十", 10), ("十二", 12), ("二十三", 23), ("一百零五", 105), ("7", 7), ("甲", None)],
)
def test_numerals(text, value):
    assert numeral(text) == value


def test_a_flattened_speech_gets_its_paragraphs_and_outline_back():
    text = (
        f"在全县水利工作会议上的讲话（2020年3月5日）同志们：{BODY}一、提高认识{BODY}第一，要看清形势。{BODY}第二，要守住底线。{BODY}"
        f"二、落实责任{BODY}三、加强督查{BODY}谢谢大家！"
    )
    found = paragraphs(text, "在全县水利工作会议上的讲话")
    assert found[:3] == ["在全县水利工作会议上的讲话", "（2020年3月5日）", "同志们："]
    marked = [line[:2] for line in found if line[:2] in {"一、", "二、", "三、", "第一", "第二"}]
    assert marked == ["一、", "第一", "第二", "二、", "三、"]
    assert all(line in ("二、落实责任", "三、加强督查") or len(line) > len(BODY) / 2 for line in found[4:-1])
    assert found[-1] == "谢谢大家！"
    assert [(s.level, s.title[:4]) for s in sections("\n".join(found))] == [
        (1, "一、提高"),
        (2, "第一，要"),
        (2, "第二，要"),
        (1, "二、落实"),
        (1, "三、加强"),
    ]


def test_a_first_marker_may_be_glued_to_its_heading_but_no_later_one():
    text = f"{BODY}一、总结经验第一，{BODY}第二，{BODY}二、再接再厉{BODY}"
    assert [mark.kind for mark in outline(text)] == ["han", "ordinal", "ordinal", "han"]


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}我们在全省排名第一，{BODY}",
        f"{BODY}要做好一、二等奖的评选，{BODY}三、四等奖从略，{BODY}",
        f"{BODY}把安全放在第一位。{BODY}第三，{BODY}",
        f"{BODY}比去年增长3.9个百分点，达到1.2万亿。{BODY}",
    ],
)
def test_markers_that_do_not_count_on_break_nothing(text):
    assert breaks(text * 2) == []


def test_a_run_inside_one_sentence_stays_together():
    text = f"{BODY}展厅有三个部分：第一部分讲人；第二部分讲事；第三部分空着。{BODY}{BODY}{BODY}"
    assert len(paragraphs(text)) == 1


def test_a_dated_remark_in_mid_sentence_is_no_line_of_its_own():
    text = f"去年的会议（2020年3月5日）提出的任务已经完成，{BODY}{BODY}{BODY}{BODY}{BODY}"
    assert paragraphs(text) == [text]


def test_section_ends_reach_to_the_next_of_its_level():
    text = "一、甲\n（一）子\n（二）丑\n二、乙\n完"
    found = sections(text)
    assert [text[s.start : s.end].strip() for s in found] == [
        "一、甲\n（一）子\n（二）丑",
        "（一）子",
        "（二）丑",
        "二、乙\n完",
    ]


@given(st.text(alphabet="一二三、第，。（）1.甲乙\n：", max_size=400))
def test_nothing_is_lost_and_restoring_twice_changes_nothing(text):
    once = restore_paragraphs(Ledger.of([text])).finish()[0]
    assert "".join(once.split()) == "".join(text.split())
    again = restore_paragraphs(Ledger.of(once.split("\n"))).finish()[0]
    assert "".join(again.split()) == "".join(once.split())
    assert all(0 <= s.start < s.end <= len(text) for s in sections(text))


@pytest.mark.parametrize(
    ("glued", "lines"),
    [
        ("（一）规划先行", ["（一）规划先行"]),
        ("①查水源。②查管网。", ["①查水源。", "②查管网。"]),
        ("1.抓示范。2.抓培训。", ["1.抓示范。", "2.抓培训。"]),
    ],
)
def test_runs_of_every_kind_open_paragraphs(glued, lines):
    second = "（二）抓住重点" if len(lines) == 1 else ""
    found = paragraphs(f"{BODY}{BODY}{glued}{BODY if second else ''}{second}{BODY}")
    for line in lines:
        assert any(paragraph.startswith(line) for paragraph in found), found


def test_long_items_of_spoken_order_are_paragraphs_and_short_ones_are_not():
    long = paragraphs(f"{BODY}{BODY}一是狠抓开头。{BODY}二是狠抓中间。{BODY}三是狠抓结尾。{BODY}")
    assert [line[:2] for line in long if line[1] == "是"] == ["一是", "二是", "三是"]
    short = paragraphs(f"{BODY}{BODY}一是要快。二是要稳。三是要准。{BODY}{BODY}")
    assert len(short) == 1


@pytest.mark.parametrize(
    ("first", "body"),
    [
        ("二、强化措施", "今年以来，各村都动了起来。"),
        ("二、把水泥退到树外", "全市的老树都要量一遍树冠。"),
        ("二、靠得住", "靠得住，就是说到做到。"),
        ("二、提高认识，统一思想", "同志们，这件事没有退路。"),
    ],
)
def test_a_heading_comes_apart_from_its_body(first, body):
    text = f"{BODY}一、查明家底{BODY}{first}{body}{BODY}三、落实责任{BODY}"
    found = paragraphs(text)
    assert first in found
    assert any(paragraph.startswith(body[:6]) for paragraph in found)


@pytest.mark.parametrize(
    "first", ["二、加强学习，提高素质。坚持每周学习一次。", "二、要做好一件大事情，把它做到底。"]
)
def test_a_marker_that_opens_a_sentence_stays_with_it(first):
    found = paragraphs(f"{BODY}一、先看。{BODY}{first}{BODY}三、再干。{BODY}")
    assert any(paragraph.startswith(first) for paragraph in found), found


@pytest.mark.parametrize(
    ("ending", "lines"),
    [
        ("我的讲话完了，谢谢大家。", ["我的讲话完了，谢谢大家。"]),
        (
            "以上报告，请予审议。述职人：叶长林2018年12月28日",
            ["以上报告，请予审议。", "述职人：叶长林", "2018年12月28日"],
        ),
        ("最后，祝大会圆满成功！", ["最后，祝大会圆满成功！"]),
        ("此致敬礼！", ["此致", "敬礼！"]),
        ("谢谢大家！县长 庄怀远（2020年8月30日）", ["谢谢大家！", "县长 庄怀远", "（2020年8月30日）"]),
    ],
)
def test_endings_come_apart(ending, lines):
    assert paragraphs(f"同志们：{BODY * 12}{ending}")[-len(lines) :] == lines


@pytest.mark.parametrize(
    ("top", "lines"),
    [
        ("尊敬的院长、老师们，亲爱的同学们：", ["尊敬的院长、老师们，亲爱的同学们："]),
        ("听众朋友们：", ["听众朋友们："]),
        ("各位来宾、同志们：大家上午好！今天是2017年6月8日。", ["各位来宾、同志们：", "大家上午好！"]),
        ("时间：2017年6月8日地点：县委三楼同志们：", ["时间：2017年6月8日", "地点：县委三楼", "同志们："]),
        (
            "记住水——在全县抗洪表彰大会上的讲话舒雅琴（2014年9月10日）同志们：",
            ["记住水", "——在全县抗洪表彰大会上的讲话", "舒雅琴", "（2014年9月10日）", "同志们："],
        ),
    ],
)
def test_tops_come_apart(top, lines):
    assert paragraphs(f"{top}{BODY * 4}")[: len(lines)] == lines


def test_quotations_and_brackets_are_never_broken():
    text = f"{BODY}他说：“{BODY}总之，{BODY}今年以来，{BODY}”就走了。{BODY}（{BODY}总之，{BODY}）{BODY}"
    assert len(paragraphs(text)) == 1


def test_an_address_in_mid_text_opens_a_paragraph():
    found = paragraphs(f"{BODY * 4}同志们，事情就是这样一件一件办成的，没有捷径可走。{BODY}{BODY}")
    assert [line[:4] for line in found] == [BODY[:4], "同志们，"]


def test_english_runs_and_salutations_come_apart():
    body = "The roof was mended in the spring, and nobody was hurt. "
    text = f"Ladies and gentlemen, Thank you all for coming. {body * 2}First, we wish to thank the builders. {body * 2}Second, we wish to thank the rain. {body * 2}"
    assert [line.split()[0] for line in paragraphs(text)] == ["Ladies", "Thank", "First,", "Second,"]


@pytest.mark.parametrize(
    ("paragraph", "title"),
    [
        ("一、提高认识", "一、提高认识"),
        ("一、提高认识。各村要先开会，再动手。", "一、提高认识"),
        (
            "一、调整产品结构，年内要停掉七个不赚钱的型号，把腾出来的产能让给今年新开的两条生产线。",
            "一、调整产品结构",
        ),
    ],
)
def test_the_title_of_a_section_has_nothing_of_its_body(paragraph, title):
    assert sections(f"{paragraph}\n{BODY}\n二、落实责任\n{BODY}")[0].title == title


def test_items_that_are_sentences_have_no_headings():
    items = "".join(
        f"{n}、水库移民今年要全部搬完，不留一户。{BODY}" if n == "二" else f"{n}、{BODY}" for n in "一二三四"
    )
    assert [line[:2] for line in paragraphs(f"{BODY}{items}")[1:]] == ["一、", "二、", "三、", "四、"]


def test_runs_go_on_from_page_to_page():
    text = [f"{BODY * 7}一、提高认识。{BODY}二、落实责任。{BODY}", f"{BODY * 7}三、加强督查。{BODY}"]
    found = restore_paragraphs(Ledger.of(text)).finish()[0].split("\n")
    assert [line[:2] for line in found if "、" in line[:2]] == ["一、", "二、", "三、"]
