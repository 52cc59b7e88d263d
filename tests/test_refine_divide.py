"""Pages with several documents: what proves it, and one document that only looks like several."""

from __future__ import annotations

import pytest

from pipeline.items import Page, Record
from pipeline.refine import refine

TOLD = (
    "今年河坝加高了一米，住在坝下的人家晚上睡得着了，孩子们又到河滩上放风筝。",
    "我在泵房守了二十三年，听得出每一台机器的脾气，夜里翻身都在数它们转了多少圈。",
    "仓库搬到了高处，清点用了九天，少了两箱螺丝，多了一窝燕子，我们没有赶它走。",
    "下半年要换三台旧泵，钱已经到账，图纸也看过两遍，只等水位退下去就动手。",
    "老班长退休那天把钥匙交给我，说门要先抬一下再推，这句话我记到现在。",
    "食堂的师傅每天四点起来和面，他说面要醒得够，人也一样，睡足了才有力气。",
)
RULES = frozenset("-★")


def titles(title: str, *heads: str, tag: str = "p", above: str = "") -> list[str | None]:
    """The titles of what a page of a site holds: a text below each head but a drawn rule; above them stands ``above``."""
    content = ""
    for i, head in enumerate(heads):
        content += f"<{tag}>{head}</{tag}>" if head else ""
        told = (TOLD[2 * i % 6], TOLD[(2 * i + 1) % 6])
        content += "" if RULES & set(head) else "".join(f"<p>{each}</p>" for each in told)
    related = "".join(f"<li><a href='/{i}'>相关文档标题第{i}号</a></li>" for i in range(6))
    body = (
        f"<title>{title}_某某范文网</title><div class=nav><a href=/>首页</a><a href=/a>范文</a></div><h1>{title}</h1>"
        f"<div class=info>2019-03-04 {above}</div><div class=content>{content}</div><ul>{related}</ul>"
    )
    found = refine(
        Page(url="https://docs.example/p-1.html", fetched_at="2024-01-02T03:04:05Z", body=body.encode())
    )
    return [record.title for record in found if isinstance(record, Record)] if isinstance(found, list) else []


@pytest.mark.parametrize("tag", ["p", "h3", "b"])
@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("泵站管理合同两份", ("泵站承包合同", "泵站维修协议")),
        ("泵站合同两件套", ("泵站承包合同", "泵站维修协议")),
        ("值班日记三则", ("守夜", "换班", "交接")),
        ("防汛倡议书及承诺书", ("防汛倡议书", "防汛承诺书")),
        ("泵站材料汇编", ("泵站工作总结", "泵房工作总结")),
        ("家书两封", ("第一封：写给坝上", "第二封：写给坝下")),
        ("泵站讲话稿集合", ("在泵站大修动员会上的讲话", "守泵人在大修动员会上的发言")),
    ],
)
def test_each_document_of_a_page_has_its_own_title(title, heads, tag):
    assert titles(title, *heads, tag=tag) == [head.partition("：")[2] or head for head in heads]


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("水库工作总结3篇", ("水库工作总结（1）", "水库工作总结（2）", "水库工作总结（3）")),
        ("采茶节故事精选", ("采茶节故事精选（一）", "采茶节故事精选（二）")),
        ("欠条模板2份", ("模板一", "模板二")),
        ("转正申请书（2篇）", ("转正申请书 篇1", "转正申请书 篇2")),
        ("Two essays on a pump house", ("Essay 1: The Pump", "Essay 2: The Key")),
    ],
)
def test_numbers_that_come_to_what_is_announced_head_a_document_each(title, heads):
    assert len(titles(title, *heads)) == len(heads)


def test_a_line_above_the_text_says_how_many_there_are():
    heads = ("守夜", "换班", "交接")
    assert titles("值班日记", *heads, tag="h2", above="共3篇") == list(heads)


@pytest.mark.parametrize(
    ("title", "rule"),
    [("泵站发言两篇", "------------"), ("泵站述职", "★★★ 本文分隔线 ★★★"), ("泵站述职", "★★★ 分 隔 线 ★★★")],
)
def test_a_drawn_line_divides_where_titles_stand_behind_it(title, rule):
    heads = ("守泵人述职报告", rule, "换班人述职报告")
    assert titles(title, *heads) == [heads[0], heads[2]]


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("泵站承包合同", ("第一章 总则", "第二章 权利")),
        ("水库五年规划", ("第一篇 环境", "第一章 基础", "第二篇 任务", "第二章 目标")),
        ("泵站承包合同", ("泵站承包合同", "附件：泵站设备清单")),
        ("水库工作总结和计划", ("一、工作总结", "二、工作计划")),
        ("泵站协议（一式三份）", ("一、做法", "二、问题", "三、打算")),
        ("说三件事", ("修坝", "搬库", "换泵")),
        ("第三篇日记", ("守夜", "换班", "交接")),
        ("泵站述职报告", ("一、履职", "------------", "二、不足")),
        ("水库方案", ("方案一", "方案二")),
        ("安全培训大全", ("操作要求", "检修要求")),
        ("管理制度汇编说明", ("一、值班制度", "二、检修制度")),
        ("泵站述职报告范文", ("工作总结", "工作计划")),
        ("企业集合资金信托合同签订仪式", ("主持词", "致辞", "答谢词")),
    ],
)
@pytest.mark.parametrize("tag", ["p", "h3"])
def test_one_document_is_never_divided_by_its_own_sections(title, heads, tag):
    assert titles(title, *heads, tag=tag) == [title]


def test_lines_of_one_kind_without_a_kind_of_text_need_more_than_a_count_beside_them():
    assert titles("水库工作总结", "做法", "问题", "打算", above="共3篇") == ["水库工作总结"]


@pytest.mark.parametrize("count", ["3篇", "4篇", ""])
def test_boxes_of_one_kind_that_open_with_a_title_hold_a_document_each(count):
    heads = ("读《守泵》有感", "从“请坐”说起", "一张值班表")
    boxes = "".join(
        f"<div class=art><div class=hd>{head}</div><p>{TOLD[i]}</p><p>{TOLD[i + 3]}</p></div><div><a>投一票</a></div>"
        for i, head in enumerate(heads)
    )
    body = (
        "<title>泵站青年随笔_水车文库</title><div class=nav><a href=/>水车文库</a> <a href=/a>专题</a></div><h1>泵站青年随笔</h1>"
        f"<div class=meta>2023-04-23 · docx · {count} · 5,204次围观</div>{boxes}"
    )
    found = refine(
        Page(url="https://docs.example/p-1.html", fetched_at="2024-01-02T03:04:05Z", body=body.encode())
    )
    assert isinstance(found, list)
    titled = [record.title for record in found]
    assert titled == (list(heads) if count == "3篇" else ["泵站青年随笔"])


def test_a_way_to_the_parts_is_no_heading():
    title = "值班讲话三篇"
    heads = ("篇一：守夜讲话", "篇二：换班讲话", "篇三：交接讲话")
    assert titles(title, *heads, above="<p>目录：1篇 2篇 3篇</p>") == ["守夜讲话", "换班讲话", "交接讲话"]


def test_a_report_on_a_year_keeps_the_plan_for_the_next():
    heads = ("2021年工作总结", "2022年工作计划")
    assert len(titles("2021年工作总结和计划", *heads, tag="h3")) == 1
    assert len(titles("护坝活动方案和总结", "护坝活动方案", "护坝活动总结", tag="h3")) == 2


@pytest.mark.parametrize("mark", ["", "（一）"])
def test_one_of_two_kinds_may_be_headed_by_its_name_alone(mark: str) -> None:
    second = mark.replace("一", "二") + "在护坝动员会上的讲话"
    assert titles("护坝动员会主持词和讲话", f"{mark}主持词", second) == ["主持词", "在护坝动员会上的讲话"]
    # The second heading names something else.
    assert len(titles("护坝动员会主持词和讲话", f"{mark}主持词", "在修渠会上的讲话")) == 1


def test_a_number_may_stand_above_the_title_of_its_part():
    item = "<div class=k>第{n}篇 / 共2篇</div><h2>{title}</h2><div class=t><p>{told}</p></div>"
    heads = ("在坝上的致辞", "守坝人答谢词")
    body = "".join(
        f"<div class=i>{item.format(n=n, title=title, told='</p><p>'.join(TOLD[2 * n - 2 : 2 * n]))}</div>"
        for n, title in enumerate(heads, 1)
    )
    html = f"<title>坝上用得着的话</title><h1>坝上用得着的话</h1>{body}"
    found = refine(
        Page(url="https://docs.example/p-1.html", fetched_at="2024-01-02T03:04:05Z", body=html.encode())
    )
    assert isinstance(found, list)
    assert [record.title for record in found] == list(heads)
    assert not any(head in record.text for record in found for head in heads)


def test_kinds_joined_in_a_title_announce_a_document_each():
    heads = ("关于护坝的通知", "护坝日实施方案", "在护坝日上的致辞")
    assert titles("护坝全套资料（通知+方案+致辞）", *heads, tag="h2") == list(heads)
    assert len(titles("护坝全套资料（通知+方案）", *heads, tag="h2")) == 1


GREETED = ("同窗聚会祝酒词", "奶奶八十大寿祝寿词", "新店开张答谢词")


@pytest.mark.parametrize(
    ("greeting", "last", "above", "count"),
    [
        ("各位同窗：", "谢谢大家！", "", 3),
        # Without a greeting or an end, and with a beginning above them, they may be parts of one.
        ("今年的风比往年大。", "谢谢大家！", "", 1),
        ("各位同窗：", "水还没有退。", "", 1),
        ("各位同窗：", "谢谢大家！", f"<p>各位来宾：</p><p>{TOLD[5]}</p>", 1),
    ],
)
def test_talks_are_divided_where_each_is_greeted_and_closed(
    greeting: str, last: str, above: str, count: int
) -> None:
    body = above + "".join(
        f"<h3>{head}</h3><p>{greeting}</p><p>{TOLD[i]}</p><p>{TOLD[i + 1]}</p><p>{last}</p>"
        for i, head in enumerate(GREETED)
    )
    html = f"<title>酒席上用得着的短稿</title><h1>酒席上用得着的短稿</h1><div>{body}</div>"
    found = refine(
        Page(url="https://docs.example/p-1.html", fetched_at="2024-01-02T03:04:05Z", body=html.encode())
    )
    assert isinstance(found, list)
    assert len(found) == count


def test_sections_of_a_report_are_no_documents():
    assert len(titles("护坝工作总结和方案", "（一）工作总结", "（二）实施方案")) == 1
    assert len(titles("2021年述职报告（总结+计划）", "工作总结", "工作计划", tag="h2")) == 1


def test_a_title_glued_to_a_greeting_and_a_mark_between_parts_go() -> None:
    heads = ("在坝上的贺词", "新任站长表态发言")
    body = "".join(
        f"<p>{head}</p><p>{head}各位乡亲：</p><p>{TOLD[0]}</p><p>{TOLD[1]}</p><p>—— 第二篇从这里开始 ——</p>"
        for head in heads
    )
    html = f"<title>坝上小稿两则</title><h1>坝上小稿两则</h1><div>{body}</div>"
    found = refine(
        Page(url="https://docs.example/p-1.html", fetched_at="2024-01-02T03:04:05Z", body=html.encode())
    )
    assert isinstance(found, list)
    assert [record.title for record in found] == list(heads)
    assert [record.text.split("\n")[0] for record in found] == ["各位乡亲："] * 2
    assert not any("从这里开始" in record.text for record in found)
