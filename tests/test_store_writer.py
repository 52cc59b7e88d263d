import json
import sqlite3
from dataclasses import replace

import pytest

from pipeline.errors import ExitCode, StorageError
from pipeline.items import Reject, WarcLocation
from pipeline.store import Writer, connect
from tests.store_items import URL, page, record, reject


@pytest.fixture
def path(tmp_path):
    return tmp_path / "corpus.db"


def put(path, *puts, **options):
    """Store everything in one batch; the counts."""
    with Writer(path, **options) as writer:
        for served, outcome in puts:
            writer.put(served, outcome)
        writer.flush()
        return +writer.counts


def rows(path, sql, *values):
    connection = connect(path, readonly=True)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def documents(path, columns):
    return rows(path, f"SELECT {columns} FROM documents ORDER BY id")


def test_a_record_is_stored_with_its_page_sections_and_removals(path):
    first = page(archived=True, requested_url="https://example.com/1", source="saved.warc")
    counts = put(path, (first, [record(first, "甲\n乙\n丙")]))
    assert counts == {"pages": 1, "documents": 1, "new": 1}
    assert documents(
        path, "url, canonical_url, text, is_canonical, speaker, first_seen_at, last_seen_at, gone_at"
    ) == [
        (URL, "https://example.com/p-1.html", "甲\n乙\n丙", 1, None, first.fetched_at, first.fetched_at, None)
    ]
    assert rows(path, "SELECT ordinal, level, title, start, end FROM sections") == [
        (0, 1, "甲", 0, 1),
        (1, 1, "乙", 0, 1),
        (2, 1, "丙", 0, 1),
    ]
    assert rows(path, "SELECT ordinal, rule, position, text, replacement FROM removals LIMIT 1") == [
        (0, "prompt", 0, "下载甲", "")
    ]
    assert rows(
        path, "SELECT id, outcome, reason, documents, size, sha256, warc_file, source FROM pages"
    ) == [(first.id, "document", None, 1, len(first.body), first.sha256, "one.warc.gz", "saved.warc")]
    headers = rows(path, "SELECT headers FROM pages")[0][0]
    assert json.loads(headers) == [list(header) for header in first.headers]


def test_the_same_page_put_twice_changes_nothing(path):
    first = page(archived=True)
    put(path, (first, [record(first)]))
    before = dump(path)
    counts = put(path, (replace(first, location=WarcLocation("two.warc.gz", 7, 7)), [record(first)]))
    assert counts == {"pages": 1, "documents": 1, "unchanged": 1}
    assert dump(path) == before


def dump(path):
    connection = connect(path, readonly=True)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_page_stored_before_it_was_archived_gains_its_place(path):
    first = page()
    put(
        path,
        (first, [record(first)]),
        (replace(first, location=WarcLocation("a.warc.gz", 1, 2)), [record(first)]),
    )
    assert rows(path, "SELECT warc_file, warc_offset, warc_length FROM pages") == [("a.warc.gz", 1, 2)]


def test_an_unchanged_document_is_seen_again_with_new_metadata(path):
    first, second = page(day=1), page(day=2)
    counts = put(path, (first, [record(first)]), (second, [record(second, downloads=9)]))
    assert counts == {"pages": 2, "documents": 2, "new": 1, "unchanged": 1}
    assert documents(path, "first_seen_at, last_seen_at, changed_at, fetched_at, page_id, downloads") == [
        (first.fetched_at, second.fetched_at, first.fetched_at, second.fetched_at, second.id, 9)
    ]
    assert rows(path, "SELECT * FROM document_versions") == []


@pytest.mark.parametrize(
    "changed", [{"text": "新的"}, {"title": "新的"}, {"title": None}, {"text_state": "preview"}]
)
def test_changed_content_becomes_the_row_and_the_old_one_a_version(path, changed):
    first, second = page(day=1), page(day=3)
    old, new = record(first), record(second, **changed)
    counts = put(path, (first, [old]), (second, [new]))
    assert counts["changed"] == 1
    assert documents(path, "title, text, text_state, changed_at") == [
        (new.title, new.text, new.text_state, second.fetched_at)
    ]
    assert rows(
        path, "SELECT title, text, text_state, page_id, first_seen_at, last_seen_at FROM document_versions"
    ) == [(old.title, old.text, old.text_state, first.id, first.fetched_at, first.fetched_at)]
    assert rows(path, "SELECT title FROM sections ORDER BY ordinal") == [
        (line,) for line in new.text.split("\n")
    ]


def test_a_change_undoes_the_grouping_and_a_refresh_keeps_it(path):
    put(path, (page(day=1), [record(page(day=1))]))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE documents SET cluster_id = 'c', is_canonical = 0")
    connection.commit()
    connection.close()
    put(path, (page(day=2), [record(page(day=2))]))
    assert documents(path, "cluster_id, is_canonical") == [("c", 0)]
    put(path, (page(day=3), [record(page(day=3), "新的")]))
    assert documents(path, "cluster_id, is_canonical") == [(None, 1)]


def test_an_older_page_never_overwrites_a_newer_text(path):
    old, new = page(day=1), page(day=2)
    counts = put(path, (new, [record(new, "新的")]), (old, [record(old, "旧的")]))
    assert counts == {"pages": 2, "documents": 2, "new": 1, "older": 1}
    assert documents(path, "text, first_seen_at, last_seen_at, page_id") == [
        ("新的", old.fetched_at, new.fetched_at, new.id)
    ]
    assert rows(path, "SELECT title FROM sections") == [("新的",)]
    assert rows(path, "SELECT text, first_seen_at FROM document_versions") == [("旧的", old.fetched_at)]


def test_a_text_that_comes_back_leaves_the_versions(path):
    served = [(page(day=1), "甲"), (page(day=2), "乙"), (page(day=3), "甲")]
    put(path, *((of, [record(of, text)]) for of, text in served))
    assert documents(path, "text, changed_at") == [("甲", served[0][0].fetched_at)]
    assert rows(path, "SELECT text FROM document_versions") == [("乙",)]


def test_newer_rules_replace_what_older_ones_made_of_the_same_page(path):
    only = page()
    put(path, (only, [record(only, "点击下载甲")]), (only, [record(only, "甲", extractor_version="2")]))
    assert documents(path, "text, extractor_version") == [("甲", "2")]
    assert rows(path, "SELECT text, extractor_version FROM document_versions") == [("点击下载甲", "1")]


def test_a_url_that_becomes_a_document_leaves_the_rejects(path):
    first, twin = page(day=1), page("https://www.example.com/p-1.html", day=2)
    put(path, (first, reject(first, "blocked", "captcha")))
    assert rows(path, "SELECT url, outcome, reason, page_id FROM rejects") == [
        (URL, "blocked", "captcha", first.id)
    ]
    assert rows(path, "SELECT outcome, reason, documents FROM pages") == [("blocked", "captcha", 0)]
    put(path, (twin, [record(twin)]))
    assert rows(path, "SELECT * FROM rejects") == []


def test_a_reject_keeps_the_document_and_an_older_one_is_no_news(path):
    served, blocked, older = page(day=2), page(day=3), page(day=1)
    counts = put(
        path,
        (served, [record(served)]),
        (older, reject(older, "error")),
        (blocked, reject(blocked, "blocked")),
    )
    assert counts["rejects"] == 2
    assert counts["reject:blocked"] == 1
    assert documents(path, "page_id, gone_at") == [(served.id, None)]
    assert rows(path, "SELECT outcome, first_seen_at FROM rejects") == [("blocked", blocked.fetched_at)]


def test_a_reject_met_again_is_one_row_with_the_newest_reason(path):
    days = {day: page(day=day) for day in (1, 2, 3)}
    put(path, *((days[day], reject(days[day], reason=f"day {day}")) for day in (2, 3, 1)))
    assert rows(path, "SELECT reason, first_seen_at, last_seen_at FROM rejects") == [
        ("day 3", days[1].fetched_at, days[3].fetched_at)
    ]


def test_a_reject_without_a_page(path):
    put(path, (None, Reject(URL, "error", "connection refused")))
    assert rows(path, "SELECT canonical_url, outcome, page_id FROM rejects") == [
        ("https://example.com/p-1.html", "error", None)
    ]
    assert rows(path, "SELECT * FROM pages") == []


def test_gone_is_the_first_fetch_that_said_so_and_ends_when_served_again(path):
    days = {day: page(day=day) for day in range(1, 6)}
    put(path, (days[1], [record(days[1])]), (days[2], reject(days[2], "gone")))
    assert documents(path, "gone_at") == [(None,)], "one notice may be a site's bad day"
    put(path, (days[3], reject(days[3], "gone")))
    assert documents(path, "gone_at, last_seen_at") == [(days[2].fetched_at, days[1].fetched_at)]
    put(path, (days[5], [record(days[5])]), (days[4], reject(days[4], "gone")))
    assert documents(path, "gone_at, last_seen_at") == [(None, days[5].fetched_at)]
    assert rows(path, "SELECT * FROM rejects") == []


def test_an_old_page_of_a_deleted_document_comes_in_as_gone(path):
    old, deleted, now = page(day=1), page(day=3), page(day=4)
    put(path, *((of, reject(of, "gone")) for of in (now, deleted)), (old, [record(old)]))
    assert documents(path, "gone_at") == [(deleted.fetched_at,)]
    assert rows(path, "SELECT outcome FROM rejects") == [("gone",)]


def collection(of, *numbers):
    return of, [record(of, f"第{number}篇", number=number) for number in numbers]


def test_documents_that_vanish_from_a_collection_page_are_gone(path):
    first, second, third = page(day=1), page(day=2), page(day=3)
    counts = put(path, collection(first, 1, 2, 3), collection(second, 1, 3))
    assert counts == {"pages": 2, "documents": 5, "new": 3, "unchanged": 2}
    by_text = "SELECT text, gone_at FROM documents ORDER BY text"
    assert rows(path, by_text) == [("第1篇", None), ("第2篇", second.fetched_at), ("第3篇", None)]
    put(path, collection(third, 1, 2, 3))
    assert rows(path, by_text) == [("第1篇", None), ("第2篇", None), ("第3篇", None)]


def test_an_older_collection_page_adds_what_had_vanished_as_gone(path):
    first, second = page(day=1), page(day=2)
    put(path, collection(second, 1), collection(first, 1, 2))
    assert rows(path, "SELECT text, gone_at FROM documents ORDER BY text") == [
        ("第1篇", None),
        ("第2篇", second.fetched_at),
    ]


BAD = {
    "lone surrogate": {"text": "坏\ud800字"},
    "wrong shape": {"sections": ("no section",)},
    "missing value": {"family": None},
    "number too large": {"downloads": 2**70},
    "no column type": {"speaker": object()},
}


@pytest.mark.parametrize("fault", BAD.values(), ids=BAD.keys())
def test_one_bad_record_is_a_reject_and_the_others_are_stored(path, fault):
    pages = [page(f"https://example.com/p-{n}.html") for n in range(3)]
    puts = [(of, [record(of, **(fault if n == 1 else {}))]) for n, of in enumerate(pages)]
    counts = put(path, *puts)
    assert counts == {"pages": 3, "documents": 2, "new": 2, "rejects": 1, "reject:error": 1}
    ((outcome, reason),) = rows(path, "SELECT outcome, reason FROM rejects WHERE page_id = ?", pages[1].id)
    assert outcome == "error"
    assert reason.startswith("cannot be stored: ")
    assert rows(path, "SELECT count(*) FROM sections") == rows(path, "SELECT count(*) * 2 FROM documents")


def test_hostile_urls_and_headers_are_stored_mended(path):
    hostile = replace(page("https://example.com/\ud800", body=b""), headers=(("X-\udcff", "坏\udcff"),))
    put(path, (hostile, reject(hostile, reason="坏\ud800\n理由")))
    assert rows(path, "SELECT url FROM pages UNION SELECT url FROM rejects") == [
        ("https://example.com/\ufffd",)
    ]
    assert json.loads(rows(path, "SELECT headers FROM pages")[0][0]) == [["X-\ufffd", "坏\ufffd"]]


def test_the_writer_goes_on_when_not_even_a_reject_can_be_stored(path):
    with Writer(path) as writer:
        lost = writer.put(None, Reject(URL, None, "no outcome"))
        kept = writer.put(None, Reject("https://example.com/2", "error", "refused"))
        with pytest.raises(sqlite3.IntegrityError):
            lost.result(10)
        kept.result(10)
    assert rows(path, "SELECT url FROM rejects") == [("https://example.com/2",)]


@pytest.mark.parametrize("nothing", [(None, []), (page(), []), (None, [record(page())])])
def test_a_put_without_a_page_or_an_outcome_is_a_mistake_of_the_caller(path, nothing):
    with Writer(path) as writer, pytest.raises(ValueError, match="a page with its records"):
        writer.put(*nothing)


def test_a_future_is_done_when_its_rows_can_be_read(path):
    first = page()
    with Writer(path) as writer:
        future = writer.put(first, [record(first)])
        assert not future.cancel()
        future.result(10)
        assert documents(path, "page_id") == [(first.id,)]
        assert writer.counts["new"] == 1


def test_a_run_counts_what_it_stored(path):
    first = page()
    with Writer(path) as writer:
        number = writer.start_run("crawl", "example.com", {"DOWNLOAD_DELAY": 1.5}, extractor_version="7")
        writer.put(first, [record(first)])
        writer.flush()
        running = rows(path, "SELECT finished_at, outcome, counts FROM runs")[0]
        assert running[:2] == (None, None)
        assert json.loads(running[2]) == {"pages": 1, "documents": 1, "new": 1}
        writer.finish_run("done", ExitCode.DONE)
        writer.start_run("ingest", None, {})
        assert not writer.counts
    assert rows(
        path, "SELECT id, command, site, outcome, exit_code, settings, extractor_version FROM runs"
    ) == [
        (number, "crawl", "example.com", "done", 0, '{"DOWNLOAD_DELAY": 1.5}', "7"),
        (number + 1, "ingest", None, None, None, "{}", None),
    ]
    assert documents(path, "run_id") == [(number,)]


def test_a_closed_writer_takes_nothing_and_closes_twice(path):
    writer = Writer(path)
    writer.close()
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.put(page(), [record(page())])


def test_a_locked_database_fails_every_future_and_then_at_once(path):
    first, second = page(day=1), page(day=2)
    with Writer(path) as writer:
        writer.put(first, [record(first)])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writer = Writer(path, busy_seconds=0.05)
    open_futures = [writer.put(of, [record(of)]) for of in (first, second)]
    errors = [future.exception(10) for future in open_futures]
    other.execute("ROLLBACK")
    other.close()
    assert {type(error) for error in errors} == {StorageError}
    assert f"{path} is locked by another program" in str(errors[0])
    assert writer.put(second, [record(second)]).exception(0) is errors[0]
    with pytest.raises(StorageError, match="locked"):
        writer.flush()
    with pytest.raises(StorageError, match="locked"):
        writer.close()
    assert documents(path, "page_id") == [(first.id,)]


def test_the_end_of_a_run_is_written_once_the_trouble_is_over(path):
    writer = Writer(path, busy_seconds=0.05)
    writer.start_run("ingest", None, {})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert isinstance(writer.put(page(), [record(page())]).exception(10), StorageError)
    with pytest.raises(StorageError, match="locked"):
        writer.finish_run("storage", 5)
    other.execute("ROLLBACK")
    other.close()
    writer.finish_run("storage", 5)
    with pytest.raises(StorageError, match="locked"):
        writer.close()
    assert rows(path, "SELECT outcome, exit_code FROM runs") == [("storage", 5)]


def test_trouble_with_another_disk_ends_the_run_as_such(path):
    with pytest.raises(StorageError, match="archive"), Writer(path) as writer:  # noqa: PT012
        writer.start_run("ingest", None, {})
        raise StorageError("The archive's disk is full.")
    assert rows(path, "SELECT outcome, exit_code FROM runs") == [("storage", 5)]


def test_a_full_disk_keeps_what_was_committed(path):
    first = page()
    with pytest.raises(StorageError, match="disk is full"), Writer(path) as writer:  # noqa: PT012
        writer.put(first, [record(first)]).result(10)
        # SQLite's own limit on pages gives the error that a full disk gives.
        writer._transactions._connection.execute("PRAGMA max_page_count = 1")
        for n in range(2, 50):
            more = page(f"https://example.com/p-{n}.html")
            writer.put(more, [record(more, "字" * 5_000)])
    assert documents(path, "page_id") == [(first.id,)]


def test_an_error_of_the_caller_is_not_hidden_by_the_writer_s_own(path):
    other = None
    with pytest.raises(KeyError), Writer(path, busy_seconds=0.05) as writer:  # noqa: PT012
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        writer.put(page(), [record(page())])
        raise KeyError
    other.close()


def test_an_error_in_the_writer_itself_leaves_nobody_waiting(path, monkeypatch):
    def broken(*_):
        raise RuntimeError("out of order")

    monkeypatch.setattr("pipeline.store.transactions.Transactions.store", broken)
    writer = Writer(path)
    with pytest.raises(StorageError, match="RuntimeError: out of order"):
        writer.put(page(), [record(page())]).result(10)
    with pytest.raises(StorageError, match="out of order"):
        writer.close()
