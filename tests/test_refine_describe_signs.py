"""Facts whose labels are drawn, told to machines only, or shown as what a site shows of its members."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.describe import head_facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.view import View

TITLE = "在渡口改造开工仪式上的讲话"
BODY = "各位乡亲，今天渡口动工，两岸的人等这一天等了十年。"
TOLD = (
    '<ul><li title="上传者"><svg></svg>苇塘</li><li title="时间">2022/1/18</li><li title="页">5</li>'
    '<li title="下载">2.3K</li><li title="价格">4.00元</li></ul>'
)
CELLS = (
    '<dl><dt><i class="fa fa-user"></i></dt><dd>苇塘</dd><dt><i class="fa fa-clock"></i></dt><dd>Jul 10, 2020</dd>'
    '<dt><i class="fa fa-download"></i></dt><dd>1.5K</dd></dl>'
)
BEHIND = '<p><i class="icon i-user"></i>苇塘<i class="icon i-down"></i>204<i class="icon i-page"></i>12</p>'


def facts_of(
    card: str = "", *, above: str = "", below: str = "", heading: str = TITLE, url: str = ""
) -> dict[str, object]:
    html = f"<title>{TITLE}</title>{above}<h1>{heading}</h1>{card}<p>{BODY}</p>{below}"
    view = View.of(url or "http://docs.example/x", html)
    facts = head_facts(view)
    text = frozenset(i for i, block in enumerate(view.blocks) if block.text == BODY)
    find_line_facts(view, facts, text, counted=False)
    return facts.values


@pytest.mark.parametrize(
    ("card", "told"),
    [
        (
            TOLD,
            {"uploader": "苇塘", "published_on": "2022-01-18", "pages_total": 5, "downloads": 2300, "price": "4.00元"},
        ),
        (CELLS, {"uploader": "苇塘", "published_on": "2020-07-10", "downloads": 1500}),
        (BEHIND, {"uploader": "苇塘", "downloads": 204, "pages_total": 12}),
    ],
)  # fmt: skip
def test_labels_that_no_reader_sees_as_words(card, told):
    found = facts_of(card)
    assert {column: found.get(column) for column in told} == told


@pytest.mark.parametrize(
    ("card", "column"),
    [
        # One sign is none; two of a kind are of others; a button's arrow counts nothing.
        ('<p><i class="icon i-down"></i>204</p>', "downloads"),
        (f"{TOLD}<p><span title='页'>9</span><span title='下载'>7</span></p>", "downloads"),
        ('<p><i class="fa fa-arrow-down"></i>204<i class="icon-page"></i>12</p>', "downloads"),
        ('<p><i class="fa fa-user"></i>登录<i class="icon-page"></i>12</p>', "uploader"),
    ],
)
def test_signs_that_tell_nothing(card, column):
    assert column not in facts_of(card)


def test_signs_below_the_text_are_of_others():
    assert "downloads" not in facts_of(below=TOLD)


@pytest.mark.parametrize(
    ("above", "heading", "form"),
    [
        ("", f'<i class="ic ic-pptx"></i>{TITLE}', "pptx"),
        ('<span class="badge doc">W</span>', TITLE, "doc"),
        ('<span class="tp">PDF</span>', TITLE, "pdf"),
        ('<a class="pdf" href=/pdf></a>', TITLE, None),
        ('<div class="doc">我的文档</div>', TITLE, None),
        ('<div class="doc-head"></div>', "另一份文件", None),
    ],
)
def test_the_format_of_the_sign_beside_the_title(above, heading, form):
    assert facts_of(above=above, heading=heading).get("file_format") == form


@pytest.mark.parametrize(
    ("above", "told"),
    [
        (
            "<div><b>苇塘</b><span>2021/11/02</span></div><button>＋ 关注</button>",
            ("苇塘", "2021-11-02"),
        ),
        # Nobody to follow; a section with a day.
        ("<div><b>苇塘</b><span>2021/11/02</span></div>", (None, None)),
        ("<div><b>演讲稿范文</b><span>2021/11/02</span></div><button>关注</button>", (None, None)),
        (
            "<p><a>苇塘</a></p><p>秀才</p><dl><dt>金元</dt><dd>3071</dd><dt>发帖</dt><dd>188</dd></dl>",
            (None, None),
        ),
    ],
)
def test_a_member_above_the_title(above, told):
    found = facts_of(above=above)
    assert (found.get("uploader"), found.get("published_on")) == told


def test_who_began_a_thread_by_what_the_forum_tells_of_members():
    member = "<p><a>苇塘</a></p><p>秀才</p><dl><dt>金元</dt><dd>3071</dd><dt>发帖</dt><dd>188</dd></dl>"
    assert facts_of("<p>只看楼主 1#</p>", above=member).get("uploader") == "苇塘"


def test_a_name_before_the_day_of_a_post_is_its_authors():
    line = "<p><span>苇塘</span> <span>发表于 <b>2017-11-29</b></span> <span>围观 2,617</span></p>"
    assert facts_of(line).get("uploader") == "苇塘"
    assert facts_of(line, above="<p>苇塘</p>").get("uploader") is None


@pytest.mark.parametrize(
    ("url", "script", "number"),
    [
        ("http://docs.example/note/5d01", '{"note":{"id":"5d01","likes":88}}', "5d01"),
        ("http://docs.example/w/q771x", "var page={docId:'q771x'}", "q771x"),
        ("http://docs.example/w/q771x", "var page={uid:'q771x'}", None),
        ("http://docs.example/w/intro", "var page={id:'intro'}", None),
    ],
)
def test_a_part_of_the_address_that_a_script_calls_an_id(url, script, number):
    assert facts_of(f"<script>{script}</script>", url=url).get("site_document_id") == number


@given(st.text(alphabet='<i class="user down page">title=页下载/1K', max_size=80))
def test_reading_signs_never_raises(card):
    facts_of(card)
