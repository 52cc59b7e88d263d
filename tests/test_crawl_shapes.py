"""Documents, listings and pagers of a strange site are told apart by the shape of its links alone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from pipeline.crawl.off_limits import is_off_limits
from pipeline.crawl.shapes import is_listing, links, pattern

HANZI = ("在全校开学典礼上的讲话", "关于安全生产工作的报告", "在表彰大会上的发言", "学习雷锋精神心得体会")
LATIN = (
    "Opening address at the harbour festival",
    "Remarks on leaving the town council",
    "Report to the trustees on the year",
    "Farewell to the old stone bridge",
)


def html(anchors: Iterable[tuple[str, str]]) -> Selector:
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in anchors)
    return Selector(text=f"<html><body><ul>{items}</ul></body></html>")


def kinds(url: str, anchors: Iterable[tuple[str, str]]) -> dict[str, str]:
    site = url.split("/", 3)[2]
    found = links(html(anchors), url)
    return {link.url.removeprefix(f"https://{site}"): link.kind for link in found}


@pytest.mark.parametrize(
    ("documents", "listings", "pagers"),
    [
        pytest.param(
            {f"/p-{i}.html": title for i, title in enumerate(HANZI, 100)},
            {"/c-5.html": "领导讲话", "/c-6.html": "企业年度工作总结报告大全"},
            {"/c-3-2.html": "2", "/c-3-9.html": "尾页", "/c-3-4.html": "下一页"},
            id="cms with numbers",
        ),
        pytest.param(
            dict(
                zip(("/d/5f3a9b2c1d.html", "/d/a0b1c2d3e4.html", "/d/00ffaa1122.html"), HANZI, strict=False)
            ),
            {"/fanwen/": "范文大全"},
            {"/fanwen/?page=2": "下一页"},
            id="hex ids",
        ),
        pytest.param(
            {f"/html/2021/0{i}11/{i}23.shtm": title for i, title in enumerate(HANZI, 1)},
            {"/html/": "全部文档"},
            {"/html/list_2.html": "第 2 页"},
            id="folders of dates",
        ),
        pytest.param(
            {f"/view.php?id={i}": title for i, title in enumerate(HANZI)},
            {"/view.php?cat=zongjie": "工作总结"},
            {"/view.php?cat=zongjie&p=2": "»"},
            id="queries",
        ),
        pytest.param(
            {f"/2021/03/{title.lower().replace(' ', '-')}/": title for title in LATIN},
            {"/2021/03/": "March 2021", "/category/yearly-reports/": "Yearly reports of the society"},
            {"/page/2/": "Older posts"},
            id="weblog",
        ),
        pytest.param(
            {f"/{title.lower().replace(' ', '-')}": title for title in LATIN},
            {"/speeches": "Speeches"},
            {"/speeches?page=2": "Next ›"},
            id="slugs only",
        ),
        pytest.param(
            dict(
                zip(
                    ("/talks/harbour", "/talks/council", "/talks/trustees", "/talks/bridge"),
                    LATIN,
                    strict=True,
                )
            ),
            {"/essays": "Essays"},
            {"/talks?page=2": "more"},
            id="plain words",
        ),
        pytest.param(
            {f"/在{i}会上": title for i, title in enumerate(HANZI)},
            {"/jianghua/": "讲话稿"},
            {"/jianghua/?page=3": "3"},
            id="hanzi in paths",
        ),
    ],
)
def test_links_are_told_apart(
    documents: dict[str, str], listings: dict[str, str], pagers: dict[str, str]
) -> None:
    found = kinds("https://wen.example/c-3.html", [*documents.items(), *listings.items(), *pagers.items()])
    assert list(found.values()) == ["document"] * len(documents) + ["listing"] * len(listings) + [
        "pager"
    ] * len(pagers)


def test_the_only_document_of_a_listing_is_found() -> None:
    anchors = [("/p-9.html", HANZI[0]), ("/c-1.html", "讲话")]
    assert kinds("https://wen.example/c-7.html", anchors) == {"/p-9.html": "document", "/c-1.html": "listing"}


SHORT = ("祝酒词", "悼词", "开幕词", "欢迎词")


def test_a_page_of_short_titles_alone_looks_like_one_of_categories() -> None:
    page = html((f"/p-{number}.html", title) for number, title in enumerate(SHORT))
    assert {link.kind for link in links(page, "https://wen.example/c-7.html")} == {"listing"}


def test_long_numbers_name_documents_and_a_listing_s_path_still_names_listings() -> None:
    anchors = [
        *((f"/p-40182{number}.html", title) for number, title in enumerate(SHORT)),
        ("/c-12345.html", "讲话"),
    ]
    assert list(kinds("https://wen.example/", anchors).values()) == ["document"] * 4 + ["listing"]


def test_routes_in_a_query_are_read_like_paths() -> None:
    anchors = [
        *((f"/?s=/article/{number}.html", title) for number, title in enumerate(HANZI)),
        ("/?s=/list/3.html", HANZI[0]),
    ]
    assert list(kinds("https://wen.example/", anchors).values()) == ["document"] * 4 + ["listing"]


def test_a_document_as_start_page_leads_to_its_neighbour_and_its_category() -> None:
    anchors = [("/p-8.html", f"下一篇：{HANZI[1]}"), ("/c-1.html", "讲话")]
    assert kinds("https://wen.example/p-7.html", anchors) == {"/p-8.html": "document", "/c-1.html": "listing"}


def test_a_listing_shows_documents_of_another_pattern_than_its_own() -> None:
    anchors = [(f"/p-{i}.html", title) for i, title in enumerate(HANZI)]
    for url, expected in (("https://wen.example/c-1.html", True), ("https://wen.example/p-77.html", False)):
        assert is_listing(url, links(html(anchors), url)) is expected


def test_the_longest_words_and_picture_texts_name_a_link() -> None:
    page = Selector(
        text='<a href="/p-1.html"><img alt="在全校开学典礼上的讲话"></a><a href="/p-1.html">详情</a>'
        '<a href="/p-2.html" title="关于安全生产工作的报告"><b></b></a>'
    )
    found = links(page, "https://wen.example/")
    assert [(link.kind, link.text) for link in found] == [("document", HANZI[0]), ("document", HANZI[1])]


def test_other_hosts_are_never_followed_and_twins_are() -> None:
    anchors = [
        ("http://127.0.0.1/p-1.html", HANZI[0]),
        ("http://192.168.0.1/p-2.html", HANZI[1]),
        ("//other.example/p-3.html", HANZI[2]),
        ("https://m.wen.example/p-4.html", HANZI[3]),
    ]
    found = links(html(anchors), "https://www.wen.example/")
    assert [link.url for link in found] == ["https://m.wen.example/p-4.html"]
    named = links(html([("/p-1.html", HANZI[0])]), "http://127.0.0.1:8771/")
    assert [link.url for link in named] == ["http://127.0.0.1:8771/p-1.html"]


def test_a_base_element_is_where_relative_links_start() -> None:
    page = Selector(text='<base href="/docs/"><a href="p-1.html">x</a>')
    assert [link.url for link in links(page, "https://wen.example/c-1.html")] == [
        "https://wen.example/docs/p-1.html"
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/login.aspx", "/user/7", "/u-12.html", "/member", "/vip.html", "/pay/order?id=1", "/download/9.html",
        "/down.php?id=3", "/search.html?q=x", "/?s=word", "/tag/speech/", "/feed/", "/about/", "/a.zip", "/a.PDF",
        "/wp-login.php", "/captcha", "/a.jpg", "/?s=/user/login.html", "/index.php?s=/file/a.zip", "/?q=a/b",
    ],
)  # fmt: skip
def test_we_stay_off(path: str) -> None:
    assert is_off_limits(f"https://wen.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/p-1.html", "/annual-report-on-user-pay/", "/2021/03/search-for-meaning", "/doc/a1b2c3d4",
        "/?s=/article/1.html", "/index.php?s=home/article/detail/id/7.html",
    ],
)  # fmt: skip
def test_we_do_not_stay_off_documents_with_such_words(path: str) -> None:
    assert not is_off_limits(f"https://wen.example{path}")


@pytest.mark.parametrize("url", ["javascript:void(0)", "mailto:a@b.example", "ftp://wen.example/x", "tel:1"])
def test_only_web_addresses_are_followed(url: str) -> None:
    assert is_off_limits(url)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_numbers_do_not_change_a_pattern(a: int, b: int) -> None:
    assert pattern(f"https://w.example/p-{a}.html?page={a}") == pattern(
        f"https://w.example/p-{b}.html?page={b}"
    )


def test_broken_addresses_are_passed_over() -> None:
    page = Selector(text='<base href="http://[x"><a href="http://[y">a</a><a href="/p-1.html" {}"=1>b</a>')
    assert [link.url for link in links(page, "https://wen.example/")] == ["https://wen.example/p-1.html"]


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=30)), max_size=20))
def test_no_page_is_too_odd(anchors: list[tuple[str, str]]) -> None:
    for link in links(html(anchors), "https://wen.example/"):
        assert link.kind in ("document", "listing", "pager")
