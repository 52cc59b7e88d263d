"""``scrapy reextract``: a corpus made by other rules, read again from a real archive by today's."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive import ArchiveWriter
from pipeline.items import Page, Record, Reject
from pipeline.refine import EXTRACTOR_VERSION, refine
from pipeline.store import Writer
from tests.command_line import places, run
from tests.site_pages import page, text
from tests.store_items import record as record_by_hand

PLAIN = ("", "")
WALL = b"<html><head><title>404</title></head><body><p>Not Found</p></body></html>"


def records(of: Page, **changed: object) -> list[Record]:
    """Today's records of a page with some columns as rules of an earlier version left them."""
    found = refine(of)
    assert not isinstance(found, Reject)
    if "text" in changed:
        changed["content_sha256"] = hashlib.sha256(str(changed["text"]).encode()).hexdigest()
    return [replace(one, extractor_version="0", **changed) for one in found]


def corpus(folder: Path, puts: Sequence[tuple[Page, list[Record] | Reject]]) -> None:
    """A database and an archive with these pages and what was made of them then."""
    with Writer(folder / "a.db") as writer, ArchiveWriter(folder / "archive") as archive:
        for of, outcome in puts:
            writer.put(archive.write(of), outcome)


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "a.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def dump(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "a.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """One page of each kind."""
    same, reworded, renamed, found, refused, other = (page(number, skin=PLAIN) for number in range(1, 7))
    refused = replace(refused, body=WALL)
    other = replace(other, body=WALL, url="https://elsewhere.example/x.html")
    corpus(
        tmp_path,
        [
            (same, records(same)),
            (reworded, records(reworded, text="点击这里\n" + "\n".join(text(2)))),
            (renamed, records(renamed, title="旧题目", speaker="某人")),
            (found, Reject(found.url, "rejected", "too little text", found.id)),
            (refused, [record_by_hand(refused, "从前的规则把这一页当作一篇文章。" * 5)]),
            (other, Reject(other.url, "error", "took longer than 20 s", other.id)),
        ],
    )
    return tmp_path


def reported(out: str) -> dict[str, int]:
    """The counts that a report begins with."""
    table = re.findall(r"^ *(\d+) (\w.*)$", out.partition("\n")[2], re.MULTILINE)
    return {kind: int(number) for number, kind in table}


KINDS = {
    "documents unchanged": 1,
    "documents with another text": 1,
    "documents with other fields": 1,
    "documents from rejects": 1,
    "documents that today's rules would reject, kept as they are": 1,
    "rejects for another reason": 1,
}


def test_a_dry_run_says_what_would_change_and_writes_nothing(mixed: Path) -> None:
    before = dump(mixed)
    code, out, err = run("reextract", "--dry-run", *places(mixed))
    assert (code, err) == (0, "")
    assert out.startswith(
        f"6 pages read again with the rules of version {EXTRACTOR_VERSION}; nothing is written."
    )
    assert reported(out) == KINDS
    assert "    - 点击这里\n" in out
    assert "speaker: 某人 -> None" in out
    assert dump(mixed) == before
    assert [path.name for path in mixed.glob("a.db*")] == ["a.db"]


def test_what_is_different_is_stored_and_nothing_is_lost(mixed: Path) -> None:
    code, out, _ = run("reextract", *places(mixed))
    assert (code, reported(out)) == (0, KINDS)
    found = {
        int(url.rpartition("-")[2].removesuffix(".html")): (body, title, version)
        for url, body, title, version in rows(
            mixed, "SELECT url, text, title, extractor_version FROM documents"
        )
    }
    for number in (2, 3, 4):
        assert found[number] == (
            "\n".join(text(number)),
            f"在第{number}次劳动总结会上的讲话",
            EXTRACTOR_VERSION,
        )
    # Not rewritten, so it says by which rules it was made; a newer reading would say no more.
    assert found[1][2] == "0"
    assert found[5][0].startswith("从前的规则")
    assert rows(mixed, "SELECT outcome, reason LIKE '% 20 s' FROM rejects") == [("gone", 0)]
    assert rows(mixed, "SELECT count(*) FROM pages WHERE outcome = 'document'") == [(5,)]
    # What older rules read off a page is kept, marked with their version, and the document did not change on the site.
    versions = rows(
        mixed,
        "SELECT version.text, version.extractor_version, version.page_id = document.page_id,"
        " document.changed_at = document.fetched_at FROM document_versions AS version"
        " JOIN documents AS document ON document.id = version.document_id WHERE document.url LIKE '%p-2.html'",
    )
    assert versions == [("点击这里\n" + "\n".join(text(2)), "0", 1, 1)]
    code, out, _ = run("reextract", *places(mixed))
    assert reported(out) == {
        "documents unchanged": 4,
        "documents that today's rules would reject, kept as they are": 1,
        "rejects unchanged": 1,
    }
    assert rows(mixed, "SELECT command, outcome, exit_code FROM runs") == [("reextract", "finished", 0)] * 2


def test_one_site_only(mixed: Path) -> None:
    code, out, _ = run("reextract", "--site", "elsewhere.example", *places(mixed))
    assert (code, reported(out)) == (0, {"rejects for another reason": 1})
    code, out, err = run("reextract", "--site", "nanshann.example", *places(mixed))
    assert (code, out) == (2, "")
    assert err.endswith("no page of the site nanshann.example (did you mean nanshan.example?)\n")


@pytest.mark.parametrize("words", [["reextract"], ["reextract", "--dry-run"]])
def test_without_a_database_it_is_wrong_usage(words: list[str], tmp_path: Path) -> None:
    code, _, err = run(*words, *places(tmp_path))
    assert code == 2
    assert err.count("\n") == 1
    assert not (tmp_path / "a.db").exists()


def test_archive_records_that_are_gone_or_damaged_cost_only_themselves(tmp_path: Path) -> None:
    one, two, three = (page(number, skin=PLAIN) for number in (1, 2, 3))
    old = "旧\n" + "\n".join(text(1))
    corpus(tmp_path, [(one, records(one, text=old)), (two, records(two, text=old + "二"))])
    with ArchiveWriter(tmp_path / "elsewhere") as archive:
        three = archive.write(three)
    with Writer(tmp_path / "a.db") as writer:
        writer.put(three, records(three, text=old + "三"))
    ((file, offset),) = rows(tmp_path, "SELECT warc_file, warc_offset FROM pages WHERE url LIKE '%p-2.html'")
    damaged = bytearray((tmp_path / "archive" / file).read_bytes())
    damaged[offset + 100 : offset + 140] = bytes(40)
    (tmp_path / "archive" / file).write_bytes(damaged)
    code, out, err = run("reextract", *places(tmp_path))
    assert (code, reported(out)) == (5, {"documents with another text": 1})
    assert err.startswith("error: 2 pages could not be read; first:\nerror: The archive file ")
    assert rows(tmp_path, "SELECT count(*) FROM documents WHERE text LIKE '旧%'") == [(2,)]


def test_an_unchanged_page_fetched_again_is_read_from_the_first_record(tmp_path: Path) -> None:
    first = page(1, skin=PLAIN)
    again = replace(first, fetched_at="2024-06-01T08:00:00Z")
    saved = tmp_path / "saved"
    for number, each in enumerate((first, again)):
        with ArchiveWriter(saved / str(number)) as archive:
            archive.write(each)
        assert run("ingest", *places(tmp_path), saved / str(number))[0] == 0
    assert rows(tmp_path, "SELECT count(body_page_id) FROM pages") == [(1,)]
    code, out, _ = run("reextract", *places(tmp_path))
    assert (code, reported(out)) == (0, {"documents unchanged": 1})
