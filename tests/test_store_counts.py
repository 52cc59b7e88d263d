"""The counts are those of the rows, whatever happens to the rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from pipeline.items import Removal
from pipeline.store import Writer, open_database
from pipeline.store.counts import LENGTHS
from pipeline.store.schema import migrations
from tests.store_items import page, record

COUNTED = """
SELECT site, genre, text_state, CAST(substr(ifnull(spoken_on, '0'), 1, 4) AS INTEGER), count(*), sum(is_canonical),
    sum(char_count)
FROM documents GROUP BY 1, 2, 3, 4
"""
KEPT = """
SELECT site, genre, text_state, year, sum(documents), sum(canonical), sum(characters)
FROM document_counts GROUP BY 1, 2, 3, 4
"""
KEPT_RULES = "SELECT rule, removals, characters FROM removal_counts ORDER BY rule"


def assert_true(connection: sqlite3.Connection) -> None:
    assert connection.execute(KEPT).fetchall() == connection.execute(COUNTED).fetchall()
    rules: dict[str, tuple[int, int]] = {}
    for rule, text in connection.execute("SELECT rule, text FROM removals ORDER BY rule"):
        removals, characters = rules.get(rule, (0, 0))
        rules[rule] = removals + 1, characters + len(text)
    assert connection.execute(KEPT_RULES).fetchall() == [(rule, *figures) for rule, figures in rules.items()]
    assert connection.execute("SELECT count(*) FROM document_counts WHERE documents <= 0").fetchone() == (0,)


REMOVED = st.one_of(
    st.just("去掉"), st.text(st.sampled_from('去\0\n\x1f\x7f"\\u0\u2028\U0001f600'), min_size=1, max_size=8)
)
"""What was removed, also with what SQL and JSON cannot count or write as it is."""

changes = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(1, 28),
        st.sampled_from(["speech", "address"]),
        st.sampled_from([None, "2021", "2021-03", "1999-01-02"]),
        st.integers(0, 3000),
        st.lists(st.tuples(st.sampled_from(["prompt", "footer"]), REMOVED), max_size=3),
    ),
    max_size=12,
)


@given(changes)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_follow_what_is_stored(tmp_path_factory: pytest.TempPathFactory, given_changes: list) -> None:  # type: ignore[type-arg]
    database = tmp_path_factory.mktemp("counts") / "a.db"
    with Writer(database) as writer:
        for number, day, genre, spoken_on, length, rules in given_changes:
            of = page(f"https://m.example.com/p-{number}.html", day=day)
            removals = tuple(Removal(rule, 0, text) for rule, text in rules)
            text = "字" * length
            writer.put(
                of, [record(of, text, genre=genre, spoken_on=spoken_on, removals=removals, sections=())]
            )
    with closing(open_database(database).conn) as connection:
        assert_true(connection)
        connection.execute("UPDATE documents SET is_canonical = 0, text_state = 'preview' WHERE rowid % 2")
        assert_true(connection)
        connection.execute("DELETE FROM removals WHERE ordinal = 0")
        connection.execute("DELETE FROM documents WHERE rowid > 1")
        assert_true(connection)


def test_counts_that_were_wrong_are_mended_when_the_file_is_opened(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        migrations.apply(Database(connection), stop_before="m011_recount")
        connection.execute("INSERT INTO removals VALUES ('d', 0, 'prompt', 0, ?, '')", ("下\0载",))
        connection.execute("INSERT INTO removal_counts VALUES ('prompt', 1, 1), ('footer', 1, 1)")
    with closing(open_database(tmp_path / "a.db").conn) as connection:
        assert connection.execute(KEPT_RULES).fetchall() == [("prompt", 1, 3)]


@pytest.mark.parametrize("length", [0, 199, 200, 999, 20_000, 10**6])
def test_the_class_of_a_length(tmp_path: Path, length: int) -> None:
    with Writer(tmp_path / "a.db") as writer:
        of = page()
        writer.put(of, [record(of, "短。", char_count=length)])
    with closing(open_database(tmp_path / "a.db").conn) as connection:
        (least,) = connection.execute("SELECT length_from FROM document_counts").fetchone()
    assert least == max(each for each in LENGTHS if each <= length)
