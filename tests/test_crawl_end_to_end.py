"""The example crawl: real HTTP, real worker processes, a real SQLite file, the command as it is typed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.example_site.catalogue import Entry, documents
from pipeline.example_site.serving import Sites, spawned
from pipeline.example_site.sites import SITES

ROOT = Path(__file__).resolve().parent.parent
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS=8", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")


@dataclass(frozen=True)
class Corpus:
    """A database and an archive of their own."""

    folder: Path

    @property
    def options(self) -> tuple[str, ...]:
        return ("-s", f"DATABASE={self.folder / 'a.db'}", "-s", f"ARCHIVE_DIR={self.folder / 'archive'}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.folder / "a.db")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


def scrapy(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scrapy", *words]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(*words: str) -> tuple[int, str, str]:
    with scrapy(*words) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with spawned((0, 0, 0)) as sites:
        yield sites


@pytest.fixture(scope="module")
def crawled(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    corpus = Corpus(tmp_path_factory.mktemp("crawled"))
    address = f"url={','.join(sites.urls.values())}"
    code, out, err = run("crawl", "example", "-a", address, *FAST, *corpus.options)
    assert (code, err) == (0, "")
    assert "documents" in out
    return corpus


def entries() -> list[Entry]:
    return [entry for site in SITES for entry in documents(site)]


def test_every_document_of_the_sites_is_fetched_and_stored_once(crawled: Corpus, sites: Sites) -> None:
    outcomes = dict(crawled.rows("SELECT url, outcome FROM pages"))
    expected = {sites.url(entry) for entry in entries() if entry.outcome not in ("redirect", "closed")}
    assert expected <= set(outcomes)
    assert len(outcomes) == crawled.rows("SELECT count(*) FROM pages")[0][0]


def test_what_went_in_can_be_accounted_for(crawled: Corpus) -> None:
    (pages, documents_, rejects), *_ = crawled.rows(
        "SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM documents),"
        " (SELECT count(*) FROM rejects WHERE page_id IS NOT NULL)"
    )
    assert pages == documents_ + rejects
    assert crawled.rows("SELECT count(*) FROM rejects WHERE reason = ''") == [(0,)]
    assert crawled.rows("SELECT count(*) FROM pages WHERE warc_file IS NULL") == [(0,)]


def test_nothing_closed_is_asked_for_and_we_say_who_we_are(crawled: Corpus, sites: Sites) -> None:
    assert sites.closed_hits() == []
    assert all(request.user_agent.startswith("wenji/") for request in sites.requests())
    closed = {sites.url(entry) for entry in entries() if entry.outcome == "closed"}
    denied = crawled.rows("SELECT url FROM rejects WHERE reason = 'robots.txt does not allow it'")
    assert closed <= {url for (url,) in denied}


def test_the_run_is_on_record(crawled: Corpus) -> None:
    command, site, outcome, code, finished = crawled.rows(
        "SELECT command, site, outcome, exit_code, finished_at FROM runs WHERE id = 1"
    )[0]
    assert (command, site, outcome, code) == ("crawl", "example", "finished", 0)
    assert finished


def test_a_second_crawl_finds_nothing_new_and_leaves_the_same_records(crawled: Corpus, sites: Sites) -> None:
    query = "SELECT id, text, title, content_sha256 FROM documents ORDER BY id"
    before = crawled.rows(query)
    address = f"url={','.join(sites.urls.values())}"
    code, out, _ = run("crawl", "example", "-a", address, *FAST, *crawled.options)
    assert code == 0
    assert f"{len(before)} documents ({len(before)} unchanged)" in out
    assert crawled.rows(query) == before


def test_ctrl_c_stops_cleanly_and_keeps_what_was_done(sites: Sites, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    address = f"url={sites.urls['wenku']}"
    with scrapy(
        "crawl", "site", "-a", address, "-s", "DOWNLOAD_DELAY=0.1", "-L", "INFO", *corpus.options
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if "document http" in line:
                process.send_signal(signal.SIGINT)
                break
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "type the same command again" in err
    assert "Traceback" not in err
    assert "documents" in out
    assert corpus.rows("SELECT outcome, exit_code FROM runs") == [("interrupted", 130)]
    assert corpus.rows("SELECT count(*) FROM documents")[0][0] >= 1
    assert corpus.rows("SELECT count(*) FROM pages WHERE warc_file IS NULL") == [(0,)]


def test_a_closed_start_page_is_a_refusal(sites: Sites, tmp_path: Path) -> None:
    address = f"url={sites.urls['wenku']}private/p-9001.html"
    code, _, err = run("crawl", "site", "-a", address, *FAST, *Corpus(tmp_path).options)
    assert code == 4
    assert err == "the start pages are closed to us, by robots.txt or a log-in\n"


def test_a_document_can_be_the_start(sites: Sites, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    start = next(sites.url(entry) for entry in entries() if entry.site == "wenku" and entry.hazard == "plain")
    code, _, _ = run("crawl", "site", "-a", f"url={start}", "-a", "limit=5", *FAST, *corpus.options)
    assert code == 0
    assert corpus.rows(f"SELECT count(*) FROM documents WHERE url = '{start}'") == [(1,)]
    assert corpus.rows("SELECT count(*) FROM pages")[0][0] >= 5


def test_an_archive_that_cannot_be_written_stops_the_crawl(sites: Sites, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    (tmp_path / "archive").write_text("in the way")
    code, _, err = run("crawl", "example", "-a", f"url={sites.urls['wenku']}", *FAST, *corpus.options)
    assert code == 5
    assert err.startswith("error: The archive folder")
    assert err.count("\n") == 1
    assert corpus.rows("SELECT outcome, exit_code FROM runs") == [("storage", 5)]
