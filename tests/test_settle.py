"""Lines learned while pages pass, and earlier documents settled: real archive, real SQLite, real processes."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from pipeline.items import Page
from pipeline.refine import refine
from pipeline.refine.site_lines import line_key
from pipeline.store import Writer, line_counts
from tests.command_line import places, run, start
from tests.loopback import Answer, crawl, listing, serving
from tests.site_pages import FOOTER, HEADER, archive, page, text

NEW_SKIN = ("阅览室新柜台抄写员誊清", "")


def ingested(folder: Path, pages: Iterable[Page], name: str = "one") -> str:
    """What ``scrapy ingest`` prints for an archive of these pages."""
    code, out, err = run("ingest", *places(folder), archive(pages, folder / name))
    assert (code, err) == (0, "")
    return out


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "a.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def texts(folder: Path) -> dict[int, list[str]]:
    """Number of each document and the lines of its text."""
    found = rows(folder, "SELECT url, text FROM documents")
    return {int(url.rpartition("-")[2].removesuffix(".html")): text.split("\n") for url, text in found}


def lines(folder: Path) -> list[tuple[Any, ...]]:
    """What was counted of each line that stands on several texts."""
    return rows(
        folder,
        "SELECT site, key, documents, at_edge, first_seen_at, last_seen_at FROM site_lines"
        " WHERE documents > 1 ORDER BY 1, 2",
    )


@pytest.mark.parametrize("runs", [(12,), (5, 7), (2, 3, 3, 4)])
def test_earlier_documents_lose_what_was_learned_later_whatever_the_order(
    tmp_path: Path, runs: tuple[int, ...]
) -> None:
    pages = [page(number, day=1 + number % 3) for number in range(12)]
    random.Random(str(runs)).shuffle(pages)
    left = iter(pages)
    printed = [ingested(tmp_path, islice(left, n), f"{i}") for i, n in enumerate(runs)]
    assert "\nSettled: " in "".join(printed)
    assert texts(tmp_path) == {number: text(number) for number in range(12)}
    counted = {(key, documents) for _, key, documents, *_ in lines(tmp_path)}
    assert counted == {(line_key(line), 12) for line in (*text(1)[::4], HEADER, FOOTER.format(number=1))}
    # The site never served the text without its lines, so there is no other version of it.
    assert rows(tmp_path, "SELECT count(*) FROM document_versions") == [(0,)]
    assert rows(tmp_path, "SELECT count(*) FROM documents WHERE changed_at <> first_seen_at") == [(0,)]
    assert [path.name for path in tmp_path.glob("a.db*")] == ["a.db"]


def test_a_second_run_finds_nothing_new_and_prints_nothing_of_it(tmp_path: Path) -> None:
    pages = [page(number) for number in range(8)]
    ingested(tmp_path, pages)
    before = rows(tmp_path, "SELECT * FROM site_lines"), rows(tmp_path, "SELECT * FROM site_texts")
    out = ingested(tmp_path, pages, "again")
    assert "8 documents (8 unchanged)" in out
    assert "Settled" not in out
    assert before == (rows(tmp_path, "SELECT * FROM site_lines"), rows(tmp_path, "SELECT * FROM site_texts"))
    assert rows(tmp_path, "SELECT command FROM runs") == [("ingest",), ("settle",), ("ingest",)]


def test_later_pages_come_without_the_lines_at_once(tmp_path: Path) -> None:
    ingested(tmp_path, [page(number) for number in range(8)])
    assert "Settled" not in ingested(tmp_path, [page(number) for number in range(8, 10)], "more")
    assert texts(tmp_path)[9] == text(9)
    code, out, _ = run("explain", "https://nanshan.example/p-9.html", *places(tmp_path))
    assert code == 0
    assert f"- site-line              {HEADER}   stood on 10 of 10 documents of this site" in out


def test_one_text_uploaded_twenty_times_teaches_nothing(tmp_path: Path) -> None:
    out = ingested(tmp_path, [page(number, of=1) for number in range(20)])
    assert "Settled" not in out
    assert texts(tmp_path)[3] == [HEADER, *text(1), FOOTER.format(number=3)]
    assert {row[2] for row in rows(tmp_path, "SELECT site, key, documents FROM site_lines")} == {1}


def test_few_documents_teach_nothing(tmp_path: Path) -> None:
    assert "Settled" not in ingested(tmp_path, [page(number) for number in range(4)])


def test_a_site_that_changes_its_skin_has_both_lines_known(tmp_path: Path) -> None:
    old = [page(number, day=1) for number in range(60)]
    new = [page(number, skin=NEW_SKIN, day=20) for number in range(60, 120)]
    ingested(tmp_path, [*new[:30], *old, *new[30:]])
    assert texts(tmp_path) == {number: text(number) for number in range(120)}


def test_an_authors_formulas_stay_on_however_many_documents(tmp_path: Path) -> None:
    ingested(tmp_path, [page(number, skin=("", "")) for number in range(30)])
    assert texts(tmp_path) == {number: text(number) for number in range(30)}


def test_a_line_that_turns_out_to_be_rare_comes_back(tmp_path: Path) -> None:
    ingested(tmp_path, [page(number, skin=(HEADER, "")) for number in range(8)])
    assert texts(tmp_path)[1] == text(1)
    plain = [page(number, skin=("", "")) for number in range(8, 40)]
    assert "Settled: 8 documents" in ingested(tmp_path, plain, "more")
    assert texts(tmp_path)[1] == [HEADER, *text(1)]


def test_a_page_that_the_archive_lost_keeps_its_document(tmp_path: Path) -> None:
    ingested(tmp_path, [page(number) for number in range(4)])
    for file in (tmp_path / "archive").iterdir():
        file.unlink()
    out = ingested(tmp_path, [page(number) for number in range(4, 9)], "more")
    assert "Settled: 5 documents" in out
    assert texts(tmp_path)[1] == [HEADER, *text(1), FOOTER.format(number=1)]
    assert texts(tmp_path)[5] == text(5)


@pytest.mark.parametrize(
    ("stop", "ending"), [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 130)]
)
def test_a_run_stopped_while_it_settles_is_finished_by_the_next(
    tmp_path: Path, stop: signal.Signals, ending: int
) -> None:
    pages = [page(number) for number in range(400)]
    saved = archive(pages, tmp_path / "saved")
    with start("ingest", *places(tmp_path), saved) as process:
        while process.poll() is None:
            if half_settled(tmp_path):
                process.send_signal(stop)
                break
            time.sleep(0.01)
        process.communicate()
    assert process.returncode == ending
    outcome = None if stop == signal.SIGKILL else "interrupted"
    assert rows(tmp_path, "SELECT outcome FROM runs ORDER BY id") == [("finished",), (outcome,)]
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(tmp_path, "SELECT count(*) FROM documents") == [(400,)]
    assert rows(tmp_path, "SELECT texts, settled FROM sites") == [(400, 0)]
    # Any run will do.
    ingested(tmp_path, [page(1)], "any")
    assert texts(tmp_path) == {number: text(number) for number in range(400)}
    assert rows(tmp_path, "SELECT count(*) FROM sites WHERE counted > settled") == [(0,)]
    assert rows(tmp_path, "SELECT max(documents) FROM site_lines") == [(400,)]


def half_settled(folder: Path) -> bool:
    """Whether the run that settles has begun."""
    if not (folder / "a.db").exists():
        return False
    try:
        return rows(folder, "SELECT count(*) FROM runs WHERE command = 'settle'") == [(1,)]
    except sqlite3.OperationalError:
        return False


def test_a_crawl_settles_what_it_met_before_it_knew(tmp_path: Path) -> None:
    bodies = {f"/p-{number}.html": page(number).body.decode() for number in range(9)}

    def answer(path: str) -> Answer | None:
        if path == "/":
            return listing(*((link, f"在第{n}次劳动总结会上的讲话") for n, link in enumerate(bodies)))
        return Answer(bodies[path]) if path in bodies else None

    with serving(answer) as site:
        first = crawl(site.url, tmp_path)
        second = crawl(site.url, tmp_path, settings=["RECRAWL_ALL=1"])
    assert (first.code, second.code) == (0, 0)
    assert "\nSettled: " in first.out
    assert texts(tmp_path) == {number: text(number) for number in range(9)}
    assert "9 documents (9 unchanged)" in second.out
    assert "Settled" not in second.out


def test_the_lines_of_a_site_stay_in_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_counts, "MAX_LINES", 50)
    monkeypatch.setattr(line_counts, "CHECKED_EVERY", 10)
    with Writer(tmp_path / "a.db") as writer:
        for number in range(100):
            of = page(
                number,
                skin=(f"第{number}页之后的第一句话是关于{'竹木水火土'[number % 5]}的{number * '一'}", HEADER),
            )
            writer.put(of, refine(of))
    ((kept, most),) = rows(tmp_path, "SELECT count(*), max(documents) FROM site_lines")
    assert kept <= 50 + 10 * 4
    assert most == 100
