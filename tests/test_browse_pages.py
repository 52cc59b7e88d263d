"""The app through Datasette's own client: what each page shows, in both languages."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.browse.counted import totals
from pipeline.browse.questions import QUESTIONS
from pipeline.browse.serving import application
from pipeline.corpus.near_duplicates import dedupe
from pipeline.store import Writer, connect, fields, open_database
from pipeline.store.withdrawals import Target
from pipeline.withdrawal import carry_out, plan
from tests.app import Client, app_client, app_corpus, paths
from tests.browsed import COPY, TEXT, Browsed
from tests.store_items import page, record

LINK = re.compile(r'(?:href|src|action)="([^"]*)"')
corpus = pytest.fixture(scope="module")(app_corpus)
client = pytest.fixture(scope="module")(app_client)


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
    years = client.page("/").xpath('//ol[starts-with(@class, "columns")]/li/a/@aria-label')
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


def test_how_each_copy_is_related_is_said(tmp_path: Path) -> None:
    """A document is paired with the one that stands for it; other copies are known by their group alone."""
    database = tmp_path / "related.db"
    whole = "".join(f"第{number}件事,是把第{number * number}座桥修好。\n" for number in range(60))
    changed = whole.replace("第1件事", "头一件事")
    texts = {"a": whole, "b": changed, "c": changed, "e": whole}
    with Writer(database) as writer:
        for day, (site, text) in enumerate([*texts.items(), ("d", whole.replace("第2件事", "又一件事"))], 1):
            of = page(f"https://{site}.example/p.html", day=day)
            writer.put(of, [record(of, text, sections=(), removals=())]).result()
    dedupe(database, lambda *_: None)
    with closing(connect(database, readonly=True)) as connection:
        keys = dict(connection.execute("SELECT substr(site, 1, 1), id FROM documents").fetchall())
        standing = connection.execute("SELECT DISTINCT cluster_id FROM documents").fetchall()
    assert standing == [(keys["a"],)]
    asked = Client(application(database, tmp_path))
    shown = asked.page(f"/document/{keys['b']}").xpath('//section[@id="elsewhere"]//li')
    said = {each.xpath(".//h3/a/@href")[0][-16:]: each.xpath('string(p[@class="line"])') for each in shown}
    assert "nearly the same" in said[keys["a"]]
    assert "stands for this group" in said[keys["a"]]
    assert "the same text" in said[keys["c"]]
    assert "of the same group" in said[keys["d"]]
    asked.close()


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


def test_a_page_without_archive_says_so(client: Client, corpus: Browsed) -> None:
    key = json.loads(client.text(f"/document/{corpus.preview}.json"))["page_id"]
    assert "was not archived" in client.text(f"/page/{key}")
    assert client.get(f"/page/{key}/html").status_code == 404


def test_a_withdrawn_page_is_one_sentence_in_the_readers_language(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    of = page(archived=True)
    with Writer(database) as writer:
        writer.put(of, [record(of)])
    with closing(open_database(database).conn) as connection:
        carry_out(connection, plan(connection, Target("url", record(of).canonical_url)), "asked")
    client = Client(application(database, tmp_path))
    for language, said in (
        ("en", "This page was withdrawn (number 1) and is kept no more."),
        ("zh", "该网页已撤回（第1号），不再保存。"),
    ):
        main = client.page(f"/page/{of.id}", cookie=f"lang={language}").xpath("string(//main)")
        assert said in main
        assert str(tmp_path) not in main
        assert "--list" not in main
    answer = client.get(f"/page/{of.id}/html")
    assert (answer.status_code, answer.text) == (404, "This page was withdrawn and is kept no more.\n")
    client.close()


def test_unknown_addresses_are_answered_with_a_page(client: Client, corpus: Browsed, capfd: Any) -> None:
    for path in ("/nope", "/corpus/nope", "/a/b/c"):
        assert "There is no such page" in client.text(path, 404), path
    for path in ("/document/0000000000000000", "/document/nonsense", "/page/0000000000000000"):
        _, kind, key = path.split("/")
        shown = client.page(path, 404)
        assert shown.xpath("string(//*[@role='alert'])") == f"There is no {kind} {key} here.", path
        assert shown.xpath("//main//a[@href='/search']"), path
    assert client.get(f"/document/{corpus.bridge}/beside/0000000000000000").status_code == 404
    assert client.get("/corpus?sql=select+nope").status_code in (200, 400)
    assert client.get("/corpus/documents_brief?_sort=nope").status_code == 400
    assert client.get("/document/0000000000000000.json").json()["ok"] is False
    assert "Traceback" not in "".join(capfd.readouterr())


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


def test_the_most_copied_are_counted_with_all_their_copies(tmp_path: Path) -> None:
    database = tmp_path / "copied.db"
    text = "".join(f"第{number}件事,是把第{number * number}座桥修好。\n" for number in range(60))
    near, part = text.replace("第1件事", "头一件事"), text[: len(text) // 2]
    texts = {"a": text, "b": text, "c": near, "d": part, "e": "另外一篇文章。" * 9, "f": ""}
    with Writer(database) as writer:
        for day, (site, said) in enumerate(texts.items(), 1):
            of = page(f"https://{site}.example/p.html", day=day)
            state = "full" if said else "none"
            writer.put(of, [record(of, said, text_state=state, sections=(), removals=())]).result()
        again = page("https://a.example/q.html", day=9)
        writer.put(again, [record(again, text, sections=(), removals=())]).result()
    dedupe(database, lambda *_: None)
    with closing(connect(database, readonly=True)) as connection:
        (key,) = connection.execute(
            "SELECT DISTINCT cluster_id FROM documents WHERE text LIKE '%桥%'"
        ).fetchone()
        plan = connection.execute(f"EXPLAIN QUERY PLAN {QUESTIONS['most_copied'].sql}").fetchall()
    # Rows of documents are as long as their texts: only the 200 that are shown are read.
    read = [step for *_, step in plan if "documents_cluster_id" in step]
    assert len(read) == 3
    assert all("COVERING INDEX" in step for step in read)
    asked = Client(application(database, tmp_path))
    (row,) = asked.get("/copied/most_copied.json?_shape=array").json()
    assert (row["id"], row["copies"], row["sites"], row["first_seen_at"][:10]) == (key, 5, 4, "2024-05-01")
    asked.close()


def test_rules_and_rejects_are_counted(client: Client) -> None:
    rules = {
        row["rule"]: row["removals"]
        for row in client.get("/corpus/what_rules_remove.json?_shape=array").json()
    }
    assert rules["injected-link"] == 1
    (wall,) = client.get("/corpus/rejects_by_reason.json?_shape=array").json()
    assert (wall["outcome"], wall["kind_of_reason"], wall["urls"]) == ("blocked", "login wall", 1)


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
