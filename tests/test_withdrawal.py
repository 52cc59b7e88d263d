"""Withdrawal piece by piece, on small corpora made in this process."""

from __future__ import annotations

import csv
import fcntl
import gzip
import sqlite3
from argparse import Namespace
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from pipeline.archive import ArchiveWriter, read_page
from pipeline.commands.withdrawal_options import target_of
from pipeline.corpus import near_duplicates, search
from pipeline.crawl.intake import take_in
from pipeline.crawl.kept import Seen
from pipeline.crawl.refinery import Refinery
from pipeline.crawl.refused import RefusedRequest
from pipeline.crawl.withdrawn import Withdrawn
from pipeline.errors import InputError, StorageError
from pipeline.items import Page, Reject, WarcLocation
from pipeline.refine import refine
from pipeline.runs.queue_lock import QueueLock
from pipeline.store import Writer, open_database, withdrawals
from pipeline.store.withdrawals import Target
from pipeline.withdrawal import carry_out, finish, lift, plan, purge
from pipeline.withdrawal.exports import exports_with, known_exports
from pipeline.withdrawal.purge import LOCK
from tests.site_pages import page, text
from tests.withdrawn_corpus import in_files, in_tables, rows, tokens

SITE = "nanshan.example"


def url(number: int) -> str:
    return page(number).url


def ingested(folder: Path, pages: Iterable[Page]) -> None:
    """Stored, compared and indexed as ``scrapy ingest`` does it, without its processes."""
    database = folder / "a.db"
    with (
        Writer(database) as writer,
        closing(Seen(database)) as seen,
        ArchiveWriter(folder / "archive", seen=seen) as archive,
    ):
        for each in pages:
            if why := seen.withdrawn(each):
                writer.put(None, Reject(each.url, "withdrawn", why)).result()
            else:
                kept = archive.write(each)
                writer.put(kept, refine(kept)).result()
    near_duplicates.dedupe(database, lambda *_: None)
    search.catch_up(database, lambda *_: None)


def withdrawn(folder: Path, *targets: Target, copies: bool = False) -> None:
    with closing(open_database(folder / "a.db").conn) as connection:
        for target in targets:
            carry_out(connection, plan(connection, target, copies=copies), "asked")


def purged(folder: Path) -> Sequence[Any]:
    return purge(folder / "a.db", folder / "archive", lambda _: None)


def pieces(number: int) -> set[str]:
    """What only this text has."""
    own = {line[at : at + 12] for line in text(number)[1:-1] for at in range(0, len(line) - 12, 5)}
    others = "\n".join(line for other in range(40) if other != number for line in text(other))
    return {piece for piece in own if piece not in others}


def lines(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {
        "site_lines": rows(folder, "SELECT site, key, documents, at_edge FROM site_lines ORDER BY 1, 2"),
        "site_texts": rows(folder, "SELECT site, copy_key, lines FROM site_texts ORDER BY 1, 2"),
        "sites": rows(folder, "SELECT site, texts FROM sites"),
    }


def test_lines_are_counted_as_if_the_document_had_never_been_there(tmp_path: Path) -> None:
    kept, gone = [1, 3, 5, 6, 7], [2, 4]
    with_all, without = tmp_path / "all", tmp_path / "without"
    # The first document of the site goes too: it was the one that its lines are known from.
    pages = [page(number) for number in (2, 1, 3, 4, 5, 6, 7)]
    ingested(with_all, pages)
    ingested(without, [each for each in pages if each.url not in map(url, gone)])
    assert lines(with_all) != lines(without)
    withdrawn(with_all, *(Target("url", url(number)) for number in gone))
    assert lines(with_all) == lines(without)
    texts = rows(with_all, "SELECT text, document_id FROM site_lines")
    known = dict(rows(with_all, "SELECT id, text FROM documents"))
    assert {key for _, key in texts} <= known.keys()
    numbers = {f"第{number}号卡片" for number in gone}
    assert not [line for line, _ in texts if any(each in line for each in numbers)]
    assert len(kept) == len(known)


def test_a_copy_keeps_its_text_counted(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1), page(2), page(9, of=1)])
    before = lines(tmp_path)
    withdrawn(tmp_path, Target("url", url(1)))
    assert lines(tmp_path)["sites"] == before["sites"]
    assert lines(tmp_path)["site_texts"] == before["site_texts"]
    assert {key for (key,) in rows(tmp_path, "SELECT document_id FROM site_lines")} <= {
        key for (key,) in rows(tmp_path, "SELECT id FROM documents")
    }


def test_a_record_that_no_page_names_is_found_and_made_blank(tmp_path: Path) -> None:
    ingested(tmp_path, [page(number) for number in range(1, 5)])
    with ArchiveWriter(tmp_path / "archive") as archive:
        # A run that was killed before it could store the row.
        archive.write(page(2, day=2))
        lost = archive.write(page(3, day=2))
    withdrawn(tmp_path, Target("url", url(2)))
    assert in_files(tmp_path, pieces(2))
    purged(tmp_path)
    assert in_files(tmp_path, pieces(2)) == set()
    assert lost.location
    assert read_page(tmp_path / "archive", lost.location).body == page(3, day=2).body
    assert rows(tmp_path, "SELECT count(*), count(blanked_at) FROM withdrawn_records") == [(2, 2)]


def test_a_torn_record_is_made_blank_once_no_run_writes_its_file(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1), page(2)])
    with ArchiveWriter(tmp_path / "archive") as archive:
        (first,) = (tmp_path / "archive").iterdir()
        archive.write(page(3))
        path = next(each for each in (tmp_path / "archive").iterdir() if each != first)
        end = path.stat().st_size
        archive.write(page(1, day=2))
        # As much of it as has come to the disk when something is withdrawn.
        path.write_bytes(path.read_bytes()[:-30])
        withdrawn(tmp_path, Target("url", url(1)))
        assert len(purged(tmp_path)) == 1
        assert rows(tmp_path, "SELECT completed_at IS NULL FROM withdrawals") == [(1,)]
        size, seen = path.stat().st_size, path.read_bytes()
        told: list[str] = []
        finish(tmp_path / "a.db", tmp_path / "archive", told.append)
        assert told == []
    assert path.read_bytes() == seen
    finish(tmp_path / "a.db", tmp_path / "archive", lambda _: None)
    assert rows(tmp_path, "SELECT completed_at IS NULL FROM withdrawals") == [(0,)]
    assert path.stat().st_size == size
    assert path.read_bytes()[:end] == seen[:end]
    assert in_files(tmp_path, pieces(1)) == set()
    assert in_files(tmp_path, pieces(2))


def test_earlier_versions_and_revisits_go_too(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1), page(2)])
    ingested(tmp_path, [page(1, day=2)])
    ingested(tmp_path, [replace(page(8, day=3), url=url(1))])
    assert rows(tmp_path, "SELECT count(*), count(body_page_id) FROM pages") == [(4, 1)]
    assert rows(tmp_path, "SELECT count(*) FROM document_versions") == [(1,)]
    withdrawn(tmp_path, Target("url", url(1)))
    purged(tmp_path)
    assert in_tables(tmp_path, pieces(1) | pieces(8)) == set()
    assert in_files(tmp_path, pieces(1) | pieces(8)) == set()
    assert in_files(tmp_path, pieces(2))


def test_an_archive_that_is_away_is_said_and_the_rest_is_done_later(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1), page(2)])
    withdrawn(tmp_path, Target("url", url(1)))
    archive = tmp_path / "archive"
    archive.rename(tmp_path / "away")
    with pytest.raises(StorageError, match=r"cannot be made blank .*-s ARCHIVE_DIR=DIR"):
        purged(tmp_path)
    assert in_tables(tmp_path, pieces(1)) == set()
    steps = (
        "SELECT index_purged_at IS NULL, archive_blanked_at IS NULL, completed_at IS NULL FROM withdrawals"
    )
    assert rows(tmp_path, steps) == [(0, 1, 1)]
    with (
        closing(open_database(tmp_path / "a.db").conn) as connection,
        pytest.raises(InputError, match="not completed yet"),
    ):
        lift(connection, 1)
    (tmp_path / "away").rename(archive)
    assert len(purged(tmp_path)) == 1
    assert rows(tmp_path, steps) == [(0, 0, 0)]
    assert purged(tmp_path) == []
    assert in_files(tmp_path, pieces(1)) == set()


def test_no_table_has_its_words_from_the_commit_on(tmp_path: Path) -> None:
    ingested(tmp_path, [page(number) for number in (1, 2, 3)])
    # One of them has changed since it was indexed, another was not indexed yet.
    with Writer(tmp_path / "a.db") as writer, ArchiveWriter(tmp_path / "archive") as archive:
        for each in (replace(page(8, day=2), url=url(2)), page(4)):
            kept = archive.write(each)
            writer.put(kept, refine(kept)).result()
    assert rows(tmp_path, "SELECT count(*), count(text) FROM search_pending") == [(2, 1)]
    gone = pieces(1) | pieces(2) | pieces(4) | pieces(8)
    withdrawn(tmp_path, *(Target("url", url(number)) for number in (1, 2, 4)))
    assert in_tables(tmp_path, gone) == set()
    assert rows(tmp_path, "SELECT count(*) FROM search_pending") == [(0,)]
    ingested(tmp_path / "fresh", [page(3)])
    assert tokens(tmp_path) == tokens(tmp_path / "fresh")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("INSERT INTO documents_fts (documents_fts) VALUES ('integrity-check')")


def test_what_is_set_aside_and_then_not_withdrawn_is_indexed_again(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1), page(2)])
    before = tokens(tmp_path)
    with closing(open_database(tmp_path / "a.db").conn) as connection:
        search.set_aside(connection, [key for (key,) in rows(tmp_path, "SELECT id FROM documents LIMIT 1")])
    assert tokens(tmp_path) < before
    assert search.catch_up(tmp_path / "a.db", lambda *_: None) == 1
    assert tokens(tmp_path) == before


def test_who_compares_copies_keeps_neither_archive_nor_index_from_being_purged(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1), page(2)])
    withdrawn(tmp_path, Target("url", url(1)))
    database, archive = tmp_path / "a.db", tmp_path / "archive"
    lock = tmp_path / ".locks" / "a.db.dedupe.lock"
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="by another process"):
            purge(database, archive, lambda _: None, patience=0)
    assert in_tables(tmp_path, pieces(1)) == set()
    assert not {file for file, _ in in_files(tmp_path, pieces(1)) if file.endswith(".gz")}
    assert rows(tmp_path, "SELECT archive_blanked_at IS NULL, completed_at IS NULL FROM withdrawals") == [
        (0, 1)
    ]


def test_one_purge_at_a_time(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1)])
    database, archive = tmp_path / "a.db", tmp_path / "archive"
    told: list[str] = []
    with closing(QueueLock(database, LOCK)) as held:
        with pytest.raises(InputError, match="another run of withdraw"):
            purge(database, archive, told.append, patience=0)

        def let_go(line: str) -> None:
            told.append(line)
            held.close()

        purge(database, archive, let_go)
    assert told[0].startswith("waiting: another run of withdraw is under way")


def test_an_address_that_led_to_another_takes_that_along(tmp_path: Path) -> None:
    old = "https://nanshan.example/old/1"
    ingested(tmp_path, [replace(page(1), requested_url=old), page(2)])
    withdrawn(tmp_path, Target("url", old))
    assert rows(tmp_path, "SELECT value FROM withdrawals") == [(old,), (url(1),)]
    assert rows(tmp_path, "SELECT url FROM documents") == [(url(2),)]
    assert rows(tmp_path, "SELECT requested_url FROM pages WHERE url = ?", url(1)) == [(None,)]


def test_words_of_the_document_go_from_the_rows_of_runs(tmp_path: Path) -> None:
    name = "在第1次劳动总结会上的讲话"
    ingested(tmp_path, [page(1)])
    with Writer(tmp_path / "a.db") as writer:
        writer.start_run("ingest", None, {"paths": [f"saved/{name}.html", "b.html"], "url": url(1)})
        writer.finish_run(
            "faulty", 1, advice=f"cannot be read: {name}", stats={}, findings=[{"message": name}]
        )
    assert in_tables(tmp_path, {name})
    withdrawn(tmp_path, Target("url", url(1)))
    assert in_tables(tmp_path, {name}) == set()
    assert rows(tmp_path, "SELECT settings, advice, findings FROM runs") == [
        (
            f'{{"paths": ["saved/(withdrawn).html", "b.html"], "url": "{url(1)}"}}',
            "cannot be read: (withdrawn)",
            '[{"message": "(withdrawn)"}]',
        )
    ]
    purged(tmp_path)
    assert in_tables(tmp_path, {name}) == set()


def test_tokens_are_out_of_the_index_and_those_of_others_stay(tmp_path: Path) -> None:
    ingested(tmp_path, [page(number) for number in range(1, 9)])
    before = tokens(tmp_path)
    withdrawn(tmp_path, Target("url", url(3)))
    purged(tmp_path)
    ingested(tmp_path / "fresh", [page(number) for number in (1, 2, 4, 5, 6, 7, 8)])
    assert tokens(tmp_path) == tokens(tmp_path / "fresh") < before
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("INSERT INTO documents_fts (documents_fts) VALUES ('integrity-check')")


def test_a_site_that_is_withdrawn_leaves_the_others_alone(tmp_path: Path) -> None:
    others = [page(number, host="beishan.example") for number in (1, 20, 21)]
    ingested(tmp_path, [*(page(number) for number in (1, 2, 3)), *others])
    across = "SELECT count(*) FROM near_duplicates AS n JOIN documents AS d ON d.id = n.document_id WHERE d.site <> ?"
    assert rows(tmp_path, across, SITE) != [(0,)]
    withdrawn(tmp_path, Target("site", SITE))
    purged(tmp_path)
    assert rows(tmp_path, "SELECT DISTINCT site FROM documents") == [("beishan.example",)]
    of_nobody = "SELECT count(*) FROM {} WHERE {} NOT IN (SELECT id FROM documents)"
    assert rows(tmp_path, of_nobody.format("near_duplicates", "other_id")) == [(0,)]
    assert rows(tmp_path, of_nobody.format("documents", "cluster_id")) == [(0,)]
    assert in_files(tmp_path, pieces(2) | pieces(3)) == set()
    assert in_files(tmp_path, pieces(1))
    for table in ("sites", "site_lines", "site_texts"):
        assert rows(tmp_path, f"SELECT DISTINCT site FROM {table}") == [("beishan.example",)]


def test_what_is_withdrawn_is_not_read_from_a_file_either(tmp_path: Path) -> None:
    first = page(1)
    ingested(tmp_path, [first, page(2)])
    withdrawn(tmp_path, Target("sha256", first.sha256))
    purged(tmp_path)
    files = sorted((tmp_path / "archive").iterdir())
    elsewhere = replace(first, url="https://beishan.example/p-1.html")
    database, met = tmp_path / "a.db", []
    with (
        Writer(database) as writer,
        closing(Seen(database)) as seen,
        ArchiveWriter(tmp_path / "archive", seen=seen) as archive,
        Refinery(1) as refinery,
    ):
        take_in(
            [elsewhere],
            archive,
            refinery,
            writer,
            lambda _: None,
            seen.withdrawn,
            lambda *outcome: met.append(outcome),
        )
    assert [(of, outcome.outcome) for of, outcome in met] == [(elsewhere, "withdrawn")]
    assert sorted((tmp_path / "archive").iterdir()) == files
    assert in_files(tmp_path, pieces(1)) == set()


def test_a_name_that_only_reading_finds_is_purged_from_the_archive(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1), page(2)])
    withdrawn(tmp_path, Target("uploader", "老王"))
    purged(tmp_path)
    of = page(3)
    with Writer(tmp_path / "a.db") as writer, ArchiveWriter(tmp_path / "archive") as archive:
        kept = archive.write(of)
        found = refine(kept)
        assert not isinstance(found, Reject)
        writer.put(kept, [replace(each, uploader="老王") for each in found])
    assert in_tables(tmp_path, pieces(3)) == set()
    assert in_files(tmp_path, pieces(3))
    assert len(purged(tmp_path)) == 1
    assert in_files(tmp_path, pieces(3)) == set()


def test_once_lifted_it_may_come_again_and_nothing_is_restored(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1), page(2)])
    withdrawn(tmp_path, Target("url", url(1)))
    purged(tmp_path)
    ingested(tmp_path, [page(1)])
    assert rows(tmp_path, "SELECT count(*) FROM documents") == [(1,)]
    with closing(open_database(tmp_path / "a.db").conn) as connection:
        lift(connection, 1)
        with pytest.raises(InputError, match="withdrawal 1 is lifted already"):
            lift(connection, 1)
        with pytest.raises(InputError, match="withdrawal 7 does not exist"):
            lift(connection, 7)
    assert in_files(tmp_path, pieces(1)) == set()
    ingested(tmp_path, [page(1)])
    assert rows(tmp_path, "SELECT count(*) FROM documents") == [(2,)]
    place = rows(
        tmp_path,
        "SELECT warc_file, warc_offset, warc_length FROM documents JOIN pages ON pages.id = page_id"
        f" WHERE documents.url = '{url(1)}'",
    )[0]
    assert read_page(tmp_path / "archive", WarcLocation(*place)).body == page(1).body


def test_a_plan_counts_and_names_copies_and_files(tmp_path: Path) -> None:
    copy = page(1, host="beishan.example")
    ingested(tmp_path, [replace(page(1), source="saved/one.html"), page(2), copy])
    with closing(open_database(tmp_path / "a.db").conn) as connection:
        found = plan(connection, Target("url", url(1)))
        assert [each.url for each in found.documents] == [url(1)]
        assert (found.pages, found.records, found.sources) == (1, 1, ["saved/one.html"])
        assert [each.url for each in found.copies] == [copy.url]
        both = plan(connection, Target("url", url(1)), copies=True)
        assert {each.url for each in both.documents} == {url(1), copy.url}
        assert both.copies == ()
        carry_out(connection, both, "asked")
        assert [each.value for each in withdrawals.every(connection)] == [url(1), copy.url]
        in_advance = plan(connection, Target("url", "https://nanshan.example/never"))
        assert (in_advance.documents, in_advance.pages) == ([], 0)


def test_exports_are_told_by_their_indexes(tmp_path: Path) -> None:
    for name, keys in (("with", ["a", "b"]), ("without", ["c"])):
        folder = tmp_path / name / "1.0.0"
        folder.mkdir(parents=True)
        with gzip.open(folder / "index.csv.gz", "wt", newline="") as file:
            csv.writer(file).writerows([("id", "row"), *((key, "0") for key in keys)])
    damaged = tmp_path / "damaged" / "1.0.0"
    damaged.mkdir(parents=True)
    (damaged / "index.csv.gz").write_bytes(b"\x1f\x8b")
    places = known_exports(tmp_path, [])
    assert list(exports_with(places, {"a", "b"})) == [(damaged, 1), (tmp_path / "with" / "1.0.0", 2)]
    noted = [tmp_path / "without" / "1.0.0", tmp_path / "moved" / "1.0.0"]
    assert known_exports(tmp_path / "none", noted) == noted[:1]
    assert list(exports_with([], {"a"})) == []


def test_no_request_is_for_what_is_withdrawn_whoever_serves_it(tmp_path: Path) -> None:
    ingested(tmp_path, [page(1)])
    withdrawn(tmp_path, Target("url", url(1)))
    middleware = Withdrawn(tmp_path / "a.db")
    captured = {"capture": SimpleNamespace(url=url(1))}
    for request in (Request(url(1)), Request("https://archive.example/file", cb_kwargs=captured)):
        with pytest.raises(RefusedRequest, match="number 1") as refused:
            middleware.process_request(request)
        assert refused.value.outcome == "withdrawn"
    middleware.process_request(Request(url(2)))
    # Files about the site, robots.txt for one.
    middleware.process_request(Request(url(1), callback=NO_CALLBACK))
    middleware.close()


def named(**given: object) -> Namespace:
    usual = dict.fromkeys(("url", "site", "uploader", "sha256", "reason", "lift"))
    flags = dict.fromkeys(("copies", "dry_run", "yes", "list", "resume"), False)
    return Namespace(**(usual | flags | given))


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ({"url": "http://M.Example.com/p?b=1&a=2#x"}, Target("url", "https://example.com/p?a=2&b=1")),
        ({"url": "file:///home/a.html"}, Target("url", "file:///home/a.html")),
        ({"site": "www.Example.com"}, Target("site", "example.com")),
        ({"site": "https://m.example.com:8080/x"}, Target("site", "m.example.com:8080")),
        ({"uploader": " 老王 ", "site": "example.com"}, Target("uploader", "老王", "example.com")),
        ({"uploader": "老王"}, Target("uploader", "老王", None)),
        ({"sha256": "AB" * 32}, Target("sha256", "ab" * 32)),
    ],
)
def test_what_the_options_name(given: dict[str, str], target: Target) -> None:
    if "8080" in str(given):
        target = Target("site", "example.com:8080")
    assert target_of(named(reason="asked", **given)) == target


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"url": "example.com/x", "reason": "x"}, "no web address"),
        ({"url": "https://example.com/x"}, "--reason is missing"),
        ({"url": "https://example.com/x", "reason": "  "}, "--reason is missing"),
        ({"url": "https://example.com/x", "sha256": "a" * 64, "reason": "x"}, "do not go together"),
        ({"url": "https://example.com/x", "site": "example.com", "reason": "x"}, "do not go together"),
        ({"sha256": "abc", "reason": "x"}, "64 hexadecimal digits"),
        ({"site": "no host", "reason": "x"}, "is no host"),
        ({"uploader": "", "reason": "x"}, "--uploader is empty"),
        ({"list": True, "lift": "1"}, "--list stands alone"),
        ({"resume": True, "url": "https://example.com/x", "reason": "x"}, "--resume stands alone"),
        ({"reason": "x"}, "say what is to be withdrawn"),
        ({"dry_run": True}, "say what is to be withdrawn"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        target_of(named(**given))


def test_nothing_named_is_to_go_on_with_what_was_cut_off() -> None:
    assert target_of(named()) is None
    assert target_of(named(resume=True)) is None
