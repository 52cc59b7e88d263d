"""The writer refuses what is withdrawn, in the transaction in which it would have been stored."""

import hashlib
from contextlib import closing
from dataclasses import replace

import pytest

from pipeline.items import Found, Reject, Visit, WarcLocation
from pipeline.store import Writer, connect, frontier, open_database, withdrawals, withdrawn_addresses
from pipeline.store.tombstones import bury
from pipeline.store.withdrawals import Refusals, Target
from tests.store_items import URL, page, record, reject

CANONICAL = "https://example.com/p-1.html"
AT = "2026-11-27T08:00:00Z"
TEXT = "今年我们种了三百棵枣树。\n谢谢大家。"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.db"


def withdraw(path, *target):
    with closing(open_database(path).conn) as connection, connection:
        number = withdrawals.add(connection, Target(*target), "asked", AT)
        connection.execute(
            "UPDATE withdrawals SET completed_at = 'x', archive_blanked_at = 'x' WHERE id = ?", (number,)
        )
        return number


def put(path, *puts):
    with Writer(path) as writer:
        for each in puts:
            writer.put(*each)
        writer.flush()
        return +writer.counts


def rows(path, sql, *values):
    with closing(connect(path, readonly=True)) as connection:
        return connection.execute(sql, values).fetchall()


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def by_hand(of, **more):
    return record(of, TEXT, **more)


@pytest.mark.parametrize(
    "target",
    [
        ("url", CANONICAL),
        ("site", "example.com"),
        ("uploader", "老王"),
        ("uploader", "老王", "example.com"),
        ("sha256", digest(TEXT)),
        ("sha256", page(archived=True).sha256),
    ],
)
def test_what_is_withdrawn_becomes_a_tombstone_and_not_a_document(path, target):
    number = withdraw(path, *target)
    of = page(archived=True, requested_url="https://example.com/1", source="saved.warc", robots="{}")
    counts = put(path, (of, [by_hand(of, uploader="老王"), by_hand(of, number=2)]))
    assert counts == {"pages": 1, "rejects": 1, "reject:withdrawn": 1}
    for table in ("documents", "rejects", "removals", "site_lines", "search_pending", "dedupe_pending"):
        assert rows(path, f"SELECT * FROM {table}") == []
    assert rows(
        path,
        "SELECT canonical_url, headers, sha256, size, requested_url, source, robots, outcome, withdrawal_id FROM pages",
    ) == [(CANONICAL, "[]", "", 0, None, None, None, "withdrawn", number)]
    place = of.location
    assert rows(path, "SELECT * FROM withdrawn_records") == [
        (place.file, place.offset, place.length, number, None)
    ]
    # There is something to purge again.
    assert rows(path, "SELECT pages, archive_blanked_at, completed_at FROM withdrawals") == [(1, None, None)]


@pytest.mark.parametrize(
    "target",
    [
        ("url", "https://example.com/p-11.html"),
        ("site", "www.example.org"),
        ("uploader", "老王", "example.org"),
        ("uploader", "老"),
        ("sha256", "0" * 64),
    ],
)
def test_everything_else_is_stored(path, target):
    withdraw(path, *target)
    of = page()
    assert put(path, (of, [by_hand(of, uploader="老王")])) == {"pages": 1, "documents": 1, "new": 1}
    assert rows(path, "SELECT completed_at FROM withdrawals") == [("x",)]


@pytest.mark.parametrize(
    "batches", [[(1, 2)], [(2, 1)], [(1,), (2,)], [(2,), (1,)], [(2, 1, 3)], [(3,), (1, 2)]]
)
def test_an_address_that_served_what_is_withdrawn_is_gone_in_whatever_order_its_pages_come(path, batches):
    withdraw(path, "sha256", digest(TEXT))
    of = {day: page(day=day, archived=True) for day in (1, 2, 3)}
    texts = {1: TEXT, 2: "今年我们修了一座桥。", 3: "今年我们办了一所学校。"}
    for days in batches:
        counts = put(path, *((of[day], [record(of[day], texts[day])]) for day in days))
    if len(batches) == 1:
        assert counts == {"pages": len(days), "rejects": len(days), "reject:withdrawn": len(days)}
    assert rows(path, "SELECT * FROM documents") == []
    assert rows(path, "SELECT * FROM rejects") == []
    assert rows(path, "SELECT DISTINCT outcome FROM pages") == [("withdrawn",)]
    assert rows(path, "SELECT count(*) FROM withdrawn_records") == [(sum(map(len, batches)),)]
    with closing(Refusals(path)) as refusals:
        assert refusals("http://www.example.com/p-1.html")
        assert refusals("http://www.example.com/p-2.html") is None
    with closing(open_database(path).conn) as connection:
        withdrawals.lift(connection, 1, AT)
    again = page(day=4)
    assert put(path, (again, [record(again, "又一年。")])) == {"pages": 1, "documents": 1, "new": 1}


def test_one_document_of_a_page_takes_the_others_with_it(path):
    of, later = page(), page(day=2)
    put(path, (of, [by_hand(of), by_hand(of, number=2)]))
    withdraw(path, "uploader", "老王")
    put(path, (later, [by_hand(later), by_hand(later, number=2, uploader="老王")]))
    assert rows(path, "SELECT * FROM documents") == []
    assert rows(path, "SELECT DISTINCT outcome FROM pages") == [("withdrawn",)]
    # What the index and the comparison of copies had of them is to be taken out.
    assert rows(path, "SELECT count(*) FROM dedupe_pending") == [(4,)]
    assert rows(path, "SELECT documents, index_purged_at FROM withdrawals") == [(2, None)]


def test_the_others_of_a_batch_are_stored(path):
    withdraw(path, "url", CANONICAL)
    pages = [page(f"https://example.com/p-{number}.html") for number in range(3)]
    counts = put(path, *((of, [record(of, f"{of.url} 的文字")]) for of in pages))
    assert counts == {"pages": 3, "documents": 2, "new": 2, "rejects": 1, "reject:withdrawn": 1}


def test_twins_and_rejects_of_a_withdrawn_address_are_refused_too(path):
    withdraw(path, "url", CANONICAL)
    of = page("http://www.example.com/p-1.html#part")
    assert put(path, (of, reject(of))) == {"pages": 1, "rejects": 1, "reject:withdrawn": 1}
    assert put(path, (None, Reject(URL, "error", "no answer"))) == {"unserved": 1, "unserved:withdrawn": 1}


def test_the_same_fetch_may_come_again_once_it_is_lifted(path):
    number = withdraw(path, "url", CANONICAL)
    of = page(archived=True)
    put(path, (of, [by_hand(of)]))
    with closing(open_database(path).conn) as connection, connection:
        withdrawals.lift(connection, number, AT)
    again = replace(of, location=WarcLocation("two.warc.gz", 5, 500))
    assert put(path, (again, [by_hand(again)]))["new"] == 1
    assert rows(path, "SELECT outcome, warc_file, size, withdrawal_id FROM pages") == [
        ("document", "two.warc.gz", len(of.body), None)
    ]
    assert rows(path, "SELECT canonical_url FROM rejects") == []


def test_a_visit_to_a_withdrawn_address_is_the_last(path):
    with closing(open_database(path).conn) as connection, connection:
        queue = frontier.queue_id(connection, "q")
        frontier.add_seeds(connection, queue, [Found(URL, "document")], AT, again=False)
        (lease,) = frontier.lease(connection, queue, 1, 10, 9)
    withdraw(path, "sha256", digest(TEXT))
    of = page()
    put(path, (of, [by_hand(of)], Visit(row=lease.row, kind="document")))
    with closing(open_database(path).conn) as connection, connection:
        assert connection.execute("SELECT state, due_at, page_id FROM frontier").fetchall() == [
            ("withdrawn", None, None)
        ]
        frontier.begin(connection, queue, "2099-01-01T00:00:00Z", everything=True)
        frontier.add_seeds(connection, queue, [Found(URL, "document")], AT, again=True)
        assert frontier.lease(connection, queue, 2, 10, 9) == []
        withdrawn_addresses.restore(connection, withdrawn_addresses.withdrawn_urls(connection))
        assert len(frontier.lease(connection, queue, 2, 10, 9)) == 1


def test_rows_of_other_addresses_are_as_they_were(path):
    first, second = page(archived=True), page("https://example.com/p-2.html", day=2, archived=True)
    put(path, (first, [by_hand(first)]), (second, [record(second, "别的")]))
    number = withdraw(path, "url", CANONICAL)
    kept = {
        table: rows(path, f"SELECT * FROM {table} WHERE {column} = ?", key)
        for table, column, key in (
            ("documents", "canonical_url", second.url),
            ("pages", "canonical_url", second.url),
            ("sections", "document_id", record(second).id),
            ("removals", "document_id", record(second).id),
        )
    }
    with closing(open_database(path).conn) as connection, connection:
        found = withdrawals.find(connection, number)
        assert bury(connection, {CANONICAL}, found) == (1, 1)
        assert bury(connection, {CANONICAL}, found) == (0, 0)
    assert {table: rows(path, f"SELECT * FROM {table}") for table in kept if table != "pages"} == {
        table: found for table, found in kept.items() if table != "pages"
    }
    assert kept["pages"][0] in rows(path, "SELECT * FROM pages")
    removed = "SELECT rule, count(*), sum(length(text)) FROM removals GROUP BY rule"
    assert rows(path, "SELECT * FROM removal_counts") == rows(path, removed)
    counted = "SELECT count(*), sum(char_count) FROM documents"
    assert rows(path, "SELECT sum(documents), sum(characters) FROM document_counts") == rows(path, counted)


def test_who_asks_before_a_request_gets_a_reason(path):
    withdraw(path, "url", CANONICAL)
    withdraw(path, "site", "elsewhere.example")
    withdraw(path, "sha256", "a" * 64)
    with closing(Refusals(path)) as refused:
        assert refused(URL) == "as number 1 of scrapy withdraw --list"
        assert refused("https://wap.elsewhere.example/x") == "as number 2 of scrapy withdraw --list"
        assert refused("https://example.com/p-2.html") is None
        assert refused("https://example.com/p-2.html", "a" * 64) is not None


def test_the_same_withdrawal_twice_is_one(path):
    assert withdraw(path, "url", CANONICAL) == withdraw(path, "url", CANONICAL)
    assert withdraw(path, "uploader", "老王") != withdraw(path, "uploader", "老王", "example.com")
