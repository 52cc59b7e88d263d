"""What ``scrapy queue`` shows of queues that workers share."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipeline.crawl.cluster import scripts
from pipeline.crawl.cluster.overview import overview
from pipeline.errors import StorageError
from tests.cluster_worker import SHORT, Worker, page, until
from tests.command_line import run
from tests.redis_server import served

pytestmark = pytest.mark.redis

ENV = {**os.environ, "SCRAPY_PROJECT": "cluster"}


def test_queues_workers_and_hosts(tmp_path: Path) -> None:
    with served(tmp_path) as redis, redis.client() as client:
        words = ("queue", "-s", f"REDIS_URL={redis.url}")
        assert overview(redis.url) == []
        scripts.run(client, "meet", "run", scripts.FORMAT)
        one, two = Worker(client, worker="one"), Worker(client, worker="two", lease=SHORT)
        one.add(*(page(host, str(number)) for host in "ab" for number in range(3)))
        (first, *_) = one.lease(limit=8, hosts=4)
        one.settle(one.visit(first))
        assert two.lease(hosts=4)
        other = Worker(client, "名字", worker="three")
        other.leave("the site asks for proof of a person")
        until(lambda: client.zcount(f"wenji:q:{two.queue}:workers", 0, client.time()[0] * 1000 - 1000))
        before = {key: client.dump(key) for key in client.scan_iter()}
        code, out, err = run(*words, env=ENV)
        found = json.loads(run(*words, "--json", env=ENV)[1])
        assert {key: client.dump(key) for key in client.scan_iter()} == before, "it only looks"
    assert (code, err) == (0, "")
    site, named = found
    assert (site["name"], site["queued"], site["leased"], site["held"], site["visited"]) == (
        "site",
        1,
        4,
        0,
        1,
    )
    assert (site["hosts"], site["stopped"]) == (2, None)
    assert [(each["name"], each["is_there"], len(each["hosts"])) for each in site["workers"]] == [
        ("one", True, 1),
        ("two", False, 1),
    ]
    assert site["workers"][0]["hosts"] == [{"host": "a.example", "leased": 1, "promised_to": None}]
    assert (named["name"], named["stopped"], named["workers"]) == (
        "名字",
        "the site asks for proof of a person",
        [],
    )
    lines = out.splitlines()
    assert lines[0] == "site"
    assert lines[2].startswith("  1 queued, 4 leased, 0 held, 1 visited; 2 hosts to do; next due 20")
    assert lines[3].endswith("s ago: a.example (1 leased)")
    assert lines[4].endswith("s ago, taken for dead: b.example (3 leased)")
    assert lines[5:] == [
        "名字",
        f"  round since {named['round_began_at']}; stopped: {named['stopped']}",
        "  0 queued, 0 leased, 0 held, 0 visited; 0 hosts to do",
    ]


def test_without_a_redis_one_line_says_so(tmp_path: Path) -> None:
    assert run("queue") == (
        2, "", "error: no Redis is named: set SCRAPY_PROJECT=cluster, or give -s REDIS_URL=redis://HOST/0\n",
    )  # fmt: skip
    with served(tmp_path) as redis:
        redis.kill()
        with pytest.raises(
            StorageError, match=rf"^Redis at 127.0.0.1:{redis.port}/0 is away \(Error 111 .*\): start it\.$"
        ):
            overview(redis.url)
