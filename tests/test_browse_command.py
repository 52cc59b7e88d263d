"""``scrapy browse`` and plain Datasette as they are typed: starting, saying what is wrong, ending, leaving nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from pipeline.browse.snapshot import snapshot
from pipeline.store import Writer, connect
from tests.browsed import Browsed, browsed
from tests.command_line import ROOT, run, start
from tests.store_items import page, record


@pytest.fixture
def corpus(tmp_path: Path) -> Browsed:
    return browsed(tmp_path, others=2)


@contextmanager
def browsing(corpus: Browsed, *more: str, **options: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command once it listens, and its address."""
    words = (
        "browse",
        "-s",
        f"DATABASE={corpus.database}",
        "-s",
        f"ARCHIVE_DIR={corpus.archive}",
        "--port",
        "0",
    )
    with start(*words, *more, **options) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + (process.stderr.read() if process.stderr else "")
        assert line.startswith("A copy of ") == ("--snapshot" in more)
        try:
            yield process, found[0]
        finally:
            if process.poll() is None:
                process.kill()


def get(address: str) -> str:
    with urlopen(address, timeout=90) as answer:
        return str(answer.read().decode())


def test_it_serves_until_it_is_stopped_and_leaves_one_file(corpus: Browsed) -> None:
    with browsing(corpus) as (process, address):
        assert corpus.bridge in get(address + "search?genre=address")
        assert "雨季水急" in get(f"{address}page/{corpus.page}/html")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "browsing has ended\n")
    assert not list(corpus.database.parent.glob("corpus.db-*"))


STOPPED_AT = """
import signal, sys

class Stop:
    def find_spec(self, name, path, target=None):
        if name == "{module}":
            signal.raise_signal(signal.{stop})

sys.meta_path.insert(0, Stop())
sys.argv[0] = "scrapy"
from scrapy.cmdline import execute
execute()
"""


@pytest.mark.parametrize(
    ("command", "module", "stop", "code", "said"),
    [
        ("browse", "pipeline.commands.browse", "SIGINT", 0, "stopped before anything was begun\n"),
        ("browse", "pipeline.commands.browse", "SIGTERM", 0, "stopped before anything was begun\n"),
        ("browse", "pipeline.browse.serving", "SIGTERM", 0, "browsing has ended\n"),
        ("dedupe", "pipeline.commands.browse", "SIGTERM", 130, "stopped before anything was begun\n"),
    ],
    ids=["commands load, Ctrl-C", "commands load", "the app loads", "another command"],
)
def test_a_stop_in_its_first_seconds_ends_it_as_later_ones_do(
    tmp_path: Path, command: str, module: str, stop: str, code: int, said: str
) -> None:
    program = STOPPED_AT.format(module=module, stop=stop)
    words = [sys.executable, "-c", program, command, "-s", f"DATABASE={tmp_path / 'a.db'}"]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", said)


def status(address: str, host: str) -> int:
    try:
        with urlopen(Request(address, headers={"Host": host}), timeout=90) as answer:
            return int(answer.status)
    except HTTPError as error:
        line = error.read().decode()
        assert line.count("\n") == 1
        assert "localhost" in line
        return error.code


def test_this_machine_answers_to_its_own_names_alone(corpus: Browsed) -> None:
    """A page on the web whose name is made to point here is another origin, and must read nothing."""
    with browsing(corpus, "--host", "127.0.0.2") as (_, address):
        port = address.rstrip("/").rpartition(":")[2]
        names = ("localhost", "LOCALHOST", "127.0.0.1", "[::1]", "127.0.0.2")
        asked = [name for each in names for name in (each, f"{each}:{port}")]
        assert {status(address, name) for name in asked} == {200}
        others = (
            "evil.example",
            f"evil.example:{port}",
            "localhost.evil.example",
            "127.0.0.3",
            "[::2]",
            "x:localhost",
        )
        assert {status(address, name) for name in others} == {421}


def test_who_lets_the_network_in_is_told_so_and_where_it_is(corpus: Browsed) -> None:
    with browsing(corpus, "--host", "0.0.0.0") as (process, address):
        assert address.startswith("http://127.0.0.1:")
        assert status(address, "corpus.example") == 200
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert err == "warning: everybody who can reach 0.0.0.0 can read all of it\nbrowsing has ended\n"


# Begun under nohup, the command is meant to go on when the terminal is closed.
UNDER_NOHUP = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
HANG_UP = pytest.param(
    signal.SIGHUP, marks=pytest.mark.skipif(UNDER_NOHUP, reason="these tests were begun under nohup")
)


@pytest.mark.parametrize("stop", [signal.SIGTERM, HANG_UP])
def test_a_snapshot_does_not_change_and_is_removed(
    corpus: Browsed, tmp_path: Path, stop: signal.Signals
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    with browsing(corpus, "--snapshot", env={**os.environ, "TMPDIR": str(room)}) as (process, address):
        before = get(address)
        with Writer(corpus.database) as writer:
            of = page("https://later.example/p.html")
            writer.put(of, [record(of)]).result()
        assert get(address) == before
        assert list(room.glob("wenji-*/corpus.db"))
        process.send_signal(stop)
        assert process.wait(timeout=120) == 0
    assert not list(room.iterdir())


def test_what_a_killed_program_leaves_is_removed_by_the_next(
    corpus: Browsed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    (room / "wenji-of-somebody").mkdir(parents=True)
    with browsing(corpus, "--snapshot", env={**os.environ, "TMPDIR": str(room)}) as (process, _):
        process.kill()
        process.wait(timeout=120)
    (left,) = room.glob("wenji-*/corpus.db")
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    with snapshot(corpus.database, lambda *_: None) as first:
        assert not left.parent.exists()
        with snapshot(corpus.database, lambda *_: None) as second:
            assert first.exists()
            assert second.exists()
    assert [each.name for each in room.iterdir()] == ["wenji-of-somebody"]


def test_a_snapshot_is_the_corpus_of_one_instant_with_its_row_numbers(corpus: Browsed) -> None:
    with Writer(corpus.database) as writer, snapshot(corpus.database, lambda *_: None) as copy:
        of = page("https://later.example/p.html")
        writer.put(of, [record(of)]).result()
        rows = "SELECT rowid, id FROM documents ORDER BY rowid"
        with closing(connect(corpus.database, readonly=True)) as now, closing(sqlite3.connect(copy)) as then:
            assert then.execute(rows).fetchall() == now.execute(rows).fetchall()[:-1]
            assert then.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not copy.parent.exists()


def test_what_cannot_be_browsed_is_said_in_one_line(tmp_path: Path, corpus: Browsed) -> None:
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE mine (a)")
    for database, code, words in (
        (tmp_path / "none.db", 2, "there is no database"),
        (tmp_path, 5, "is a folder"),
        (foreign, 5, "another program's tables"),
    ):
        ended, out, err = run("browse", "-s", f"DATABASE={database}")
        assert (ended, out, err.count("\n")) == (code, "", 1)
        assert words in err
    code, _, err = run("browse", "-s", f"DATABASE={corpus.database}", "--port", "http")
    assert (code, err) == (2, "error: --port http is not possible: give a number from 0 to 65535\n")
    with browsing(corpus) as (_process, address):
        port = re.findall(r"\d+", address)[-1]
        code, _, err = run("browse", "-s", f"DATABASE={corpus.database}", "--port", port)
    assert code == 2
    assert "choose with --port" in err
    # An address for documentation, which no machine has.
    code, _, err = run("browse", "-s", f"DATABASE={corpus.database}", "--host", "192.0.2.1")
    assert code == 2
    assert err.startswith("error: --host 192.0.2.1 is no address of this machine; ")


def test_plain_datasette_serves_the_same_app(corpus: Browsed) -> None:
    command = [
        sys.executable,
        "-m",
        "datasette",
        str(corpus.database),
        "--plugins-dir",
        "pipeline/browse/plugins",
    ]
    shown = subprocess.run(
        [*command, "--get", "/"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "文集" in shown.stdout
    assert corpus.hostile in shown.stdout
    found = subprocess.run(
        [*command, "--get", f"/page/{corpus.page}/html"],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.returncode != 0
    assert not list(corpus.database.parent.glob("corpus.db-*"))


def test_an_older_database_is_brought_up_to_date_or_refused(tmp_path: Path, corpus: Browsed) -> None:
    old = tmp_path / "old.db"
    shutil.copy(corpus.database, old)
    with closing(sqlite3.connect(old)) as connection:
        for trigger in (
            "documents_counted",
            "documents_uncounted",
            "documents_recounted",
            "removals_uncounted",
        ):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DROP TABLE document_counts")
    command = [
        sys.executable,
        "-m",
        "datasette",
        str(old),
        "--plugins-dir",
        "pipeline/browse/plugins",
        "--get",
        "/",
    ]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 1
    assert "was made by an older version; scrapy browse brings it up to date" in refused.stderr
    assert "Traceback" not in refused.stderr
