"""How workers share hosts: by how many each has, without a look at all hosts, and within the depth of each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from redis import Redis

from pipeline.crawl.cluster.scripts import PREFIX, run
from pipeline.items import Found
from tests.cluster_worker import SHORT, Leased, Worker, page, until
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


def many(hosts: str, number: int) -> list[Found]:
    return [page(host, str(each)) for each in range(number) for host in hosts]


def hosts_of(leases: list[Leased]) -> set[str]:
    return {lease.held.host.removesuffix(".example") for lease in leases}


def deeper(worker: Worker, lease: Leased, *links: Found) -> None:
    """Report a listing that leads to pages one step down."""
    worker.settle(worker.visit(lease, *links, ending="unchanged", listed=True))


def test_who_comes_late_gets_hosts_of_who_has_them_all(redis: Redis) -> None:
    one = Worker(redis)
    one.add(*many("abcd", 9))
    leases = one.lease(8, hosts=4)
    assert hosts_of(leases) == set("abcd")
    asked = [lease for lease in leases if lease.held.host == "d.example"][:1]
    two = Worker(redis, gap=700)
    assert two.lease(8, hosts=4) == []
    # The least important ones; what was not asked for goes back at once.
    assert one.renew([lease.row for lease in asked]) == ["d.example"]
    assert one.renew([lease.row for lease in asked]) == ["d.example", "c.example"]
    assert hosts_of(one.lease(8, hosts=4)) <= set("ab")
    one.renew([asked[0].row])
    got = two.lease(8, hosts=4)
    assert hosts_of(got) == {"c"}, "of the other one a page is under way"
    assert [lease.held.url for lease in got] == [page("c", "0").url, page("c", "1").url], (
        "what was given back is first again"
    )
    word, wait, _ = two.claim("c.example", got[0].held.token)
    assert (word, 600 < int(wait) <= 700) == ("wait", True)
    assert one.claim("d.example", asked[0].held.token) == ["go", ""]
    one.settle(one.visit(asked[0]))
    one.renew()
    assert hosts_of(two.lease(8, hosts=4)) == {"d"}
    assert one.renew() == []
    assert hosts_of([Leased(0, held) for held in one.rows.values()]) == set("ab")


def test_a_host_with_a_request_under_way_is_nobody_elses_yet(redis: Redis) -> None:
    """Of a host that is asked for a file about it, nothing need be leased."""
    one = Worker(redis)
    one.add(*many("abcd", 9))
    one.lease(8, hosts=4)
    two = Worker(redis)
    assert two.lease(8, hosts=4) == []
    one.asked = {"d.example"}
    assert one.renew() == ["d.example"]
    assert "d.example" in one.renew()
    assert "d" not in hosts_of(two.lease(8, hosts=4))
    one.lease(8, hosts=4)
    assert "d" not in hosts_of(two.lease(8, hosts=4))
    one.asked.clear()
    one.renew()
    assert "d" in hosts_of(two.lease(8, hosts=4))


def test_a_host_with_nothing_near_enough_is_kept_while_it_is_asked(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "", "start"))
    (lease,) = one.lease(hosts=1)
    deeper(one, lease, page("a", "1", "listing"))
    one.asked = {"a.example"}
    assert one.lease(depth=0, hosts=1) == []
    two = Worker(redis)
    assert two.lease() == []
    one.asked.clear()
    one.lease(depth=0, hosts=1)
    assert hosts_of(two.lease()) == {"a"}


def test_one_host_more_is_no_reason_to_part_with_it(redis: Redis) -> None:
    one = Worker(redis)
    one.add(*many("abc", 20))
    two = Worker(redis)
    assert hosts_of(two.lease(8, hosts=4)) == set("ab")
    assert hosts_of(one.lease(8, hosts=4)) == set("c")
    for _ in range(5):
        for worker in (one, two):
            for row, held in list(worker.rows.items())[:2]:
                worker.settle(worker.visit(Leased(row, held)))
            assert worker.renew() == []
            worker.lease(8, hosts=4)
    assert {held.host for held in two.rows.values()} == {"a.example", "b.example"}


def test_a_worker_that_can_do_nothing_with_a_host_is_given_none(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "", "start"), page("b", "", "start"))
    for lease in one.lease():
        host = lease.held.host.removesuffix(".example")
        deeper(one, lease, *(page(host, str(number), "listing") for number in range(3)))
    assert hosts_of(one.lease(4)) == set("ab")
    shallow = Worker(redis)
    assert shallow.lease(depth=0) == []
    assert shallow.more, "the other's work may lead to more"
    assert one.renew() == []
    deep = Worker(redis)
    assert deep.lease(depth=1) == []
    assert len(one.renew()) == 1
    one.renew()
    assert len(hosts_of(deep.lease(depth=1))) == 1


def test_hosts_with_nothing_near_enough_are_let_go_for_others_that_have(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "", "start"))
    (lease,) = one.lease(hosts=1)
    deeper(one, lease, *(page("a", str(number), "listing") for number in range(3)))
    one.add(page("b", "", "start"))
    assert hosts_of(one.lease(depth=0, hosts=1)) == {"b"}
    two = Worker(redis)
    assert hosts_of(two.lease(depth=1)) == {"a"}


def test_of_free_hosts_that_comes_first_whose_first_address_does(redis: Redis) -> None:
    one = Worker(redis)
    one.add(page("a", "1"), page("b", "1", "start"), page("c", "1", "listing"))
    assert [lease.held.host[0] for lease in one.lease(hosts=1)] == ["b"]
    assert [lease.held.host[0] for lease in one.lease(hosts=2)] == ["a"]
    assert [lease.held.host[0] for lease in one.lease(hosts=3)] == ["c"]


def test_whoever_wants_one_and_dies_leaves_no_host_promised(redis: Redis) -> None:
    one = Worker(redis)
    one.add(*many("ab", 5))
    one.lease(2)
    two = Worker(redis, lease=SHORT)
    two.lease()
    (host,) = one.renew([*one.rows])
    until(lambda: redis.zscore(f"{PREFIX}q:{one.queue}:workers", two.worker) is None or one.lease(2) is None)
    assert one.renew() == []
    for row, held in list(one.rows.items()):
        one.settle(one.visit(Leased(row, held)))
    assert hosts_of(one.lease(2)) == set("ab"), host


def test_a_worker_that_leaves_or_dies_leaves_its_hosts_to_the_others(redis: Redis) -> None:
    one, two, three = Worker(redis), Worker(redis, lease=SHORT), Worker(redis)
    one.add(*many("abcdef", 2))
    assert [len(hosts_of(worker.lease(6, hosts=3))) for worker in (one, two, three)] == [2, 2, 2]
    one.leave()
    until(lambda: three.lease(6, hosts=6) is not None and len(hosts_of(held_by(three))) == 6)


def held_by(worker: Worker) -> list[Leased]:
    return [Leased(row, held) for row, held in worker.rows.items()]


@pytest.mark.parametrize("seed", range(3))
def test_workers_that_come_and_go_share_evenly_and_finish(redis: Redis, seed: int) -> None:
    """Nothing is visited twice, and hosts change hands a few times only."""
    rng = random.Random(seed)
    workers = [Worker(redis)]
    workers[0].add(*many("abcdefghijkl", 60))
    visited, uneven = Counter[int](), 0
    for turn in range(400):
        if turn in (4, 8, 12):
            workers.append(Worker(redis))
        if turn == 40:
            workers.pop(rng.randrange(4)).leave()
        for worker in rng.sample(workers, len(workers)):
            worker.lease(8, hosts=4)
            under_way = {held.host: row for row, held in worker.rows.items()}
            worker.renew(under_way.values())
            for row in under_way.values():
                if rng.random() < 0.7:
                    visited[row] += 1
                    assert worker.settle(worker.visit(Leased(row, worker.rows[row]))) == "taken"
        has = [len({held.host for held in worker.rows.values()}) for worker in workers]
        uneven = uneven + 1 if max(has) - min(has) > 1 else 0
        assert uneven <= 9, (turn, has)
        if not any(worker.more for worker in workers):
            break
    assert visited == Counter(dict.fromkeys(visited, 1))
    assert len(visited) == 12 * 60
    fences = [int(redis.hget(f"{PREFIX}h:{host}.example", "fence") or 0) for host in "abcdefghijkl"]
    assert sum(fences) <= 12 * 3, "hosts go from hand to hand"


def test_what_a_lease_asks_of_redis_does_not_grow_with_the_hosts(redis: Redis) -> None:
    def calls(hosts: int) -> dict[str, int]:
        redis.flushall()
        one, two = Worker(redis), Worker(redis)
        for first in range(0, hosts, 500):
            one.add(*(page(f"h{number}", "1") for number in range(first, first + 500)))
        one.lease(8, hosts=4), two.lease(8, hosts=4)
        redis.config_resetstat()
        two.lease(8, hosts=4)
        two.renew()
        run(redis, "leave", two.queue, two.worker, two.session, "")
        found = redis.info("commandstats")
        return {name: of["calls"] for name, of in found.items() if name != "cmdstat_evalsha"}

    assert calls(500) == calls(3000)


def test_a_queue_remembers_which_addresses_wait(redis: Redis) -> None:
    """The counts that are kept are those of what is there, whatever happens to rows."""
    rng = random.Random(1)
    workers = [Worker(redis), Worker(redis)]
    workers[0].add(*(page(host, "", "start") for host in "abc"))
    for number in range(60):
        worker = rng.choice(workers)
        worker.lease(4, depth=rng.choice((0, 1, 9)), hosts=rng.choice((1, 2, 4)))
        worker.renew()
        for lease in held_by(worker)[: rng.randint(0, 3)]:
            host = rng.choice("abcde")
            links = [page(host, f"{number}-{each}", rng.choice(("document", "listing"))) for each in range(2)]
            moved = links[0].url if rng.random() < 0.2 else None
            report = worker.visit(lease, *links, ending="unchanged", listed=True, moved_to=moved)
            assert worker.settle(report) == "taken"
        Q = f"{PREFIX}q:{worker.queue}:"  # noqa: N806
        queues = {
            key.removeprefix(f"{Q}h:"): redis.zrange(key, 0, 0, withscores=True)
            for key in redis.keys(f"{Q}h:*")
        }
        assert int(redis.hget(f"{Q}about", "queued") or 0) == sum(
            redis.zcard(f"{Q}h:{host}") for host in queues
        )
        free = {
            host: (key.removeprefix(f"{Q}free:"), rank)
            for key in redis.keys(f"{Q}free:*")
            for host, rank in redis.zrange(key, 0, -1, withscores=True)
        }
        owners = redis.hgetall(f"{Q}hosts")
        assert {host: at for host, at in owners.items() if at[0] != "@"} == {
            host: at for host, (at, _) in free.items()
        }
        assert queues.keys() <= owners.keys()
        for host, (at, rank) in free.items():
            rows = [redis.hget(f"{Q}a:{key}", "depth") for key in redis.zrange(f"{Q}h:{host}", 0, -1)]
            assert (min(map(int, map(str, rows))), queues[host][0][1]) == (int(at), rank)
