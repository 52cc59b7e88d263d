"""When a line is the site's: by count and share, never an author's formula, and nothing disappears unaccounted."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Removal
from pipeline.refine import refine
from pipeline.refine.author_lines import is_formula
from pipeline.refine.ledger import Ledger, restore
from pipeline.refine.site import Site
from pipeline.refine.site_lines import (
    RULE,
    Sighting,
    copy_key,
    is_site_line,
    line_key,
    standing_lines,
    with_site_lines,
    without_site_lines,
)
from tests.site_pages import FOOTER, HEADER, page, text

FORMULAS = """
同志们：
尊敬的各位领导、各位来宾：
尊敬的各位评委老师，亲爱的同学们：
各位评委老师，大家好
大家上午好！
女士们、先生们，朋友们：
谢谢大家！
我的发言完了，谢谢！
我的演讲到此结束
此致 敬礼
祝大家身体健康、工作顺利！
以上报告，请予审议
特此通知
一、指导思想
（三）存在的问题
２．加强学习
第二部分 今年的打算
首先，我谈谈学习。
2021年3月11日
（二〇二一年三月十一日）
XX年X月X日
星河县人民政府
县教育局办公室
星河小学三（2）班
述职人：王小明
校长 李明
主讲人：赵老师
入党申请书
教师代表发言稿
在全县春耕会议上的讲话
我是主播老李
大家好，我叫王小明
Good evening, ladies and gentlemen.
Mr Mayor, dear friends,
Thank you very much.
Once again, thank you all!
My name is Anna Reed.
Yours sincerely,
Mesdames, Messieurs,
Chers amis,
Merci de votre attention.
Señoras y señores:
Muchas gracias.
Meine Damen und Herren,
Vielen Dank!
Kính thưa quý vị đại biểu,
Xin trân trọng cảm ơn!
皆様、こんにちは。
ご清聴ありがとうございました。
""".split("\n")[1:-1]
SITE_LINES = """
南山阅览室值班员手工录入
第17号卡片，归入东墙第三排木柜
更多同类文稿尽在晨光网
下载本文档
知言文库，文字的家
本文来自互联网投稿
感谢您的阅读，欢迎再来
责任编辑：老金
返回上层目录
尊敬的用户：
更多同类演讲稿
发布者：管理员
最后更新于2021年
Thank you for visiting us!
Dear visitor,
Gracias por su visita
ご利用ありがとうございます
Shelf of the harbour reading room
""".split("\n")[1:-1]

counts = st.integers(0, 400)
lines = st.one_of(st.sampled_from(SITE_LINES + FORMULAS), st.text(max_size=120))


def unspaced(words: str) -> str:
    return "".join(words.split())


def seen(line: str = HEADER, documents: int = 40, of: int = 40, **more: int) -> Sighting:
    given = {"at_edge": documents, "window": of, "site_documents": of}
    return Sighting(line, documents, **(given | more))


@pytest.mark.parametrize("line", FORMULAS)
def test_an_authors_formula_is_never_the_sites(line: str) -> None:
    assert is_formula(line)
    assert not is_site_line(seen(line, 1000, 1000))


@pytest.mark.parametrize("line", SITE_LINES)
def test_a_line_on_every_page_is_the_sites(line: str) -> None:
    assert not is_formula(line)
    assert is_site_line(seen(line))


@pytest.mark.parametrize(
    ("documents", "of", "expected"),
    [(3, 3, False), (4, 4, False), (5, 5, True), (5, 10, False), (8, 10, False), (20, 24, True), (40, 100, False)],
)  # fmt: skip
def test_a_small_site_asks_for_a_higher_share(documents: int, of: int, *, expected: bool) -> None:
    assert is_site_line(seen(HEADER, documents, of)) == expected


def test_what_a_line_looks_like_decides_the_share_that_it_needs() -> None:
    def least(line: str, **more: int) -> int:
        return next(n for n in range(101) if is_site_line(seen(line, n, 100, **more)))

    prompt, plain = least("下载本文档"), least(HEADER)
    in_the_middle, sentence = least(HEADER, at_edge=0), least("这间屋子是去年秋天建成的。")
    spoken = least("我们要把这项工作做好。")
    assert prompt < plain < in_the_middle <= sentence < spoken


@pytest.mark.parametrize(
    "line",
    ["砥砺前行，不忘初心", "The river gave us bread.", "Un pueblo sin agua no tiene mañana.", "我们在路上"],
)
def test_a_motto_is_learned_only_when_nearly_every_text_of_many_has_it(line: str) -> None:
    assert not any(is_site_line(seen(line, documents, documents)) for documents in range(20))
    assert not is_site_line(seen(line, 85, 100))
    assert is_site_line(seen(line, 98, 100))


@pytest.mark.parametrize("line", ["值班员：南山阅览室", "Harbour Reading Room", FOOTER.format(number=8)])
def test_a_label_a_name_or_a_shelf_mark_is_no_motto(line: str) -> None:
    assert is_site_line(seen(line, 8, 8))


def test_what_many_sites_have_is_the_authors_unless_it_speaks_for_the_site() -> None:
    assert is_site_line(seen(HEADER, other_sites=1))
    assert not is_site_line(seen(HEADER, other_sites=2))
    assert is_site_line(seen("下载本文档", other_sites=30))


def test_five_texts_of_one_day_on_a_large_site_are_a_series_not_a_template() -> None:
    assert not is_site_line(seen(HEADER, 6, 6, site_documents=900))
    assert is_site_line(seen(HEADER, 45, 45, site_documents=900))


@given(lines, counts, counts, counts, counts, st.integers(0, 9))
def test_more_of_the_same_never_makes_a_line_less_the_sites(
    line: str, documents: int, window: int, site_documents: int, more: int, others: int
) -> None:
    one = Sighting(line, documents, documents, window, site_documents, others)
    if is_site_line(one):
        assert documents >= 5
        assert is_site_line(
            one._replace(documents=documents + more, at_edge=documents + more, window=window + more)
        )
        assert is_site_line(one._replace(other_sites=0))


@given(lines)
def test_a_key_forgets_what_varies(line: str) -> None:
    key = line_key(line)
    if key:
        assert not re.search(r"\s|[1-9]", key)
        assert line_key(f"  {line} ") in (key, None)


def test_lines_that_differ_in_figures_width_script_and_space_are_one() -> None:
    assert line_key("本頁 編號：００２１７") == line_key("本页编号:8")
    assert line_key("12") is None
    assert line_key("字" * 101) is None


def test_lines_are_counted_whether_they_were_cut_or_not() -> None:
    whole = [HEADER, *text(1), FOOTER]
    first = Removal(RULE, 0, HEADER)
    last = Removal(RULE, len("\n".join(text(1))), FOOTER)
    other = Removal("prompt", 0, "点击下载")
    assert with_site_lines("\n".join(text(1)), [other, first, last]) == whole
    assert with_site_lines("", [Removal(RULE, 0, "甲\n乙")]) == ["甲", "乙"]
    edges = {line.text: line.at_edge for line in standing_lines([*whole[:2], *["某年某月的事"] * 9, FOOTER])}
    assert edges == {HEADER: True, "各位老师、各位同学：": True, "某年某月的事": True, FOOTER: True}
    assert not standing_lines([*"甲乙丙丁", "某年某月的事", *"甲乙丙丁"])[0].at_edge


def test_copies_share_a_key_under_another_title_and_another_footer() -> None:
    assert copy_key(["题目之一", *text(1), FOOTER]) == copy_key(["另一个题目", *text(1)])
    assert copy_key(text(1)) != copy_key(text(2))
    assert copy_key(["第1篇：总结一年来的工作。"]) == copy_key(["第22篇：总结一年来的工作。"])
    notice = "这里的每一张卡片都由值班员照原样抄写，" * 9
    assert copy_key([*text(1), notice]) != copy_key([*text(2), notice])


def test_refine_cuts_the_lines_of_the_site_and_accounts_for_them() -> None:
    (plain,) = refine(page(3))
    site = Site(
        name="nanshan.example", lines={str(line_key(line)): "" for line in (HEADER, FOOTER.format(number=8))}
    )
    (record,) = refine(page(3), site)
    assert plain.text.split("\n") == [HEADER, *text(3), FOOTER.format(number=3)]
    assert record.text.split("\n") == text(3)
    assert [removal.text for removal in record.removals if removal.rule == RULE] == [
        HEADER,
        FOOTER.format(number=3),
    ]
    assert unspaced(restore(record.text, record.removals)) == unspaced(restore(plain.text, plain.removals))
    assert (record.lines, record.copy_key) == (plain.lines, plain.copy_key)


def test_a_page_of_site_lines_alone_stays_as_it_is() -> None:
    lines = {str(line_key(line)): "" for line in [HEADER, FOOTER, *text(3)]}
    html = (
        f"<h1>劳动总结会</h1><h3>资源描述：</h3><div><p>{HEADER}，{HEADER}，{HEADER}</p><p>{FOOTER}</p></div>"
    )
    of = replace(page(3), body=html.encode())
    site = Site(name="x", lines=lines | {str(line_key(f"{HEADER}，{HEADER}，{HEADER}")): ""})
    assert [record.text for record in refine(of, site)] == [record.text for record in refine(of)]


@given(st.lists(st.sampled_from([HEADER, FOOTER, *text(1), *text(2)]), min_size=1, max_size=9))
def test_text_and_removals_are_the_visible_text(given: list[str]) -> None:
    keys = {str(line_key(line)): "" for line in (HEADER, FOOTER)}
    ledger = without_site_lines(Ledger.of(given), keys)
    kept, removals = ledger.finish()
    assert unspaced(restore(kept, removals)) == unspaced("".join(given))
    assert 2 * len(kept) >= len("".join(given))
    assert without_site_lines(ledger, keys) == ledger
