"""Sites without an end, and pages that are no listings: the crawl ends, says why, and never shows a trace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.crawl.reading import Links
from pipeline.crawl.shapes import MAX_LINKS
from pipeline.items import Page, Reject
from pipeline.store.frontier import BARREN_PAGES
from spiders.base import MAX_LISTING_BYTES, DocumentSpider
from spiders.site import SiteSpider
from tests.loopback import Answer, crawl, document, listing, serving

TITLES = ("在全校开学典礼上的讲话", "关于安全生产工作的报告", "在表彰大会上的发言稿", "学习雷锋精神心得体会")
DOCUMENTS = [(f"/p-{number}.html", title) for number, title in enumerate(TITLES, 1)]


def test_a_pager_without_an_end_is_left(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        if found := re.fullmatch(r"/(?:list\?page=(\d+))?", path):
            number = int(found[1] or 1)
            return listing(*DOCUMENTS, (f"/list?page={number + 1}", "下一页"))
        return document(TITLES[0], int(path[3:-5])) if path.startswith("/p-") else None

    with serving(answer) as site:
        done = crawl(site.url, tmp_path)
        pages = [path for path in site.asked if path.startswith("/list")]
    assert done.code == 0
    assert len(pages) == BARREN_PAGES
    assert done.rows("SELECT count(*) FROM documents WHERE url LIKE '%/p-%'") == [(4,)]


def test_a_calendar_without_an_end_is_left(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        day = re.fullmatch(r"/(?:cal\?day=(\d+))?", path)
        if day is None:
            return None
        first = int(day[1] or 0)
        return listing(*((f"/cal?day={first * 7 + step}", str(step)) for step in range(1, 8)))

    with serving(answer) as site:
        done = crawl(site.url, tmp_path)
        # Those of the first pages were asked for before it was clear that they lead nowhere.
        assert len(site.asked) <= 2 + 7 * BARREN_PAGES
    assert "Traceback" not in done.err


def test_session_ids_make_no_new_pages(tmp_path: Path) -> None:
    visits = iter(range(10**6))

    def answer(path: str) -> Answer | None:
        page = path.partition("?")[0]
        if page == "/":
            session = f"?PHPSESSID={next(visits):026x}"
            return listing(
                *((href + session, title) for href, title in DOCUMENTS), (f"/{session}", "首页更多")
            )
        return document(TITLES[0], int(page[3:-5])) if page.startswith("/p-") else None

    with serving(answer) as site:
        done = crawl(site.url, tmp_path)
        assert len(site.asked) == 1 + 1 + 4
    assert done.rows("SELECT count(*) FROM documents") == [(4,)]


def test_a_page_budget_ends_the_crawl_with_a_line(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        return document(TITLES[0], int(path[3:-5])) if path.startswith("/p-") else listing(*DOCUMENTS)

    with serving(answer) as site:
        done = crawl(site.url, tmp_path, "pages=3")
        assert len(site.asked) == 1 + 3
    assert "2 addresses left for the next run" in done.out


def test_what_is_no_listing_is_a_page_and_no_trace(tmp_path: Path) -> None:
    bodies = {
        "/": Answer('{"next": "/p-1.html"}', headers={"Content-Type": "application/json"}),
        "/feed.html": Answer("<rss><a href='/p-1.html'/></rss>", headers={"Content-Type": "text/xml"}),
    }
    with serving(bodies.get) as site:
        done = crawl(f"{site.url},{site.url}feed.html", tmp_path)
        assert sorted(site.asked) == ["/", "/feed.html", "/robots.txt"]
    assert "Traceback" not in done.err
    assert done.rows("SELECT count(*) FROM pages") == [(2,)]


@pytest.fixture
def spider() -> DocumentSpider:
    return SiteSpider(url="https://w.example/")


def parsed(spider: DocumentSpider, body: bytes) -> Links:
    """What a start page leads to."""
    page = Page(
        url="https://w.example/",
        fetched_at="2024-05-01T00:00:00Z",
        body=body,
        headers=(("Content-Type", "text/html"),),
    )
    return spider.worth_following(page, "start", Reject(page.url, "listing", "list of links"))


def test_links_of_a_huge_page_are_left_alone(spider: DocumentSpider) -> None:
    link = b'<html><a href="/p-1.html">x</a>'
    found, note, *_ = parsed(spider, link + b" " * MAX_LISTING_BYTES)
    assert (found, note[-29:]) == ((), "it is too large for a listing")
    found, note, *_ = parsed(spider, link + b" " * 1000)
    assert ([link.url for link in found], note) == (["https://w.example/p-1.html"], "")


def test_links_beyond_what_a_person_could_use_are_left_alone() -> None:
    body = b"<html>" + b"".join(b'<a href="/p-%d.html">x</a>' % number for number in range(MAX_LINKS + 9))
    assert len(parsed(SiteSpider(url="https://w.example/"), body).found) == MAX_LINKS


def test_a_limit_counts_documents_with_short_titles(tmp_path: Path) -> None:
    short = [(f"/p-{number}.html", title) for number, title in enumerate(("祝酒词", "悼词", "开幕词"), 5)]
    pages = {
        "/": listing(*DOCUMENTS[:2], ("/c-1.html", "讲话")),
        "/c-1.html": listing(*short),
        **{f"/p-{number}.html": document(TITLES[0], number) for number in range(1, 9)},
    }
    with serving(pages.get) as site:
        done = crawl(site.url, tmp_path, "limit=3")
        asked = {path for path in site.asked if path.startswith("/p-")}
    assert done.code == 0
    assert asked == {"/p-1.html", "/p-2.html", "/p-5.html"}
