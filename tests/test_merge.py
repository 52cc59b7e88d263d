"""Databases joined: what came of the same pages in one database, whatever the parts and their order."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive import ArchiveWriter, read_page
from pipeline.example_site.serving import Sites, serving
from pipeline.items import Found, LinkKind, Visit, WarcLocation
from pipeline.merge import merge
from pipeline.store import Writer, connect, frontier
from tests.command_line import places, run, start
from tests.loopback import FAST
from tests.store_items import page, record, reject
from tests.test_store_history import FETCHES, QUERIES, expected, put_of

AT = "2024-05-01T08:00:00Z"
NOTES = ("search_", "dedupe_", "documents_fts", "sqlite_", "_sqlite")


def filled(path: Path, puts: Sequence[tuple[Any, Any]], command: str = "crawl") -> Path:
    with Writer(path, batch_seconds=0) as writer:
        writer.start_run(command, "example.com", {"queue": "site"})
        for of, outcome in puts:
            writer.put(of, outcome)
        writer.finish_run("finished", 0)
    return path


def joined(folder: Path, sources: Sequence[Path], name: str = "all.db") -> Path:
    for source in sources:
        merge(folder / name, folder / "archive", source)
    return folder / name


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(connect(path, readonly=True)) as connection:
        return connection.execute(query).fetchall()


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, save notes of what is to be done."""
    tables = rows(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
    return {name: rows(path, f'SELECT * FROM "{name}"') for (name,) in tables if not name.startswith(NOTES)}


@settings(max_examples=30, deadline=None)
@given(FETCHES, st.integers(1, 3), st.randoms(use_true_random=False))
def test_parts_in_any_order_give_what_one_database_has(fetches: Any, parts: int, rng: random.Random) -> None:
    shares: list[list[Any]] = [[] for _ in range(parts)]
    for fetch in fetches:
        # A page may have been fetched by two.
        for share in rng.sample(shares, rng.choice((1, 1, min(2, parts)))):
            share.append(fetch)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [
            filled(folder / f"{number}.db", list(map(put_of, share))) for number, share in enumerate(shares)
        ]
        rng.shuffle(sources)
        path = joined(folder, [*sources, rng.choice(sources)])
        tables = {table: set(rows(path, query)) for table, query in QUERIES.items()}
    assert tables == expected(fetches)


def test_what_is_in_is_not_put_in_again(tmp_path: Path) -> None:
    one = filled(tmp_path / "1.db", [put(1, "甲"), put(3, "乙")])
    two = filled(tmp_path / "2.db", [put(2, "丙"), put(4, "甲"), put(5)])
    path = joined(tmp_path, [one, two])
    before = dump(path)
    assert len(before["documents"]) == 1
    assert len(before["document_versions"]) == 2
    joined(tmp_path, [two, one])
    assert dump(path) == before


def put(day: int, text: str = "", **more: Any) -> tuple[Any, Any]:
    of = page(day=day)
    return of, [record(of, text, **more)] if text else reject(of, "blocked")


def test_of_one_page_the_newer_rules_count_and_the_older_ones_leave_a_version(tmp_path: Path) -> None:
    old = filled(tmp_path / "old.db", [put(1, "旧", extractor_version="9")])
    new = filled(tmp_path / "new.db", [put(1, "新", extractor_version="10")])
    for number, order in enumerate(([old, new], [new, old])):
        path = joined(tmp_path, order, f"{number}.db")
        assert rows(path, "SELECT text FROM documents") == [("新",)]
        assert rows(path, "SELECT text FROM document_versions") == [("旧",)]


def test_what_was_only_learned_of_the_site_is_no_version(tmp_path: Path) -> None:
    one = filled(tmp_path / "1.db", [put(1, "正文\n本站")])
    two = filled(tmp_path / "2.db", [put(1, "正文")])
    assert rows(joined(tmp_path, [one, two]), "SELECT * FROM document_versions") == []


def test_runs_keep_their_origin(tmp_path: Path) -> None:
    one = filled(tmp_path / "1.db", [put(1, "甲")])
    filled(one, [put(2, "甲")], "ingest")
    two = filled(tmp_path / "2.db", [put(3, "甲")])
    half = joined(tmp_path, [one], "half.db")
    path = joined(tmp_path, [two, half, one])
    (first,), (second,) = (rows(each, "SELECT name FROM identity") for each in (one, two))
    said = "SELECT origin, origin_run, command, finished_at IS NULL FROM runs ORDER BY origin = '{}', id"
    assert rows(path, said.format(second[0])) == [
        (first[0], 1, "crawl", 0),
        (first[0], 2, "ingest", 0),
        (second[0], 1, "crawl", 0),
    ]
    of = "SELECT page.fetched_at, origin, origin_run FROM pages AS page JOIN runs ON runs.id = run_id ORDER BY 1"
    assert [row[1:] for row in rows(path, of)] == [(first[0], 1), (first[0], 2), (second[0], 1)]
    assert joined(tmp_path, [path], "1.db") == one
    assert rows(one, "SELECT count(*), count(origin) FROM runs") == [(3, 1)], "its own runs are its own again"


def test_counts_are_those_of_what_is_stored(tmp_path: Path) -> None:
    one = filled(tmp_path / "1.db", [put(1, "甲\n乙"), put(2, "甲")])
    two = filled(tmp_path / "2.db", [put(3, "丙\n丁\n戊")])
    path = joined(tmp_path, [one, two])
    real = "SELECT rule, count(*), sum(length(text)) FROM removals GROUP BY rule"
    assert rows(path, "SELECT * FROM removal_counts") == rows(path, real)
    assert rows(path, "SELECT sum(documents), sum(characters) FROM document_counts") == [(1, 5)]


def test_queues_go_on_with_what_both_have(tmp_path: Path) -> None:
    def link(name: str, kind: LinkKind = "document") -> Found:
        return Found(f"https://m.example.com/{name}", kind)

    for number, visited in ((1, "a"), (2, "b")):
        with Writer(tmp_path / f"{number}.db", batch_seconds=0) as writer:
            writer.start_run("crawl", "site", {})
            queue = writer.apply(lambda db: frontier.queue_id(db, "site")).result()
            seeds = [link("a"), link("b"), link("c", "listing")]
            writer.apply(partial(frontier.add_seeds, queue=queue, seeds=seeds, now=AT, again=False)).result()
            leases = writer.apply(lambda db, queue=queue: frontier.lease(db, queue, 1, 9, 9)).result()
            for lease in leases:
                if lease.url.endswith(visited):
                    of = page(lease.url)
                    links = (link(f"{visited}-2", "pager"),)
                    writer.put(of, [record(of)], Visit(row=lease.row, kind=lease.kind, links=links))
    path = joined(tmp_path, [tmp_path / "1.db", tmp_path / "2.db"])
    found = "SELECT substr(url, 23), state, (SELECT substr(url, 23) FROM frontier AS l WHERE l.id = f.listing_id) FROM frontier AS f ORDER BY 1"
    assert rows(path, found) == [
        ("a", "done", None),
        ("a-2", "queued", "a"),
        ("b", "done", None),
        ("b-2", "queued", "b"),
        ("c", "queued", None),
    ]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_an_address_that_served_something_withdrawn_is_refused_whatever_the_other_knows_it_by(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    text = "各位来宾，今天我们在这里庆祝图书馆开放。"
    named, unnamed = page(day=1), page(day=3)
    for name, of, who in (("a", named, "某人甲"), ("b", unnamed, None)):
        (tmp_path / name).mkdir()
        filled(tmp_path / name / "a.db", [(of, [record(of, f"{text}{of.fetched_at}", uploader=who)])])
    words = ("--uploader", "某人甲", "--reason", "asked", "--yes")
    assert run("withdraw", *words, *places(tmp_path / "a"))[0] == 0
    path = joined(tmp_path, [tmp_path / name / "a.db" for name in order])
    assert rows(path, "SELECT count(*) FROM documents") == [(0,)]
    assert rows(path, "SELECT outcome, count(*) FROM pages GROUP BY 1") == [("withdrawn", 2)]


def test_what_one_has_withdrawn_is_withdrawn_from_all(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    for folder, day in ((one, 1), (two, 2)):
        with ArchiveWriter(folder / "archive") as archive:
            of = archive.write(page(day=day))
        filled(folder / "a.db", [(of, [record(of)])])
    url = page().url
    assert run("withdraw", "--url", url, "--reason", "asked", "--yes", *places(one))[0] == 0
    for number, order in enumerate(([one, two], [two, one])):
        out = tmp_path / f"out{number}"
        code, said, err = run("merge", *(each / "a.db" for each in order), "--into", out / "a.db")
        assert (code, err) == (0, "")
        assert "1 document withdrawn" in said
        path = out / "a.db"
        assert rows(path, "SELECT count(*) FROM documents") == [(0,)]
        assert rows(path, "SELECT outcome, count(*) FROM pages GROUP BY 1") == [("withdrawn", 2)]
        assert rows(path, "SELECT reason, completed_at IS NULL FROM withdrawals") == [("asked", 0)]
        assert rows(path, "SELECT count(*), count(blanked_at) FROM withdrawn_records")[0][0] >= 2
        assert "各位来宾".encode() not in path.read_bytes()
        before = dump(path)
        assert run("merge", *(each / "a.db" for each in order), "--into", path)[0] == 0
        assert dump(path) == before


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sites, each crawled into a database of its own, and both of them in one."""
    folder = tmp_path_factory.mktemp("crawled")
    with serving() as sites:
        shares = {"1": ["wenku"], "2": ["renren"], "both": ["wenku", "renren"]}
        for name, share in shares.items():
            assert run(*crawl(sites, folder / name, share))[0] == 0
    return folder


def crawl(sites: Sites, folder: Path, share: Sequence[str]) -> list[str]:
    fast = [word for setting in FAST for word in ("-s", setting)]
    modules = ["-s", "SPIDER_MODULES=spiders,tests.declared_spider"]
    urls = ",".join(sites.urls[name] for name in share)
    return ["crawl", "declared", "-a", f"url={urls}", *modules, *fast, *places(folder)]


CONTENT = (
    "SELECT id, title, text, site, gone_at FROM documents ORDER BY 1",
    "SELECT * FROM sections ORDER BY 1, 2",
    "SELECT * FROM removals ORDER BY 1, 2",
    "SELECT canonical_url, outcome, reason FROM rejects ORDER BY 1",
    "SELECT site, texts FROM sites ORDER BY 1",
    "SELECT site, key, documents, at_edge FROM site_lines ORDER BY 1, 2",
    "SELECT text_state, is_canonical, count(*) FROM search_documents GROUP BY 1, 2",
    "SELECT count(*) FROM search_pending",
    "SELECT count(*) FROM dedupe_pending",
    "SELECT kind, count(*) FROM near_duplicates GROUP BY kind",
)


def content(path: Path) -> list[list[tuple[Any, ...]]]:
    return [rows(path, query) for query in CONTENT]


def test_crawls_of_two_machines_are_as_one(crawled: Path, tmp_path: Path) -> None:
    one, two = crawled / "1" / "a.db", crawled / "2" / "a.db"
    code, said, err = run("merge", one, two, "--into", tmp_path / "a.db")
    assert (code, err) == (0, "")
    assert said.splitlines()[0].startswith(f"{one}: ")
    assert content(tmp_path / "a.db") == content(crawled / "both" / "a.db")
    # Every page is read where it is.
    for sha256, *place in rows(
        tmp_path / "a.db",
        "SELECT page.sha256, body.warc_file, body.warc_offset, body.warc_length FROM pages AS page"
        " JOIN pages AS body ON body.id = ifnull(page.body_page_id, page.id)",
    ):
        assert read_page(tmp_path / "archive", WarcLocation(*place)).sha256 == sha256
    code, said, _ = run("reextract", *places(tmp_path))
    assert (code, "documents with" in said) == (0, False)


def test_killed_at_any_instant_it_goes_on(crawled: Path, tmp_path: Path) -> None:
    command = ["merge", crawled / "1" / "a.db", crawled / "2" / "a.db", "--into"]
    began = time.monotonic()
    assert run(*command, tmp_path / "whole" / "a.db")[0] == 0
    seconds, rng = time.monotonic() - began, random.Random(1)
    for _ in range(2):
        with start(*command, tmp_path / "a.db", start_new_session=True) as process:
            try:
                process.wait(timeout=rng.uniform(0.5, seconds))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
    assert run(*command, tmp_path / "a.db")[0] == 0
    assert content(tmp_path / "a.db") == content(tmp_path / "whole" / "a.db")


def test_an_archive_that_is_not_there_is_named(crawled: Path, tmp_path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        source = crawled / "1" / f"a.db{suffix}"
        if source.exists():
            (tmp_path / f"moved.db{suffix}").write_bytes(source.read_bytes())
    with closing(sqlite3.connect(tmp_path / "moved.db")) as connection:
        connection.execute("UPDATE runs SET settings = '{}'")
        connection.commit()
    out = tmp_path / "out" / "a.db"
    code, _, err = run("merge", tmp_path / "moved.db", "--into", out)
    assert code == 0
    assert "1 archive file not found (wenji-" in err
    assert "--archive DIR" in err
    assert run("merge", tmp_path / "moved.db", "--into", out, "--archive", crawled / "1" / "archive")[2] == ""
    assert len(list((tmp_path / "out" / "archive").iterdir())) == 1


def test_mistakes_are_one_line(tmp_path: Path) -> None:
    one = filled(tmp_path / "1.db", [put(1, "甲")])
    (tmp_path / "text.db").write_text("no database, though it is long enough to be taken for one " * 20)
    for words, code, line in (
        (["merge", tmp_path / "none.db"], 2, f"error: there is no database {tmp_path / 'none.db'}"),
        (["merge", one, "--into", one], 2, f"error: {one} is the database that the others are merged into"),
        (["merge"], 2, "error: usage: scrapy merge DATABASE… [--into DATABASE]"),
        (
            ["merge", tmp_path / "text.db", "--into", tmp_path / "o.db"],
            5,
            f"error: Database {tmp_path / 'text.db'} is not an SQLite database: leave it out",
        ),
    ):
        found, _, err = run(*words)
        assert (found, err.startswith(line)) == (code, True), err
        assert len(err.splitlines()) == 1
