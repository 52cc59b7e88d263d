"""The index follows the store: what is not in it is known, and whatever happens it ends as if made anew."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipeline.corpus.search import catch_up, index, pending, search
from pipeline.store import Writer, connect
from pipeline.store.schema import migrations
from tests.command_line import ROOT
from tests.search_corpus import ids, indexed, made_anew, store
from tests.store_items import page, record

CATCHING_UP = """
import sys
from pathlib import Path
from pipeline.corpus.search import catch_up, index

index.BATCH = 10
catch_up(Path(sys.argv[1]), lambda done, left: print(done, left, flush=True))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.db"


def caught_up(path: Path) -> int:
    return catch_up(path, lambda _done, _left: None)


def number_pending(path: Path) -> int:
    with closing(connect(path, readonly=True)) as connection:
        return pending(connection)


def found(path: Path, query: str) -> list[str]:
    with closing(connect(path, readonly=True)) as connection:
        return ids(connection, query)


def change(path: Path, *statements: str) -> None:
    with closing(connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_the_store_writes_is_pending_until_it_is_indexed(path: Path) -> None:
    store(path, ["甲乙丙", "丁戊己"])
    assert number_pending(path) == 2
    assert found(path, "甲乙") == []
    assert caught_up(path) == 2
    assert number_pending(path) == 0
    assert len(found(path, "甲乙")) == 1
    # The same again changes nothing.
    store(path, ["甲乙丙", "丁戊己"])
    assert number_pending(path) == 0
    assert caught_up(path) == 0


def test_changed_and_deleted_documents_leave_no_trace_in_the_index(path: Path) -> None:
    rng = random.Random(5)
    texts = ["".join(rng.choices("人民会议政府,。a1 ", k=30)) for _ in range(60)]
    store(path, texts)
    caught_up(path)
    store(path, [text[::-1] for text in texts[:20]], extractor_version="2")
    store(path, texts[20:25], begin=20, title="另一个标题", extractor_version="2")
    change(
        path,
        "DELETE FROM documents WHERE rowid % 7 = 0",
        "UPDATE documents SET title = NULL WHERE rowid = 30",
    )
    # Twice before it is indexed, and a row number that is used again.
    change(
        path,
        "UPDATE documents SET text = text || '尾' WHERE rowid < 10",
        "DELETE FROM documents WHERE rowid > 58",
    )
    store(path, ["全新的文字"], begin=500)
    change(path, "UPDATE documents SET site = 'other.org' WHERE rowid = 40")
    assert number_pending(path) > 0
    caught_up(path)
    assert indexed(path) == made_anew(path)
    assert len(found(path, "全新的")) == 1
    assert len(found(path, "site:other.org")) == 1
    change(path, "DELETE FROM documents")
    caught_up(path)
    assert {row[0] for row in indexed(path)} == {0}


def test_between_batches_and_while_one_is_prepared_others_write(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "BATCH", 3)
    store(path, [f"第{number}篇文字" for number in range(10)])
    cut = index.text_tokens

    def meanwhile(title: str | None, text: str) -> str:
        with closing(connect(path, busy_seconds=0)) as other:
            if "第4篇" in text and "改过" not in text:
                other.execute("UPDATE documents SET text = text || '改过' WHERE text LIKE '第4篇%'")
                other.execute("DELETE FROM documents WHERE text LIKE '第5篇%'")
        return cut(title, text)

    def between(_done: int, _left: int) -> None:
        with closing(connect(path, busy_seconds=0)) as other:
            other.execute("UPDATE documents SET quality = 0.7")

    monkeypatch.setattr(index, "text_tokens", meanwhile)
    catch_up(path, between)
    monkeypatch.undo()
    assert number_pending(path) == 0
    assert len(found(path, "改过")) == 1
    assert indexed(path) == made_anew(path)


def test_a_killed_catch_up_is_finished_by_the_next(path: Path) -> None:
    store(path, [f"第{number}篇文字,各有不同。" * 20 for number in range(300)])
    command = [sys.executable, "-c", CATCHING_UP, str(path)]
    for stop in range(1, 4):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout
            for line in process.stdout:
                if int(line.split()[0]) >= 10 * stop:
                    process.send_signal(signal.SIGKILL)
                    break
            process.stdout.read()
        assert process.returncode == -signal.SIGKILL
        with closing(connect(path, readonly=True)) as connection:
            known = connection.execute("SELECT count(*) FROM search_documents").fetchone()[0]
            assert known + pending(connection) == 300
            assert known >= 10 * stop
            assert search(connection, "各有不同").total == known
    caught_up(path)
    assert indexed(path) == made_anew(path)


def test_documents_stored_before_there_was_an_index_are_pending(path: Path) -> None:
    with closing(connect(path)) as connection:
        migrations.apply(Database(connection), stop_before="m005_search")
    # As software of that time wrote it.
    change(
        path,
        """INSERT INTO documents (id, url, canonical_url, site, family, title, text, text_state, genre, char_count,
        paragraph_count, quality, placeholders, content_sha256, first_seen_at, last_seen_at, changed_at, fetched_at, page_id,
        extractor_version) VALUES ('a', '', '', 'a.org', '', NULL, '甲乙丙', 'full', '', 3, 1, 1, 0, '', '', '', '', '', '', '')""",
    )
    assert caught_up(path) == 1
    assert found(path, "甲乙") == ["a"]


@pytest.mark.parametrize(
    "statements",
    [
        ("DELETE FROM documents WHERE rowid < 4", "VACUUM"),
        ("UPDATE documents SET rowid = rowid + 100",),
        ("INSERT OR REPLACE INTO documents SELECT * FROM documents WHERE rowid = 3",),
        ("UPDATE search_index SET folding = 'older'",),
    ],
    ids=["vacuum", "renumbered", "replaced", "other folding"],
)
def test_what_other_programs_do_to_row_numbers_is_noticed(path: Path, statements: tuple[str, ...]) -> None:
    store(path, [f"第{number}篇文字" for number in range(9)])
    caught_up(path)
    change(path, *statements)
    caught_up(path)
    assert indexed(path) == made_anew(path)
    assert len(found(path, "第8篇")) == 1


def test_a_deleted_document_that_is_still_in_the_index_is_not_shown(path: Path) -> None:
    store(path, ["甲乙丙", "甲乙丁"])
    caught_up(path)
    change(path, "DELETE FROM documents WHERE text = '甲乙丙'")
    with closing(connect(path, readonly=True)) as connection:
        answer = search(connection, "甲乙")
    assert (len(answer.hits), answer.pending) == (1, 1)


def test_a_file_that_cannot_be_written_is_searched_all_the_same(path: Path) -> None:
    store(path, ["甲乙丙"])
    caught_up(path)
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        assert search(connection, "甲乙").total == 1


def test_a_refused_put_and_a_batch_stored_singly_are_pending_too(path: Path) -> None:
    with Writer(path) as writer:
        for number, text in enumerate(["甲乙丙", "坏\ud800字", "丁戊己"]):
            of = page(f"https://m.example.com/p-{number}.html")
            writer.put(of, [record(of, text)])
    assert caught_up(path) == 2
    assert len(found(path, "丁戊")) == 1
