import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from pipeline.crawl.known_lines import KnownLines
from pipeline.errors import ExitCode, InputError, StorageError
from pipeline.items import TextLine
from pipeline.store import Writer, connect, fields, open_database
from pipeline.store.database import check_corpus
from pipeline.store.fields.shape import TIME
from pipeline.store.schema import migrations
from pipeline.store.site_lines import counts_lines
from tests.store_items import page, record


@pytest.fixture
def path(tmp_path):
    return tmp_path / "corpus.db"


def test_a_missing_folder_is_made_and_the_file_is_in_wal_mode(tmp_path):
    path = tmp_path / "new" / "folder" / "corpus.db"
    connection = open_database(path).conn
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert path.is_file()


def test_an_empty_file_gets_every_table_and_opening_again_changes_nothing(path):
    path.touch()
    open_database(path).conn.close()
    before = schema(path)
    with Writer(path) as writer:
        writer.put(page(), [record(page())])
    open_database(path).conn.close()
    assert schema(path) == before
    connection = connect(path, readonly=True)
    assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def schema(path):
    connection = connect(path, readonly=True)
    try:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    finally:
        connection.close()


def test_programs_that_open_a_new_file_at_once_all_get_it(path):
    barrier, errors = threading.Barrier(6), []

    def opening():
        barrier.wait()
        try:
            open_database(path).conn.close()
        except StorageError as error:
            errors.append(error)

    threads = [threading.Thread(target=opening) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def refusal(path, opening=open_database):
    with pytest.raises(StorageError) as caught:
        opening(path)
    assert caught.value.exit_code == ExitCode.STORAGE
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    assert "cannot be made" in refusal(tmp_path / "file" / "folder" / "corpus.db")


def test_a_folder_that_cannot_be_written():
    # Nobody, not even root, can make files here.
    assert "cannot be opened; make its folder" in refusal(Path("/proc/self/corpus.db"))


def test_a_folder_in_place_of_a_file(tmp_path):
    assert "is a folder" in refusal(tmp_path)


def test_a_file_that_is_no_database(path):
    path.write_text("<html>没有数据库</html>" * 100, encoding="utf-8")
    assert "is not an SQLite database" in refusal(path)


def test_a_damaged_database(path):
    with Writer(path) as writer:
        writer.put(page(), [record(page())])
    content = bytearray(path.read_bytes())
    content[100:8192] = b"\xff" * (8192 - 100)
    path.write_bytes(content)
    assert "is damaged" in refusal(path)


def test_a_locked_new_database(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert "is locked by another program" in refusal(
        path, lambda path: open_database(path, busy_seconds=0.05)
    )
    other.close()


def test_a_database_of_newer_software(path):
    database = open_database(path)
    database.table(migrations.migrations_table).insert(
        {"migration_set": migrations.name, "name": "m999_later", "applied_at": "2030-01-01"}
    )
    database.conn.close()
    assert "newer version of this software (it has m999_later)" in refusal(path)


def test_a_database_of_another_program(path):
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    assert "another program's tables" in refusal(path)
    assert [name for name, _ in schema(path)] == ["bookmarks"]


def test_reading_needs_a_file_and_cannot_write(path):
    assert "cannot be opened" in refusal(path, lambda path: connect(path, readonly=True))
    assert not path.exists()
    open_database(path).conn.close()
    reader = connect(path, readonly=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM documents")
    reader.close()


def test_a_database_from_before_lines_were_counted_is_brought_up_to_date(path):
    connection = connect(path)
    migrations.apply(sqlite_utils.Database(connection), stop_before="m003_site_lines")
    assert not counts_lines(connection)
    connection.close()
    # Who only reads leaves it as it is.
    lines = KnownLines(path)
    assert lines("example.com") == {}
    lines.close()
    for _ in range(2):
        with Writer(path) as writer:
            one = record(page(), lines=(TextLine("东墙", "东墙", at_edge=True),), copy_key="1")
            writer.put(page(), [one])
    connection = connect(path, readonly=True)
    assert connection.execute("SELECT key, documents FROM site_lines").fetchall() == [("东墙", 1)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_fields_describe_the_schema(path):
    connection = open_database(path).conn
    tables = connection.execute(
        # FTS5's own tables are none of ours.
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')"
        " AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    columns = {
        name: [(column, kind) for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({name})")]
        for (name,) in tables.fetchall()
    }
    connection.close()
    described = {
        name: [(column, field.type) for column, field in table.fields.items()]
        for name, table in fields.TABLES.items()
    }
    assert columns == described


def test_the_page_about_fields_is_current():
    assert fields.PAGE.read_text(encoding="utf-8") == fields.markdown(), (
        "run: python -m pipeline.store.fields"
    )


def test_every_meaning_is_a_sentence_and_every_time_ends_in_at():
    for table in fields.TABLES.values():
        for name, field in table.fields.items():
            assert re.fullmatch(r"[A-Z`].*[.;]?.*\.", field.meaning)
            assert name.endswith("_at") == (field.unit == TIME)


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (number)")


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda _: None, InputError, "there is no database"),
        (Path.mkdir, StorageError, "is a folder"),
        (lambda path: path.write_text("# Read me\n" * 100), StorageError, "is not an SQLite database"),
        (_foreign, StorageError, "has another program's tables"),
    ],
)
def test_what_is_no_corpus_is_told_apart_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], object], error: type[Exception], said: str
) -> None:
    path = tmp_path / "a.db"
    make(path)
    with pytest.raises(error, match=said):
        check_corpus(path)
    assert {each.name for each in tmp_path.iterdir()} <= {"a.db"}


def test_a_corpus_and_an_empty_file_pass(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    check_corpus(tmp_path / "empty.db")
    open_database(tmp_path / "a.db").conn.close()
    check_corpus(tmp_path / "a.db")
