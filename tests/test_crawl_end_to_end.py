"""The example crawl: real HTTP, real worker processes, a real SQLite file, the command as it is typed."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.example_site.catalogue import Entry, documents
from pipeline.example_site.serving import Sites, spawned
from pipeline.example_site.sites import SITES
from tests.command_line import places, run, start

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS=8", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")


@dataclass(frozen=True)
class Corpus:
    """A database and an archive of their own."""

    folder: Path

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(places(self.folder))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.folder / "a.db")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


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
    assert out.startswith("3 pages: 0 documents (none new), 3 rejects (3 listing).\nNothing is left to fetch")
    code, out, _ = run("crawl", "example", "--all", "-a", address, *FAST, *crawled.options)
    assert code == 0
    assert f"{len(before)} documents ({len(before)} unchanged)" in out
    assert crawled.rows(query) == before
    # Most pages did not even have to be sent again.
    (again,) = crawled.rows("SELECT sum(status = 304), sum(status = 200) FROM pages WHERE run_id = 3")
    assert again[0] > 10 * again[1]


def test_ctrl_c_stops_cleanly_and_keeps_what_was_done(sites: Sites, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    address = f"url={sites.urls['wenku']}"
    with start(
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
    assert [path.name for path in tmp_path.glob("a.db*")] == ["a.db"]
    left = corpus.rows("SELECT count(*) FROM frontier WHERE state = 'queued'")[0][0]
    assert f"{left} addresses left for the next run" in out
    assert corpus.rows("SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]

    # The same command goes on: nothing that was stored is asked for again.
    code, out, _ = run("crawl", "site", "-a", address, *FAST, *corpus.options)
    assert code == 0
    assert corpus.rows("SELECT url FROM pages GROUP BY url HAVING count(*) > 1") == []
    expected = {sites.url(e) for e in entries() if e.site == "wenku" and e.outcome == "document"}
    assert expected <= {url for (url,) in corpus.rows("SELECT ifnull(requested_url, url) FROM pages")}


@pytest.mark.parametrize("signals", [(signal.SIGTERM,), (signal.SIGINT,) * 3])
def test_stopping_harder_leaves_one_file_and_one_line(
    sites: Sites, tmp_path: Path, signals: tuple[signal.Signals, ...]
) -> None:
    corpus = Corpus(tmp_path)
    address = f"url={sites.urls['wenku']}"
    with start(
        "crawl", "site", "-a", address, "-s", "DOWNLOAD_DELAY=0.1", "-L", "INFO", *corpus.options
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if "document http" in line:
                break
        for number in signals:
            process.send_signal(number)
            # One at a time: signals that wait together are delivered once. Of the third nobody takes notice.
            next((line for line in process.stderr if "Received SIG" in line), "")
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert out.count("\n") == 3
    assert [path.name for path in tmp_path.glob("a.db*")] == ["a.db"]
    assert corpus.rows("SELECT outcome, exit_code FROM runs") == [("interrupted", 130)]


def test_a_start_page_that_is_not_there_is_outside_expectations(sites: Sites, tmp_path: Path) -> None:
    address = f"url={sites.urls['wenku']}nothing-here.html"
    code, out, err = run("crawl", "site", "-a", address, *FAST, *Corpus(tmp_path).options)
    assert code == 3
    assert out.startswith("1 page: 0 documents (none new), 1 reject (1 gone).")
    assert err.startswith("no document and no listing among the pages served (1; the last: HTTP status 404)")


def test_the_limit_is_kept_however_much_robots_txt_closes(sites: Sites, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    for limit in (1, 20):
        address = f"url={sites.urls['wenku']}"
        assert run("crawl", "site", "-a", address, "-a", f"limit={limit}", *FAST, *corpus.options)[0] == 0
        (served,) = corpus.rows(
            "SELECT count(*) FROM pages WHERE run_id = (SELECT max(id) FROM runs WHERE command = 'crawl')"
            " AND url LIKE '%/p-%'"
        )
        assert served == (limit,)


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
    address = f"url={sites.urls['wenku']}"
    # A folder in which nobody, not even root, can make files.
    options = [*FAST, *corpus.options, "-s", "ARCHIVE_DIR=/proc/self"]
    code, _, err = run("crawl", "example", "-a", address, *options)
    assert code == 5
    assert err.startswith("error: The archive folder")
    assert err.count("\n") == 1
    assert corpus.rows("SELECT outcome, exit_code FROM runs") == [("storage", 5)]
