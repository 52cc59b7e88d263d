"""What pages say to somebody who found nothing, made a mistake, or looks at what is long."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from pipeline.browse.document import MOST_HEADINGS, MOST_LINES
from pipeline.browse.serving import application
from pipeline.items import Removal, Section
from pipeline.store import Writer
from tests.app import Client, app_client, app_corpus
from tests.browsed import Browsed
from tests.search_corpus import store
from tests.store_items import page, record, reject

corpus = pytest.fixture(scope="module")(app_corpus)
client = pytest.fixture(scope="module")(app_client)
ALERT = "string(//main//*[@role='alert'])"


def served(database: Path) -> Iterator[Client]:
    made = Client(application(database, database.parent))
    yield made
    made.close()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, str]]:
    """A document of many lines, and its id."""
    database = tmp_path_factory.mktemp("long") / "long.db"
    text = "\n".join(f"第{number}行" for number in range(MOST_LINES + 500))
    sections = (Section(1, "第0行", 0, 100), Section(1, "第3400行", text.index("第3400行"), len(text)))
    with Writer(database) as writer:
        of = page("https://long.example/1.html")
        made = record(of, text, sections=sections, removals=(Removal("footer", len(text), "一\n\n二\n三"),))
        writer.put(of, [made])
        for number in range(3):
            other = page(f"https://long.example/{number}-r.html")
            writer.put(other, reject(other, "gone", f"leads to https://long.example/{number}"))
    yield from ((each, made.id) for each in served(database))


def test_nothing_found_has_no_empty_headings_and_no_filter_to_take_away(client: Client) -> None:
    shown = client.page(f"/search?q={quote('没有这样的词')}")
    assert shown.xpath("//aside//h2") == []
    assert "take a filter away" not in shown.text_content()
    chosen = client.page(f"/search?q={quote('没有这样的词')}&year=2021")
    assert [heading.text_content() for heading in chosen.xpath("//aside//h2")] == ["Year"]
    assert "take a filter away" in chosen.text_content()


def test_how_to_search_is_at_hand(client: Client, corpus: Browsed) -> None:
    (link,) = client.page(f"/document/{corpus.bridge}").xpath("//header//a[@class='help']/@href")
    shown = client.page(link)
    (how,) = shown.xpath("//details[@id='how']")
    assert how.get("open") is not None
    for example in how.xpath(".//td//a/@href"):
        assert client.get(example).status_code == 200, example
    assert "words that begin so" in how.text_content()
    assert "以此开头" in client.page(link, cookie="lang=zh").xpath("string(//details[@id='how'])")
    wrong = client.page("/search?q=%22open", 400)
    assert wrong.xpath("//details[@id='how']/@open")
    assert not client.page(f"/search?q={quote('大桥')}").xpath("//details[@id='how']/@open")


def test_a_query_that_cannot_be_read_is_one_sentence(client: Client) -> None:
    english = client.page("/search?q=%22open", 400).xpath(ALERT)
    assert english == 'The query cannot be read at character 1: the quotation mark " is never closed.'
    chinese = client.page("/search?q=%22open", 400, cookie="lang=zh").xpath(ALERT)
    assert chinese == '检索式在第 1 个字符处无法读懂：引号 " 没有右半边。'


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select nonsense", "SQLite says: no such column: nonsense."),
        ("delete from documents", "Only a SELECT can be asked."),
        (
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
            "took too long",
        ),
    ],
)
def test_a_mistake_in_sql_keeps_the_sql_and_the_terminal_quiet(
    client: Client, capfd: pytest.CaptureFixture[str], sql: str, said: str
) -> None:
    shown = client.page(f"/corpus?sql={quote(sql)}&_timelimit=20", 400)
    assert said in shown.xpath(ALERT)
    assert shown.xpath("string(//textarea[@name='sql'])").strip() == sql
    assert capfd.readouterr().err == ""


def test_a_row_shows_everything(client: Client, corpus: Browsed) -> None:
    shown = client.page(f"/corpus/documents/{corpus.bridge}")
    assert "…" not in shown.xpath("string(//table)")
    assert "谢谢大家。" in shown.xpath("string(//table)")
    run = client.page("/corpus/runs/1")
    (counts,) = [row for row in run.xpath("//tr") if row.xpath("string(th)") == "counts"]
    assert json.loads(counts.xpath("string(td)"))["documents"] == 35


def test_what_is_struck_is_counted_as_it_is_shown(
    client: Client, long: tuple[Client, str], corpus: Browsed
) -> None:
    many, key = long
    for app, address in ((client, f"/document/{corpus.bridge}"), (many, f"/document/{key}")):
        (offered,) = re.findall(r"Show what was removed \((\d+)\)", app.text(address))
        assert len(app.page(f"{address}?removed=1&all=1").xpath("//del")) == int(offered)


def test_a_very_long_text_is_shown_in_part_until_all_of_it_is_asked_for(long: tuple[Client, str]) -> None:
    client, key = long
    shown = client.page(f"/document/{key}")
    lines = "//div[contains(@class, 'text')]//*[self::p or self::h3]/bdi"
    assert len(shown.xpath(lines)) == MOST_LINES
    (everything,) = shown.xpath("//p[@role='status']/a/@href")
    assert "of 3,500 lines" in shown.xpath("string(//p[@role='status'])")
    assert len(client.page(everything).xpath(lines)) == MOST_LINES + 500
    near, far = shown.xpath("//nav[@class='outline']//a/@href")
    assert near == "#s0"
    assert far == f"{everything}#s1"
    assert client.page(everything).xpath("//*[@id='s1']")


def test_a_very_long_outline_too(tmp_path: Path) -> None:
    store(tmp_path / "a.db", ["\n".join(f"第{number}节" for number in range(MOST_HEADINGS + 9))])
    for client in served(tmp_path / "a.db"):
        (key,) = re.findall(r"/document/([0-9a-f]{16})", client.text("/search"))
        links = client.page(f"/document/{key}").xpath("//nav[@class='outline']//a")
        assert len(links) == MOST_HEADINGS + 1
        assert "509" in links[-1].text_content()
        assert (
            len(client.page(links[-1].get("href")).xpath("//nav[@class='outline']//a")) == MOST_HEADINGS + 9
        )


def test_one_of_something_is_said_so(long: tuple[Client, str]) -> None:
    client, _ = long
    home = client.page("/")
    assert {"document", "site"} <= {each.text_content() for each in home.xpath("//dl[@class='figures']//dt")}
    assert "1 documents" not in home.text_content()


def test_rejects_that_name_another_address_are_one_row(long: tuple[Client, str]) -> None:
    client, _ = long
    rows = json.loads(client.text("/long/rejects_by_reason.json?_shape=array"))
    assert [(row["kind_of_reason"], row["urls"]) for row in rows] == [("leads to another address", 3)]


def test_years_have_their_numbers(client: Client) -> None:
    columns = client.page("/").xpath("//section[@class='years']//li")
    numbers = {each.xpath("string(.//*[contains(@class, 'of')])").strip() for each in columns}
    assert {"1", "2"} & numbers


def test_a_title_of_a_window_hides_and_turns_nothing(client: Client, corpus: Browsed) -> None:
    for path in (
        f"/document/{corpus.hostile}",
        f"/document/{corpus.hostile}/beside/{corpus.bridge}",
        f"/search?q={quote(chr(0x202E) + '讲话')}",
    ):
        title = client.page(path).xpath("string(//title)")
        assert "讲话" in title
        assert "\u202e" not in title, path


def test_what_is_taken_away_is_named_and_can_be_read(client: Client, corpus: Browsed) -> None:
    header = client.get(f"/search.csv?q={quote('大桥 -移动')}&year=2021").headers["content-disposition"]
    assert 'filename="wenji-2021.csv"' in header
    assert unquote(header.partition("UTF-8''")[2]) == "wenji-大桥-移动-2021.csv"
    answer = client.get(f"/document/{corpus.bridge}.json")
    assert "周望川" in answer.content.decode()
    assert answer.json()["speaker"] == "周望川"


def test_the_page_says_how_to_take_the_texts(client: Client) -> None:
    shown = client.page(f"/search?q={quote('大桥')}&genre=address&year=2021&canonical=1")
    assert shown.xpath("string(//*[contains(@class, 'taking')]/code)") == (
        "scrapy export NAME --query '大桥' --genre address --from 2021 --to 2021"
    )
    excluding = client.page(f"/search?q={quote('-移动 大桥')}&canonical=1").xpath(
        "string(//*[contains(@class, 'taking')]/code)"
    )
    assert excluding == "scrapy export NAME '--query=-移动 大桥'"
    others = client.page(f"/search?q={quote('大桥 致辞')}&canonical=0").xpath(
        "string(//*[contains(@class, 'taking')]/code)"
    )
    assert others == "scrapy export NAME --query '大桥 致辞' --where 'NOT is_canonical' --all-copies"


def test_a_snippet_says_that_it_is_cut_and_cuts_no_word(tmp_path: Path) -> None:
    words = "The committee has decided that the archaeological researchers must continue with determination"
    store(tmp_path / "a.db", [f"{words}, and {words.lower()}; {words}.", "短。"])
    for client in served(tmp_path / "a.db"):
        (listed, short) = sorted(
            client.page("/search").xpath("//p[@class='snippet']"), key=lambda p: -len(p.text_content())
        )
        assert listed.text_content().endswith("…")
        assert set(listed.text_content().strip("…").split()) <= set(
            re.findall(r"\S+", f"{words}, and {words.lower()};")
        )
        assert short.text_content() == "短。"


def test_a_version_is_seen_once_or_from_when_to_when(client: Client, corpus: Browsed) -> None:
    heads = client.page(f"/document/{corpus.bridge}/version/1").xpath("//thead//p")
    assert re.sub(r"\s+", " ", heads[0].text_content()).startswith("earlier versionseen 2024-05-01 08:00")
    assert " to " not in heads[0].text_content()


def test_commands_and_rights_are_in_the_visitors_language(client: Client, corpus: Browsed) -> None:
    shown = client.page(f"/document/{corpus.bridge}", cookie="lang=zh")
    provenance: Any = shown.xpath("string(//section[@id='provenance'])")
    assert "允许" in provenance
    assert "allowed" not in provenance
    assert "抓取 ·" in provenance
    assert "文字" in shown.xpath("string(//section[@id='facts'])")
