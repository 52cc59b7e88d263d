"""The app through Datasette's own client: searching, choosing, paging, and taking away what was found."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from pipeline.browse.corpus import corpus_of
from pipeline.browse.counted import Choice
from pipeline.browse.finding import conditions, find
from pipeline.browse.serving import application
from pipeline.corpus.search import search
from pipeline.errors import InputError
from pipeline.store import Writer, connect
from tests.app import Client, app_client, app_corpus
from tests.browsed import Browsed
from tests.store_items import page, record

corpus = pytest.fixture(scope="module")(app_corpus)
client = pytest.fixture(scope="module")(app_client)


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


@pytest.mark.parametrize(
    "choice",
    [
        Choice(canonical=0),
        Choice(canonical=1, site="a.example"),
        Choice(canonical=0, genre="speech", year=2021),
    ],
)
@pytest.mark.parametrize("asked", ["count(*)", "rowid, spoken_on", "genre, count(*)"])
def test_copies_are_chosen_without_a_look_at_texts(corpus: Browsed, choice: Choice, asked: str) -> None:
    """Rows of documents are as long as their texts: hundreds of thousands of them take seconds."""
    ending = "GROUP BY language" if "genre" in asked else "ORDER BY spoken_on DESC, rowid DESC LIMIT 20"
    query = f"EXPLAIN QUERY PLAN SELECT {asked} FROM documents WHERE {conditions(choice)} {ending}"
    with closing(connect(corpus.database, readonly=True)) as connection:
        plan = " ".join(step for *_, step in connection.execute(query, choice._asdict()))
    assert "USING COVERING INDEX documents_" in plan
    assert "USING INDEX" not in plan


def test_a_table_of_copies_is_not_read_whole(corpus: Browsed) -> None:
    query = "EXPLAIN QUERY PLAN SELECT * FROM documents WHERE is_canonical = 0 ORDER BY id LIMIT 51"
    with closing(connect(corpus.database, readonly=True)) as connection:
        plan = " ".join(step for *_, step in connection.execute(query))
    assert "TEMP B-TREE" not in plan


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


@pytest.mark.parametrize(
    "filters", ["year=abc", "year=-1", "genre=speach", "page=x", "canonical=2", "year=２０２１"]
)
def test_a_filter_that_cannot_be_is_said(client: Client, filters: str) -> None:
    value = filters.partition("=")[2]
    said = client.page(f"/search?q={quote('讲话')}&{filters}", 400).xpath("string(//*[@role='alert'])")
    assert value in said
    assert client.get(f"/search.csv?{filters}").status_code == 400


def test_a_query_that_cannot_be_read_is_explained(client: Client) -> None:
    for address in ("/search?q=%22never+closed", "/search.csv?q=%22never+closed"):
        shown = client.page(address, status=400)
        assert "at character 1" in shown.xpath('string(//main//*[contains(@class, "problem")])'), address
    said = client.page("/search?q=%22never+closed", status=400, cookie="lang=zh")
    assert "第 1 个字符" in said.xpath('string(//main//*[@role="alert"])')
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


@pytest.mark.parametrize("query", ["大桥", "临江大桥", "臨江大橋", "title:致辞", "大桥 -致辞", '"', "大"])
def test_datasettes_own_search_box_searches_as_we_do(client: Client, corpus: Browsed, query: str) -> None:
    rows = json.loads(client.text(f"/corpus/documents.json?_search={quote(query)}&_shape=array"))
    with closing(connect(corpus.database, readonly=True)) as connection:
        try:
            expected = {hit.document_id for hit in search(connection, query, limit=100).hits}
        except InputError:
            expected = set()
    assert {row["id"] for row in rows} == expected


def test_filters_leave_the_order_of_hits(client: Client, corpus: Browsed) -> None:
    with closing(connect(corpus.database, readonly=True)) as connection:
        hits = search(connection, "大桥", limit=100).hits
    found = re.findall(r'href="/document/([0-9a-f]{16})"', client.text(f"/search?q={quote('大桥')}"))
    for site in {hit.site for hit in hits}:
        wanted = [hit.document_id for hit in hits if hit.site == site]
        shown = client.text(f"/search?q={quote('大桥')}&site={quote(site)}")
        assert list(dict.fromkeys(re.findall(r'href="/document/([0-9a-f]{16})"', shown))) == wanted
    assert list(dict.fromkeys(found)) == [hit.document_id for hit in hits]
