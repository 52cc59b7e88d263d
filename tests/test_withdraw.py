"""``scrapy withdraw`` on a crawled corpus: afterwards the text is nowhere, and nothing brings it back."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive import read_page
from pipeline.example_site.serving import Sites, spawned
from pipeline.items import WarcLocation
from pipeline.urls import site_of
from tests.command_line import messages, places, run, start
from tests.loopback import FAST
from tests.withdrawn_corpus import in_files, in_tables, pieces_of, rows, tokens

KILLS = int(os.environ.get("KILLS", "3"))
REASON = ("--reason", "asked by the author", "--yes")
# A document with copies on every site.
COPIED = "SELECT other_id FROM near_duplicates GROUP BY other_id ORDER BY count(*) DESC, other_id LIMIT 1"


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with spawned((0, 0, 0)) as sites:
        yield sites


@pytest.fixture(scope="module")
def crawled(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    assert run(*crawl_words(sites, folder))[0] == 0
    return folder


@pytest.fixture
def corpus(crawled: Path, tmp_path: Path) -> Path:
    shutil.copytree(crawled, tmp_path, dirs_exist_ok=True)
    return tmp_path


def crawl_words(sites: Sites, folder: Path, *more: str) -> list[str]:
    fast = [word for setting in FAST for word in ("-s", setting)]
    return ["crawl", "example", "-a", f"url={','.join(sites.urls.values())}", *fast, *more, *places(folder)]


def withdraw(folder: Path, *words: object) -> tuple[int, str, str]:
    return run("withdraw", *words, *places(folder))


@dataclass(frozen=True)
class Rest:
    """All that must not change when something else is withdrawn."""

    tables: dict[str, list[tuple[Any, ...]]]
    archive: dict[str, str]


def rest(folder: Path, gone: str) -> Rest:
    """The rows of documents outside ``gone`` (a query for canonical URLs), and what the archive has of their pages."""
    others = f"SELECT id FROM documents WHERE canonical_url NOT IN ({gone})"
    texts = f"SELECT * FROM {{}} WHERE document_id IN ({others}) ORDER BY 1, 2"
    tables = {name: rows(folder, texts.format(name)) for name in ("sections", "removals")}
    columns = [
        name
        for _, name, *_ in rows(folder, "PRAGMA table_info(documents)")
        if name not in ("cluster_id", "is_canonical")
    ]
    tables["documents"] = rows(
        folder, f"SELECT rowid, {', '.join(columns)} FROM documents WHERE id IN ({others}) ORDER BY id"
    )
    tables["pages"] = rows(folder, f"SELECT * FROM pages WHERE canonical_url NOT IN ({gone}) ORDER BY id")
    tables["rejects"] = rows(folder, f"SELECT * FROM rejects WHERE canonical_url NOT IN ({gone}) ORDER BY 1")
    places_of = rows(
        folder,
        "SELECT id, warc_file, warc_offset, warc_length FROM pages"
        f" WHERE warc_file IS NOT NULL AND canonical_url NOT IN ({gone})",
    )
    read = {
        key: hashlib.sha256(read_page(folder / "archive", WarcLocation(*place)).body).hexdigest()
        for key, *place in places_of
    }
    return Rest(tables, read)


def check_sound(folder: Path) -> None:
    """What holds of every corpus."""
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
    assert rows(folder, "PRAGMA foreign_key_check") == []
    counted = "SELECT count(*), ifnull(sum(is_canonical), 0), ifnull(sum(char_count), 0) FROM documents"
    kept = "SELECT ifnull(sum(documents), 0), ifnull(sum(canonical), 0), ifnull(sum(characters), 0) FROM document_counts"
    assert rows(folder, kept) == rows(folder, counted)
    removed = "SELECT rule, count(*), sum(length(text)) FROM removals GROUP BY rule"
    assert rows(folder, "SELECT * FROM removal_counts") == rows(folder, removed)
    dangling = "SELECT count(*) FROM {} WHERE {} NOT IN (SELECT id FROM documents)"
    for table, column in (
        ("near_duplicates", "other_id"),
        ("site_lines", "document_id"),
        ("search_documents", "document_id"),
        ("document_texts", "document_id"),
    ):
        assert rows(folder, dangling.format(table, column)) == [(0,)], table
    assert rows(
        folder, "SELECT count(*) FROM documents WHERE cluster_id NOT IN (SELECT id FROM documents)"
    ) == [(0,)]
    for table in ("search_pending", "dedupe_pending", "dedupe_stale"):
        assert rows(folder, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert rows(folder, "SELECT count(*) FROM withdrawals WHERE completed_at IS NULL") == [(0,)]
    assert rows(folder, "SELECT count(*) FROM withdrawn_records WHERE blanked_at IS NULL") == [(0,)]
    assert not list(folder.glob("a.db-*"))


def check_gone(folder: Path, pieces: set[str]) -> None:
    assert in_tables(folder, pieces) == set()
    assert in_files(folder, pieces) == set()
    pairs = {piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1)}
    known = tokens(folder)
    elsewhere = "\n".join(text for (text,) in rows(folder, "SELECT title || char(10) || text FROM documents"))
    assert {pair for pair in pairs & known if pair not in elsewhere and pair.isalpha()} == set()


def one(folder: Path, query: str) -> Any:
    return rows(folder, query)[0][0]


def test_nothing_of_a_document_and_its_copies_is_left(corpus: Path, sites: Sites) -> None:
    head = one(corpus, COPIED)
    url = one(corpus, f"SELECT url FROM documents WHERE id = '{head}'")
    condition = f"cluster_id = '{head}'"
    urls = [address for (address,) in rows(corpus, f"SELECT url FROM documents WHERE {condition}")]
    quoted = ", ".join(f"'{address}'" for address in urls)
    gone = f"SELECT canonical_url FROM pages WHERE url IN ({quoted})"
    pieces = pieces_of(corpus, condition)
    assert len(pieces) > 30
    assert {table for table, *_ in in_tables(corpus, pieces)} >= {"documents"}
    before = rest(corpus, gone)
    sizes = {path.name: path.stat().st_size for path in (corpus / "archive").iterdir()}

    code, out, err = withdraw(corpus, "--url", url, "--copies", *REASON)
    assert (code, err) == (0, ""), err
    assert f"{len(urls)} documents" in out
    check_gone(corpus, pieces)
    assert rest(corpus, gone) == before
    assert {path.name: path.stat().st_size for path in (corpus / "archive").iterdir()} == sizes
    check_sound(corpus)
    word = max(pieces, key=str.isalpha)
    assert run("search", word, "--json", *places(corpus))[1].count('"document_id"') == 0

    # Nor is it asked for again, or read from where it was saved.
    asked = len(sites.requests())
    code, out, err = run(*crawl_words(sites, corpus, "--all"))
    assert (code, err) == (0, "")
    # An address that leads to one of them is one more.
    told = re.search(r"\n(\d+) withdrawn pages left out \(scrapy withdraw --list\)\.\n", out)
    assert told, out
    assert int(told[1]) >= len(urls)
    paths = {address.removeprefix("http://").partition("/")[2] for address in urls}
    assert len(sites.requests()) > asked + 50
    assert not [request for request in sites.requests()[asked:] if request.path.lstrip("/") in paths]
    check_gone(corpus, pieces)
    code, out, err = run("explain", url, *places(corpus))
    assert code == 2
    assert "was withdrawn" in err
    code, *_ = run("reextract", *places(corpus))
    assert code == 0
    check_gone(corpus, pieces)
    check_sound(corpus)


def test_copies_stay_unless_they_are_asked_for_and_get_another_to_stand_for_them(corpus: Path) -> None:
    head = one(corpus, COPIED)
    url = one(corpus, f"SELECT url FROM documents WHERE id = '{head}'")
    copies = [
        key for (key,) in rows(corpus, f"SELECT document_id FROM near_duplicates WHERE other_id = '{head}'")
    ]
    code, out, _ = withdraw(corpus, "--url", url, "--reason", "x", "--dry-run")
    assert code == 0
    assert out.endswith("Nothing is done: that was a dry run.\n")
    for copy in copies:
        assert copy in out
    assert rows(corpus, "SELECT * FROM withdrawals") == []
    code, out, err = withdraw(corpus, "--url", url, "--reason", "x")
    assert code == 2
    assert "add --yes" in err
    assert withdraw(corpus, "--url", url, *REASON)[0] == 0
    heads = rows(
        corpus,
        f"SELECT DISTINCT cluster_id FROM documents WHERE id IN ({', '.join(map(repr, copies))})",
    )
    assert len(heads) == 1
    assert heads[0][0] in copies
    assert rows(corpus, f"SELECT is_canonical FROM documents WHERE id = '{heads[0][0]}'") == [(1,)]
    check_sound(corpus)


def test_a_site_is_gone_and_refused(corpus: Path, sites: Sites) -> None:
    url = sites.urls["wenku"]
    site = site_of(url)
    pieces = pieces_of(corpus, f"site = '{site}'")
    assert len(pieces) > 30
    gone = " UNION ".join(
        f"SELECT canonical_url FROM {t} WHERE site = '{site}'" for t in ("pages", "rejects")
    )
    before = rest(corpus, gone)
    code, _, err = withdraw(corpus, "--site", site, *REASON)
    assert (code, err) == (0, "")
    check_gone(corpus, pieces)
    assert rest(corpus, gone) == before
    for table in ("documents", "rejects", "site_lines", "site_texts", "sites"):
        assert rows(corpus, f"SELECT count(*) FROM {table} WHERE site = ?", site) == [(0,)], table
    asked = len(sites.requests())
    code, _, err = run("crawl", "site", "-a", f"url={url}", *places(corpus))
    assert code == 4
    assert err == (
        f"error: {url} is withdrawn as number 1 of scrapy withdraw --list; scrapy withdraw --lift lets it be crawled again\n"
    )
    assert len(sites.requests()) == asked
    check_sound(corpus)


def test_an_uploader_is_refused_at_addresses_that_nobody_knew(corpus: Path, tmp_path: Path) -> None:
    name, site = rows(
        corpus,
        "SELECT uploader, site FROM documents WHERE uploader IS NOT NULL GROUP BY 1 ORDER BY count(*) LIMIT 1",
    )[0]
    condition = f"uploader = '{name}' AND site = '{site}'"
    place, url = rows(
        corpus,
        f"SELECT warc_file || ' ' || warc_offset || ' ' || warc_length, documents.url FROM documents"
        f" JOIN pages ON pages.id = page_id WHERE {condition.replace('site =', 'documents.site =')}",
    )[0]
    file, offset, length = place.split()
    saved = tmp_path / "saved.html"
    saved.write_bytes(read_page(corpus / "archive", WarcLocation(file, int(offset), int(length))).body)
    pieces = pieces_of(corpus, condition)
    assert withdraw(corpus, "--uploader", name, "--site", site, *REASON)[0] == 0
    check_gone(corpus, pieces)
    # The same page elsewhere on the site: only reading it tells whose it is.
    code, out, err = run("ingest", saved, "--url", f"{url}-again.html", *places(corpus))
    assert code == 0, err
    assert "1 withdrawn" in out
    check_gone(corpus, pieces)
    check_sound(corpus)


def test_killed_at_any_instant_the_next_command_finishes_it(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = one(corpus, "SELECT url FROM documents ORDER BY char_count DESC LIMIT 1")
    pieces = pieces_of(corpus, f"url = '{url}'")
    gone = f"SELECT canonical_url FROM pages WHERE url = '{url}'"
    before = rest(corpus, gone)
    rng = random.Random(KILLS)
    for number in range(KILLS):
        folder = tmp_path_factory.mktemp(f"killed-{number}")
        shutil.copytree(corpus, folder, dirs_exist_ok=True)
        words = ["withdraw", "--url", url, *REASON, *places(folder)]
        with start(*words, start_new_session=True) as process:
            assert process.stdout
            # Half of them once it is in the table, the others whenever it is.
            if number % 2 == 0:
                next((line for line in process.stdout if line.startswith("Withdrawn")), None)
            try:
                process.wait(timeout=rng.uniform(0, 0.6 if number % 2 == 0 else 2))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        done = bool(rows(folder, "SELECT 1 FROM sqlite_master WHERE name = 'withdrawals'")) and rows(
            folder, "SELECT count(*) FROM withdrawals"
        ) == [(1,)]
        # Whatever opens the corpus next goes on.
        code, _, err = run("dedupe", *places(folder)) if number % 2 == 0 else withdraw(folder)
        assert (code, err) == (0, "")
        if not done:
            assert withdraw(folder, "--url", url, *REASON)[0] == 0
        check_gone(folder, pieces)
        assert rest(folder, gone) == before
        check_sound(folder)


def test_it_works_beside_a_crawl_that_is_under_way(sites: Sites, crawled: Path, tmp_path: Path) -> None:
    front = sites.urls["teaser"]
    url = one(crawled, f"SELECT url FROM documents WHERE url LIKE '{front}%' ORDER BY rowid LIMIT 1")
    pieces = pieces_of(crawled, f"url = '{url}'")
    fast = [word for setting in FAST for word in ("-s", setting)]
    with start("crawl", "site", "-a", f"url={front}", *fast, *places(tmp_path)) as process:
        while process.poll() is None:
            if (tmp_path / "a.db").is_file() and _stored(tmp_path, url):
                code, _, err = withdraw(tmp_path, "--url", url, *REASON)
                assert (code, err) == (0, "")
                break
            time.sleep(0.01)
        _, err = process.communicate(timeout=120)
    assert (process.returncode, messages(err)) == (0, "")
    assert rows(tmp_path, "SELECT documents FROM withdrawals") == [(1,)]
    # A crawl that ends in that very moment leaves the last look at its archive to the next command.
    assert withdraw(tmp_path, "--resume")[0] == 0
    check_gone(tmp_path, pieces)
    check_sound(tmp_path)


def _stored(folder: Path, url: str) -> bool:
    try:
        return bool(rows(folder, "SELECT 1 FROM documents WHERE url = ?", url))
    except sqlite3.OperationalError:
        return False
