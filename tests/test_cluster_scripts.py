"""What must happen at once in Redis: each script against a real server, and the frontier of one machine beside it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from pipeline.crawl.cluster.scripts import run
from pipeline.items import Found, LinkKind, Visit
from pipeline.store import frontier, open_database
from pipeline.store.frontier import key_of
from pipeline.store.visits import Visited
from tests.cluster_worker import AT, LONG, SHORT, Leased, Worker, names, page, until
from tests.redis_server import served

pytestmark = pytest.mark.redis


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with served(tmp_path_factory.mktemp("redis")) as running, running.client() as client:
        yield client


@pytest.fixture
def redis(server: Redis) -> Redis:
    server.flushall()
    return server


def test_a_host_has_one_owner_and_a_new_one_another_fence(redis: Redis) -> None:
    one, two = Worker(redis, lease=SHORT), Worker(redis)
    one.add(page("a", "1"), page("a", "2"))
    (first, *_) = one.lease(1)
    assert two.lease() == []
    assert two.more, "the other's work may lead to more"
    assert one.claim("a.example", first.held.token)[0] == "go"
    taken = until(two.lease)
    assert [lease.row for lease in taken] == [key_of(page("a", "1").url), key_of(page("a", "2").url)]
    fences = [int(lease.held.token.rpartition(":")[2]) for lease in (first, taken[0])]
    assert fences == [1, 2]
    assert one.claim("a.example", first.held.token) == ["lost"]
    assert one.lease() == []


def test_hosts_are_shared_out_among_the_workers(redis: Redis) -> None:
    one, two = Worker(redis), Worker(redis)
    one.add(*(page(host, str(number)) for host in "abcd" for number in range(3)))
    assert {lease.held.host for lease in one.lease(8)} == {"a.example", "b.example"}
    assert {lease.held.host for lease in two.lease(8)} == {"c.example", "d.example"}
    assert {lease.held.host for lease in Worker(redis).lease()} == set()


def test_a_new_owner_waits_as_long_as_the_host_wants(redis: Redis) -> None:
    one = Worker(redis, lease=SHORT)
    one.add(page("a", "1"))
    (lease,) = one.lease()
    assert one.claim("a.example", lease.held.token, gap=3000, setbacks=2) == ["go", ""]
    word, wait, _ = one.claim("a.example", lease.held.token, gap=3000)
    assert (word, 2000 < int(wait) <= 3000) == ("wait", True)
    two = Worker(redis, gap=500)
    (lease,) = until(two.lease)
    word, wait, _ = two.claim("a.example", lease.held.token, gap=500)
    assert (word, 2000 < int(wait) <= 3000) == ("wait", True), (
        "from when it took over: the last request may be lost"
    )


def test_a_new_owner_goes_on_with_what_the_host_said(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "1"), page("a", "2"))
    first, second = one.lease()
    assert one.claim("a.example", first.held.token, setbacks=3) == ["go", ""]
    one.settle(one.visit(first, ending="failed", well=False))
    one.settle(one.visit(second, well=True))
    one.add(page("a", "3"))
    one.leave()
    two = Worker(redis)
    (lease,) = two.lease()
    assert two.tails == ["01"]
    assert until(lambda: two.claim("a.example", lease.held.token, setbacks=0)[1:]) == ["3"]
    assert two.claim("a.example", lease.held.token, setbacks=2) == ["go", ""]


def test_a_pause_is_everybodys(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "1"))
    (lease,) = one.lease()
    run(redis, "pause", "a.example", 9000, "HTTP 429")
    run(redis, "pause", "a.example", 100, "HTTP 503")
    left, why = run(redis, "paused", "a.example")
    assert (8900 < int(left) <= 9000, why) == (True, "HTTP 429")
    word, wait, why = one.claim("a.example", lease.held.token)
    assert (word, 8900 < int(wait) <= 9000, why) == ("wait", True, "HTTP 429")
    assert run(redis, "paused", "b.example") == ["0", ""]


def test_a_budget_is_everybodys_and_of_a_day(redis: Redis) -> None:
    spent = [run(redis, "spend", "a.example", "2024-05-01", 2) for _ in range(3)]
    assert spent == [1, 1, 0]
    assert run(redis, "spend", "a.example", "2024-05-02", 2) == 1
    assert run(redis, "spend", "a.example", "2024-05-01", 2) == 1, "a clock that is behind opens no new day"
    assert run(redis, "spend", "a.example", "2024-05-02", 2) == 0


def test_a_file_about_another_workers_host_needs_its_pace_and_not_the_host(redis: Redis) -> None:
    """Two workers whose robots.txt lead to each other's hosts would else wait for ever."""
    one, two = Worker(redis), Worker(redis)
    one.add(page("a", "1"))
    (lease,) = one.lease()
    assert one.claim("a.example", lease.held.token, gap=400)[0] == "go"
    word, wait, _ = two.claim("a.example", gap=100)
    assert (word, 0 < int(wait) <= 400) == ("wait", True)
    assert until(lambda: two.claim("a.example", gap=100)[0] == "go")
    word, wait, _ = one.claim("a.example", lease.held.token, gap=400)
    assert (word, 0 < int(wait) <= 400) == ("wait", True), "a guest's request counts for the owner's pace"
    assert until(lambda: one.claim("a.example", lease.held.token, gap=400)[0] == "go")


def test_a_report_is_taken_once_and_one_that_comes_too_late_adds_its_links(redis: Redis) -> None:
    one = Worker(redis, lease=SHORT)
    one.add(page("a", "", "start"))
    (lease,) = one.lease()
    report = one.visit(lease, page("a", "1"), ending="unchanged", listed=True)
    assert [one.settle(report), one.settle(report)] == ["taken", "known"]
    two = Worker(redis)
    (again,) = until(two.lease)
    late = one.visit(Leased(again.row, again.held._replace(token="w.1:0")), page("a", "2"))
    assert one.settle(late) == "late"
    assert two.row(page("a", "1").url)["state"] == "leased"
    assert two.row(page("a", "2").url)["state"] == "queued"


def test_what_the_server_lost_is_made_anew(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "", "start"))
    (lease,) = one.lease()
    report = one.visit(lease, page("a", "1"), ending="unchanged", listed=True)
    redis.flushall()
    run(redis, "begin", "site", one.worker, LONG, "token")
    assert one.settle(report) == "taken"
    assert one.row(page("a", "", "start").url)["state"] == "done"
    assert one.row(page("a", "1").url)["state"] == "queued"


def test_a_lease_whose_answer_was_lost_is_taken_back(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "1"))
    assert one.lease()
    one.rows.clear()
    assert len(one.lease()) == 1


def test_a_worker_that_begins_again_takes_back_its_own_at_once(redis: Redis) -> None:
    one = Worker(redis, worker="w")
    one.add(page("a", "1"), page("a", "2"))
    leases = one.lease()
    report = one.visit(leases[0])
    again = Worker(redis, worker="w")
    assert again.left_over
    assert one.lease() == [], "the session before is over"
    assert again.settle(report) == "taken"
    assert [lease.row for lease in again.lease()] == [leases[1].row]


def test_what_is_given_up_waits_for_the_next_round(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "1"))
    (lease,) = one.lease()
    run(
        redis,
        "give_up",
        one.queue,
        one.worker,
        json.dumps([[str(lease.row), lease.held.host, lease.held.token]]),
    )
    one.rows.clear()
    assert one.lease() == []
    assert not one.more
    assert one.leave() == (1, "")
    two = Worker(redis)
    assert (two.is_new_round, two.left_over) == (True, True)
    assert [each.row for each in two.lease()] == [lease.row]


def test_rounds(redis: Redis) -> None:
    one = Worker(redis)
    assert (one.is_new_round, one.left_over) == (True, False)
    one.add(page("a", "", "start"))
    two = Worker(redis)
    assert (two.is_new_round, two.left_over) == (False, True)
    (lease,) = one.lease()
    one.settle(one.visit(lease, ending="unchanged", listed=True))
    one.add(page("a", "", "start"), again=True)
    assert one.lease() == [], "it was visited in this round"
    assert not one.more
    two.leave()
    waiting, due = one.leave()
    assert waiting == 0
    assert float(due) > time.time()
    three = Worker(redis)
    assert (three.is_new_round, three.left_over, three.due()) == (True, False, 0)
    assert three.due(everything=True) == 1
    assert len(three.lease()) == 1


def test_a_site_that_refuses_one_is_left_alone_by_all(redis: Redis) -> None:
    one, two = Worker(redis), Worker(redis)
    one.add(page("a", "1"), page("b", "1"))
    one.lease(), two.lease()
    run(redis, "stop", one.queue, "the site asks for proof of a person")
    one.leave("and so on")
    assert two.claim("b.example", "")[0] == "stop"
    assert two.lease() == []
    assert two.stop == "the site asks for proof of a person"
    two.leave()
    assert Worker(redis).lease(), "the next round asks again"


def test_a_page_that_another_machine_stored_before_is_judged_by_its_mark(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "1"))
    (lease,) = one.lease()
    one.settle(one.visit(lease, mark="m"))
    assert one.row(lease.held.url)["interval"] == "20"
    one.leave()
    two = Worker(redis)
    two.due(everything=True)
    (lease,) = two.lease()
    # To its own database it is new.
    two.settle(two.visit(lease, mark="m", ending="new"))
    assert two.row(lease.held.url)["interval"] == "40"


KINDS: Mapping[str, LinkKind] = {"p": "document", "c": "listing", "n": "pager"}
pages = st.integers(0, 11)
graphs = st.dictionaries(
    pages, st.tuples(st.lists(st.tuples(pages, st.sampled_from("pcn")), max_size=5), st.booleans(), st.booleans()),
    max_size=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs, st.integers(1, 3), st.integers(0, 3))
def test_it_goes_by_the_rules_of_the_frontier_of_one_machine(
    redis: Redis, tmp_path: Path, graph: dict[int, Any], batch: int, depth: int
) -> None:
    """The same pages in the same order, and the same rows after it; then once more, with everything due."""
    redis.flushall()
    start = page("a", "0", "start")

    def found_on(url: str) -> tuple[tuple[Found, ...], bool, str | None]:
        links, listed, moved = graph.get(int(url.rpartition("/")[2]), ((), False, False))
        # A page that another one leads to, and that is under way by itself, is left to whoever has it.
        target = page("a", str(links[0][0])).url if moved and links and batch == 1 else None
        return tuple(page("a", str(number), KINDS[kind]) for number, kind in links), listed, target

    with closing(open_database(tmp_path / f"{next(names)}.db").conn) as db:
        queue = frontier.queue_id(db, "site")
        for round_ in (1, 2):
            frontier.begin(db, queue, AT, everything=round_ == 2)
            frontier.add_seeds(db, queue, [start], AT, again=False)
            worker = Worker(redis)
            worker.due(everything=round_ == 2)
            worker.add(start)
            while ours := frontier.lease(db, queue, round_, batch, depth):
                theirs = worker.lease(batch, depth, hosts=1)
                assert [lease.row for lease in theirs] == [lease.row and key_of(lease.url) for lease in ours]
                assert [lease.held.kind for lease in theirs] == [lease.kind for lease in ours]
                for mine, other in zip(ours, theirs, strict=True):
                    links, listed, moved = found_on(mine.url)
                    seen = Visit(row=mine.row, kind=mine.kind, links=links)
                    frontier.settle(db, [Visited(seen, AT, "unchanged", listed, moved)], round_)
                    worker.settle(
                        worker.visit(other, *links, ending="unchanged", listed=listed, moved_to=moved)
                    )
            assert worker.lease(batch, depth, hosts=1) == []
            columns = ("kind", "depth", "priority", "state", "failures", "barren")
            for url, *expected in db.execute(f"SELECT url, {', '.join(columns)} FROM frontier"):
                row = worker.row(url)
                assert [row["kind"], *(row.get(name, "0") for name in columns[1:])] == list(
                    map(str, expected)
                ), url
            worker.leave()
