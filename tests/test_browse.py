"""The app through Datasette's own client: every page, its headers, and what it makes of hostile text."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html as parser

from pipeline.browse.corpus import corpus_of
from pipeline.browse.counted import Choice, totals
from pipeline.browse.finding import find
from pipeline.browse.serving import application
from pipeline.corpus.near_duplicates import dedupe
from pipeline.corpus.search import search
from pipeline.errors import InputError
from pipeline.store import Writer, connect, fields, open_database
from tests.browsed import COPY, HOSTILE_TITLE, TEXT, Browsed, browsed
from tests.store_items import page, record

LINK = re.compile(r'(?:href|src|action)="([^"]*)"')


class Client:
    """Answers of the app."""

    def __init__(self, datasette: Any) -> None:
        self.datasette = datasette
        self._loop = asyncio.new_event_loop()

    def get(self, path: str, **headers: str) -> Any:
        return self._loop.run_until_complete(self.datasette.client.get(path, headers=headers))

    def ask(self, method: str, path: str) -> Any:
        return self._loop.run_until_complete(self.datasette.client.request(method, path))

    def text(self, path: str, status: int = 200, **headers: str) -> str:
        answer = self.get(path, **headers)
        assert answer.status_code == status, answer.text[-2000:]
        return str(answer.text)

    def page(self, path: str, status: int = 200, **headers: str) -> Any:
        return parser.document_fromstring(self.text(path, status, **headers))

    def close(self) -> None:
        corpus = corpus_of(self.datasette)
        if corpus:
            corpus.close()
        self.datasette.executor.shutdown()
        self._loop.close()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Browsed:
    return browsed(tmp_path_factory.mktemp("browsed"))


@pytest.fixture(scope="module")
def client(corpus: Browsed) -> Iterator[Client]:
    made = Client(application(corpus.database, corpus.archive))
    yield made
    made.close()


def paths(corpus: Browsed) -> list[str]:
    here = f"/document/{corpus.bridge}"
    return [
        "/",
        "/search",
        f"/search?q={quote('大桥')}",
        "/search?genre=address&year=2021",
        here,
        f"{here}?removed=1",
        f"{here}/beside/{corpus.copy}",
        f"{here}/version/1",
        f"/document/{corpus.hostile}",
        f"/document/{corpus.hostile}?removed=1",
        f"/document/{corpus.hostile}/beside/{corpus.bridge}",
        f"/page/{corpus.page}",
        "/corpus",
        "/corpus?sql=select+title+from+documents",
        "/corpus/documents",
        "/corpus/documents_brief",
        "/corpus/rejects",
        "/corpus/runs",
        "/corpus/pages",
        "/corpus/what_rules_remove",
        "/corpus/removed_by_rule?rule=prompt",
        f"/corpus/documents/{corpus.hostile}",
        f"/corpus/documents/{corpus.bridge}",
    ]


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


def test_every_link_of_our_pages_leads_somewhere(client: Client, corpus: Browsed) -> None:
    seen: set[str] = set()
    for path in paths(corpus)[:12]:
        for link in LINK.findall(client.text(path)):
            target = link.partition("#")[0].replace("&amp;", "&")
            if target.startswith("/") and target not in seen and "static" not in target:
                seen.add(target)
    for target in sorted(seen):
        assert client.get(target).status_code in (200, 302), target
    assert len(seen) > 60


def test_home_counts_the_corpus(client: Client, corpus: Browsed) -> None:
    text = client.page("/").text_content()
    with closing(sqlite3.connect(corpus.database)) as connection:
        documents, characters = connection.execute(
            "SELECT count(*), sum(char_count) FROM documents"
        ).fetchone()
    assert f"{documents}documents" in re.sub(r"\s", "", text) or f"documents{documents}" in re.sub(
        r"\s", "", text
    )
    assert f"{characters:,}" in text
    assert "finished" in text
    assert "blocked" not in text
    years = client.page("/").xpath('//ol[@class="columns"]/li/a/@aria-label')
    assert years[-1] == "2021: 2 documents"


def test_different_texts_are_the_groups_of_copies(tmp_path: Path) -> None:
    database = tmp_path / "copies.db"
    with Writer(database) as writer:
        for number, text in enumerate((TEXT, TEXT, COPY[:70], "", "")):
            of = page(f"https://site-{number}.example/p.html")
            state = "full" if text else "none"
            writer.put(of, [record(of, text, text_state=state, sections=(), removals=())]).result()
    dedupe(database, lambda *_: None)
    with closing(open_database(database).conn) as connection:
        (groups,) = connection.execute("SELECT count(DISTINCT cluster_id) FROM documents").fetchone()
        found = totals(connection)
    assert (found.documents, found.texts, found.copies) == (5, groups, 1)


def test_the_empty_corpus_says_what_to_do(tmp_path: Path) -> None:
    open_database(tmp_path / "empty.db").conn.close()
    empty = Client(application(tmp_path / "empty.db", tmp_path))
    assert "Nothing is stored yet" in empty.text("/")
    assert "No document matches" in empty.text("/search")
    assert empty.get("/empty/documents_brief").status_code == 200
    empty.close()


def test_the_language_is_the_browsers_until_it_is_chosen(client: Client) -> None:
    assert 'lang="en"' in client.text("/")
    assert "最新收录" in client.text("/", **{"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"})
    chosen = client.get("/?lang=zh", **{"accept-language": "en"})
    assert "最新收录" in chosen.text
    assert "lang=zh" in chosen.headers["set-cookie"]
    assert "最新收录" in client.text("/", cookie="lang=zh")
    assert "Newest" in client.text("/", cookie="lang=xx; other")


def test_values_of_ours_are_in_the_readers_language(client: Client, corpus: Browsed) -> None:
    chinese = {"cookie": "lang=zh"}
    assert "完成" in client.page("/", **chinese).xpath('string(//table[contains(@class, "runs")])')
    assert "文献" in client.page(f"/page/{corpus.page}", **chinese).xpath('string(//main/p[@class="line"])')
    for path, word, value in (
        ("/corpus/rejects", "访问受限", "blocked"),
        ("/corpus/rejects_by_reason", "访问受限", "blocked"),
        (f"/corpus/documents/{corpus.bridge}", "致辞", "address"),
    ):
        cells = [cell.text_content() for cell in client.page(path, **chinese).xpath("//td")]
        assert word in cells, path
        assert value not in cells, path
        assert value in [cell.text_content() for cell in client.page(path).xpath("//td")], path


def test_a_two_character_word_is_found_and_marked(client: Client) -> None:
    found = client.page(f"/search?q={quote('大桥')}")
    assert {mark.text_content() for mark in found.xpath("//mark")} == {"大桥"}
    assert len(found.xpath('//ol[@class="results"]/li')) == 3
    # Traditional and simplified characters find each other.
    assert len(client.page(f"/search?q={quote('大橋')}").xpath('//ol[@class="results"]/li')) == 3


def test_filters_narrow_a_search_and_a_list(client: Client, corpus: Browsed) -> None:
    both = client.page(f"/search?q={quote('大桥')}&year=2021&site=bridge.example")
    assert both.xpath('//ol[@class="results"]/li//a/@href') == [f"/document/{corpus.bridge}"]
    assert {mark.text_content() for mark in both.xpath("//mark")} == {"大桥"}
    listed = client.page("/search?genre=address&year=2021").xpath('//ol[@class="results"]/li//a/@href')
    assert set(listed) == {f"/document/{corpus.bridge}", f"/document/{corpus.copy}"}
    undated = client.page("/search?year=0").text_content()
    assert "2 documents" in undated


def test_copies_are_marked_and_left_out_on_demand(client: Client, corpus: Browsed) -> None:
    search = f"/search?q={quote('大桥')}"
    hits = client.page(search).xpath('//ol[@class="results"]/li')
    copies = [hit.xpath(".//h3/a/@href")[0] for hit in hits if hit.xpath('.//span[@class="badge copy"]')]
    assert copies == [f"/document/{corpus.copy}"]
    for asked in (search, "/search?year=2021", f"{search}&year=2021"):
        (one,) = client.page(asked).xpath('//aside//a[text()="one per text" or bdi="one per text"]/@href')
        left = client.page(one).xpath('//ol[@class="results"]/li//h3/a/@href')
        assert f"/document/{corpus.bridge}" in left
        assert f"/document/{corpus.copy}" not in left
        count = int(client.page(one).xpath('string(//p[@class="count"]/b)').split()[0])
        assert count == len(left)
        table = client.get(one.replace("/search?", "/search.csv?")).content.decode("utf-8-sig")
        assert {f"/document/{row['id']}" for row in csv.DictReader(io.StringIO(table))} == set(left)
    assert client.page("/search?canonical=0").xpath('//ol[@class="results"]/li//h3/a/@href') == copies
    assert not client.page("/search?genre=speech").xpath('//aside//h2[text()="Copies"]')


def test_a_page_is_of_one_state_of_the_database(tmp_path: Path) -> None:
    database = tmp_path / "state.db"

    def store(number: int) -> None:
        with Writer(database) as writer:
            of = page(f"https://state.example/{number}.html")
            writer.put(of, [record(of)]).result()

    store(1)
    datasette = application(database, tmp_path)
    served = Client(datasette)
    assert "1 document" in served.text("/search")
    corpus = corpus_of(datasette)
    assert corpus is not None

    def twice(connection: sqlite3.Connection) -> list[int]:
        before = find(connection, "", Choice(), 1)
        store(2)
        return [before.total, find(connection, "", Choice(), 1).total]

    assert asyncio.run(corpus.ask(twice)) == [1, 1]
    assert "2 documents" in served.text("/search")
    served.close()


def test_results_are_paged(client: Client) -> None:
    first = client.page("/search?genre=speech")
    assert len(first.xpath('//ol[@class="results"]/li')) == 20
    (following,) = first.xpath('//a[@rel="next"]/@href')
    assert len(client.page(following).xpath('//ol[@class="results"]/li')) == 10
    for beyond in (3, 99, 99999):
        last = client.page(f"/search?genre=speech&page={beyond}")
        assert len(last.xpath('//ol[@class="results"]/li')) == 10
        assert "page 2 of 2" in last.text_content()
    assert "page 2 of 2" in client.text(f"/search?q={quote('讲话')}&page=99")
    assert client.get("/search?page=x&year=-1").status_code == 200


def test_a_query_that_cannot_be_read_is_explained(client: Client) -> None:
    for address in ("/search?q=%22never+closed", "/search.csv?q=%22never+closed"):
        shown = client.page(address, status=400)
        assert "at character 1" in shown.xpath('string(//main//*[contains(@class, "problem")])'), address
    shown = client.page("/search?q=%22never+closed", status=400)
    assert shown.xpath('//main//*[@role="alert"]')
    assert shown.xpath('//input[@name="q"]/@value') == ['"never closed'] * len(
        shown.xpath('//input[@name="q"]')
    )


def test_what_was_found_is_taken_away_as_csv(client: Client, corpus: Browsed) -> None:
    answer = client.get(f"/search.csv?q={quote('大桥')}&year=2021")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["id"] for row in rows} == {corpus.bridge, corpus.copy}
    assert {row["spoken_on"] for row in rows} == {"2021-05-18", "2021"}


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


def test_a_document_is_read_with_its_outline(client: Client, corpus: Browsed) -> None:
    shown = client.page(f"/document/{corpus.bridge}")
    text = shown.xpath('//div[contains(@class, "text")]')[0]
    assert [line.strip() for line in text.text_content().split("\n") if line.strip()] == TEXT.split("\n")
    for link in shown.xpath('//nav[@class="outline"]//a'):
        (target,) = shown.xpath(f'//*[@id="{link.get("href")[1:]}"]')
        assert link.text_content() == target.text_content()
    assert "县长 周望川" in shown.text_content()
    assert "byte" in shown.text_content()


def test_removals_are_shown_in_their_place(client: Client, corpus: Browsed) -> None:
    shown = client.page(f"/document/{corpus.bridge}?removed=1")
    text = shown.xpath('//div[contains(@class, "text")]')[0]
    lines = [re.sub(r"\s+", " ", each.text_content()).strip() for each in text.xpath("./p | ./h3")]
    assert lines[1].startswith("下载全文请登录")
    assert "prompt" in lines[1]
    assert lines[-1].startswith("版权所有 文库网")
    inside = next(line for line in lines if line.startswith("修桥用了"))
    assert (
        inside
        == "修桥用了三年零四个月,来了一千二百名工人。【点此下载】injected-link雨季水急,没有一个人退下去退下来gloss。"
    )
    assert "下载全文请登录" not in client.text(f"/document/{corpus.bridge}")
    assert shown.xpath("//h3[@id='s0']/text() | //h3[@id='s0']//bdi/text()")


def test_a_preview_says_where_it_is_cut_before_what_was_removed(client: Client, corpus: Browsed) -> None:
    shown = client.page(f"/document/{corpus.preview}?removed=1")
    kinds = [each.get("class") for each in shown.xpath('//div[contains(@class, "with-removed")]/p')]
    assert kinds[-3:] == ["cut", "removed", "removed"]
    assert kinds.count("removed") == 2


def test_copies_are_compared(client: Client, corpus: Browsed) -> None:
    here = f"/document/{corpus.bridge}"
    assert f"{here}/beside/{corpus.copy}" in client.text(here)
    (copy,) = client.page(here).xpath('//section[@id="elsewhere"]//p[@class="line"]')
    assert copy.text_content().startswith("匿名")
    shown = client.page(f"{here}/beside/{corpus.copy}")
    assert [each.text_content() for each in shown.xpath("//td//del")] == ["三", "四", "像爱护自家的门槛一样"]
    assert [each.text_content() for each in shown.xpath("//td//ins")] == ["四", "三", "好好走路"]
    assert COPY.split("\n")[1] in shown.text_content()


def test_versions_are_compared(client: Client, corpus: Browsed) -> None:
    here = f"/document/{corpus.bridge}"
    (link,) = client.page(here).xpath('//section[@id="versions"]//a[contains(@href, "/version/")]/@href')
    shown = client.page(link)
    assert [each.text_content() for each in shown.xpath("//td//ins")] == ["大家"]
    assert client.get(f"{here}/version/99").status_code == 404


def test_a_document_as_json_and_as_a_citation(client: Client, corpus: Browsed) -> None:
    found = json.loads(client.text(f"/document/{corpus.bridge}.json"))
    assert found["text"] == TEXT
    assert found["evidence"]["speaker"] == "县长 周望川"
    assert [each["rule"] for each in found["removals"]] == ["prompt", "injected-link", "gloss", "footer"]
    assert found["near_duplicates"][0]["id"] == corpus.copy
    assert found["page"]["warc_file"]
    bib = client.text(f"/document/{corpus.bridge}.bib")
    assert bib.startswith(f"@misc{{wenji-{corpus.bridge},")
    assert "year = {2021}" in bib
    assert bib.count("{") == bib.count("}")


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


def test_a_page_without_archive_says_so(client: Client, corpus: Browsed) -> None:
    key = json.loads(client.text(f"/document/{corpus.preview}.json"))["page_id"]
    assert "was not archived" in client.text(f"/page/{key}")
    assert client.get(f"/page/{key}/html").status_code == 404


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


def test_unknown_addresses_are_answered_with_a_page(client: Client, corpus: Browsed, capfd: Any) -> None:
    for path in ("/nope", "/document/0000000000000000", "/page/0000000000000000", "/corpus/nope", "/a/b/c"):
        assert "There is no such page" in client.text(path, 404), path
    assert client.get(f"/document/{corpus.bridge}/beside/0000000000000000").status_code == 404
    assert client.get("/corpus?sql=select+nope").status_code in (200, 400)
    assert client.get("/corpus/documents_brief?_sort=nope").status_code == 400
    assert client.get("/document/0000000000000000.json").json()["ok"] is False
    assert "Traceback" not in "".join(capfd.readouterr())


def test_robots_are_sent_away(client: Client) -> None:
    assert client.text("/robots.txt") == "User-agent: *\nDisallow: /\n"


def test_tables_have_facets_titles_and_meanings(client: Client) -> None:
    shown = client.page("/corpus/documents_brief")
    assert {part.get("data-column") for part in shown.xpath("//aside//section")} == {
        "genre",
        "year",
        "site",
        "text_state",
    }
    (address,) = shown.xpath('//section[@data-column="genre"]//a[contains(., "address")]/@href')
    assert len(client.page(address.replace("http://localhost", "")).xpath("//tbody/tr")) == 3
    years = json.loads(client.text("/corpus/documents_brief.json?year=2021&_shape=array"))
    assert len(years) == 2
    assert fields.TABLES["rejects"].meaning in client.text("/corpus/rejects")
    assert "Unit or form: 0 to 1" in client.text("/corpus/documents")


@pytest.mark.parametrize("query", ["大桥", "临江大桥", "臨江大橋", "title:致辞", "大桥 -致辞", '"', "大"])
def test_datasettes_own_search_box_searches_as_we_do(client: Client, corpus: Browsed, query: str) -> None:
    rows = json.loads(client.text(f"/corpus/documents.json?_search={quote(query)}&_shape=array"))
    with closing(connect(corpus.database, readonly=True)) as connection:
        try:
            expected = {hit.document_id for hit in search(connection, query, limit=100).hits}
        except InputError:
            expected = set()
    assert {row["id"] for row in rows} == expected


@pytest.mark.parametrize(
    "name",
    "speeches_by_year most_copied what_rules_remove rejects_by_reason noise_changed previews speakers gone".split(),
)
def test_questions_already_asked_are_answered(client: Client, name: str) -> None:
    answer = client.get(f"/corpus/{name}.json?_shape=array")
    assert answer.status_code == 200
    assert isinstance(answer.json(), list)


def test_every_genre_has_its_column_and_the_row_without_a_year_a_name(client: Client) -> None:
    for row in client.get("/corpus/speeches_by_year.json?_shape=array").json():
        kinds = "speeches addresses remarks reports essays others".split()
        assert sum(row[kind] for kind in kinds) == row["documents"]
    assert "no date" in client.page("/corpus/speeches_by_year").xpath("string(//tbody)")


def test_a_preview_has_one_full_text(tmp_path: Path) -> None:
    database = tmp_path / "previews.db"
    with Writer(database) as writer:
        writer.start_run("crawl", "example", {})
        for number, end in enumerate((60, None, None)):
            of = page(f"https://site-{number}.example/p.html")
            writer.put(
                of,
                [record(of, TEXT[:end], text_state="preview" if end else "full", sections=(), removals=())],
            ).result()
        writer.finish_run("finished", 0)
    with closing(sqlite3.connect(database)) as connection, connection:
        (key,) = connection.execute("SELECT min(id) FROM documents WHERE text_state = 'full'").fetchone()
        connection.execute("UPDATE documents SET cluster_id = ?, is_canonical = id = ?", (key, key))
    asked = Client(application(database, tmp_path))
    rows = asked.get("/previews/previews.json?_shape=array").json()
    assert [row["full_id"] for row in rows] == [key]
    asked.close()


def test_rules_and_rejects_are_counted(client: Client) -> None:
    rules = {
        row["rule"]: row["removals"]
        for row in client.get("/corpus/what_rules_remove.json?_shape=array").json()
    }
    assert rules["injected-link"] == 1
    (wall,) = client.get("/corpus/rejects_by_reason.json?_shape=array").json()
    assert (wall["outcome"], wall["kind_of_reason"], wall["addresses"]) == ("blocked", "login wall", 1)


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


def test_a_crawl_that_writes_is_seen_and_not_disturbed(tmp_path: Path) -> None:
    database = tmp_path / "live.db"
    with Writer(database) as writer:
        writer.start_run("crawl", "example", {})
        live = Client(application(database, tmp_path))
        for number in range(5):
            of = page(f"https://many.example/m-{number}.html")
            writer.put(of, [record(of, f"第{number}件事。")]).result()
            assert f">{number + 1}</dd>" in live.text("/")
            assert live.get("/live/documents_brief").status_code == 200
        assert "running" in live.text("/") or "cut off" in live.text("/")
        writer.finish_run("finished", 0)
    assert ">5</dd>" in live.text("/")
    live.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["live.db"]


def test_filters_leave_the_order_of_hits(client: Client, corpus: Browsed) -> None:
    with closing(connect(corpus.database, readonly=True)) as connection:
        hits = search(connection, "大桥", limit=100).hits
    found = re.findall(r'href="/document/([0-9a-f]{16})"', client.text(f"/search?q={quote('大桥')}"))
    for site in {hit.site for hit in hits}:
        wanted = [hit.document_id for hit in hits if hit.site == site]
        shown = client.text(f"/search?q={quote('大桥')}&site={quote(site)}")
        assert list(dict.fromkeys(re.findall(r'href="/document/([0-9a-f]{16})"', shown))) == wanted
    assert list(dict.fromkeys(found)) == [hit.document_id for hit in hits]
