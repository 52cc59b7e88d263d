"""What SQLite leaves in pages when it moves rows outlives their deletion, until it is overwritten."""

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import StorageError
from pipeline.store import connect, slack
from pipeline.withdrawal.remains import overwrite_free_pages, wipe

ROWS = 4000


def name(number):
    return f"zq{number:05}x".encode()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Rows put into the midst of a tree, so that its pages were divided again and again."""
    path = tmp_path_factory.mktemp("made") / "a.db"
    rng = random.Random(3)
    numbers = rng.sample(range(ROWS), ROWS)
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE lines (key TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
        connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("CREATE INDEX texts_text ON texts(substr(text, 1, 40))")
        for number in numbers:
            text = name(number).decode() + "字" * rng.randrange(20, 200)
            connection.execute("INSERT INTO lines VALUES (?, ?)", (f"{number:05}", text))
            connection.execute("INSERT INTO texts VALUES (?, ?)", (number, text * rng.randrange(1, 30)))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def shuffled(made, tmp_path):
    return Path(shutil.copy(made, tmp_path))


def left_behind(path):
    return Counter(re.findall(rb"zq\d{5}x", path.read_bytes()))


def test_copies_of_rows_that_were_moved_go_and_no_row_does(shuffled):
    with closing(connect(shuffled)) as connection:
        connection.execute("DELETE FROM lines WHERE CAST(key AS INTEGER) % 2")
        connection.execute("DELETE FROM texts WHERE id % 2")
        before = list(connection.iterdump())
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    gone = {name(number) for number in range(1, ROWS, 2)}
    assert gone & left_behind(shuffled).keys(), "SQLite leaves nothing behind any more: wipe has no use"
    size = shuffled.stat().st_size
    wipe(shuffled)
    assert not gone & left_behind(shuffled).keys()
    assert shuffled.stat().st_size == size
    with closing(connect(shuffled)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert list(connection.iterdump()) == before


def test_rows_may_be_written_afterwards_as_before(shuffled):
    wipe(shuffled)
    with closing(connect(shuffled)) as connection:
        connection.execute("UPDATE texts SET text = text || 'more'")
        connection.execute("DELETE FROM lines WHERE key < '02000'")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert slack.wipe(shuffled, [1]) <= 1


def test_free_pages_of_a_program_that_does_not_overwrite_them(shuffled):
    with closing(sqlite3.connect(shuffled)) as careless:
        careless.execute("PRAGMA secure_delete = OFF")
        careless.execute("DELETE FROM texts")
        careless.execute("DROP INDEX texts_text")
        careless.execute("DELETE FROM lines")
        careless.commit()
    assert left_behind(shuffled)
    with closing(connect(shuffled)) as connection:
        size = connection.execute("PRAGMA page_count").fetchone()
        overwrite_free_pages(connection)
        assert connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'withdr%'").fetchall() == []
        assert connection.execute("PRAGMA page_count").fetchone()[0] <= size[0] + 2
    wipe(shuffled)
    assert not left_behind(shuffled)


def test_a_reader_that_holds_the_log_is_waited_for_and_then_named(shuffled):
    with closing(connect(shuffled, readonly=True)) as reader, closing(connect(shuffled)) as writer:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM lines").fetchone()
        writer.execute("DELETE FROM lines WHERE key = '00001'")
        with pytest.raises(StorageError, match=r"is being read or written, .* --resume"):
            wipe(shuffled, busy_seconds=0)
        reader.execute("COMMIT")
        wipe(shuffled, busy_seconds=0)


# SQLite's lock of whoever brings the log into the file: https://www.sqlite.org/walformat.html#locks
BRINGS_IN = """
import fcntl, sys, time
with open(sys.argv[1] + "-shm", "r+b") as shared:
    fcntl.lockf(shared, fcntl.LOCK_EX, 1, 121)
    print(flush=True)
    time.sleep(0.5)
"""


def test_whoever_brings_the_log_into_the_file_is_waited_for(shuffled):
    with closing(connect(shuffled)) as writer:
        writer.execute("DELETE FROM lines WHERE key = '00001'")
        with subprocess.Popen(
            [sys.executable, "-c", BRINGS_IN, str(shuffled)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout.readline()
            wipe(shuffled)
        assert Path(f"{shuffled}-wal").stat().st_size == 0


def test_a_file_that_cannot_be_opened_is_said(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        slack.wipe_apart(tmp_path / "none.db", [1])
