"""Redis comes back: after long, and without what it heard last. Real servers, killed; what workers say is the frontier's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest
from redis import Redis

from pipeline.crawl.cluster.queue import Queue, Seeds
from pipeline.crawl.cluster.reports import Held, report_of
from pipeline.crawl.cluster.scripts import PREFIX, run
from pipeline.crawl.cluster.server import Server
from pipeline.crawl.cluster.session import Session
from pipeline.errors import StorageError
from pipeline.items import Found, Visit
from pipeline.store import Writer, frontier, outbox
from pipeline.store.frontier import key_of
from pipeline.store.visits import Visited
from tests.cluster_worker import AT, page, until
from tests.redis_server import RedisServer, served

pytestmark = pytest.mark.redis

T = TypeVar("T")
LEASE = 1000


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    # Otherwise it answers before it has written while the disk is busy, and a kill loses that.
    with served(tmp_path / "redis", "--appendfsync", "always") as server:
        yield server


class Member:
    """A worker as a process is one: a database, a session, and a connection that notices a restart."""

    def __init__(self, redis: RedisServer, writer: Writer, *, everything: bool = False, gap: int = 0) -> None:
        self.session = Session(lease=LEASE, gap=gap)
        self.queue = Queue(self.session, 20)
        self.queue.writer = writer
        self.queue.outbox = writer.apply(lambda db: frontier.queue_id(db, "site")).result()
        self.session.worker = writer.apply(outbox.name_of).result()
        self.server = Server(redis.url, 10.0, self.queue.rejoin)
        self.writer = writer
        self.left_over = self.call(lambda r: self.queue.begin(r, "site", everything=everything))

    def call(self, work: Callable[[Redis], T]) -> T:
        return self.server.call(work).result()

    def add(self, *found: Found, again: bool) -> None:
        self.call(lambda r: self.queue.add(r, Seeds(found, 0, again)))

    def lease(self, depth: int = 99, hosts: int = 4) -> list[str]:
        """The addresses that are new in hand."""
        found = self.call(lambda r: self.queue.lease(r, 100, depth, hosts, set()))
        leases = [(int(key), Held(*rest[:7])) for key, *rest in found["leases"]]
        self.session.take(leases)
        return [held.url for _, held in leases]

    def renew(self) -> str:
        return str(self.call(lambda r: self.queue.renew(r, "", set())))

    def visit(self, url: str, *links: Found) -> None:
        """Store it, as the writer does in the transaction of the page."""
        row = key_of(url)
        held = self.session.get(row)
        assert held
        seen = Visit(row=row, kind=held.kind, links=links)
        text = report_of(Visited(seen, AT, "unchanged", listed=True), held, self.session.began)
        self.writer.apply(lambda db: outbox.put(db, self.queue.outbox, [text])).result()

    def report(self) -> None:
        self.call(self.queue.report)

    def claim(self, url: str) -> str:
        held = self.session.get(key_of(url))
        assert held
        words = (*self.session.words, held.host, held.token, 0, 0, 0)
        return str(self.call(lambda r: run(r, "claim", *words)[0]))

    def leave(self) -> None:
        # A round that begins in the very millisecond of a visit takes it for one of its own.
        time.sleep(0.002)
        self.call(lambda r: self.queue.leave(r, ""))
        self.server.close()


@pytest.fixture
def begin(tmp_path: Path, redis: RedisServer) -> Iterator[Callable[..., Member]]:
    """A worker of the database with this name begins."""
    with ExitStack() as stack:
        writers: dict[str, Writer] = {}

        def member(name: str, *, everything: bool = False) -> Member:
            if name not in writers:
                writers[name] = stack.enter_context(Writer(tmp_path / f"{name}.db"))
            found = Member(redis, writers[name], everything=everything)
            stack.callback(found.server.close)
            return found

        yield member


def state(redis: RedisServer, url: str) -> str:
    with redis.client() as client:
        return str(client.hget(f"{PREFIX}q:1:a:{key_of(url)}", "state"))


def away(redis: RedisServer, seconds: float = 1.5 * LEASE / 1000) -> None:
    """Longer than a lease."""
    redis.kill()
    time.sleep(seconds)
    redis.start()


def settled(redis: RedisServer) -> None:
    """What Redis has heard is in its file."""
    with redis.client() as client:
        end = time.monotonic() + 60
        before = int(client.info("persistence")["aof_current_size"])
        client.set("settled", time.time_ns())
        while (
            int(client.info("persistence")["aof_current_size"]) == before
            or client.info("persistence")["aof_buffer_length"]
        ):
            assert time.monotonic() < end
            time.sleep(0.01)
    redis.remember()


def lose(redis: RedisServer) -> None:
    """A power cut: what was said since ``settled`` is lost."""
    redis.kill()
    redis.go_back()
    redis.start()


START, ONE, TWO = page("a", "", "start"), page("a", "1"), page("b", "1")


def first_round(member: Member) -> None:
    """A start page and a document, visited, and nothing left over."""
    assert not member.left_over
    member.add(START, again=True)
    assert member.lease() == [START.url]
    member.visit(START.url, ONE)
    member.report()
    assert member.lease() == [ONE.url]
    member.visit(ONE.url)
    member.leave()


def test_start_pages_are_visited_again_if_nothing_was_left_over(begin: Callable[..., Member]) -> None:
    first_round(begin("a"))
    one = begin("a")
    assert not one.left_over
    assert begin("b").left_over, "the round of another goes on"


def test_who_had_a_host_when_redis_went_has_it_a_lease_more(
    redis: RedisServer, begin: Callable[..., Member]
) -> None:
    one = begin("a")
    one.add(ONE, again=True)
    assert one.lease() == [ONE.url]
    away(redis)
    two = begin("b")
    with redis.client() as client:
        began = client.hget(f"{PREFIX}q:1:about", "began")
    assert two.session.began == one.session.began == began, "the one that is not back yet is still at work"
    assert two.lease() == []
    assert one.claim(ONE.url) == "go"
    one.visit(ONE.url)
    one.report()
    assert state(redis, ONE.url) == "done"


def test_who_does_not_come_back_is_awaited_for_a_lease(
    redis: RedisServer, begin: Callable[..., Member]
) -> None:
    dead = begin("a")
    dead.add(ONE, again=True)
    assert dead.lease() == [ONE.url]
    away(redis)
    one = begin("b")
    assert until(one.lease) == [ONE.url]


def test_hosts_and_leases_that_the_server_lost_are_brought_back(
    redis: RedisServer, begin: Callable[..., Member]
) -> None:
    one = begin("a")
    one.add(page("b", "", "start"), again=True)
    settled(redis)
    one.add(ONE, page("a", "2"), again=True)
    assert set(one.lease()) == {ONE.url, page("a", "2").url, page("b", "", "start").url}
    one.visit(page("b", "", "start").url, TWO)
    one.report()
    lose(redis)
    assert one.lease() == [TWO.url], "what is in hand is not leased a second time"
    assert state(redis, ONE.url) == "leased"
    assert one.claim(ONE.url) == "go"
    assert one.session.is_ours(key_of(ONE.url))


def test_a_host_that_another_took_in_the_lost_seconds_is_that_ones(
    redis: RedisServer, begin: Callable[..., Member]
) -> None:
    one, two = begin("a"), begin("b")
    one.add(ONE, again=True)
    assert one.lease() == [ONE.url]
    settled(redis)
    one.queue.given_up.clear()
    one.session.let_go(["a.example"])
    one.call(
        lambda r: run(
            r, "give_back", one.session.queue, f'[["{key_of(ONE.url)}","a.example","{token(one)}"]]'
        )
    )
    with redis.client() as client:
        client.hset(f"{PREFIX}q:1:promised", "a.example", two.session.worker)
    assert one.renew() == ""
    assert two.lease() == [ONE.url]
    lose(redis)
    one.lease()
    assert two.claim(ONE.url) == "go"
    assert one.claim(ONE.url) == "lost"
    assert one.lease() == []
    two.visit(ONE.url)
    two.report()
    assert state(redis, ONE.url) == "done"


def token(member: Member) -> str:
    held = member.session.get(key_of(ONE.url))
    assert held
    return held.token


@pytest.mark.parametrize("everything", [False, True])
def test_a_round_whose_beginning_is_lost_is_the_same_round(
    redis: RedisServer, begin: Callable[..., Member], *, everything: bool
) -> None:
    first_round(begin("a"))
    settled(redis)
    one = begin("a", everything=everything)
    one.add(START, again=True)
    expected = {START.url, ONE.url} if everything else {START.url}
    assert state(redis, START.url) == "queued"
    lose(redis)
    two = begin("b")
    assert two.session.began >= one.session.began
    assert set(one.lease() + two.lease()) == expected


def test_what_was_visited_in_a_round_whose_beginning_is_lost_is_not_visited_again(
    redis: RedisServer, begin: Callable[..., Member]
) -> None:
    first_round(begin("a"))
    settled(redis)
    one = begin("a", everything=True)
    one.add(START, again=True)
    one.lease()
    one.visit(START.url, ONE, TWO)
    one.report()
    lose(redis)
    assert one.renew() == ""
    assert state(redis, START.url) == "done"
    assert state(redis, ONE.url) == "leased"
    assert one.lease() == [TWO.url]
    one.visit(ONE.url)
    one.visit(TWO.url)
    one.report()
    assert one.lease() == []
    with redis.client() as client:
        assert client.hget(f"{PREFIX}q:1:about", "began") == one.session.began
        assert client.hget(f"{PREFIX}q:1:about", "queued") == "0"


def test_what_stands_in_the_server_is_not_said_again(
    redis: RedisServer, begin: Callable[..., Member]
) -> None:
    """A seed of this round that was visited, and is old by now, is not queued by a restart."""
    one = begin("a")
    one.add(START, again=True)
    assert one.lease() == [START.url]
    with redis.client() as client:
        client.config_resetstat()
    redis.kill()
    redis.start()
    assert one.renew() == ""
    with redis.client() as client:
        assert int(client.hget(f"{PREFIX}q:1:about", "places") or 0) == 1
        assert "cmdstat_zrange" not in client.info("commandstats"), "what is due was asked for again"


def test_a_queue_that_is_gone_is_no_second_worker(redis: RedisServer, begin: Callable[..., Member]) -> None:
    one = begin("a")
    one.add(ONE, again=True)
    one.lease()
    with redis.client() as client:
        client.flushall()
    for said in (one.renew, one.lease):
        with pytest.raises(StorageError, match="Redis has lost the queue: it was emptied"):
            said()
    two = begin("b")
    redis.kill()
    redis.start()
    with redis.client() as client:
        client.flushall()
    with pytest.raises(StorageError, match="Redis has lost the queue"):
        two.renew()


def test_a_beginning_that_was_cut_off_is_one_beginning(
    redis: RedisServer, begin: Callable[..., Member]
) -> None:
    """Asked twice, because the answer was lost, Redis does not take the worker for one that died."""
    first_round(begin("a"))
    with redis.client() as client:
        said = [run(client, "begin", "site", "w", LEASE, "token") for _ in range(2)]
    assert said[0] == said[1]
    assert said[0][4:] == [1, 0]
