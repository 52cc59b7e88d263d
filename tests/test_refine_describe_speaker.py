"""Speakers told by their own line."""

from __future__ import annotations

import pytest

from pipeline.refine.describe.above import read_above
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.own_lines import read_own_line
from pipeline.refine.describe.speaker import find_speaker


def test_by_is_no_name_and_a_school_no_office():
    facts = Facts()
    find_speaker("By Miriam Okafor-Hale, Mayor of Harrow\nMay 14, 2016\nGood morning.", None, facts)
    assert (facts.text("speaker"), facts.text("speaker_role")) == ("Miriam Okafor-Hale", "Mayor of Harrow")
    facts = Facts()
    find_speaker("柳坝小学　石开山\n2016年6月30日\n同学们：", None, facts)
    assert (facts.text("speaker"), facts.text("speaker_role")) == ("石开山", None)


@pytest.mark.parametrize(
    ("text", "title", "name", "role"),
    [
        ("Good morning.\n\nThank you all.\nCouncillor Edith Harrowgate, 16 May 2009", None, "Edith Harrowgate", "Councillor"),
        ("Margaret Fenwick, 17 May 2014\nProud families, good morning.", None, "Margaret Fenwick", None),
        ("Margaret Fenwick, May 17, 2014\nProud families, good morning.", None, "Margaret Fenwick", None),
        ("Mr. Obadiah Fenwick, 17 May 2014\nProud families, good morning.", None, "Obadiah Fenwick", None),
        # A place, a hall, a month alone.
        ("Castle Combe, 17 May 2014\nProud families, good morning.", None, None, None),
        ("Victoria Hall, 17 May 2014\nProud families, good morning.", None, None, None),
        ("Margaret Fenwick, May 2014\nProud families, good morning.", None, None, None),
        ("各位貴賓，大家好：\n今天是校慶。\n祝大家平安。\n賴春桃 謹誌\n民國一○五年十一月二十六日", "七十週年校慶校長致詞", "賴春桃", "校長"),
        ("各位来宾：\n大家好。", "建校六十周年庆典副校长致辞", None, "副校长"),
        ("各位来宾：\n大家好。", "给校长致辞", None, None),
        ("駱明誠校長\n2019年8月30日\n各位同學：", None, "駱明誠", "校長"),
        ("邵根生\n各位老伙计：\n我讲讲棉袄。", None, "邵根生", None),
        ("Bertrand Aubry-Lacaze, préfet du Valdore\nMesdames et Messieurs,", None, "Bertrand Aubry-Lacaze", "préfet du Valdore"),
        ("gehalten von Xaver Brandl, 1. Vorsitzender, am 8. Juli 2018\nLiebe Gäste,", None, "Xaver Brandl", "1. Vorsitzender"),
        ("Good morning.\nThank you.", "Remarks by Ambassador Ingrid Solheim at the Opening of the Seed Bank", "Ingrid Solheim", "Ambassador"),
        # Of a body or half of an office; a pupil.
        ("农技站站长\n各位乡亲：", None, None, None),
        ("车间副主任\n各位工友：", None, None, None),
        ("常务理事长\n各位会员：", None, None, None),
        ("高学生\n各位老师：", None, None, None),
    ],
)  # fmt: skip
def test_signatures_and_offices(text: str, title: str | None, name: str | None, role: str | None) -> None:
    facts = Facts()
    find_speaker(text, title, facts)
    assert (facts.text("speaker"), facts.text("speaker_role")) == (name, role)


def test_labels_of_speaking_in_other_languages():
    for line, name, role in (
        ("Given by: Eleanor Whitcombe, Mayor of Harrow", "Eleanor Whitcombe", "Mayor of Harrow"),
        ("Orador | Julián Arístegui, alcalde de Valdemora", "Julián Arístegui", "alcalde de Valdemora"),
    ):
        facts = Facts()
        find_speaker(f"{line}\nGood morning.", None, facts)
        assert (facts.text("speaker"), facts.text("speaker_role")) == (name, role)
    for line in ("Given on: 4 May 2016", "Delivered: 4 May 2016", "Fecha del discurso | 4 de mayo de 2016"):
        own = read_own_line(line)
        assert own is not None
        assert own.day is not None
        assert own.day.iso == "2016-05-04"
    assert read_own_line("Delivered on time in 2016 by the post") is None


@pytest.mark.parametrize(
    ("above", "title"),
    [
        # The head tells the heading in other words.
        (
            ["首页", "在全县水利工作会议上的讲话", "县委副书记 庄怀远", "（二○○五年三月十七日）"],
            "县委副书记在水利工作会议上的讲话",
        ),
        # Nothing but style sets labels apart.
        (
            [
                "在开渠仪式上的致辞",
                "主讲人：县委副书记 庄怀远地点：渠首礼堂演讲日期：2005年3月17日刊发：2005-03-19",
            ],
            "在开渠仪式上的致辞",
        ),
    ],
)
def test_lines_below_a_printed_heading(above, title):
    told = read_above(above, title)
    (who,) = (own.who for own, _ in told if own.who)
    (day,) = (own.day for own, _ in told if own.day)
    assert (who.name, who.role, day.iso) == ("庄怀远", "县委副书记", "2005-03-17")


def test_a_list_of_other_speeches_heads_nothing():
    above = ["在全县三级干部会上的讲话", "县委副书记 庄怀远"]
    assert read_above(above, "在水利工作会议上的讲话") == []


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("高三百日誓师大会校长讲话稿", "校长"),
        ("初三家长会班主任发言稿", "班主任"),
        ("婚礼新郎父亲答谢词", "新郎父亲"),
        ("给校长的发言稿", None),
    ],
)
def test_an_office_before_what_its_holder_gives(title, role):
    facts = Facts()
    find_speaker("各位来宾：\n大家好。", title, facts)
    assert facts.text("speaker_role") == role
