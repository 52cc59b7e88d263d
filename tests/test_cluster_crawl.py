"""Several workers, one frontier: killed at any instant, they end as one undisturbed crawl does.

KILLS says how often workers and Redis are killed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from itertools import count, groupby
from pathlib import Path
from threading import Event

import pytest

from tests.cluster_crawl import (
    COMMON,
    DELAY,
    Asked,
    Sites,
    by_host,
    check_pace,
    content,
    example_sites,
    four_hosts,
    merged,
    soon,
    words,
    worker,
    worker_at,
)
from tests.cluster_worker import until
from tests.command_line import places, run
from tests.redis_server import RedisServer, served

pytestmark = pytest.mark.redis

KILLS = int(os.environ.get("KILLS", "3"))


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with example_sites() as sites:
        yield sites


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with served(tmp_path / "redis") as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one machine makes of it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    given = [
        word for setting in (*COMMON, "DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS=8") for word in ("-s", setting)
    ]
    assert run(*words(sites), *given, *places(folder))[0] == 0
    return folder


def ended(process: subprocess.Popen[str]) -> int:
    return process.wait(timeout=90)


def requested(sites: Sites, host: str, name: str) -> list[float]:
    agent = f"wenji/{name}"
    return [each.time for each in by_host(sites.requests())[host] if each.user_agent.startswith(agent)]


def takeovers(requests: Iterable[Asked]) -> list[str]:
    """Who asked a host, one worker after the other."""
    return [name for name, _ in groupby(each.user_agent.partition("/")[2].split()[0] for each in requests)]


def until_asked(sites: Sites, since: int, number: int = 1) -> None:
    """Wait for the sites to be asked so many times more than at ``since``."""
    end = time.monotonic() + 60
    while len(sites.requests()) < since + number:
        assert time.monotonic() < end, "nobody asks the sites"
        time.sleep(0.05)


def test_killed_workers_and_servers_cost_nothing(
    sites: Sites, redis: RedisServer, undisturbed: Path, tmp_path: Path
) -> None:
    rng, since = random.Random(KILLS), len(sites.requests())
    folders = [tmp_path / "w0", tmp_path / "w1"]
    starts = 0

    def begin(folder: Path) -> subprocess.Popen[str]:
        nonlocal starts
        starts += 1
        return worker(sites, redis, folder, name=f"{folder.name}.{starts}")

    workers = {folder: begin(folder) for folder in folders}
    until_asked(sites, since, rng.randint(1, 20))
    for kill in range(KILLS):
        if kill % 2:
            redis.remember()
            time.sleep(rng.uniform(0, 1))
            redis.kill()
            if rng.random() < 0.5:
                redis.go_back()
            redis.start()
        else:
            folder = rng.choice(folders)
            # A kill of a worker takes the processes that read pages with it.
            os.killpg(workers[folder].pid, signal.SIGKILL)
            workers[folder].wait()
            workers[folder] = begin(folder)
        asked = len(sites.requests())
        until = time.monotonic() + 4
        while len(sites.requests()) < asked + rng.randint(5, 25) and time.monotonic() < until:
            time.sleep(0.05)
    for folder, process in workers.items():
        assert ended(process) == 0, (folder / "err").read_text()
    found, expected = content(merged(tmp_path / "all", folders)), content(undisturbed)
    for table, rows in expected.items():
        assert found[table] == rows, table
    check_pace(sites.requests()[since:])


def test_a_worker_that_slept_too_long_leaves_its_hosts_to_the_others(
    sites: Sites, redis: RedisServer, undisturbed: Path, tmp_path: Path
) -> None:
    since = len(sites.requests())
    sleeper = worker(sites, redis, tmp_path / "sleeper", "CLUSTER_HOSTS=1")
    until_asked(sites, since, 6)
    os.killpg(sleeper.pid, signal.SIGSTOP)
    other = worker(sites, redis, tmp_path / "other", "CLUSTER_HOSTS=3")
    (host,) = {each.host for each in sites.requests()[since:]}
    end = time.monotonic() + 60
    while not requested(sites, host, "other"):
        assert time.monotonic() < end, "nobody took the host over"
        time.sleep(0.05)
    os.killpg(sleeper.pid, signal.SIGCONT)
    assert ended(other) == 0
    assert ended(sleeper) == 0
    # The sites' log is that of the module: their ports, and so their hosts, serve every test. Awake again, it may
    # be given the host once more.
    turns = takeovers(by_host(sites.requests()[since:])[host])
    assert turns[:2] == ["sleeper", "other"]
    assert len(turns) <= 3, "it asked a host that was another's"
    check_pace(sites.requests()[since:])
    found, expected = (
        content(merged(tmp_path / "all", [tmp_path / "sleeper", tmp_path / "other"])),
        content(undisturbed),
    )
    assert found == expected


def test_who_comes_late_gets_hosts_of_who_has_them_all(redis: RedisServer, tmp_path: Path) -> None:
    came, asked = Event(), count()

    def answer(path: str, user_agent: str) -> None:
        # A busy machine may need longer to start a worker than another needs for all pages.
        if next(asked) >= 16:
            came.wait(120)
        soon(path, user_agent)

    with four_hosts(answer) as (urls, log), redis.client() as client:
        addresses = tmp_path / "urls"
        addresses.write_text(
            "\n".join(f"{url}p-{number}.html" for number in range(60) for url in urls) + "\n"
        )
        words = ("crawl", "site", "-a", f"urls={addresses}")
        alone = worker_at(words, redis, tmp_path / "alone")
        until(lambda: len(log) == 16)
        late = worker_at(words, redis, tmp_path / "late")
        until(lambda: sum(client.zcard(key) for key in client.scan_iter("*:workers")) == 2)
        came.set()
        assert [ended(alone), ended(late)] == [0, 0]
    check_pace(log)
    pages = [each for each in log if "/p-" in each.path]
    assert len({(each.host, each.path) for each in pages}) == len(pages) == 4 * 60, "each once"
    turns = {host: takeovers(asked) for host, asked in by_host(pages).items()}
    given = [host for host, names in turns.items() if names[:2] == ["alone", "late"]]
    assert len(given) >= 2
    # Who has done all of its own is given one back.
    assert max(map(len, turns.values())) <= 3
    end = max(each.time for each in pages if each.user_agent == "wenji/alone" and each.host not in given)
    first = [next(each for each in by_host(pages)[host] if each.user_agent == "wenji/late") for host in given]
    assert sum(each.time < end for each in first) >= 2, "it had to wait until the other had done"


def test_files_about_a_host_that_was_lost_are_not_asked_for(redis: RedisServer, tmp_path: Path) -> None:
    """A worker slept over the answer to robots.txt; the host's other files are for whoever has it now."""
    came, asleep, taken, awake = Event(), Event(), Event(), Event()

    def answer(path: str, user_agent: str) -> None:
        if user_agent == "wenji/sleeper" and not came.is_set():
            came.set()
            asleep.wait(60)
        elif user_agent == "wenji/other" and path.startswith("/p-") and not taken.is_set():
            taken.set()
            awake.wait(60)
            # A file that is asked for now would come a delay later.
            time.sleep(4 * DELAY)
        else:
            soon(path, user_agent)

    with four_hosts(answer) as ((url, *_), log):
        addresses = tmp_path / "urls"
        addresses.write_text("\n".join(f"{url}p-{number}.html" for number in range(4)) + "\n")
        words = ("crawl", "site", "-a", f"urls={addresses}")
        sleeper = worker_at(words, redis, tmp_path / "sleeper")
        assert came.wait(60)
        os.killpg(sleeper.pid, signal.SIGSTOP)
        asleep.set()
        other = worker_at(words, redis, tmp_path / "other")
        assert taken.wait(60)
        os.killpg(sleeper.pid, signal.SIGCONT)
        awake.set()
        codes = [ended(other), ended(sleeper)]
    check_pace(log)
    assert codes == [0, 0], "what was lost is no page that was not served"
    assert takeovers(by_host(log)["127.0.0.11"]) == ["sleeper", "other"]
    assert {each.path for each in log if each.user_agent == "wenji/sleeper"} == {"/robots.txt"}


@pytest.mark.parametrize(
    "requests",
    [
        [Asked(0, 5, "h", "/a", "a"), Asked(DELAY, DELAY, "h", "/b", "b")],
        [Asked(0, 5, "h", "/a", "a"), Asked(1, 2, "h", "/b", "b"), Asked(3, 4, "h", "/c", "b")],
        [Asked(0, 0, "h", "/a", "a"), Asked(DELAY / 2, 1, "h", "/b", "b")],
        [Asked(each * DELAY / 3, each * DELAY / 3, "h", "/", "a") for each in range(60)],
    ],
    ids=["two at once", "two at once, and one after", "too soon after another", "too fast by itself"],
)
def test_what_the_sites_log_would_show(requests: list[Asked]) -> None:
    with pytest.raises(AssertionError):
        check_pace(requests)


def test_without_redis_a_worker_says_so_and_ends(sites: Sites, redis: RedisServer, tmp_path: Path) -> None:
    since = len(sites.requests())
    process = worker(sites, redis, tmp_path / "w", "REDIS_PATIENCE=1")
    until_asked(sites, since, 4)
    redis.kill()
    assert ended(process) == 5
    said = (tmp_path / "w" / "err").read_text().strip().splitlines()
    assert said[-1].startswith("error: Redis at 127.0.0.1:")
    assert "run again to continue" in said[-1]
    assert sum("is away" in line for line in said) == 1


def test_two_workers_with_one_database_are_refused(sites: Sites, redis: RedisServer, tmp_path: Path) -> None:
    since = len(sites.requests())
    process = worker(sites, redis, tmp_path / "w")
    until_asked(sites, since, 1)
    second = worker(sites, redis, tmp_path / "w")
    assert ended(second) == 2
    assert "error: another run of declared" in (tmp_path / "w" / "err").read_text()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
