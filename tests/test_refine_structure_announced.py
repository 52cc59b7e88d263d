"""Announced lists, paragraphs cut by page ends, traditional characters, and texts of any size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.divide import divide
from pipeline.refine.ledger import Ledger, Span
from pipeline.refine.numbering import MOST_RUNS, outline
from pipeline.refine.structure import restore_paragraphs, sections

BODY = "水渠修到了村口，夏天浇地不再排队，老人们晚上也睡得着了。"


def paragraphs(text: str, title: str | None = None) -> list[str]:
    return [line.text for line in restore_paragraphs(Ledger.of([text]), title).lines]


def test_a_list_that_is_announced_with_its_word_comes_apart():
    text = f"{BODY}{BODY}我有三个愿望。愿望是灯常亮。愿望是水常清。愿望是人常来。做到这些就好。"
    assert paragraphs(text)[1:] == [
        "我有三个愿望。",
        "愿望是灯常亮。",
        "愿望是水常清。",
        "愿望是人常来。",
        "做到这些就好。",
    ]


def test_a_list_that_holds_fewer_items_than_announced_stays():
    text = f"{BODY}{BODY}我有三个愿望。愿望是灯常亮。愿望是水常清。别的没有了。"
    assert len(paragraphs(text)) == 1


def test_the_first_marker_of_a_text_cut_short_opens_a_paragraph_when_it_was_announced():
    text = f"{BODY}{BODY}下面讲三点意见。一、先修渠。{BODY}"
    assert paragraphs(text)[1].startswith("一、")


def test_text_in_traditional_characters_is_broken_like_any_other():
    body = "水渠修到了村口，夏天澆地不再排隊，老人們晚上也睡得著了。"
    found = paragraphs(f"老師們、同學們：早上好！{body * 4}")
    assert found[0] == "老師們、同學們："
    assert found[1].startswith("早上好！水渠")


def test_a_heading_that_goes_on_behind_the_title_is_one_line():
    found = paragraphs(f"在工会成立大会上的讲话提纲2018年11月2日同志们：{BODY * 4}", "在工会成立大会上的讲话")
    assert found[:3] == ["在工会成立大会上的讲话提纲", "2018年11月2日", "同志们："]


@pytest.mark.parametrize(
    ("opening", "first"),
    [
        ("Buenos días a todos. ", "Buenos días a todos."),
        ("Bonjour à toutes et à tous. ", "Bonjour à toutes et à tous."),
    ],
)
def test_greetings_in_other_languages_are_paragraphs(opening, first):
    body = "Hoy abrimos la puerta del taller a los vecinos que la pidieron durante doce años. "
    assert paragraphs(opening + body * 4)[0].strip() == first


@pytest.mark.parametrize(
    ("before", "behind", "joined"),
    [
        (f"{BODY}第二，给六十五岁以", "上的住户免费检修水表。", True),
        (f"{BODY}", "上面的水渠也修好了。", False),
        ("一、提高认识", "认识是做好工作的前提。", False),
        (f"{BODY}第二，请记住这几条", "一、先修渠。", False),
    ],
)
def test_a_sentence_goes_on_behind_a_page_mark(before, behind, joined):
    mark = "第 1 页 / 共 4 页"
    ledger = Ledger.of([before, mark, behind])
    ledger = ledger.cut(lambda line: [Span(0, len(mark), "counter")] if line.text == mark else [])
    found = [line.text for line in restore_paragraphs(ledger).lines]
    assert found == ([before + behind] if joined else [before, behind])


def test_a_list_in_latin_letters_needs_no_full_stops():
    text = "1. The flour weighed with care 2. The water warm, never hot 3. The wait in a quiet kitchen"
    assert [mark.number for mark in outline(text)] == [1, 2, 3]


def test_an_outline_that_starts_again_and_again_is_given_up():
    assert len(outline("一、甲。二、乙。" * 10_000)) == 2 * MOST_RUNS


def test_a_text_beyond_all_measure_keeps_its_lines():
    text = "一、甲乙丙。二、丁戊己。" * 200_000
    assert [line.text for line in restore_paragraphs(Ledger.of([text])).lines] == [text]
    assert sections(text) == ()


@pytest.mark.parametrize(
    ("headings", "parts"),
    [
        (("护桥演讲稿篇一", "护桥演讲稿篇二"), 2),
        (("演讲稿1", "演讲稿2", "演讲稿3"), 3),
        (("读桥志有感作文（一）", "读桥志有感作文（二）"), 2),
        # Look-alikes: sections of one report, numbers that do not count on, other words.
        (("方案一", "方案二"), 1),
        (("护桥演讲稿2", "护桥演讲稿3"), 1),
        (("护桥演讲稿1", "护林演讲稿2"), 1),
    ],
)
def test_a_kind_of_text_with_a_number_heads_a_part(headings, parts):
    ledger = Ledger.of([line for heading in headings for line in (heading, BODY * 3)])
    assert len(divide(ledger)) == parts


def test_a_page_of_repeated_lines_is_not_divided():
    assert len(divide(Ledger.of(["（（（（（（" for _ in range(20_000)]))) == 1


@given(
    st.lists(
        st.sampled_from(
            ["一、", "（二）", "第三，", "1.", "“", "（", "。", " ", "甲", "三个希望。", "希望", "："]
        ),
        max_size=300,
    )
)
def test_whatever_is_repeated_nothing_is_lost(pieces):
    text = "".join(pieces)
    assert "".join(restore_paragraphs(Ledger.of([text])).finish()[0].split()) == "".join(text.split())


def test_chapters_and_articles_of_a_regulation_come_apart():
    text = f"用水管理办法第一章总则第一条为了节水，制定本办法。第二条本办法适用于全县。第二章用水第三条{BODY}第四条{BODY}第三章附则第五条本办法自发布之日起施行。"
    assert [line[:4] for line in paragraphs(text, "用水管理办法")] == [
        "用水管理", "第一章总", "第一条为", "第二条本", "第二章用", "第三条水", "第四条水", "第三章附", "第五条本",
    ]  # fmt: skip


def test_what_a_meeting_decided_stands_below_its_heading():
    text = (
        f"{BODY}纪要如下：一、关于迁坟时限会议确定，腊月前迁完。{BODY}二、关于补偿标准会议议定，每座一千二百元。{BODY}"
        f"三、关于道路会议要求，先修东边一段。{BODY}"
    )
    found = paragraphs(text)
    assert {"一、关于迁坟时限", "二、关于补偿标准", "三、关于道路"} <= set(found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("措施要到位，沙袋三天内备齐。", "任务要落细，一段一段分到人。"),
        ("任务十分艰巨，水说来就来。", "措施必须得力，闸说开就开。"),
        ("任务分解到人，时间安排到天。", "问题出在哪里，责任就追到哪里。"),
    ],
)
def test_a_stock_word_that_the_sentence_is_about_is_no_heading(first: str, second: str) -> None:
    text = f"{BODY}我讲三点意见。一、{first}{BODY}二、{second}{BODY}三、纪律要严明。{BODY}"
    found = paragraphs(text)
    assert any(line.startswith(f"一、{first}") for line in found)
    assert any(line.startswith(f"二、{second}") for line in found)


def test_a_stock_word_is_a_heading_where_a_sentence_begins_behind_it() -> None:
    text = f"{BODY}一、任务今年我们要修三条渠。{BODY}二、措施各村先报名单。{BODY}三、保障措施县里拨款二十万元。{BODY}"
    assert {"一、任务", "二、措施"} <= set(paragraphs(text))


def test_a_heading_that_asks_ends_with_what_it_asks_for() -> None:
    text = f"{BODY}一、靠什么顶住了这场水一靠早。{BODY}二、这场水照出了哪些毛病庆功的会上讲毛病，不大好听。{BODY}三、今后的打算今年先修堤。{BODY}"
    assert "二、这场水照出了哪些毛病" in paragraphs(text)
