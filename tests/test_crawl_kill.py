"""Killed at any instant, a crawl that is started again ends as if nothing had happened.

``make soak`` does it fifty times; KILLS says how often otherwise.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.archive import read_page
from pipeline.archive.sources import pages
from pipeline.example_site.serving import Sites, spawned
from pipeline.items import Page, WarcLocation
from tests.command_line import places, run, start
from tests.loopback import FAST

KILLS = int(os.environ.get("KILLS", "3"))
# Before that Python loads, and nothing can be lost yet.
EARLIEST = 0.5

# All that must not depend on when it was fetched and by which run.
QUERIES = {
    "documents": """SELECT id, url, canonical_url, site, family, title, text, text_state, genre, speaker, spoken_on,
        pages_total, char_count, quality, content_sha256, gone_at FROM documents""",
    "sections": "SELECT * FROM sections",
    "removals": "SELECT * FROM removals",
    "document_versions": "SELECT document_id, text FROM document_versions",
    # Whether a redirect is followed depends on whether its target was met before.
    "rejects": "SELECT canonical_url, outcome, reason FROM rejects WHERE reason NOT LIKE 'redirects to %'",
    "frontier": "SELECT url, kind, depth, state, failures, interval_hours FROM frontier",
    "pages": "SELECT url, status, sha256, outcome, reason, documents FROM pages",
    "sites": "SELECT site, texts FROM sites",
    "site_lines": "SELECT site, key, documents, at_edge FROM site_lines",
}


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with spawned((0, 0, 0)) as sites:
        yield sites


def words(sites: Sites, folder: Path, spider: str = "declared") -> list[str]:
    fast = [word for setting in FAST for word in ("-s", setting)]
    modules = ["-s", "SPIDER_MODULES=spiders,tests.declared_spider"]
    return [
        "crawl",
        spider,
        "-a",
        f"url={','.join(sites.urls.values())}",
        *modules,
        *fast,
        *places(folder),
    ]


Content = dict[str, list[tuple[object, ...]]]


class Undisturbed(NamedTuple):
    """What a crawl stores that nobody kills, and how many seconds it takes."""

    content: Content
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Undisturbed]:
    """By spider and number of visits: one that comes after the end looks at the start pages once more."""

    @cache
    def crawled(spider: str, visits: int) -> Undisturbed:
        folder = tmp_path_factory.mktemp(f"undisturbed-{spider}-{visits}")
        began = time.monotonic()
        for _ in range(visits):
            assert run(*words(sites, folder, spider))[0] == 0
        assert len(content(folder)["documents"]) > 90
        return Undisturbed(content(folder), (time.monotonic() - began) / visits)

    return crawled


def content(folder: Path) -> Content:
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {
            name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in QUERIES.items()
        }


def differences(left: Content, expected: Content) -> dict[str, list[str]]:
    """Rows that are too many or too few, by table."""
    found = {}
    for name, rows in expected.items():
        have, want = Counter(map(repr, left[name])), Counter(map(repr, rows))
        if have != want:
            found[name] = [f"too many: {row}" for row in have - want] + [
                f"too few: {row}" for row in want - have
            ]
    return found


def workers(process: subprocess.Popen[str]) -> list[int]:
    """The processes that refine pages: children of the fork server, which is a child of the crawl."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    return [pid for pid, parent in parents.items() if parents.get(parent) == process.pid]


def killed(sites: Sites, folder: Path, seconds: float, spider: str) -> bool:
    """Whether the crawl was killed after so many seconds; otherwise it had come to its end."""
    with start(*words(sites, folder, spider), start_new_session=True) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        assert process.returncode == 0
        return False


def is_over(folder: Path) -> bool:
    """Whether a crawl has said how it ended, be it killed in what follows."""
    if not (folder / "a.db").exists():
        return False
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'runs'").fetchone()[0]
        ended = "SELECT count(*) FROM runs WHERE command = 'crawl' AND outcome = 'finished'"
        return bool(tables and connection.execute(ended).fetchone()[0])


# By declared rules, and by the shape of links alone.
@pytest.mark.parametrize("spider", ["declared", "site"])
def test_killed_and_started_again_it_ends_the_same(
    sites: Sites, undisturbed: Callable[[str, int], Undisturbed], tmp_path: Path, spider: str
) -> None:
    rng, kills, round_ = random.Random(KILLS), 0, 0
    seconds = undisturbed(spider, 1).seconds
    while kills < KILLS / 2:
        round_ += 1
        folder = tmp_path / str(round_)
        for _ in range(rng.randint(1, 5)):
            kills += killed(sites, folder, rng.uniform(EARLIEST, seconds), spider)
            if is_over(folder):
                break
        expected = undisturbed(spider, 2 if is_over(folder) else 1)
        assert run(*words(sites, folder, spider))[0] == 0
        assert differences(content(folder), expected.content) == {}
        check_archive(folder)


def test_what_is_crawled_does_not_depend_on_the_order(
    sites: Sites, undisturbed: Callable[[str, int], Undisturbed], tmp_path: Path
) -> None:
    one_by_one = [*words(sites, tmp_path, "site"), "-s", "CONCURRENT_REQUESTS=1"]
    assert run(*one_by_one)[0] == 0
    assert differences(content(tmp_path), undisturbed("site", 1).content) == {}


def check_archive(folder: Path) -> None:
    """Every page row points to a whole record with its bytes; a torn record at a file's end is skipped."""
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        rows = connection.execute(
            "SELECT page.sha256, body.warc_file, body.warc_offset, body.warc_length, page.body_page_id IS NULL"
            " FROM pages AS page"
            " JOIN pages AS body ON body.id = ifnull(page.body_page_id, page.id)"
        ).fetchall()
    for sha256, *place, _ in rows:
        page = read_page(folder / "archive", WarcLocation(*place))
        assert hashlib.sha256(page.body).hexdigest() == sha256
    whole = [
        page for file in (folder / "archive").glob("*.gz") for page in pages(file) if isinstance(page, Page)
    ]
    # A body seen in an earlier run stands in that run's file, which is not looked into for its sake here.
    assert len(whole) >= sum(own for *_, own in rows)


def test_a_worker_that_is_killed_costs_nothing(
    sites: Sites, undisturbed: Callable[[str, int], Undisturbed], tmp_path: Path
) -> None:
    with start(*words(sites, tmp_path), "-L", "INFO") as process:
        assert process.stderr
        for line in process.stderr:
            if "document http" in line:
                for pid in workers(process):
                    os.kill(pid, signal.SIGKILL)
                break
        _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert differences(content(tmp_path), undisturbed("declared", 1).content) == {}


def test_a_second_run_of_the_same_queue_is_refused(sites: Sites, tmp_path: Path) -> None:
    with start(*words(sites, tmp_path), "-L", "INFO") as process:
        assert process.stderr
        next(line for line in process.stderr if "Spider opened" in line)
        process.send_signal(signal.SIGSTOP)
        code, _, err = run(*words(sites, tmp_path))
        process.kill()
    assert code == 2
    assert err.startswith("error: another run of declared")
    assert str(process.pid) in err
    assert run(*words(sites, tmp_path))[0] == 0, "the lock went with the process"
