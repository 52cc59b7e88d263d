"""What was withdrawn from a database is in no file of a batch."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.batch.batch import left_out
from pipeline.batch.places import Places
from pipeline.items import Page, Record
from pipeline.refine import refine
from pipeline.store import open_database
from pipeline.store.withdrawals import Target, add, all_in_force, lift
from tests.batched import batch, of_batch
from tests.command_line import places, run
from tests.site_pages import archive, page

AT = "2024-06-01T00:00:00Z"


def record_of(of: Page) -> Record:
    (record,) = refine(of)
    assert isinstance(record, Record)
    return record


def uploaded(number: int, who: str) -> Page:
    of = page(number)
    line = f"<p>上传人：{who}</p>".encode()
    return replace(of, body=of.body.replace(b"<h3>", line + b"<h3>", 1))


def cells(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.parquet"):
        for row in pq.read_table(path).to_pylist():
            yield from map(str, row.values())


def test_what_was_withdrawn_leaves_nothing(tmp_path: Path) -> None:
    pages = (
        [page(n) for n in range(4)]
        + [page(n, host="other.example") for n in (10, 11)]
        + [uploaded(20, "某人甲")]
    )
    assert record_of(pages[-1]).uploader == "某人甲"
    # An earlier fetch of the address, which named nobody.
    pages.append(replace(page(20, of=21), fetched_at="2024-05-01T00:00:00Z"))
    archive(pages, tmp_path / "shards")
    with closing(open_database(tmp_path / "a.db").conn) as connection:
        for target in (
            Target("url", "https://nanshan.example/p-0.html"),
            Target("sha256", record_of(pages[1]).content_sha256),
            Target("sha256", pages[2].sha256),
            Target("site", "other.example"),
            Target("uploader", "某人甲"),
        ):
            add(connection, target, "asked for", AT)
        lift(connection, add(connection, Target("url", "https://nanshan.example/p-3.html"), "", AT), AT)
        connection.commit()
    refused = all_in_force(tmp_path / "a.db")
    assert len(refused.withdrawals) == 5
    batch([tmp_path / "shards"], tmp_path / "out", 1, workers=1, withdrawals=refused)
    found = list(cells(tmp_path / "out"))
    for gone in [each for each in pages if each is not pages[3]]:
        assert not any(record_of(gone).text[20:60] in cell for cell in found), gone.url
        assert not any(gone.url in cell for cell in found), gone.url
    assert [row[3] for row in of_batch(tmp_path / "out")["pages"]] == ["nanshan.example"]
    assert not (tmp_path / "out/_work/withdrawn.json").exists()


@pytest.mark.parametrize("script", ["", "CREATE TABLE other (a)"])
def test_what_does_not_say_what_was_withdrawn_is_refused(tmp_path: Path, script: str) -> None:
    database = tmp_path / "other.db"
    database.touch()
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(script)
    archive([page(0)], tmp_path / "shards")
    code, out, err = run("batch", tmp_path / "shards", "--output", tmp_path / "out", "--withdrawn", database)
    assert (code, out, err.count("\n")) == (5, "", 1)
    assert f"{database} is another program's, or holds nothing: it does not say what was withdrawn" in err
    assert not (tmp_path / "out").exists()


def test_what_is_left_out_is_counted_once_whichever_process_has_met_it(tmp_path: Path) -> None:
    for number in range(6):
        picture = replace(
            page(50 + number), body=b"\x89PNG\r\n\x1a\n%d" % number, headers=(("Content-Type", "image/png"),)
        )
        archive([page(2 * number), page(2 * number + 1), picture], tmp_path / "shards" / str(number))
    with closing(open_database(tmp_path / "a.db").conn) as connection:
        for number in range(12):
            add(connection, Target("url", page(number).url), "asked for", AT)
        connection.commit()
    refused = all_in_force(tmp_path / "a.db")
    batch([tmp_path / "shards"], tmp_path / "out", 6, workers=1, withdrawals=refused)
    assert left_out(Places(tmp_path / "out")) == {"image/png": 6, "withdrawn": 12}


def test_an_address_that_served_something_withdrawn_is_refused_in_a_batch_too(tmp_path: Path) -> None:
    first, later = uploaded(20, "某人甲"), replace(page(20), fetched_at="2024-05-01T08:00:00Z")
    archive([first], tmp_path / "first")
    archive([later], tmp_path / "later")
    there = places(tmp_path / "db")
    assert run("ingest", tmp_path / "first", *there)[0] == 0
    assert run("withdraw", "--uploader", "某人甲", "--reason", "asked", "--yes", *there)[0] == 0
    refused = all_in_force(tmp_path / "db" / "a.db")
    assert [url for url, _ in refused.addresses] == [first.url]
    batch([tmp_path / "later"], tmp_path / "out", 1, workers=1, withdrawals=refused)
    assert of_batch(tmp_path / "out")["documents"] == []
    assert not any(record_of(later).text[20:60] in cell for cell in cells(tmp_path / "out"))
    assert not any("address " in cell for cell in cells(tmp_path / "out"))
