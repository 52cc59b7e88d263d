import pytest

from pipeline.errors import StorageError
from pipeline.items import Reject, WarcLocation
from pipeline.store import Writer, connect
from pipeline.store.queries import (
    SeenBodies,
    SeenBody,
    find_document,
    find_page,
    find_reject,
)
from pipeline.store.summary import RejectCount, RuleCount, summary
from tests.store_items import URL, page, record, reject

BODY = b"<p>same</p>"
FIRST = page(day=1, body=BODY, archived=True)
AGAIN = page(day=2, body=BODY, archived=True, body_page_id=FIRST.id)
REFUSED = page("https://m.example.com/p-2.html", day=3)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "corpus.db"
    with Writer(path) as writer:
        writer.put(FIRST, [record(FIRST, "甲" * 300, quality=0.9)])
        writer.put(AGAIN, [record(AGAIN, "甲" * 300, quality=0.9)])
        writer.put(REFUSED, reject(REFUSED, "blocked", "captcha"))
    return path


@pytest.fixture
def connection(path):
    connection = connect(path, readonly=True)
    yield connection
    connection.close()


def test_a_body_seen_before_is_the_page_that_has_it(path):
    seen = SeenBodies(path)
    first = SeenBody(FIRST.id, URL, FIRST.fetched_at, None, FIRST.location)
    assert seen(URL, FIRST.sha256, "other") == first
    assert seen(URL, FIRST.sha256, FIRST.id) == first
    again = SeenBody(AGAIN.id, URL, AGAIN.fetched_at, FIRST.id, AGAIN.location)
    assert seen(URL, AGAIN.sha256, AGAIN.id) == again
    assert seen("https://example.com/p-1.html", FIRST.sha256, "other") is None
    assert seen(URL, "0" * 64, "other") is None
    assert seen(REFUSED.url, REFUSED.sha256, REFUSED.id) is None, "it was never archived"
    seen.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name], "the last to close leaves no log"


def test_bodies_of_a_missing_database_are_a_storage_error(tmp_path):
    with pytest.raises(StorageError, match="cannot be opened"):
        SeenBodies(tmp_path / "missing.db")


def test_a_document_is_found_by_id_and_by_the_url_of_any_twin(connection):
    document = find_document(connection, "http://www.example.com/p-1.html")
    assert document["title"] == "开幕式上的致辞"
    assert find_document(connection, document["id"]) == document
    assert find_document(connection, "https://example.com/other") is None


@pytest.mark.parametrize("key", [AGAIN.id, URL, "https://example.com/p-1.html", record(FIRST).id])
def test_a_page_is_the_newest_one_and_knows_where_its_body_is(connection, key):
    found = find_page(connection, key)
    assert (found.id, found.fetched_at) == (AGAIN.id, AGAIN.fetched_at)
    assert found.body == WarcLocation("one.warc.gz", 1, 100), "the record of the first fetch"


def test_a_rejected_page_is_found_by_its_twin_and_has_no_body(connection):
    found = find_page(connection, "http://www.example.com/p-2.html")
    assert (found.id, found.outcome, found.reason, found.body) == (REFUSED.id, "blocked", "captcha", None)
    assert find_page(connection, "https://example.com/other") is None


def test_a_reject_is_found_by_its_twin_also_without_a_page(path, connection):
    with Writer(path) as writer:
        writer.put(None, Reject("https://m.example.com/p-3.html", "error", "no answer in time"))
    found = find_reject(connection, "http://www.example.com/p-3.html")
    assert (found.url, found.outcome, found.reason) == (
        "https://m.example.com/p-3.html",
        "error",
        "no answer in time",
    )
    assert find_reject(connection, URL) is None


def crawl(path, number, outcome, *, spider="doc777", **arguments):
    """A run that stores one document and one reject, and how it ended."""
    of, other = (page(f"https://m.example.com/{kind}-{number}.html") for kind in "pc")
    with Writer(path) as writer:
        writer.start_run("crawl", spider, {"arguments": arguments})
        writer.put(of, [record(of)])
        writer.put(other, reject(other, "listing", "list of links"))
        writer.flush()
        if outcome:
            writer.finish_run(outcome, 0)


def test_the_summary_counts_what_is_there(connection):
    found = summary(connection)
    assert found.documents == 1
    assert found.pages_by_outcome == {"document": 2, "blocked": 1}
    assert found.rejects == [RejectCount("blocked", "captcha", 1)]
    assert (found.chars_kept, found.chars_removed) == (300, 302)
    assert found.rules == [RuleCount("prompt", 1, 302)]
    (sample,) = found.samples
    assert (sample.genre, sample.char_count, sample.beginning) == ("address", 300, "甲" * 200)


def test_samples_are_of_different_genres_and_of_the_best(tmp_path):
    kinds = [("speech", 0.9), ("speech", 0.8), ("report", 0.2), ("essay", 0.7)]
    with Writer(tmp_path / "corpus.db") as writer:
        for number, (genre, quality) in enumerate(kinds):
            of = page(f"https://example.com/p-{number}.html")
            writer.put(of, [record(of, genre=genre, quality=quality)])
    connection = connect(tmp_path / "corpus.db", readonly=True)
    assert [sample.genre for sample in summary(connection).samples] == ["speech", "essay", "report"]
    connection.close()


def test_the_summary_of_an_empty_database_is_zeros(tmp_path):
    Writer(tmp_path / "corpus.db").close()
    connection = connect(tmp_path / "corpus.db", readonly=True)
    found = summary(connection)
    connection.close()
    assert (found.documents, found.pages, found.chars_kept, found.chars_removed, found.samples) == (
        0,
        0,
        0,
        0,
        [],
    )
