"""refine() as a whole: what it makes of any page, and that nothing of a page goes missing."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.items import MAX_PAGE_BYTES, Page, Record, Reject
from pipeline.refine import explain, refine
from pipeline.refine.ledger import restore
from pipeline.refine.site import Site

WHEN = "2026-01-02T03:04:05Z"
PROSE = "各位乡亲，今年的收成比去年好，靠的是大家起早贪黑，也靠的是水渠修得及时。" * 6


def page(
    body: str | bytes,
    status: int = 200,
    content_type: str = "text/html",
    url: str = "https://m.example.com/p-7.html",
) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return Page(url=url, fetched_at=WHEN, body=raw, status=status, headers=(("Content-Type", content_type),))


def record(result: list[Record] | Reject) -> Record:
    assert isinstance(result, list), result
    assert len(result) == 1
    return result[0]


def reject(result: list[Record] | Reject) -> tuple[str, str]:
    assert isinstance(result, Reject), result
    return result.outcome, result.reason


def test_twins_give_one_document():
    body = f"<html><body><h1>在丰收节上的讲话</h1><p>{PROSE}</p></body></html>"
    ids = {
        record(refine(page(body, url=f"http://{host}example.com/p-7.html"))).id for host in ("m.", "www.", "")
    }
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("given", "outcome", "reason"),
    [
        (page("x", status=404), "gone", "HTTP status 404"),
        (page("x", status=403), "blocked", "HTTP status 403"),
        (page("x", status=500), "error", "HTTP status 500"),
        (page(""), "rejected", "empty page"),
        (page(" \n\t"), "rejected", "empty page"),
        (page(b"\x89PNG\r\n\x1a\n" + b"\0" * 50), "rejected", "PNG image"),
        (page(b"%PDF-1.7 ..."), "rejected", "PDF file"),
        (page(b"a" * (MAX_PAGE_BYTES + 1)), "rejected", "over the limit of 16 MB"),
        (page("<html><body></body></html>"), "rejected", "too little text"),
        (
            page("<title>安全验证</title><p>网络环境存在异常，请完成下方验证后继续访问</p>"),
            "blocked",
            "verification",
        ),
        (page("<title>提示</title><p>您访问的文档已被作者删除</p>"), "gone", "删除"),
        (page("<h1>书目</h1>" + f"<p>{'鼷鼺齄齉龘靐' * 60}</p>"), "rejected", "garbled"),
    ],
)
def test_what_is_no_document_says_why(given, outcome, reason):
    found, why = reject(refine(given))
    assert found == outcome
    assert reason in why
    assert "\n" not in why


def test_a_document_that_mentions_walls_and_deletion_is_a_document():
    body = (
        f"<h1>在网络安全周上的讲话</h1><p>{PROSE}</p><p>有的网站动不动就请完成验证，有的文档已被删除，老百姓办事不方便。</p>"
        * 2
    )
    assert record(refine(page(body))).genre == "speech"


@pytest.mark.parametrize(
    "opening",
    ["<script>var a=1</script><html><body>", "", "<?xml version='1.0' encoding='gb2312'?><html><body>"],
)
def test_pages_with_a_broken_top_are_read(opening):
    assert record(refine(page(f"{opening}<h1>在丰收节上的讲话</h1><div><p>{PROSE}</p></div>"))).text == PROSE


def test_a_declared_selector_goes_before_all_else():
    body = f"<div class='a'><p>{PROSE}</p></div><div class='b'><p>{PROSE[::-1]}</p></div>"
    assert record(refine(page(body), Site(name="x", main=(".b",)))).text == PROSE[::-1]


def test_a_preview_is_told_from_a_whole_text_below_a_prompt():
    prompt = "<p>免费阅读已结束,点击下载阅读编辑剩下 ...</p>"
    whole = f"<h1>讲话</h1>{prompt}<h2>资源描述</h2><p>{PROSE}</p>"
    cut = f"<h1>讲话</h1><h2>资源描述</h2><p>{PROSE[:-8]}……</p>{prompt}"
    assert record(refine(page(whole))).text_state == "full"
    shown = record(refine(page(cut)))
    assert (shown.text_state, shown.text) == ("preview", PROSE[:-8])


def test_a_reader_of_pictures_is_a_document_without_text():
    body = "<meta property='og:type' content='document'><meta property='og:title' content='年度述职报告'><canvas></canvas><p>1 / 8</p>"
    found = record(refine(page(body)))
    assert (found.text, found.text_state, found.pages_total, found.title) == ("", "none", 8, "年度述职报告")


def test_absent_is_none_and_never_empty():
    found = record(refine(page(f"<p>{PROSE}</p>")))
    blank = [f.name for f in dataclasses.fields(found) if getattr(found, f.name) == "" and f.name != "text"]
    assert blank == []


FRAGMENT = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<script>",
        "</script>",
        "<body>",
        "</html>",
        "<table><tr><td>",
        "<pre>",
        "<!--",
        "-->",
        "<br/>",
        "<a href='/p-1.html'>",
        "</a>",
        "<h1>在会上的讲话</h1>",
        "<h2>资源描述</h2>",
        "1 / 8",
        "第1页 / 共3页",
        "下载文档,编辑使用",
        "&nbsp;",
        "&#0;",
        "&#xD800;",
        "《在会上的讲话》由会员分享，可在线阅读，更多相关《在会上的讲话》请在某某上搜索。",
        PROSE,
        "1、" + PROSE,
        "2、" + PROSE,
        "\x00",
        "\ud83d",
        "<p style='display:none'>隐藏</p>",
        "版权所有 © 2020",
        "<title>讲话</title>",
        "<meta charset=gb2312>",
        "\n\n",
        "一、甲",
        "二、乙",
    ]
)


@settings(max_examples=150)
@given(
    st.lists(st.one_of(FRAGMENT, st.text(max_size=30)), max_size=25),
    st.sampled_from(["text/html", "text/plain"]),
)
def test_any_page_is_a_document_or_a_reject_and_adds_up(parts, content_type):
    explained = explain(page("".join(parts).encode("utf-8", "surrogatepass"), content_type=content_type))
    if isinstance(explained.outcome, Reject):
        assert explained.outcome.reason
        return
    found = explained.outcome[0]
    assert explained.view is not None
    assert "".join(restore(found.text, found.removals).split()) == "".join(explained.view.visible.split())
    assert "\r" not in found.text
    found.text.encode()


@settings(max_examples=60)
@given(st.binary(max_size=400), st.integers(0, 600))
def test_any_bytes_at_any_status_are_judged(body, status):
    result = refine(page(body, status=status))
    assert isinstance(result, Reject) or result


@pytest.mark.parametrize(
    "url", ["http://[::1", "", "//", "http://a b/", "file:///x", "http://例え.jp:99999/p-1.html"]
)
def test_any_address_is_read(url: str) -> None:
    outcome = refine(
        Page(url=url, fetched_at="2024-01-02T03:04:05Z", body=b"<p>" + "一段正文，写得不长。".encode() * 20)
    )
    assert isinstance(outcome, list | Reject)


def test_blanks_of_a_hanzis_width_stay_as_the_author_set_them():
    lines = (
        "第一章　总则",
        "选择正确的一项（　　），把它的字母写在横线上，写错的不算分，漏写的也不算分。",
        "一是水。　二是渠。",
    )
    html = "".join(f"<p>　　{line}　</p>" for line in lines)
    page = Page(
        url="https://a.example/p-1.html",
        fetched_at="2024-01-01T00:00:00Z",
        body=f"<html><head><meta charset=utf-8><title>用水办法</title></head><body><div>{html}</div></body></html>".encode(),
    )
    (record,) = refine(page)
    assert record.text.split("\n") == list(lines)
    dump = dataclasses.replace(
        page, headers=(("Content-Type", "text/plain; charset=utf-8"),), body="\n".join(lines).encode()
    )
    (record,) = refine(dump)
    # The first line of a dump is its title.
    assert record.text.split("\n")[-2:] == list(lines[1:])
