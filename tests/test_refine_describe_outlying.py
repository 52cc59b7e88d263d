"""A card that stands not between title and text is read where it is beyond doubt the card of this document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.describe import head_facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.view import View

TITLE = "在渡口改造开工仪式上的讲话"
BODY = "各位乡亲，今天渡口动工，两岸的人等这一天等了十年。"
ROWS = (("总页", "3页"), ("占用", "28K"), ("入仓", "2024年5月18日"))
FACTS = {"pages_total": 3, "file_size": "28K", "published_on": "2024-05-18"}
LAYOUTS = (
    ("<table>{}</table>", "<tr><th>{}</th><td>{}</td></tr>"),
    ("<table>{}</table>", "<tr><td>{}</td><td>{}</td></tr>"),
    ("<table><tr>{}</tr></table>", "<td>{}</td><td>{}</td>"),
    ("<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>"),
    ("<aside>{}</aside>", "<div><span>{}</span><span>{}</span></div>"),
    ("<ul>{}</ul>", "<li>{}：{}</li>"),
    ("<div>{}</div>", "<p>[{}] {}</p>"),
    ("<div>{}</div>", "[{}] {}<br>"),
    ("<p>{}</p>", "<span>{}：</span><b>{}</b> "),
)


def facts_of(*, above: str = "", below: str = "") -> dict[str, object]:
    html = f"<title>{TITLE}</title><main><h1>{TITLE}</h1><p>{BODY}</p></main>"
    view = View.of("http://docs.example/x", f"<body>{above}{html}{below}")
    facts = head_facts(view)
    text = frozenset(i for i, block in enumerate(view.blocks) if block.text == BODY)
    find_line_facts(view, facts, text, counted=False)
    return {column: value for column, value in facts.values.items() if column != "title"}


def card(rows: tuple[tuple[str, str], ...], layout: tuple[str, str] = LAYOUTS[0]) -> str:
    return layout[0].format("".join(layout[1].format(*row) for row in rows))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("where", ["above", "below"])
def test_a_card_far_from_the_title(layout, where):
    told = facts_of(**{where: card(ROWS, layout)})
    assert {column: told.get(column) for column in FACTS} == FACTS


@pytest.mark.parametrize(
    ("rows", "column", "value"),
    [
        ((("发布人", "苇塘"), ("入库", "19-05-02")), "published_on", "2019-05-02"),
        ((("编码", "H2007"), ("入库", "2022-09-02")), "published_on", "2022-09-02"),
        ((("扩展名", "PDF"), ("入库", "2022-09-02"), ("领取", "118")), "downloads", 118),
        ((("扩展名", "PDF"), ("所需", "1.5元")), "price", "1.5元"),
        # Under a label of the site's own the form tells, beside two that are known.
        ((("扩展名", "PDF"), ("入库", "2022-09-02"), ("折合", "4 页")), "pages_total", 4),
        ((("扩展名", "PDF"), ("入库", "2022-09-02"), ("人气", "842次下载")), "downloads", 842),
        ((("上架时间", "2022-09-02"), ("体积", "28K"), ("格式页数", "ppt / 7页")), "pages_total", 7),
        ((("上架时间", "2022-09-02"), ("体积", "28K"), ("格式页数", "ppt / 7页")), "file_format", "ppt"),
        ((("入库", "2022-09-02"), ("体量", "28K"), ("页面", "6张")), "pages_total", 6),
        ((("入库", "2022-09-02"), ("体量", "28K"), ("创作者", "苇塘")), "uploader", "苇塘"),
    ],
)
def test_values_of_such_a_card(rows, column, value):
    assert facts_of(below=card(rows)).get(column) == value


@pytest.mark.parametrize(
    "below",
    [
        # One label is none, and so is a value that does not fit.
        card((("总页", "3页"), ("朝代", "宋"))),
        card((("总页", "若干"), ("占用", "很小"))),
        # Others' cards: two that differ, a list of them, one below a link, a heading or a name.
        card(ROWS) + card((("总页", "5页"), ("占用", "28K"), ("入仓", "2024年5月18日"))),
        card((("总页", "3页"), ("占用", "28K"), ("总页", "5页"), ("占用", "9K"))),
        f"<div><a href=/2>坝上防汛动员讲话稿</a>{card(ROWS)}</div>",
        f"<div><h4>坝上防汛动员讲话稿</h4>{card(ROWS)}</div>",
        f"<div><p>坝上防汛.doc</p>{card(ROWS)}</div>",
        f"<div><h4>渡口阅读器</h4>{card(ROWS)}</div>",
        f"<h4>相关文档</h4>{card(ROWS)}",
        card((("文档名称", "坝上防汛动员讲话稿"), *ROWS)),
        "<div class=it><a href=/2>坝上防汛动员讲话稿</a><p>总页：3 占用：28K 入仓：2024-05-18</p></div>",
        # A member's.
        card((("粉丝", "33"), *ROWS)),
        card((("上架人", "苇塘"), ("被取走", "9万"))),
    ],
)
def test_cards_of_other_things_tell_nothing_of_this_document(below):
    told = facts_of(below=below)
    assert told.keys().isdisjoint(("pages_total", "published_on", "downloads", "file_size"))


def test_a_card_that_says_something_else_than_the_page_is_anothers():
    told = facts_of(above="<p>页数：7</p>", below=card(ROWS))
    assert told == {"pages_total": 7}


def test_a_button_and_the_title_in_its_box_are_its_own():
    box = f"<div><h4>文档信息卡片</h4><p>{TITLE}.doc</p>{card(ROWS)}<a href=/d>立即下载本文档</a></div>"
    assert facts_of(below=box).get("published_on") == "2024-05-18"


def test_a_box_of_others_below_a_card_does_not_make_it_theirs():
    others = "<h4>相似文档</h4><a href=/2>坝上防汛动员讲话稿</a>"
    assert facts_of(below=f"<div>{card(ROWS)}{others}</div>").get("pages_total") == 3


@given(st.text(alphabet="总页占用入仓：/|[] 123页KB2024-05-18<td><tr><dl><dt><p>", max_size=80))
def test_reading_such_a_card_never_raises(below):
    facts_of(below=below)


@pytest.mark.parametrize("heading", ["同架资料", "您可能需要", "渡口阅读器"])
def test_a_heading_below_a_card_begins_another_box(heading):
    others = f"<h6>{heading}</h6><a href=/2>坝上防汛动员讲话稿</a>"
    assert facts_of(below=f"<div>{card(ROWS)}{others}</div>").get("pages_total") == 3


LIST = "<ul>{}</ul>", "<li><small>{}</small> {}</li>"
UNKNOWN = (
    ("投稿", "苇塘办小吴"),
    ("时间", "2020-12-22"),
    ("篇幅", "3 页"),
    ("文件", "212 KB"),
    ("身价", "12苇币"),
)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("uploader", "苇塘办小吴"),
        ("published_on", "2020-12-22"),
        ("file_size", "212 KB"),
        ("price", "12苇币"),
    ],
)
def test_the_form_tells_what_a_piece_of_a_certain_card_is(column, value):
    assert facts_of(below=card(UNKNOWN, LIST)).get(column) == value


def test_a_day_under_a_word_of_arriving_is_of_the_file_and_of_a_meeting_is_not():
    rows = (("体积", "28K"), ("总页", "9页"))
    assert facts_of(below=card((*rows, ("到站", "2021/1/25")))).get("published_on") == "2021-01-25"
    assert "published_on" not in facts_of(below=card((*rows, ("报到", "2021/1/25"))))


def test_an_author_beside_price_and_size_sells_the_file():
    rows = (("类型", "PPTX"), ("体积", "5.8MB"), ("作者", "苇塘小马哥"), ("价格", "12苇币"))
    assert facts_of(below=card(rows)).get("uploader") == "苇塘小马哥"
    assert "uploader" not in facts_of(below=card(rows[:3]))
