"""Databases and archives that are copies of one another, or older than this version: told apart, and left as they are."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from pipeline.archive import ArchiveWriter, read_page
from pipeline.errors import InputError, PipelineError, StorageError
from pipeline.items import Page, WarcLocation
from pipeline.merge import check, merge
from pipeline.store import Writer, open_database
from pipeline.store.schema import migrations
from pipeline.store.without_pandas import Database
from tests.command_line import places, run
from tests.store_items import page, record
from tests.test_merge import dump, filled, joined, rows

NAMED = """
SELECT page.url, runs.command, runs.site FROM pages AS page JOIN runs ON runs.id = page.run_id ORDER BY page.fetched_at
"""


def ran(path: Path, command: str, site: str, *days: int) -> Path:
    """A run that stores a page of its site for each day."""
    with Writer(path, batch_seconds=0) as writer:
        writer.start_run(command, site, {"site": site})
        for day in days:
            of = page(f"https://{site}/{day}", day=day)
            writer.put(of, [record(of, f"{site} {day}")])
        writer.finish_run("finished", 0)
    return path


def copies(folder: Path, *names: str) -> list[Path]:
    """A database with one run, and copies of it that have each had a run of their own since."""
    base = ran(folder / "base.db", "crawl", "base.example", 1)
    made = []
    for number, name in enumerate(names, 2):
        shutil.copy(base, folder / f"{name}.db")
        made.append(ran(folder / f"{name}.db", "ingest", f"{name}.example", number))
    return made


@pytest.mark.parametrize("order", list(permutations("abc"))[::2])
def test_runs_of_copies_are_their_own_since(tmp_path: Path, order: Sequence[str]) -> None:
    by_name = dict(zip("abc", copies(tmp_path, *"abc"), strict=True))
    path = joined(tmp_path, [by_name[name] for name in order])
    wanted = [("https://base.example/1", "crawl", "base.example")]
    wanted += [
        (f"https://{name}.example/{n}", "ingest", f"{name}.example") for n, name in enumerate("abc", 2)
    ]
    assert rows(path, NAMED) == wanted
    assert rows(path, "SELECT count(*) FROM runs") == [(4,)]
    # Again, in another order, with more from one of them.
    before = dump(path)
    joined(tmp_path, [by_name[name] for name in reversed(order)])
    assert dump(path) == before
    ran(by_name["b"], "crawl", "more.example", 9)
    joined(tmp_path, [by_name["b"], by_name["a"]])
    assert rows(path, NAMED) == [*wanted, ("https://more.example/9", "crawl", "more.example")]
    of = "SELECT origin FROM runs WHERE site IN ('b.example', 'more.example') GROUP BY 1"
    assert len(rows(path, of)) == 1, "one copy, one origin"
    # What was joined otherwise is the same when it meets this one.
    other = joined(tmp_path, [by_name["c"], by_name["b"], by_name["a"]], "other.db")
    joined(tmp_path, [other])
    assert rows(path, "SELECT count(*) FROM runs") == [(5,)]


def test_a_copy_of_this_very_database_brings_its_own_runs(tmp_path: Path) -> None:
    one, two = copies(tmp_path, "a", "b")
    joined(tmp_path, [two], one.name)
    assert [row[1:] for row in rows(one, NAMED)] == [
        ("crawl", "base.example"),
        ("ingest", "a.example"),
        ("ingest", "b.example"),
    ]
    assert rows(one, "SELECT id, origin IS NULL FROM runs") == [(1, 1), (2, 1), (3, 0)]


def test_a_run_that_had_not_ended_when_it_was_copied_is_one_run(tmp_path: Path) -> None:
    with Writer(tmp_path / "a.db", batch_seconds=0) as writer:
        writer.start_run("crawl", "a.example", {})
        of = page(day=1)
        writer.put(of, [record(of)])
        writer.flush()
        joined(tmp_path, [tmp_path / "a.db"])
        assert rows(tmp_path / "all.db", "SELECT outcome FROM runs") == [(None,)]
        writer.finish_run("finished", 0)
    joined(tmp_path, [tmp_path / "a.db"])
    assert rows(tmp_path / "all.db", "SELECT outcome FROM runs") == [("finished",)]


@pytest.fixture
def kept(tmp_path: Path) -> list[Page]:
    """Pages of three days with their places in one file, ``kept/archive/*``."""
    with ArchiveWriter(tmp_path / "kept" / "archive") as archive:
        return [archive.write(page(day=day)) for day in (1, 2, 3)]


def machine(folder: Path, kept: Sequence[Page], octets: bytes) -> Path:
    """A database of these pages beside an archive with the file that they are in."""
    place = kept[0].location
    assert place
    (folder / "archive").mkdir(parents=True)
    (folder / "archive" / place.file).write_bytes(octets)
    return filled(folder / "a.db", [(each, [record(each, each.fetched_at)]) for each in kept])


def files_of_pages(path: Path) -> list[str]:
    """Where the bytes of each page are, by the day; they are those that the database says."""
    found = []
    question = "SELECT sha256, warc_file, warc_offset, warc_length FROM pages ORDER BY fetched_at"
    for sha256, *place in rows(path, question):
        assert read_page(path.parent / "archive", WarcLocation(*place)).sha256 == sha256
        found.append(place[0])
    return found


def merged(folder: Path, *sources: Path) -> Path:
    """As ``joined``, with an archive beside the result."""
    for source in sources:
        merge(folder / "a.db", folder / "archive", source)
    return folder / "a.db"


def test_a_copy_of_an_archive_file_is_the_same_file(tmp_path: Path, kept: list[Page]) -> None:
    (file,) = (tmp_path / "kept" / "archive").iterdir()
    one = machine(tmp_path / "1", kept[:2], file.read_bytes())
    two = machine(tmp_path / "2", kept[1:], file.read_bytes())
    assert files_of_pages(merged(tmp_path / "out", one, two)) == [file.name] * 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_a_file_that_was_copied_while_it_grew_the_longer_one_counts(
    tmp_path: Path, kept: list[Page], order: tuple[int, int]
) -> None:
    (file,) = (tmp_path / "kept" / "archive").iterdir()
    last = kept[2].location
    assert last
    # Copied in the middle of a record.
    short = machine(tmp_path / "1", kept[:2], file.read_bytes()[: last.offset + 7])
    long = machine(tmp_path / "2", kept, file.read_bytes())
    sources = [(short, long)[number] for number in order]
    path = merged(tmp_path / "out", *sources, *sources)
    assert files_of_pages(path) == [file.name] * 3
    # In an archive of its own, nothing is touched.
    before = (tmp_path / "1" / "archive" / file.name).read_bytes()
    assert files_of_pages(merged(tmp_path / "1", long)) == [
        file.name,
        file.name,
        str(tmp_path / "2" / "archive" / file.name),
    ]
    assert (tmp_path / "1" / "archive" / file.name).read_bytes() == before


def test_two_files_of_one_name_are_both_found(tmp_path: Path, kept: list[Page]) -> None:
    (file,) = (tmp_path / "kept" / "archive").iterdir()
    with ArchiveWriter(tmp_path / "other") as archive:
        others = [archive.write(page("https://other.example/1", day=day)) for day in (4, 5)]
    (other,) = (tmp_path / "other").iterdir()
    renamed = [
        replace(each, location=replace(each.location, file=file.name)) for each in others if each.location
    ]
    one = machine(tmp_path / "1", kept, file.read_bytes())
    two = machine(tmp_path / "2", renamed, other.read_bytes())
    code, out, err = run("merge", one, two, "--into", tmp_path / "out" / "a.db")
    assert (code, err) == (0, "")
    assert "1 archive file named by path, as another one has that name here" in out
    path = tmp_path / "out" / "a.db"
    there = str(two.parent / "archive" / file.name)
    assert files_of_pages(path) == [file.name] * 3 + [there] * 2
    before = dump(path)
    merged(tmp_path / "out", two, one)
    assert dump(path) == before
    # What is withdrawn there later is made blank there, not at that place of another file.
    words = ("--url", "https://other.example/1", "--reason", "asked", "--yes")
    assert run("withdraw", *words, *places(two.parent))[0] == 0
    merged(tmp_path / "out", two)
    assert {name for (name,) in rows(path, "SELECT warc_file FROM withdrawn_records")} == {there}
    assert file.read_bytes() == (one.parent / "archive" / file.name).read_bytes()


def old(path: Path, stop: str = "m005_search") -> Path:
    """A database as an earlier version has left it."""
    with closing(sqlite3.connect(path)) as connection:
        migrations.apply(Database(connection), stop_before=stop)
        connection.executescript("""
            INSERT INTO runs (command, started_at, finished_at, outcome, exit_code, settings, counts)
            VALUES ('crawl', '2023-01-01T00:00:00Z', '2023-01-01T01:00:00Z', 'finished', 0, '{}', '{"pages": 1}');
            INSERT INTO pages (id, url, canonical_url, site, status, headers, sha256, size, fetched_at, outcome, documents, run_id)
            VALUES ('p', 'https://a.example/', 'https://a.example/', 'a.example', 200, '[]', '', 0, '2023-01-01T00:10:00Z', 'gone', 0, 1);
        """)
        connection.commit()
    return path


def state(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file, what is in it and when it was written."""
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
    }


def test_inputs_are_read_and_nothing_else(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    earlier, today = old(sources / "old.db"), filled(sources / "new.db", [(page(), [record(page())])])
    before = state(sources)
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "a.db"
    check(path, [earlier, today])
    merged(tmp_path / "out", earlier, today, earlier)
    assert state(sources) == before
    assert [each.name for each in path.parent.iterdir()] == ["a.db"]
    assert rows(path, "SELECT command, origin LIKE 'unnamed-%' FROM runs") == [("crawl", 1), ("crawl", 0)]
    # A crawl has brought it up to date since, and it has a name.
    open_database(earlier).conn.close()
    merged(tmp_path / "out", earlier)
    assert rows(path, "SELECT count(*) FROM runs") == [(2,)]


def test_what_is_no_database_is_said_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("no database, though it is long enough to be taken for one " * 20)
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    newer = old(tmp_path / "newer.db")
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE _sqlite_migrations SET name = 'm999_more' WHERE name LIKE 'm004%'")
        connection.commit()
    before = state(tmp_path)
    for name, kind, line in (
        ("none.db", InputError, "there is no database {}"),
        ("", InputError, "{} is a folder: name the database in it"),
        ("empty.db", InputError, "{} is an empty file, no database: leave it out"),
        ("text.db", StorageError, "Database {} is not an SQLite database: leave it out."),
        ("foreign.db", StorageError, "Database {} is another program's, or holds nothing: leave it out."),
        ("newer.db", StorageError, "Database {} cannot be merged: it was made by a newer version"),
    ):
        with pytest.raises(PipelineError) as refused:
            check(tmp_path / "out" / "a.db", [tmp_path / name])
        assert isinstance(refused.value, kind)
        assert str(refused.value).startswith(line.format(tmp_path / name))
    assert state(tmp_path) == before


@pytest.mark.parametrize("first", [0, 1])
def test_what_is_withdrawn_in_a_copy_is_blank_in_the_archive_of_all(tmp_path: Path, first: int) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    with ArchiveWriter(whole / "archive") as archive:
        of = archive.write(page())
    filled(whole / "a.db", [(of, [record(of)])])
    shutil.copytree(whole, cut)
    assert run("withdraw", "--url", page().url, "--reason", "asked", "--yes", *places(cut))[0] == 0
    order = (whole, cut) if first == 0 else (cut, whole)
    out = tmp_path / "out"
    code, _, err = run("merge", *(each / "a.db" for each in order), "--into", out / "a.db")
    assert (code, err) == (0, "")
    linked = [path.read_bytes() for path in (out / "archive").glob("*.warc.gz")]
    assert linked
    assert of.location
    with pytest.raises(PipelineError):
        read_page(out / "archive", of.location)
    assert rows(out / "a.db", "SELECT count(*) FROM withdrawn_records WHERE blanked_at IS NULL") == [(0,)]
    assert rows(out / "a.db", "SELECT count(*) FROM withdrawals WHERE completed_at IS NULL") == [(0,)]
