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
    assert [line[:2] for line in found[4:9]] == ["一、", "第一", "第二", "二、", "三、"]
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
