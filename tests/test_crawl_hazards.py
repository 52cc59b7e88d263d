"""Sites that move, share a host, or answer oddly; and faults of our own. Each was once a page lost or a host pressed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.command_line import places, run, start
from tests.loopback import FAST, Answer, crawl, document, listing, serving
from tests.test_crawl_recrawl import TITLES, Changing, hours_later, last_run

TITLE = "在全校开学典礼上的讲话"
OPTIONS = [word for setting in FAST for word in ("-s", setting)]


def test_a_304_from_where_a_page_moved_to_is_not_filled_with_what_it_was(tmp_path: Path) -> None:
    bodies: dict[str, Answer] = {
        "/": listing(("/p-1.html", TITLE)),
        "/p-1.html": Answer(document(TITLE, 1).body, headers={"ETag": '"same"'}),
        "/new/p-7.html": Answer(document(TITLE, 7).body, headers={"ETag": '"same"'}),
    }
    with serving(bodies.get) as site:
        crawl(site.url, tmp_path)
        bodies["/p-1.html"] = Answer(status=302, headers={"Location": "/new/p-7.html"})
        hours_later(tmp_path / "a.db", 24)
        done = crawl(site.url, tmp_path)
    assert done.rows("SELECT text LIKE '%第7篇%' FROM documents WHERE url LIKE '%p-7%'") == [(1,)]


def test_a_page_that_moves_back_is_visited_where_it_is(tmp_path: Path) -> None:
    bodies: dict[str, Answer] = {
        "/": listing(("/p-1.html", TITLE)),
        "/p-1.html": Answer(status=302, headers={"Location": "/p-2.html"}),
        "/p-2.html": document(TITLE, 2),
    }
    with serving(bodies.get) as site:
        crawl(site.url, tmp_path)
        bodies |= {
            "/p-1.html": document(TITLE, 1),
            "/p-2.html": Answer(status=302, headers={"Location": "/p-1.html"}),
        }
        hours_later(tmp_path / "a.db", 24)
        done = crawl(site.url, tmp_path)
    assert done.rows("SELECT text LIKE '%第1篇%' FROM documents WHERE url LIKE '%p-1%'") == [(1,)]


def test_a_listing_that_another_queue_has_read_is_sent_whole(tmp_path: Path) -> None:
    changing = Changing()
    with serving(changing) as site:
        crawl(site.url, tmp_path)
        changing.pages["/p-4.html"] = document("在秋收总结会议上的讲话", 4)
        crawl(f"{site.url},{site.url}p-1.html", tmp_path, "pages=2")
        hours_later(tmp_path / "a.db", 24)
        done = crawl(site.url, tmp_path)
    assert last_run(done)["/p-4.html"] == 200


@pytest.mark.parametrize("more", [[], ["-a", "limit=2"]])
def test_a_fault_in_a_spider_ends_the_run_and_says_so(tmp_path: Path, more: list[str]) -> None:
    with serving(Changing()) as site:
        modules = ("-s", "SPIDER_MODULES=spiders,tests.faulty_spider", "-s", "LOG_LEVEL=CRITICAL")
        words = ["crawl", "faulty", "-a", f"url={site.url}", *more, *modules, *OPTIONS, *places(tmp_path)]
        code, out, err = run(*words)
    assert code == 1
    assert "a fault of ours" in err
    assert "left for the next run" in out


def test_a_fault_in_the_rules_for_links_ends_the_run_and_says_so(tmp_path: Path) -> None:
    with serving(Changing()) as site:
        modules = ("-s", "SPIDER_MODULES=spiders,tests.faulty_spider", "-s", "LOG_LEVEL=CRITICAL")
        code, _, err = run("crawl", "lost", "-a", f"url={site.url}", *modules, *OPTIONS, *places(tmp_path))
    assert code == 1
    assert "links not followed, because of a fault of ours (1; the last: KeyError at faulty_spider.py" in err


def test_retry_after_nothing_still_slows_us_down(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        if path == "/robots.txt":
            return None
        return Answer("too many requests", 429, {"Retry-After": "0"})

    with serving(answer) as site:
        settings = ["BACKOFF_START=0.3", "DOWNLOAD_DELAY_JITTER=0"]
        crawl(site.url, tmp_path, settings=settings)
        times = site.times[1:]
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert len(waits) == 2
    assert waits[0] >= 0.3
    assert waits[1] >= 0.6


def test_two_runs_share_the_pace_of_a_host(tmp_path: Path) -> None:
    with serving(Changing()) as site:
        pace = ("-s", "DOWNLOAD_DELAY=0.6", "-s", "DOWNLOAD_DELAY_JITTER=0", *places(tmp_path))
        runs = [start("crawl", "site", "-a", f"url={site.url}{page}", *pace) for page in ("", "?all=1")]
        for process in runs:
            process.communicate(timeout=100)
        times = sorted(site.times)
    # When they were sent is not when a busy machine let the server take them; two at their own pace come together.
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.25


def test_a_sitemap_may_stand_behind_a_redirect(tmp_path: Path) -> None:
    host = [""]
    changing = Changing()

    def answer(path: str) -> Answer | None:
        if path == "/sitemap.xml":
            return Answer(status=301, headers={"Location": "/sitemap_index.xml"})
        if path == "/sitemap_index.xml":
            return Answer(
                f"<urlset><url><loc>{host[0]}p-1.html</loc></url></urlset>", headers={"ETag": '"m"'}
            )
        return changing(path)

    with serving(answer) as site:
        host[0] = site.url
        words = ["crawl", "site", "-a", f"sitemap={site.url}sitemap.xml", *OPTIONS, *places(tmp_path)]
        assert "1 document (1 new)" in run(*words)[1]
        hours_later(tmp_path / "a.db", 24)
        _, out, _ = run(*words)
    assert "2 rejects (2 listing)" in out


def test_a_listing_of_listings_is_read_to_its_end(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        number = int(path.partition("=")[2] or 1) if path == "/" or path.startswith("/?page=") else 0
        if number:
            topics = [(f"/topic-{number}-{n}/", f"专题{number}{n}") for n in "ab"]
            more = [(f"/?page={number + 1}", "下一页")] if number < 15 else []
            return listing(*topics, *more)
        return listing() if path.startswith("/topic-") else None

    with serving(answer) as site:
        crawl(site.url, tmp_path)
        assert sum(path.startswith("/topic-") for path in site.asked) == 2 * 15


@pytest.mark.parametrize("content_type", ["Text/HTML", "application/xhtml+xml"])
def test_a_captcha_is_seen_whatever_it_is_called(tmp_path: Path, content_type: str) -> None:
    captcha = "<html><body><h1>安全验证</h1><p>请完成下方验证，拖动滑块完成拼图后继续访问</p></body></html>"

    def answer(path: str) -> Answer | None:
        if path == "/":
            return listing(*((page, title) for page, title in TITLES.items()))
        return Answer(captcha, headers={"Content-Type": content_type}) if path in TITLES else None

    with serving(answer) as site:
        settings = ["CONCURRENT_REQUESTS_PER_DOMAIN=1"]
        done = crawl(site.url, tmp_path, settings=settings)
        assert len([path for path in site.asked if path in TITLES]) == 1
    assert done.code == 4


def test_no_document_served_at_all_is_outside_expectations(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        if path == "/":
            return listing(*TITLES.items())
        return Answer(hang_up=True) if path in TITLES else None

    with serving(answer) as site:
        done = crawl(site.url, tmp_path)
    assert done.code == 3
    assert "none of 3 documents was served" in done.err


def test_a_document_that_twice_leads_to_the_front_page_is_gone(tmp_path: Path) -> None:
    bodies = {"/": listing(("/p-1.html", TITLE)), "/p-1.html": document(TITLE, 1)}
    found = []
    with serving(bodies.get) as site:
        crawl(site.url, tmp_path)
        bodies["/p-1.html"] = Answer(status=302, headers={"Location": "/"})
        for _ in range(2):
            hours_later(tmp_path / "a.db", 50)
            found += crawl(site.url, tmp_path).rows(
                "SELECT gone_at IS NOT NULL, length(text) > 99 FROM documents"
            )
    assert found == [(0, 1), (1, 1)]
