"""Pages of short lines, in which no line sounds like a text: slides with and without numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.items import Page, Reject
from pipeline.refine import refine
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.page_marks import clean
from pipeline.refine.generic.body import body
from pipeline.refine.ledger import Ledger
from pipeline.refine.paged import number_boxes
from pipeline.refine.view import View

SLIDES = (
    ("港口安全小课", "装卸二队"),
    ("去年的三件事", "吊钩碰过一次驾驶室的门，门上的坑还在", "钢丝绳断过一股，没有人受伤"),
    ("上吊之前", "看风：旗子站直了就停", "看绳：断丝过十根就换", "看人：吊臂底下不站人"),
    ("下班之前", "吊钩升到顶", "电闸拉下来", "钥匙交给下一个人"),
)
SHELL = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>港口安全小课_帆板课件</title></head><body>
<div class="top"><a href="/">帆板课件</a> <a href="/1">模板</a> <a href="/2">图表</a> <a href="/3">封面</a> <a href="/login">登录</a></div>
<h1>港口安全小课</h1><div class="facts"><span>格式：pptx</span><span>大小：2.4MB</span></div>
<div class="deck">{body}</div>
<div class="more"><h4>邻座的课件</h4><ul><li><a href="/p/1">渔船进港须知</a></li><li><a href="/p/2">冷库值班表</a></li>
<li><a href="/p/3">岸桥检修日历</a></li><li><a href="/p/4">码头食堂菜单</a></li></ul></div>
<div class="foot">帆板课件 闽ICP备00000000号</div></body></html>"""


def refined(body: str) -> list[str]:
    page = Page(
        url="https://fanban.example/p/77.html",
        fetched_at="2024-01-02T03:04:05Z",
        body=SHELL.format(body=body).encode(),
        headers=(("content-type", "text/html; charset=utf-8"),),
    )
    found = refine(page)
    return [] if isinstance(found, Reject) else found[0].text.split("\n")


def lines(slide: tuple[str, ...]) -> str:
    return "".join(f"<p>{line}</p>" for line in slide)


@pytest.mark.parametrize(
    "count",
    [
        lambda n: f"〔第 {n} 屏〕",
        lambda n: f"—{n}—页",
        lambda n: f"Slide No.{n} of 4",
        lambda n: f"幻灯片 {n}",
        lambda n: f"{n} / 4",
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_slides_are_what_stands_between_their_numbers(count: Callable[[int], str], *, above: bool) -> None:
    slides = []
    for n, slide in enumerate(SLIDES, 1):
        number = f"<div class='n'>{count(n)}</div>"
        slides.append(f"<section>{number if above else ''}{lines(slide)}{'' if above else number}</section>")
    assert refined("".join(slides)) == [line for slide in SLIDES for line in slide]


@pytest.mark.parametrize(
    "item",
    ["<li>{}</li>", "<div class='i'><img src='/1.jpg' alt=''><div>{}</div></div>", "<section>{}</section>"],
)
def test_slides_without_numbers_are_the_body_of_their_page(item: str) -> None:
    body = "".join(item.format(lines(slide)) for slide in SLIDES)
    assert refined(body) == [line for slide in SLIDES for line in slide]


@pytest.mark.parametrize(
    "body",
    [
        # What leads to documents is a listing, however it is set.
        "".join(f"<p><a href='/d/{n}'>{line}</a></p>" for n, slide in enumerate(SLIDES) for line in slide),
        "".join(f"<p>{slide[0]}</p><p><a href='/d/{n}'>{slide[1]}</a></p>" for n, slide in enumerate(SLIDES)),
        # Words of the site's own are no document, however many.
        "".join(
            f"<p>{word}</p>"
            for word in "用户名 登录密码 确认密码 手机号码 短信验证码 电子邮箱 所在省份 所在城市 邮政编码 推荐人编号 记住登录状态 忘记密码 注册新用户 客服电话".split()
        ),
        "<p>请先登录</p><p>用户名</p><p>密码</p><p>忘记密码</p><p>注册新用户</p><p>客服电话 00000000</p>",
    ],
)
def test_links_and_forms_are_no_body(body: str) -> None:
    assert refined(body) == []


TEXT = (
    "<p>今天我们在这里召开全县秋季防火工作会议，主要任务是总结前一阶段工作，部署下一步安排，动员全县上下把防火的担子挑起来。</p>"
    "<p>入秋以来，全县各乡镇清理可燃物三百余处，修通防火路四十二公里，巡山人员由八十人增加到一百二十人，没有发生一起山火。</p>"
)


@pytest.mark.parametrize(
    "items",
    [
        "<table><tr><td>条桌</td><td>1张</td></tr><tr><td>圆桌</td><td>2张</td></tr><tr><td>折叠床</td><td>3张</td></tr></table>",
        "".join(f"<p>P{n}</p><p>核心业务中断达到第{n}档的，由值班长在半小时内上报。</p>" for n in (1, 2, 3)),
        "".join(
            f"<p>第{n}张</p><p>图中的老人坐在树下，手里拿着第{n}把蒲扇，旁边卧着一条黄狗。</p>"
            for n in (1, 2, 3)
        ),
        "".join(f"<p>第{n}屏</p><p>航拍县城全景，晨雾从河面升起，字幕停留{n}秒。</p>" for n in (1, 2, 3)),
        "".join(
            f"<h3>{n}</h3><p>做工作要从小处着手，把每一件具体的事情办好，第{n}条就是这样来的。</p>"
            for n in (1, 2, 3)
        ),
    ],
)
def test_an_authors_own_numbers_stay(items: str) -> None:
    found = refined(TEXT + items + TEXT)
    wanted = [
        part for part in ("1张", "2张", "3张", "P1", "P3", "第1张", "第3屏") if f">{part}<" in items
    ] or ["1", "3"]
    assert not [part for part in wanted if part not in found]


@pytest.mark.parametrize(
    ("numbers", "tag"),
    [("一二三", "h3 class='k'"), ("一二四", "div class='k'"), ("三二一", "div class='k'")],
)
def test_marks_that_head_parts_or_do_not_count_on_are_an_authors(numbers: str, tag: str) -> None:
    told = "做工作要从小处着手，把每一件具体的事情办好，好日子就是这样来的，幻灯也是一张一张放的。"
    items = "".join(f"<{tag}>第{n}张</{tag[:3].strip()}><p>{told}</p><p>{told}</p>" for n in numbers)
    blocks = View.of("", items).blocks
    ledger = Ledger.of([block.text for block in blocks])
    assert clean(ledger, Context(blocks=blocks)) is ledger


def test_marks_in_elements_of_their_own_kind_are_the_sites() -> None:
    told = "做工作要从小处着手，把每一件具体的事情办好，好日子就是这样来的。"
    slides = [
        f"<div class='k'>第{n}张</div><div class='l'>{told[:8]}</div><div class='l'>{told}</div>"
        for n in "一二三"
    ]
    assert refined("".join(slides)) == [told[:8], told] * 3


@pytest.mark.parametrize(("chance", "taken"), [(0.2, True), (0.02, False)])
def test_a_body_must_be_somewhat_likely(chance: float, *, taken: bool) -> None:
    deck = "".join(f"<section>{lines(slide)}</section>" for slide in SLIDES)
    view = View.of("https://fanban.example/p/77.html", SHELL.format(body=deck), plain=False)
    found = body(view, "港口安全小课", [chance] * len(view.blocks))
    assert bool(found) == taken


def test_bare_numbers_at_the_feet_of_boxes_are_those_of_slides() -> None:
    def deck(numbers: tuple[int, ...]) -> list[str]:
        return refined(
            "".join(
                f"<div class='s'>{lines(slide)}<span class='n'>{n}</span></div>"
                for n, slide in zip(numbers, SLIDES, strict=True)
            )
        )

    text = [line for slide in SLIDES for line in slide]
    assert deck((1, 2, 3, 4)) == text
    # Counts of something else stay, and those of a page that shows no slides.
    exam = "".join(
        f"<div class='s'>{lines(slide)}<span class='n'>{n}</span></div>" for n, slide in enumerate(SLIDES, 1)
    )
    blocks = View.of("https://a.example/1", f"<div>{exam}</div>").blocks
    at = [i for i, block in enumerate(blocks) if block.text.isdigit()]
    assert not number_boxes(blocks, at)
    assert number_boxes(View.of("https://a.example/1", f"<div>{exam}</div><p>课件</p>").blocks, at)
    assert [line for line in deck((3, 7, 2, 9)) if line.isdigit()] == ["3", "7", "2", "9"]


@pytest.mark.parametrize(
    "number", ["<i>{n}.</i>", "<b>{n}.</b> <span>{n}</span>", "<p>港口安全小课_第{n}张</p>"]
)
def test_bare_numbers_at_the_heads_of_boxes_count_slides_where_the_page_shows_them(number: str) -> None:
    between = "<dl><dt>帆板通行证</dt><dd>每天不到两毛钱</dd></dl>"
    deck = [
        f"<li>{number.format(n=n)}<div>{lines(slide)}</div></li>{between if n == 2 and 'p>' in number else ''}"
        for n, slide in enumerate(SLIDES, 1)
    ]
    assert refined("".join(deck)) == [line for slide in SLIDES for line in slide]


def test_slides_may_be_long_where_their_numbers_say_that_they_are_slides() -> None:
    told = "去年的风比往年多，吊机停了四十一天，停下来的日子里我们把钢丝绳一根一根地查，查出了九处断丝，换了三根。"
    slides = ["<h4>先说去年的风</h4>", f"<p>{told}</p>" * 8, f"<h4>再说我们的绳</h4><p>{told}</p>"]
    deck = "<div class='n'>幻灯片 {}</div>"
    body = "".join(f"<section>{deck.format(n)}{slide}</section>" for n, slide in enumerate(slides, 1))
    assert refined(body) == ["先说去年的风", *[told] * 8, "再说我们的绳", told]


def test_a_transcript_without_numbers_is_its_items_whatever_the_policy_above_it_says() -> None:
    items = "".join(f"<li>{lines(slide)}</li>" for slide in SLIDES)
    policy = "Content on the Website is provided to you AS IS for your information and personal use."
    text = [line for slide in SLIDES for line in slide]
    assert refined(f"<p>{policy}</p><ol class='transcript-list'>{items}</ol>") == text
    # Nor is a notice all of a page that is no transcript by its names.
    assert refined(f"<p>{policy}</p><ol class='x'>{items}</ol>") == text


def test_a_preview_may_leave_slides_out() -> None:
    numbers = (1, 2, 3, 5)
    body = "".join(
        f"<section>{lines(slide)}<div>{n}/5</div></section>" for n, slide in zip(numbers, SLIDES, strict=True)
    )
    assert refined(body) == [line for slide in SLIDES for line in slide]
