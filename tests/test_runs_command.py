"""``scrapy runs``: a list, one run in full, two side by side."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.commands import runs as command
from pipeline.runs.queue_lock import QueueLock
from pipeline.store import Writer
from tests.command_line import places, run
from tests.run_rows import crawler_of, finish, healthy_runs, store_run

assert command


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs 1 to 3 are well, 4 and 5 are broken, 6 has no end, 7 read files."""
    folder = tmp_path_factory.mktemp("runs")
    database = folder / "a.db"
    healthy_runs(database, published_on="2024-05-01")
    for given in ({}, {"pages": "40"}):
        number = store_run(database, 6, rejects={"rejected": 28, "blocked": 1}, given=given)
        assert finish(database, number, crawler_of(given=given))
    store_run(database, 2)
    with Writer(database) as writer:
        writer.start_run("ingest", None, {"paths": ["a.html"]})
        writer.finish_run("finished", 0)
    return folder


def runs(folder: Path, *words: object) -> str:
    code, out, err = run("runs", *places(folder), *words)
    assert (code, err) == (0, "")
    return out


def lines(out: str) -> dict[str, list[str]]:
    """Cells by the first of them; of several sections the last wins."""
    return {cells[0]: cells[1:] for line in out.splitlines() if (cells := line.split("  ")) and cells[0]}


def test_the_list_has_the_newest_first(folder: Path) -> None:
    out = runs(folder)
    rows = [line.split() for line in out.splitlines()]
    assert rows[0][:3] == ["run", "command", "site"]
    assert [row[0] for row in rows[1:]] == ["7", "6", "5", "4", "3", "2", "1"]
    assert rows[1][1] == "ingest"
    assert "cut off" in out.splitlines()[2]
    assert out.splitlines()[3].endswith("outside   3     document share, reject share")
    assert rows[7][-2:] == ["finished", "0"]


def test_a_run_whose_queue_is_locked_is_under_way(folder: Path) -> None:
    with closing(QueueLock(folder / "a.db", "wen")):
        assert "running" in runs(folder).splitlines()[2]
    assert "cut off" in runs(folder).splitlines()[2]


def test_the_list_can_be_narrowed(folder: Path) -> None:
    def numbers(*words: object) -> list[str]:
        return [line.split()[0] for line in runs(folder, *words).splitlines()[1:]]

    assert numbers("--failed") == ["6", "5", "4"]
    assert numbers("--site", "wen") == ["6", "5", "4", "3", "2", "1"]
    assert numbers("--site", "wen", "--failed", "--last", "1") == ["6"]
    assert runs(folder, "--site", "nobody") == "There is no such run.\n"
    assert runs(folder, "--site", "nobody", "--failed") == "No run of nobody has failed.\n"


def test_one_run_in_full(folder: Path) -> None:
    out = runs(folder, 5)
    findings, rest = out.split("\nRun 5\n")
    assert findings.startswith(
        "Findings\ndocument share  pages that gave a document: 17 %, expected 47 % or more"
    )
    assert findings.count("since run 4, ") == 2
    found = {name: cells[-1].strip() for name, cells in lines(rest).items() if cells}
    assert found["pages"] == "35"
    assert found["arguments pages"] == "40"
    assert found["DOWNLOAD_DELAY"] == "2.0"
    assert found["exit code"] == "3"
    assert found["in a row"].startswith("since run 4, ")
    assert found["title"] == "100 %"
    assert rest.endswith(
        "No document\nrejected  rejected for a reason  28\nblocked   blocked for a reason   1\n"
    )


def test_two_runs_side_by_side(folder: Path) -> None:
    out = runs(folder, 3, 5)
    assert "                run 3" in out
    cells = {line.split("  ")[0]: line.split() for line in out.splitlines() if line}
    assert cells["pages"][-3:] == ["34", "35", "+1"]
    assert cells["documents"][-3:] == ["30", "6", "-24"]
    assert cells["published_on"][-5:] == ["100", "%", "0", "%", "-100"]
    assert cells["rejected: rejected for a reason"][-3:] == ["2", "28", "+26"]
    assert cells["listing: listing for a reason"][-3:] == ["2", "0", "gone"]
    assert cells["blocked: blocked for a reason"][-3:] == ["0", "1", "new"]
    assert cells["document share"][-1] == "new"
    assert cells["arguments pages"][-1] == "40"
    assert "DOWNLOAD_DELAY" not in cells


def test_json_for_machines(folder: Path) -> None:
    rows = json.loads(runs(folder, "--json"))
    assert [row["id"] for row in rows] == [7, 6, 5, 4, 3, 2, 1]
    assert [finding["since_run"] for finding in rows[2]["findings"]] == [4, 4]
    (one,) = json.loads(runs(folder, 4, "--json"))
    assert one["reasons"][0] == {"outcome": "rejected", "reason": "rejected for a reason", "number": 28}
    assert one["counts"]["pages"] == 35


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["9"], "there is no run 9: scrapy runs lists them"),
        (["x"], "N=x is not possible: give a whole number from 1"),
        (["1", "2", "3"], "usage: scrapy runs"),
        (["--html"], "--html needs one run"),
        (["1", "2", "--html"], "--html needs one run"),
        (["1", "--failed"], "leave N out"),
        (["1", "--html", "/nowhere/r.html"], "/nowhere/r.html cannot be written"),
    ],
)
def test_wrong_usage_is_one_line(words: list[str], message: str, folder: Path) -> None:
    code, out, err = run("runs", *places(folder), *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_no_database_and_a_database_of_an_older_version(tmp_path: Path) -> None:
    code, _, err = run("runs", *places(tmp_path))
    assert (code, err.count("\n")) == (2, 1)
    assert "crawl or ingest something first" in err
    assert not (tmp_path / "a.db").exists()
    with Writer(tmp_path / "a.db"):
        pass
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        # As m003 left it.
        for table in ("queues", "frontier", "hosts"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE pages DROP COLUMN robots")
        for column in ("advice", "stats", "findings"):
            connection.execute(f"ALTER TABLE runs DROP COLUMN {column}")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm004_frontier'")
        connection.execute("DROP INDEX runs_origin")
        for column in ("origin", "origin_run"):
            connection.execute(f"ALTER TABLE runs DROP COLUMN {column}")
        connection.execute("INSERT INTO runs VALUES (1,'crawl','wen','2024-05-01T08:00:00Z',NULL,NULL,NULL,'{}','{}','1')")  # fmt: skip
    assert "cut off" in runs(tmp_path)
