"""The next day: only what is due is asked for, what is unchanged is not sent, and changes become versions."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.store.frontier import TIME
from tests.command_line import places, run
from tests.loopback import Answer, Crawl, crawl, document, listing, serving

TITLES = {
    "/p-1.html": "在全校开学典礼上的讲话",
    "/p-2.html": "关于安全生产工作的报告",
    "/p-3.html": "在表彰大会上的发言稿",
}


class Changing:
    """A site whose pages a test may change; it answers conditional requests. ``sent`` are the bodies it had to send."""

    def __init__(self) -> None:
        self.pages = {path: document(title, number) for number, (path, title) in enumerate(TITLES.items(), 1)}
        self.sent: list[str] = []
        self.headers: dict[str, str] = {}

    def __call__(self, path: str) -> Answer | None:
        if path == "/":
            page = listing(*((path, TITLES.get(path, "在秋收总结会议上的讲话")) for path in self.pages))
        elif path in self.pages:
            page = self.pages[path]
        else:
            return None
        if page.status != 200:
            return page
        body = page.body if isinstance(page.body, bytes) else page.body.encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        self.sent.append(path)
        return Answer(body, headers={"ETag": tag})


def hours_later(database: Path, hours: float) -> None:
    """Move what is kept of the frontier and of pages into the past: the same as waiting."""

    def earlier(at: str | None) -> str | None:
        return at and (datetime.fromisoformat(at) - timedelta(hours=hours)).strftime(TIME)

    with closing(sqlite3.connect(database)) as connection:
        connection.create_function("earlier", 1, earlier)
        connection.execute("UPDATE frontier SET due_at = earlier(due_at), visited_at = earlier(visited_at)")
        connection.execute("UPDATE pages SET fetched_at = earlier(fetched_at)")
        connection.execute(
            "UPDATE rejects SET last_seen_at = earlier(last_seen_at), first_seen_at = earlier(first_seen_at)"
        )
        connection.execute(
            "UPDATE documents SET fetched_at = earlier(fetched_at), first_seen_at = earlier(first_seen_at),"
            " last_seen_at = earlier(last_seen_at), changed_at = earlier(changed_at), gone_at = earlier(gone_at)"
        )
        connection.commit()


def last_run(done: Crawl) -> dict[str, int]:
    """Path to status of what the newest run stored."""
    rows = done.rows(
        "SELECT url, status FROM pages WHERE run_id = (SELECT max(id) FROM runs WHERE command = 'crawl')"
    )
    return {"/" + url.split("/", 3)[3]: status for url, status in rows}


def test_the_next_day_only_what_is_due_is_fetched_and_only_changes_are_sent(tmp_path: Path) -> None:
    site_of_test = Changing()
    with serving(site_of_test) as site:
        first = crawl(site.url, tmp_path)
        assert len(last_run(first)) == 4
        asked = len(site.asked)

        hours_later(tmp_path / "a.db", 10)
        # Listings are due, documents are not.
        assert last_run(crawl(site.url, tmp_path)) == {"/": 304}
        assert len(site.asked) == asked + 2

        hours_later(tmp_path / "a.db", 14)
        old = site_of_test.pages["/p-2.html"].body
        assert isinstance(old, str)
        site_of_test.pages["/p-2.html"] = Answer(old.replace("第3段", "第3段，今年改过"))
        site_of_test.pages["/p-4.html"] = document("在秋收总结会议上的讲话", 4)
        done = crawl(site.url, tmp_path)
    assert last_run(done) == {
        "/": 200,
        "/p-1.html": 304,
        "/p-2.html": 200,
        "/p-3.html": 304,
        "/p-4.html": 200,
    }
    assert "4 documents (1 new, 1 changed, 2 unchanged)" in done.out
    assert done.rows("SELECT document_id, text LIKE '%改过%' FROM document_versions") == [
        (done.rows("SELECT id FROM documents WHERE url LIKE '%p-2%'")[0][0], 0)
    ]
    intervals = dict(
        done.rows("SELECT substr(url, -8), interval_hours FROM frontier WHERE kind = 'document'")
    )
    assert intervals == {"p-1.html": 40.0, "p-2.html": 20.0, "p-3.html": 40.0, "p-4.html": 20.0}
    revisits = done.rows("SELECT count(*) FROM pages WHERE status = 304 AND body_page_id IS NOT NULL")
    assert revisits == [(3,)]


def test_explain_shows_what_a_new_version_changed(tmp_path: Path) -> None:
    site_of_test = Changing()
    with serving(site_of_test) as site:
        crawl(site.url, tmp_path)
        hours_later(tmp_path / "a.db", 24)
        old = site_of_test.pages["/p-1.html"].body
        assert isinstance(old, str)
        site_of_test.pages["/p-1.html"] = Answer(old.replace("第3段", "第3段，今年改过"))
        crawl(site.url, tmp_path)
        code, out, _ = run("explain", f"{site.url}p-1.html", *places(tmp_path))
    assert code == 0
    versions = out[out.index("versions of document") :].splitlines()
    assert "1 lines gone, 1 new" in versions[1]
    assert [line.strip()[0] for line in versions[2:]] == ["-", "+"]
    assert "今年改过" in versions[3]


def test_a_document_is_gone_after_two_notices_keeps_its_text_and_comes_back(tmp_path: Path) -> None:
    site_of_test = Changing()
    page = site_of_test.pages["/p-1.html"]
    gone = "SELECT gone_at IS NOT NULL, length(text) > 100 FROM documents WHERE url LIKE '%p-1%'"
    with serving(site_of_test) as site:
        crawl(site.url, tmp_path)
        site_of_test.pages["/p-1.html"] = Answer("no longer here", 404)
        found = []
        for _ in range(2):
            hours_later(tmp_path / "a.db", 50)
            found += crawl(site.url, tmp_path).rows(gone)
        assert found == [(0, 1), (1, 1)]
        site_of_test.pages["/p-1.html"] = page
        hours_later(tmp_path / "a.db", 50)
        done = crawl(site.url, tmp_path)
    assert done.rows(gone) == [(0, 1)]
    assert done.rows("SELECT count(*) FROM rejects WHERE outcome = 'gone'") == [(0,)]


def test_a_file_of_addresses_is_fetched_and_nothing_else(tmp_path: Path) -> None:
    with serving(Changing()) as site:
        (tmp_path / "urls.txt").write_text(f"# mine\n{site.url}p-1.html\n\n{site.url}p-3.html\n")
        words = [
            "crawl",
            "site",
            "-a",
            f"urls={tmp_path / 'urls.txt'}",
            *places(tmp_path),
            "-s",
            "DOWNLOAD_DELAY=0",
        ]
        assert run(*words)[0] == 0
        assert sorted(site.asked) == ["/p-1.html", "/p-3.html", "/robots.txt"]
        (tmp_path / "urls.txt").write_text("p-1.html\n")
        code, _, err = run(*words)
    assert code == 2
    assert "urls.txt, line 1: p-1.html is no web address" in err


def test_sitemaps_their_index_and_gzip_lead_to_documents(tmp_path: Path) -> None:
    changing = Changing()

    def answer(path: str) -> Answer | None:
        base = f"http://{host[0]}/"
        if path == "/sitemap.xml":
            entries = "".join(
                f"<sitemap><loc>{base}{name}</loc></sitemap>" for name in ("a.xml.gz", "sitemap.xml")
            )
            return Answer(
                f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</sitemapindex>"
            )
        if path == "/a.xml.gz":
            urls = "".join(
                f"<url><loc>{base}{name}</loc></url>" for name in ("p-1.html", "p-2.html", "login.html")
            )
            packed = gzip.compress(
                f"<urlset>{urls}<url><loc>http://other.example/p-9.html</loc></url></urlset>".encode()
            )
            return Answer(packed, headers={"Content-Type": "application/x-gzip"})
        return changing(path)

    host = [""]
    with serving(answer) as site:
        host[0] = site.url.split("/")[2]
        words = [
            "crawl",
            "site",
            "-a",
            f"sitemap={site.url}sitemap.xml",
            *places(tmp_path),
            "-s",
            "DOWNLOAD_DELAY=0",
        ]
        code, out, _ = run(*words)
        assert sorted(site.asked) == ["/a.xml.gz", "/p-1.html", "/p-2.html", "/robots.txt", "/sitemap.xml"]
    assert code == 0
    assert "2 documents (2 new), 2 rejects (2 listing)" in out


def test_a_fault_of_ours_costs_no_page_and_is_said(tmp_path: Path) -> None:
    steps = {
        "pipeline.crawl.item_pipelines.ArchivePipeline": 100,
        "tests.faulty_step.FaultyStep": 150,
        "pipeline.crawl.item_pipelines.RefinePipeline": 200,
        "pipeline.crawl.item_pipelines.StorePipeline": 300,
    }
    with serving(Changing()) as site:
        done = crawl(
            site.url, tmp_path, settings=[f"ITEM_PIPELINES={json.dumps(steps)}", "LOG_LEVEL=CRITICAL"]
        )
        assert done.code == 1
        assert (
            "because of a fault of ours (1; the last: 'a fault of ours'); what was not stored stays queued"
            in done.err
        )
        assert done.rows("SELECT url LIKE '%/p-2.html' FROM frontier WHERE state = 'queued'") == [(1,)]
        mended = crawl(site.url, tmp_path)
    assert mended.code == 0
    assert mended.rows("SELECT count(*) FROM documents") == [(3,)]
