"""The archive's disk is full in the middle of a run: one clear line, and the run's row says how it ended."""

from __future__ import annotations

import random
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.command_line import places, run
from tests.loopback import Answer, serving

# More than the file size limit below after packing, and no number of rows of ours is.
LETTERS = random.Random(1).randbytes(3_000_000).hex()
LIMIT = 2_000_000


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def run_out_of_space(folder: Path, *words: object) -> None:
    code, _, err = run(*words, *places(folder), preexec_fn=limited)
    assert code == 5
    assert err.startswith("error: The archive folder")
    assert err.count("\n") == 1
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        assert connection.execute("SELECT outcome, exit_code FROM runs").fetchall() == [("storage", 5)]


def test_ingest(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<p>{LETTERS}</p>")
    run_out_of_space(tmp_path, "ingest", str(tmp_path / "page.html"))


def test_crawl(tmp_path: Path) -> None:
    page = Answer(LETTERS, headers={"Content-Type": "text/plain"})
    with serving(lambda path: page if path == "/" else None) as site:
        run_out_of_space(tmp_path, "crawl", "site", "-a", f"url={site.url}", "-s", "DOWNLOAD_DELAY=0")
