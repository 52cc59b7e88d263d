"""The frontier: every address once, the important first, and what is due again when it is due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Found, LinkKind, Reject, Rhythm, Visit
from pipeline.store import Writer, connect, frontier, open_database
from pipeline.store.frontier import BARREN_PAGES
from pipeline.store.revisits import GONE_AFTER, Ending, next_visit
from pipeline.store.visits import Lease, Visited
from tests.store_items import page, record, reject

NOW = "2024-05-01T08:00:00Z"
HOST = "https://m.example.com"


def link(name: str, kind: LinkKind = "document") -> Found:
    return Found(f"{HOST}/{name}", kind)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "corpus.db").conn) as connection:
        yield connection


def begun(db: sqlite3.Connection, *seeds: Found, again: bool = False, now: str = NOW) -> int:
    queue = frontier.queue_id(db, "doc777")
    frontier.begin(db, queue, now)
    frontier.add_seeds(db, queue, seeds or [link("", "start")], now, again=again)
    return queue


def leased(
    db: sqlite3.Connection, queue: int, limit: int = 100, run: int = 1, depth: int = 99
) -> list[Lease]:
    return frontier.lease(db, queue, run, limit, depth)


def visit(
    db: sqlite3.Connection,
    lease: Lease,
    *links: Found,
    at: str = NOW,
    ending: Ending = "unchanged",
    listed: bool = False,
    run: int = 1,
    moved_to: str | None = None,
) -> None:
    seen = Visit(row=lease.row, kind=lease.kind, links=links)
    frontier.settle(db, [Visited(seen, at, ending, listed, moved_to)], run)


def names(leases: list[Lease]) -> list[str]:
    return [lease.url.removeprefix(f"{HOST}/") for lease in leases]


def hours(count: float) -> str:
    return (datetime.fromisoformat(NOW) + timedelta(hours=count)).strftime(frontier.TIME)


def test_an_address_is_leased_once_on_whichever_twin_it_is_found(db: sqlite3.Connection) -> None:
    queue = begun(db)
    (start,) = leased(db, queue)
    twins = [link("p-1.html"), Found("http://www.example.com/p-1.html", "document"), link("p-2.html")]
    visit(db, start, *twins, listed=True)
    assert names(leased(db, queue)) == ["p-1.html", "p-2.html"]
    assert leased(db, queue) == []


def test_queues_do_not_share_what_they_know(db: sqlite3.Connection) -> None:
    queue = begun(db)
    other = frontier.queue_id(db, "ppt31")
    frontier.add_seeds(db, other, [link("", "start")], NOW, again=False)
    assert names(leased(db, queue)) == names(leased(db, other)) == [""]
    assert frontier.queue_id(db, "doc777") == queue


def test_leases_of_a_run_that_died_are_queued_again(db: sqlite3.Connection) -> None:
    queue = begun(db, link("a", "start"), link("b", "start"))
    first, _ = leased(db, queue)
    visit(db, first, listed=True)
    assert frontier.begin(db, queue, NOW), "work was left over"
    assert names(leased(db, queue)) == ["b"]


def test_start_pages_are_visited_by_every_run_that_begins_anew(db: sqlite3.Connection) -> None:
    queue = begun(db)
    visit(db, *leased(db, queue), listed=True)
    begun(db)
    assert leased(db, queue) == []
    begun(db, again=True)
    assert names(leased(db, queue)) == [""]


def test_start_pages_come_first_and_documents_visited_before_last(db: sqlite3.Connection) -> None:
    queue = begun(db)
    (start,) = leased(db, queue)
    visit(db, start, link("p-1.html"), listed=True)
    (document,) = leased(db, queue)
    visit(db, document, ending="new")
    frontier.begin(db, queue, hours(24), everything=True)
    (start, old) = leased(db, queue, run=2)
    visit(db, start, link("p-2.html"), listed=True, at=hours(24), run=2)
    frontier.release(db, queue)
    assert names([start, old, *leased(db, queue, 1)]) == ["", "p-1.html", "p-2.html"]


def test_a_site_of_higher_priority_comes_before_everything_else(db: sqlite3.Connection) -> None:
    queue = begun(db)
    frontier.add_seeds(db, queue, [link("p-9.html")], NOW, again=False, priority=1)
    assert names(leased(db, queue, 1)) == ["p-9.html"]


def test_what_lies_too_deep_waits_for_a_run_that_goes_there(db: sqlite3.Connection) -> None:
    queue = begun(db)
    (start,) = leased(db, queue)
    visit(db, start, link("c-1.html", "listing"), link("c-0-2.html", "pager"), listed=True)
    assert names(leased(db, queue, depth=0)) == ["c-0-2.html"]
    assert frontier.waiting(db, queue) == 1
    assert names(leased(db, queue, depth=1)) == ["c-1.html"]


def test_a_page_is_due_after_its_interval(db: sqlite3.Connection) -> None:
    queue = begun(db, link("p-1.html"))
    (lease,) = leased(db, queue)
    visit(db, lease, ending="new")
    assert frontier.next_due(db, queue) == hours(20)
    for count, due in ((19, []), (20, ["p-1.html"])):
        frontier.begin(db, queue, hours(count))
        assert names(leased(db, queue)) == due


def test_a_listing_with_new_documents_is_read_on(db: sqlite3.Connection) -> None:
    queue = begun(db)
    pager = link("list-2.html", "pager")
    (start,) = leased(db, queue)
    visit(db, start, link("p-1.html"), pager, listed=True)
    for lease in leased(db, queue):
        visit(db, lease, listed=lease.kind == "pager")
    begun(db, again=True)
    (start,) = leased(db, queue, run=2)
    visit(db, start, link("p-1.html"), pager, listed=True, run=2)
    assert leased(db, queue, run=2) == [], "nothing is new, so the next page has nothing new either"
    begun(db, again=True)
    (start,) = leased(db, queue, run=3)
    visit(db, start, link("p-2.html"), link("p-1.html"), pager, listed=True, run=3)
    assert sorted(names(leased(db, queue, run=3))) == ["list-2.html", "p-2.html"]


def test_a_pager_without_an_end_is_followed_only_so_far(db: sqlite3.Connection) -> None:
    queue = begun(db)
    (lease,) = leased(db, queue)
    visit(db, lease, link("p-1.html"), link("list-1.html", "pager"), listed=True)
    pages = 0
    while found := [lease for lease in leased(db, queue) if lease.kind == "pager"]:
        pages += 1
        visit(db, *found, link("p-1.html"), link(f"list-{pages + 1}.html", "pager"), listed=True)
    assert pages == BARREN_PAGES


def test_a_page_that_moved_is_visited_where_it_is(db: sqlite3.Connection) -> None:
    queue = begun(db, link("old.html"))
    (lease,) = leased(db, queue)
    visit(db, lease, ending="new", moved_to=f"{HOST}/new.html")
    assert frontier.knows(db, queue, f"{HOST}/new.html", lease.row)
    frontier.begin(db, queue, hours(24))
    assert names(leased(db, queue)) == ["new.html"]


@pytest.mark.parametrize("twin", ["https://m.example.com/p-1.html", "https://www.example.com/p-1.html"])
def test_a_redirect_to_a_twin_is_no_move(db: sqlite3.Connection, twin: str) -> None:
    queue = begun(db, link("p-1.html"))
    visit(db, *leased(db, queue), ending="new", moved_to=twin)
    assert frontier.next_due(db, queue) == hours(20)


def test_what_is_gone_is_looked_for_a_few_times_only(db: sqlite3.Connection) -> None:
    queue, at = begun(db, link("p-1.html")), 0.0
    for _ in range(GONE_AFTER):
        frontier.begin(db, queue, hours(at))
        visit(db, *leased(db, queue), ending="gone", at=hours(at))
        at += 10_000
    assert frontier.next_due(db, queue) is None


def test_a_page_record_links_and_mark_are_one_transaction(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    of = page(f"{HOST}/p-1.html", body=b"<p>1</p>", archived=True)
    with Writer(path) as writer:
        queue = writer.apply(
            lambda db: begun(db, link("p-1.html"), link("p-2.html"), link("p-3.html"))
        ).result()
        run = writer.start_run("crawl", "doc777", {})
        first, second, third = writer.apply(lambda db: leased(db, queue, run=run)).result()
        writer.put(of, [record(of)], Visit(row=first.row, kind="document", links=(link("p-9.html"),)))
        writer.put(
            None, Reject(second.url, "error", "no answer in time"), Visit(row=second.row, kind="document")
        )
        gone = page(third.url, status=404)
        writer.put(gone, reject(gone, "gone"), Visit(row=third.row, kind="document"))
    with closing(connect(path, readonly=True)) as db:
        states = db.execute(
            "SELECT state, failures, interval_hours, run_id FROM frontier ORDER BY id"
        ).fetchall()
        assert states == [
            ("done", 0, 20.0, run),
            ("failed", 1, None, run),
            ("failed", 1, None, run),
            ("queued", 0, None, None),
        ]


def test_what_was_served_before_is_asked_after(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    of = page(f"{HOST}/p-1.html", body=b"<p>1</p>", archived=True)
    with Writer(path) as writer:
        queue = writer.apply(lambda db: begun(db, link("p-1.html"))).result()
        (lease,) = writer.apply(lambda db: leased(db, queue)).result()
        assert lease.known is None
        writer.put(of, [record(of)], Visit(row=lease.row, kind="document"))
        writer.flush()
        writer.apply(lambda db: frontier.begin(db, queue, NOW, everything=True))
        (lease,) = writer.apply(lambda db: leased(db, queue)).result()
    assert lease.known is not None
    assert (lease.known.id, lease.known.body) == (of.id, of.location)


INTERVALS = st.none() | st.floats(0.1, 5000)


@given(
    st.sampled_from(["new", "changed", "unchanged", "gone", "failed"]),
    st.tuples(st.floats(0.5, 100), st.floats(100, 3000)),
    INTERVALS,
    st.integers(0, 10_000),
)
def test_intervals_stay_in_their_rhythm(
    ending: Ending, bounds: tuple[float, float], interval: float | None, failures: int
) -> None:
    rhythm = Rhythm(*bounds)
    after = next_visit(ending, rhythm, interval, failures)
    assert after.due_in is None or 0 < after.due_in <= max(rhythm.most, rhythm.least * 2**GONE_AFTER)
    if after.state == "done":
        assert after.interval is not None
        assert after.failures == 0
        assert rhythm.least <= after.interval <= rhythm.most
    else:
        assert after.failures == failures + 1
        assert after.interval == interval


def test_intervals_grow_while_nothing_changes_and_shrink_on_a_change() -> None:
    rhythm, interval, waits = Rhythm(20, 200), None, []
    endings: list[Ending] = ["new", "unchanged", "unchanged", "changed", *["unchanged"] * 4]  # type: ignore[list-item]
    for ending in endings:
        interval = next_visit(ending, rhythm, interval, 0).interval
        waits.append(interval)
    assert waits == [20, 40, 80, 40, 80, 160, 200, 200]


def test_keys_are_of_the_canonical_address_and_fit_into_sqlite() -> None:
    assert frontier.key_of("http://www.example.com/p-1.html#top") == frontier.key_of(f"{HOST}/p-1.html")
    assert -(2**63) <= frontier.key_of("x" * 10_000) < 2**63
