"""The spider commoncrawl as it is typed, against an index and WARC files on loopback."""

from __future__ import annotations

import gzip
import os
import re
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.archive import SeenBody
from tests.command_line import places, run, start
from tests.crawl_archive import (
    INDEX,
    SITE,
    Entry,
    Reply,
    Server,
    Warc,
    captured,
    cdxj,
    example_pages,
    files_of,
    places_of,
    serving_archive,
)

# All but what says when it came here, and from which run.
DOCUMENTS = """SELECT id, url, canonical_url, site, family, title, text, text_state, genre, speaker, spoken_on, pages_total,
    char_count, quality, content_sha256, evidence, rights, fetched_at, first_seen_at, last_seen_at, changed_at, gone_at, page_id
    FROM documents ORDER BY id"""
CAPTURED = "SELECT id, url, fetched_at, status, headers, sha256, outcome FROM pages WHERE source IS NOT NULL ORDER BY id"
REJECTS = "SELECT url, outcome, reason FROM rejects WHERE outcome <> 'listing' ORDER BY url"
STATES = "SELECT url, kind, state, due_at FROM frontier ORDER BY key"


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str
    folder: Path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows(self.folder, query)


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        return connection.execute(query).fetchall()


def words(server: Server, folder: Path, *arguments: str) -> list[str]:
    given = arguments or ("site=777doc", f"index={INDEX}")
    return [
        "crawl",
        "commoncrawl",
        *(w for each in given for w in ("-a", each)),
        *places_of(server),
        *places(folder),
    ]


def crawl(server: Server, folder: Path, *arguments: str) -> Done:
    return Done(*run(*words(server, folder, *arguments)), folder)


@pytest.fixture(scope="module")
def warc(tmp_path_factory: pytest.TempPathFactory) -> Warc:
    """Ten documents; of the first an older version on the other twin, and addresses that no one wants."""
    pages = example_pages()[:10]
    made = Warc(tmp_path_factory.mktemp("warc"))
    for page in pages:
        made.add(page)
    older = replace(pages[0], url="http://www.777doc.com/p-1.html", fetched_at="2023-11-05T08:00:00Z")
    made.add(replace(older, body=older.body.replace("。".encode(), "！".encode())))
    made.add(captured(f"{SITE}/c-1.html", 50, b"<html><body>listing</body></html>"))
    made.add(captured(f"{SITE}/p-99.html", 51, b"<html><body>gone</body></html>", status=404))
    made.add(
        captured(f"{SITE}/p-98.html", 52, b"\x89PNG"), **{"mime": "image/png", "mime-detected": "image/png"}
    )
    return made


@pytest.fixture
def server(warc: Warc) -> Iterator[Server]:
    with serving_archive(Server(warc.entries, files_of([warc]))) as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(warc: Warc, tmp_path_factory: pytest.TempPathFactory) -> Done:
    with serving_archive(Server(warc.entries, files_of([warc]))) as server:
        done = crawl(server, tmp_path_factory.mktemp("undisturbed"))
        assert server.asked[:2] == ["/robots.txt", "/.well-known/tdmrep.json"]
        assert sum("-index?" in path for path in server.asked) == 2 + 4 + 1
        assert sum("#bytes=" in path for path in server.asked) == 10
        assert len(server.asked) == 2 + 7 + 10
        asked = len(server.asked)
        again = crawl(server, done.folder, "site=doc777", f"index={INDEX}", "limit=5")
        assert (again.code, server.asked[asked:]) == (0, [])
        assert "all that is wanted was fetched before" in again.err
    return done


def test_only_the_newest_wanted_captures_are_fetched_and_only_once(undisturbed: Done) -> None:
    assert (undisturbed.code, undisturbed.err) == (0, "")
    assert "10 documents (10 new)" in undisturbed.out
    assert undisturbed.rows("SELECT count(*) FROM document_versions") == [(0,)]
    assert undisturbed.rows(REJECTS) == []
    # A visit is when we asked, however old the page is, and there is no other.
    assert undisturbed.rows("SELECT DISTINCT due_at, visited_at > '2025' FROM frontier") == [(None, 1)]
    (source,) = undisturbed.rows("SELECT source FROM pages WHERE url LIKE '%/p-1.html'")[0]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/data/crawl-data/wenji-.*\.warc\.gz#bytes=\d+-\d+", source)


def test_it_stores_what_ingest_stores_of_the_same_file(undisturbed: Done, tmp_path: Path) -> None:
    pages = Warc(tmp_path / "warc")
    for page in example_pages()[:10]:
        pages.add(page)
    assert run("ingest", str(pages.file), *places(tmp_path))[0] == 0
    assert undisturbed.rows(DOCUMENTS) == rows(tmp_path, DOCUMENTS)
    assert undisturbed.rows(CAPTURED) == rows(tmp_path, CAPTURED)
    for query in (
        "SELECT * FROM sections ORDER BY document_id, ordinal",
        "SELECT * FROM removals ORDER BY document_id, ordinal",
        "SELECT site, key, documents, at_edge FROM site_lines ORDER BY site, key",
    ):
        assert undisturbed.rows(query) == rows(tmp_path, query)


def test_our_archive_has_the_captures_and_every_command_works_on_it(
    undisturbed: Done, tmp_path: Path
) -> None:
    (file,) = (undisturbed.folder / "archive").glob("*.warc.gz")
    assert b"WARC-Date: 2024-03-01T12:01:00Z\r\n" in gzip.decompress(file.read_bytes())
    code, out, _ = run("reextract", *places(undisturbed.folder))
    assert code == 0
    assert "10 documents unchanged" in out
    assert "reason" not in out
    code, out, _ = run("explain", f"{SITE}/p-1.html", *places(undisturbed.folder))
    assert code == 0
    assert re.search(r"^ingested from http.*#bytes=\d+-\d+$", out, re.MULTILINE)
    # The index's own answers are no pages of text.
    assert run("ingest", str(file), *places(tmp_path))[0] == 0
    assert rows(tmp_path, DOCUMENTS) == undisturbed.rows(DOCUMENTS)


@pytest.mark.parametrize("where", ["&page=1&", "#bytes="])
def test_killed_and_started_again_it_ends_the_same(
    warc: Warc, undisturbed: Done, tmp_path: Path, where: str
) -> None:
    process = None

    def kill(path: str, _: int) -> Reply | None:
        if process and process.poll() is None and f"{path}&".find(where) >= 0 and len(server.asked) > 3:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return None

    with serving_archive(Server(warc.entries, files_of([warc]), odd=kill)) as server:
        with start(*words(server, tmp_path), start_new_session=True) as process:
            process.communicate()
        assert process.returncode == -signal.SIGKILL
        done = crawl(server, tmp_path)
    assert done.code == 0
    assert done.rows(DOCUMENTS) == undisturbed.rows(DOCUMENTS)
    assert done.rows(CAPTURED) == undisturbed.rows(CAPTURED)
    assert Counter(row[1:] for row in done.rows(STATES)) == Counter(
        row[1:] for row in undisturbed.rows(STATES)
    )


def test_a_file_names_the_captures_too_and_older_ones_become_versions(
    server: Server, warc: Warc, undisturbed: Done, tmp_path: Path
) -> None:
    file = tmp_path / "777doc.cdxj.gz"
    other = {**warc.entries[0], "url": "https://wen.example/login"}
    file.write_bytes(gzip.compress("\n".join(map(cdxj, [*warc.entries, other])).encode()))
    newest = crawl(server, tmp_path, f"cdx={file}", "limit=4")
    assert newest.code == 0
    assert not any("-index" in path for path in server.asked)
    assert newest.rows("SELECT count(*) FROM documents") == [(4,)]
    assert "6 addresses left for the next run" in newest.out
    every = crawl(server, tmp_path, f"cdx={file}", "captures=all", "status=any")
    assert every.code == 0
    assert "1 older" in every.out
    # The newest capture stays the document, whatever comes after it.
    columns = "SELECT id, text, fetched_at, last_seen_at, page_id, gone_at FROM documents ORDER BY id"
    assert every.rows(columns) == undisturbed.rows(columns)
    assert every.rows("SELECT first_seen_at, text LIKE '%！%' FROM document_versions") == [
        ("2023-11-05T08:00:00Z", 1)
    ]
    assert every.rows("SELECT url, outcome FROM rejects") == [(f"{SITE}/p-99.html", "gone")]


class Hazards:
    """An archive in which everything goes wrong that can; ``calm`` and it is well again."""

    def __init__(self, folder: Path) -> None:
        pages = example_pages()
        self.warc = Warc(folder)
        self.good = [self.warc.add(page) for page in pages[:12]]
        names = ("whole", "other_range", "cut", "missing", "damaged", "busy")
        self.at = {name: self.warc.add(page) for name, page in zip(names, pages[12:], strict=False)}
        body = pages[18].body
        first = captured(f"{SITE}/p-200.html", 100, body)
        # The index of this host does not name it, but has it when it is asked.
        self.warc.add(first, status="403")
        self.warc.originals[first.url] = SeenBody("0" * 16, first.url, first.fetched_at)
        self.warc.add(replace(first, fetched_at="2024-03-05T00:00:00Z"))
        lost = captured(f"{SITE}/p-201.html", 101, body)
        self.warc.originals[lost.url] = SeenBody("0" * 16, lost.url, "2020-01-01T00:00:00Z")
        self.warc.add(lost, digest="")
        self.warc.add(captured(f"{SITE}/p-202.html", 102, pages[19].body), url=f"{SITE}/p-203.html")
        cut = pages[20].body[: pages[20].body.index("。".encode()) + 400].decode("utf-8", "ignore").encode()
        self.warc.add(captured(f"{SITE}/p-204.html", 103, cut), truncated="length")
        self.calm = False

    def __call__(self, path: str, times: int) -> Reply | None:
        if self.calm:
            return None
        if "page=0" in path and times == 1:
            return Reply(503, b"busy", {"Retry-After": "0"})
        entry = next((name for name, each in self.at.items() if path.endswith(f"#bytes={span(each)}")), None)
        content = self.warc.file.read_bytes()
        if entry is None:
            return None
        first, last = map(int, span(self.at[entry]).split("-"))
        told = {"Content-Range": f"bytes {first}-{last}/{len(content)}"}
        record = content[first : last + 1]
        replies = {
            "whole": Reply(200, content[:70_000], announced=5_000_000_000),
            "other_range": Reply(206, record, {"Content-Range": f"bytes 0-{last - first}/{len(content)}"}),
            "cut": Reply(206, record[:-100], told, announced=len(record)),
            "missing": Reply(404, b"<Error><Code>NoSuchKey</Code></Error>"),
            "damaged": Reply(206, record[:300] + bytes(30) + record[330:], told),
            "busy": Reply(503, b"slow down", {"Retry-After": "0"}) if times == 1 else None,
        }
        return replies[entry]


def span(entry: Entry) -> str:
    """First and last byte of a record."""
    return f"{entry['offset']}-{int(entry['offset']) + int(entry['length']) - 1}"


def test_every_hazard_ends_as_a_document_or_with_a_reason(tmp_path: Path) -> None:
    hazards = Hazards(tmp_path / "warc")
    with serving_archive(Server(hazards.warc.entries, files_of([hazards.warc]), odd=hazards)) as server:
        done = crawl(server, tmp_path)
        assert done.code == 0, done.err
        assert server.sent < 500_000
        found = {url.removeprefix(SITE): (outcome, reason) for url, outcome, reason in done.rows(REJECTS)}
        assert done.rows("SELECT count(*) FROM frontier WHERE state = 'failed'") == [(5,)]
        hazards.calm, asked = True, len(server.asked)
        again = crawl(server, tmp_path)
        # What failed is asked for again, and nothing else.
        assert sum("-index" in path for path in server.asked[asked:]) == 0
        assert sum("#bytes=" in path for path in server.asked[asked:]) == 5
    path = {name: entry["url"].removeprefix(SITE) for name, entry in hazards.at.items()}
    reasons = {
        path["whole"]: ("error", "the server sends the whole file and not the range that was asked for"),
        path["other_range"]: ("error", "another range than the one asked for: bytes 0-"),
        path["cut"]: ("error", "the range is cut short: "),
        path["missing"]: ("error", "HTTP 404 for the range"),
        path["damaged"]: ("error", "the captured record cannot be unpacked"),
        "/p-201.html": (
            "rejected",
            f"revisit of a page that is not in the index: {SITE}/p-201.html of 2020-01-01",
        ),
        "/p-203.html": ("rejected", f"the captured record is of another page: {SITE}/p-202.html"),
    }
    assert found.keys() == reasons.keys()
    for name, (outcome, reason) in reasons.items():
        assert found[name][0] == outcome
        assert found[name][1].startswith(reason)
    assert again.code == 0
    assert [row[0].removeprefix(SITE) for row in again.rows(REJECTS)] == ["/p-201.html", "/p-203.html"]
    assert again.rows("SELECT count(*) FROM documents") == [(12 + 6 + 2,)]
    # A revisit has the date of its own, and the text of the page that it found unchanged.
    revisited = "SELECT fetched_at, char_count > 100 FROM documents WHERE url LIKE '%/p-200.html'"
    assert again.rows(revisited) == [("2024-03-05T00:00:00Z", 1)]
    truncated = "SELECT text_state, evidence LIKE '%page cut short: length%' FROM documents WHERE url LIKE '%/p-204.html'"
    assert again.rows(truncated) == [("preview", 1)]


def test_an_index_that_does_not_exist_is_said(server: Server, tmp_path: Path) -> None:
    done = crawl(server, tmp_path, "site=777doc", "index=CC-NONE-2024-10")
    assert done.code == 3
    assert "the index answers HTTP 404 (No index found for /CC-NONE-2024-10-index)" in done.err
    assert "no capture is fetched before the whole index is read" in done.err
    server.entries = []
    none = crawl(server, tmp_path, "site=wen.example", f"index={INDEX}")
    assert none.code == 0
    assert "nothing in the index is wanted" in none.err


def test_what_robots_txt_closes_is_not_fetched(server: Server, tmp_path: Path) -> None:
    robots = b"User-agent: *\nDisallow: /data/\n"
    server.odd = lambda path, _: Reply(200, robots) if path == "/robots.txt" else None
    done = crawl(server, tmp_path)
    assert not any("#bytes=" in path for path in server.asked)
    assert done.code == 4
    assert "all 10 documents are closed to us (the last: robots.txt does not allow it)" in done.err
    assert done.rows(
        "SELECT DISTINCT outcome, reason FROM rejects WHERE page_id IS NULL AND url LIKE '%777doc.com/p-%'"
    ) == [("blocked", "robots.txt does not allow it")]
    assert done.rows("SELECT count(*) FROM documents") == [(0,)]


def test_notices_of_others_mark_nothing_gone(warc: Warc, tmp_path: Path) -> None:
    notices = Warc(tmp_path / "notices")
    for day in (1, 2, 3):
        gone = captured(f"{SITE}/p-1.html", day, b"<html><body>404</body></html>", status=404)
        notices.add(replace(gone, fetched_at=f"2024-06-0{day}T00:00:00Z"))
    assert run("ingest", str(warc.file), *places(tmp_path))[0] == 0
    with serving_archive(Server(notices.entries, files_of([notices]))) as server:
        done = crawl(server, tmp_path, "site=777doc", f"index={INDEX}", "status=any", "captures=all")
    assert done.rows("SELECT count(*) FROM pages WHERE status = 404 AND source LIKE 'http%'") == [(3,)]
    assert done.rows("SELECT gone_at FROM documents WHERE url LIKE '%/p-1.html'") == [(None,)]
