"""The app through Datasette's own client: its headers, what it refuses, and what it makes of hostile text."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from pipeline.browse.serving import application
from pipeline.items import MAX_PAGE_BYTES
from pipeline.store import Writer
from tests.app import Client, app_client, app_corpus, paths
from tests.browsed import HOSTILE_TITLE, Browsed
from tests.store_items import page, record

LINK = re.compile(r'(?:href|src|action)="([^"]*)"')
corpus = pytest.fixture(scope="module")(app_corpus)
client = pytest.fixture(scope="module")(app_client)


def test_every_page_is_sealed_and_holds_no_code_of_its_own(client: Client, corpus: Browsed) -> None:
    for path in paths(corpus):
        answer = client.get(path)
        assert answer.status_code == 200, path
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
        text = answer.text
        assert re.findall(r"<script(?![^>]* src=)", text) == [], path
        assert re.findall(r"<[^>]* (?:style|on\w+)=", text) == [], path
        assert "<style" not in text, path
        for link in LINK.findall(text):
            assert not link.lower().strip().startswith(("javascript:", "data:", "//")), (path, link)
        loaded = re.findall(r'<(?:script|link|img|iframe)[^>]* (?:src|href)="([^"]*)"', text)
        assert all(link.startswith("/") or "application/json" in text for link in loaded), path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_only_read(client: Client, corpus: Browsed, method: str) -> None:
    for path in (
        "/",
        "/search",
        "/search.csv",
        f"/document/{corpus.bridge}",
        f"/page/{corpus.page}/html",
        "/robots.txt",
    ):
        answer = client.ask(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), path
        assert answer.text.count("\n") == 1
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_no_cell_of_the_csv_is_run_by_a_spreadsheet(tmp_path: Path) -> None:
    titles = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "a=1")
    with Writer(tmp_path / "cells.db") as writer:
        for number, title in enumerate(titles):
            of = page(f"https://cells.example/{number}.html")
            writer.put(of, [record(of, title=title)])
    cells = Client(application(tmp_path / "cells.db", tmp_path))
    text = cells.get("/search.csv").content.decode("utf-8-sig")
    cells.close()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    found = {row["url"].removeprefix("https://cells.example/")[0]: row["title"] for row in rows}
    assert [found[key] for key in sorted(found)] == [f"'{title}" for title in titles[:-1]] + ["a=1"]
    assert {row["char_count"].isdigit() for row in rows} == {True}


def test_the_original_page_can_do_nothing(client: Client, corpus: Browsed) -> None:
    shown = client.page(f"/page/{corpus.page}")
    (frame,) = shown.xpath("//iframe")
    assert frame.get("sandbox") == ""
    answer = client.get(frame.get("src"))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox;" in policy
    assert "script-src" not in policy
    assert "雨季水急" in answer.text
    for word in ("<script", "onload", "onerror", "javascript:", "<iframe", "<link", "http-equiv", "a.css"):
        assert word not in answer.text, word
    source = client.get(f"/page/{corpus.page}/html?source=1")
    assert source.headers["content-type"].startswith("text/plain")
    assert "<script" in source.text
    assert "sandbox" in source.headers["content-security-policy"]


def test_hostile_text_is_shown_as_text(client: Client, corpus: Browsed) -> None:
    shown = client.page(f"/document/{corpus.hostile}?removed=1")
    assert shown.xpath("//img") == []
    assert "<script>window.hacked = 5</script>" in shown.xpath("//h1")[0].text_content()
    marks = {mark.text_content() for mark in shown.xpath('//span[@class="mark"]')}
    assert marks == {"RLO", "ZWSP", "LRI", "BOM"}
    assert "{{ 7 * 7 }}" in shown.text_content()
    table = client.page("/corpus/documents_brief?site=evil.example")
    assert table.xpath("//td//script | //td//img") == []
    assert HOSTILE_TITLE.replace("\u202e", "RLO")[:40] in table.text_content()
    assert not [link for link in table.xpath("//td//a/@href") if not link.startswith("/")]


def test_robots_are_sent_away(client: Client) -> None:
    assert client.text("/robots.txt") == "User-agent: *\nDisallow: /\n"


def test_sql_of_a_visitor_is_limited_in_time_and_memory(client: Client) -> None:
    def problem(sql: str, milliseconds: int = 2000) -> str:
        answer = client.get(f"/corpus.json?sql={quote(sql)}&_timelimit={milliseconds}")
        assert answer.status_code == 400
        return str(answer.json()["error"])

    # A few steps a row, each over millions of characters.
    assert "too long" in problem("select sum(length(hex(zeroblob(20000000 + rowid)))) from documents", 50)
    assert "longer than 56 MB" in problem("select length(hex(zeroblob(450000000)))")
    assert "its answer is longer" in problem("select zeroblob(50000000) from documents")


def test_the_longest_document_is_shown(tmp_path: Path) -> None:
    text = "长" * MAX_PAGE_BYTES
    with Writer(tmp_path / "long.db") as writer:
        of = page("https://long.example/1.html")
        made = record(of, text)
        writer.put(of, [made])
    long = Client(application(tmp_path / "long.db", tmp_path))
    answer = long.get("/long.json?sql=select+length(text)+from+documents&_shape=arrayfirst")
    assert answer.json() == [MAX_PAGE_BYTES]
    assert len(long.get(f"/document/{made.id}.json").content) > MAX_PAGE_BYTES
    long.close()


def test_nothing_can_be_written_or_downloaded_and_sql_is_limited(corpus: Browsed, client: Client) -> None:
    assert client.get("/corpus.db").status_code in (403, 404)
    assert client.get("/corpus.json?sql=delete+from+documents").status_code == 400
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    assert "too long" in client.text(f"/corpus?sql={quote(endless)}", 400)
    rows = client.get(
        f"/corpus.json?sql={quote(endless.replace('select count(*) from n', 'select i from n limit 5000'))}"
    )
    assert len(rows.json()["rows"]) == 1000
    closed = Client(application(corpus.database, corpus.archive, sql=False))
    assert closed.get("/corpus.json?sql=select+1").status_code == 403
    assert "closed on this server" in closed.text("/corpus")
    assert closed.get("/corpus/what_rules_remove").status_code == 200
    closed.close()
