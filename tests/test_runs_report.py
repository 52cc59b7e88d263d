"""The report of a run: one HTML file with its charts, for any name a site may have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser

from pipeline.runs.charts import ceiling, stacked
from pipeline.runs.report import html
from pipeline.store import open_database
from pipeline.store.runs import Reason, Run, earlier_runs, find_run, reasons
from tests.command_line import places, run
from tests.run_rows import crawler_of, finish, healthy_runs, store_run

EVIL = '<script>alert("x")</script>'


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("report") / "a.db"
    healthy_runs(database, published_on="2024-05-01")
    for _ in range(2):
        number = store_run(database, 12, rejects={"rejected": 28, "listing": 3, "blocked": 1})
        assert finish(database, number, crawler_of())
    return database


def report(database: Path, number: int) -> Any:
    connection = open_database(database).conn
    one = find_run(connection, number)
    assert one
    text = html(one, earlier_runs(connection, one, 50), reasons(connection, number), lambda _: False)
    connection.close()
    return parser.document_fromstring(text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_the_report_is_written_by_the_command(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "r.html"
    code, out, err = run("runs", *places(database.parent), 5, "--html", target)
    assert (code, out, err) == (0, f"Report on run 5: {target}\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
    page = parser.document_fromstring(target.read_text("utf-8"))
    assert page.findtext(".//h1") == "Run 5: crawl wen"


def test_nothing_is_loaded_or_run(database: Path) -> None:
    page = report(database, 5)
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@href | //@onclick")
    assert "url(" not in page.findtext(".//style")


def test_findings_come_first_with_their_beginning(database: Path) -> None:
    sections = report(database, 5).xpath("//section")
    assert sections[0].get("class") == "findings"
    assert re.search(r"fields: documents with these columns: published_on 0 %, usually 100 % *since run 4, \d{4}-",
                     words(sections[0]))  # fmt: skip
    assert "new in this run" in words(report(database, 4).xpath("//section")[0])
    assert not report(database, 3).xpath("//section[@class='findings']")


def test_the_columns_are_the_runs(database: Path) -> None:
    pages, documents = report(database, 5).xpath("//div[@class='chart']/svg")
    titles = [words(title) for title in pages.findall(".//title")]
    assert [title.split(",")[0] for title in titles] == [f"run {number}" for number in range(1, 6)]
    assert titles[-1].endswith(": 12 documents, 3 listings, 28 other pages, 1 walls")
    last = pages.findall("g")[-1]
    assert last.get("class") is None
    heights = [float(each.get("height")) for each in last.findall("rect")]
    # The ceiling over 44 pages is 60.
    assert heights == pytest.approx([20, 5, 46.667, 1.667], abs=0.01)
    assert sum(heights) == pytest.approx(100 - float(last.findall("rect")[-1].get("y")), abs=0.01)
    assert words(documents.findall(".//title")[0]).endswith(": 30 new")


def test_reasons_and_coverage_are_bars(database: Path) -> None:
    page = report(database, 5)
    bars = page.xpath("//div[@class='bars']/svg")
    labels = [bar.get("aria-label") for bar in bars]
    assert labels[:3] == [
        "rejected: rejected for a reason: 28",
        "listing: listing for a reason: 3",
        "blocked: blocked for a reason: 1",
    ]
    assert [bar.findall("rect")[1].get("width") for bar in bars[:3]] == ["100.0", "10.71", "3.57"]
    fallen = bars[labels.index("published_on: 0 %")]
    assert fallen.findtext("line/title") == "usually 100 %"


def test_what_a_site_writes_is_text() -> None:
    evil = Run(
        1, "crawl", EVIL, "2024-05-01T08:00:00Z", None, EVIL, 3, {"arguments": {EVIL: EVIL}}, {}, EVIL, EVIL, {},
        [{"monitor": EVIL, "message": EVIL, "since_run": 1, "since_at": "2024-05-01T08:00:00Z"}],
    )  # fmt: skip
    text = html(evil, [], [Reason("rejected", EVIL, 1)], lambda _: False)
    assert "<script" not in text
    assert text.count("&lt;script&gt;") > 5


def test_a_first_run_without_anything_has_a_report_too(tmp_path: Path) -> None:
    number = store_run(tmp_path / "a.db")
    page = report(tmp_path / "a.db", number)
    assert "cut off" in words(page)
    assert len(page.xpath("//div[@class='chart']/svg")) == 2


def test_round_numbers_above() -> None:
    assert [ceiling(value) for value in (0, 1, 2, 3, 8, 9, 44, 81, 1999)] == [
        2,
        2,
        2,
        4,
        8,
        20,
        60,
        200,
        2000,
    ]
    chart = stacked([("one", {"a": 3, "b": 1}, True)])
    assert [(piece.kind, piece.y, piece.height) for piece in chart.columns[0].pieces] == [
        ("a", 25.0, 75.0),
        ("b", 0.0, 25.0),
    ]
