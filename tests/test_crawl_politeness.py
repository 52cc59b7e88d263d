"""Politeness as a site's owner sees it: the command against a server that keeps the time of every request."""

from __future__ import annotations

import json
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.command_line import messages, places, run, start
from tests.loopback import FAST, Answer, Site, crawl, document, listing, serving

TITLE = "在全校开学典礼上的讲话"
ONE_BY_ONE = ("CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_DELAY_JITTER=0")
LATER = "run again then"


def pages(count: int, **others: Answer) -> dict[str, Answer]:
    """A listing of so many documents; ``others`` are answers by path without its slash and ending."""
    made = {f"/p-{i}.html": document(TITLE, i) for i in range(1, count + 1)}
    front = listing(*((path, f"{TITLE}{path}") for path in made))
    return {
        "/": front,
        **made,
        **{f"/{name.replace('_', '-')}.html": given for name, given in others.items()},
    }


def gaps(site: Site) -> list[float]:
    return [later - earlier for earlier, later in zip(site.times, site.times[1:], strict=False)]


def once(first: Answer, then: Answer) -> Callable[[], Answer]:
    """``first`` to the first request, ``then`` to all others."""
    answers = iter([first])
    return lambda: next(answers, then)


def set_host(database: Path, change: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"UPDATE hosts SET {change}")
        connection.commit()


def test_requests_of_a_host_are_a_delay_apart(tmp_path: Path) -> None:
    with serving(pages(4).get) as site:
        done = crawl(site.url, tmp_path, settings=[*ONE_BY_ONE, "DOWNLOAD_DELAY=0.4"])
    assert done.code == 0
    assert len(site.asked) == 6
    assert min(gaps(site)) > 0.35


def test_the_next_request_waits_for_the_answer_before(tmp_path: Path) -> None:
    answers, under_way, most = pages(6), [0], [0]
    lock = threading.Lock()

    def answer(path: str) -> Answer | None:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.1)
        with lock:
            under_way[0] -= 1
        return answers.get(path)

    with serving(answer) as site:
        assert crawl(site.url, tmp_path, settings=ONE_BY_ONE).code == 0
    assert most == [1]


def test_a_site_that_asks_for_a_pace_gets_it(tmp_path: Path) -> None:
    answers = {"/robots.txt": Answer("User-agent: *\nCrawl-delay: 0.5\n"), **pages(3)}
    with serving(answers.get) as site:
        assert crawl(site.url, tmp_path).code == 0
    assert len(site.asked) == 5
    assert min(gaps(site)) > 0.45


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_waited_for_and_the_page_is_not_lost(status: int, tmp_path: Path) -> None:
    busy = once(Answer("busy", status, {"Retry-After": "1"}), document(TITLE))
    with serving(lambda path: busy() if path == "/p-1.html" else None) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path)
    assert site.asked == ["/robots.txt", "/p-1.html", "/p-1.html"]
    assert gaps(site)[-1] > 0.95
    assert done.rows("SELECT count(*) FROM documents") == [(1,)]


def test_retry_after_as_a_date_holds_all_requests_of_the_host(tmp_path: Path) -> None:
    answers = pages(5)

    def busy() -> Answer:
        then = datetime.now(UTC) + timedelta(seconds=2)
        return Answer("busy", 503, {"Retry-After": format_datetime(then, usegmt=True)})

    first = iter([busy])

    def answer(path: str) -> Answer | None:
        late = next(first, None) if path == "/p-2.html" else None
        return late() if late else answers.get(path)

    with serving(answer) as site:
        done = crawl(site.url, tmp_path, settings=ONE_BY_ONE)
    after = site.asked.index("/p-2.html")
    # The date has whole seconds: of two, at least one is left.
    assert gaps(site)[after] > 0.9
    assert done.rows("SELECT count(*) FROM documents") == [(5,)]


def test_without_retry_after_the_wait_doubles_and_in_the_end_it_is_an_outcome(tmp_path: Path) -> None:
    busy = Answer("busy", 503)
    with serving(lambda path: busy if path == "/p-1.html" else None) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path, settings=["BACKOFF_START=0.3", *ONE_BY_ONE])
    assert site.asked == ["/robots.txt", *["/p-1.html"] * 3]
    assert 0.29 < gaps(site)[1] < 0.58
    assert gaps(site)[2] > 0.59
    assert done.rows("SELECT outcome, reason FROM rejects") == [("error", "HTTP status 503")]


def test_a_long_pause_ends_the_run_and_keeps_the_next_one_away(tmp_path: Path) -> None:
    answers = pages(5)
    closed = {**answers, "/p-2.html": Answer("tomorrow", 429, {"Retry-After": "7200"})}
    with serving(closed.get) as site:
        first = crawl(site.url, tmp_path, settings=ONE_BY_ONE)
        asked = len(site.asked)
        assert site.asked[-1] == "/p-2.html"
        assert first.code == 4
        assert first.rows("SELECT outcome, exit_code FROM runs") == [("refused", 4)]
        ((host, until, reason),) = first.rows("SELECT host, paused_until_at, pause_reason FROM hosts")
        left = datetime.fromisoformat(until) - datetime.now(UTC)
        assert (host, reason) == ("127.0.0.1", "HTTP 429, Retry-After: 7200")
        assert timedelta(minutes=118) < left < timedelta(minutes=120)
        assert first.err == f"127.0.0.1 asks for no request before {until} ({reason}): {LATER}\n"

        second = crawl(site.url, tmp_path, settings=ONE_BY_ONE)
        assert second.code == 4
        assert until in second.err
        assert (len(site.asked), len(site.notices)) == (asked, 1)
        assert second.rows("SELECT count(*) FROM rejects WHERE outcome != 'listing'") == [(0,)]

        set_host(first.database, "paused_until_at = '2026-01-01T00:00:00Z'")
        closed["/p-2.html"] = answers["/p-2.html"]
        assert crawl(site.url, tmp_path, settings=ONE_BY_ONE).code == 0
    assert second.rows("SELECT count(*) FROM documents") == [(5,)]


def test_a_budget_is_for_all_runs_of_a_day(tmp_path: Path) -> None:
    settings = [*ONE_BY_ONE, "HOST_DAILY_BUDGET=5"]
    with serving(pages(6).get) as site:
        first = crawl(site.url, tmp_path, settings=settings)
        assert (first.code, len(site.asked) + len(site.notices)) == (0, 5)
        assert first.err == "127.0.0.1 had its 5 requests of today: run again tomorrow to go on\n"
        assert first.rows("SELECT outcome, exit_code FROM runs") == [("budget", 0)]
        second = crawl(site.url, tmp_path, settings=settings)
        assert (second.code, len(site.asked) + len(site.notices)) == (0, 5)
        set_host(first.database, "day = '2026-01-01'")
        for _ in range(2):
            crawl(site.url, tmp_path, settings=settings)
            set_host(first.database, "day = '2026-01-01'")
    assert second.rows("SELECT count(*) FROM documents") == [(6,)]


def test_what_a_run_leaves_of_a_budget_is_there_for_the_next(tmp_path: Path) -> None:
    with serving(pages(2).get) as site:
        done = crawl(site.url, tmp_path, settings=[*ONE_BY_ONE, "HOST_DAILY_BUDGET=50"])
        sent = len(site.asked) + len(site.notices)
    assert done.code == 0
    assert done.rows("SELECT requests FROM hosts") == [(sent,)]


def test_a_killed_run_has_counted_what_it_asked_for(tmp_path: Path) -> None:
    answers, enough = pages(30), threading.Event()

    def answer(path: str) -> Answer | None:
        if path == "/p-9.html":
            enough.set()
        return answers.get(path)

    settings = [word for one in (*FAST, *ONE_BY_ONE, "HOST_DAILY_BUDGET=25") for word in ("-s", one)]
    with serving(answer) as site:
        command = ["crawl", "site", "-a", f"url={site.url}", *settings, *places(tmp_path)]
        with start(*command) as process:
            assert enough.wait(60)
            process.kill()
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
            ((counted,),) = connection.execute("SELECT requests FROM hosts").fetchall()
        sent = len(site.asked) + len(site.notices)
        assert sent <= counted < sent + 20
        assert run(*command)[0] == 0
        assert len(site.asked) + len(site.notices) <= 25


def test_outside_its_hours_a_host_is_not_asked(tmp_path: Path) -> None:
    now = datetime.now().astimezone()
    hours = [f"{now + timedelta(hours=h):%H:%M}" for h in (-1, 1, 3)]
    with serving(pages(1).get) as site:
        done = crawl(site.url, tmp_path, settings=[f"HOST_HOURS={hours[1]}-{hours[2]}"])
        assert (done.code, site.asked, site.notices) == (0, [], [])
        assert done.err.startswith(f"it is not between {hours[1]}-{hours[2]}")
        assert crawl(site.url, tmp_path, settings=[f"HOST_HOURS={hours[0]}-{hours[1]}"]).code == 0
        assert "/p-1.html" in site.asked


@pytest.mark.parametrize("given", ["HOST_HOURS=night", "HOST_DAILY_BUDGET=-1", "BREAKER_SHARE=half"])
def test_settings_that_make_no_sense_are_refused(given: str, tmp_path: Path) -> None:
    with serving(pages(1).get) as site:
        done = crawl(site.url, tmp_path, settings=[given])
    assert (done.code, site.asked) == (2, [])
    assert done.err.count("\n") == 1
    assert given.partition("=")[0] in done.err


CAPTCHA = (
    "<html><head><title>安全验证</title></head><body><h1>安全验证</h1>"
    "<p>为了确认您不是机器人，请拖动滑块完成验证后继续访问。</p><div id='captcha'></div></body></html>"
)


@pytest.mark.parametrize(
    "wall",
    [
        Answer(CAPTCHA),
        Answer(CAPTCHA, 403),
        Answer(CAPTCHA, 503, {"Retry-After": "1"}),
        Answer("<html></html>", 403, {"cf-mitigated": "challenge"}),
        Answer("", 405, {"x-amzn-waf-action": "captcha"}),
    ],
    ids=["200", "403", "503", "cloudflare", "aws"],
)
def test_after_a_captcha_page_nothing_more_is_asked_for(wall: Answer, tmp_path: Path) -> None:
    with serving(pages(30, p_7=wall).get) as site:
        done = crawl(site.url, tmp_path, settings=ONE_BY_ONE)
    assert site.asked[-1] == "/p-7.html"
    assert len(site.asked) == len(set(site.asked)) < 30
    assert done.code == 4
    assert done.err.startswith(f"{site.url}p-7.html asks for proof of a person (")
    assert done.rows("SELECT outcome, exit_code FROM runs") == [("refused", 4)]
    ((reject,),) = done.rows("SELECT outcome FROM rejects WHERE url LIKE '%p-7.html'")
    assert reject in ("blocked", "error")


@pytest.mark.parametrize(
    "refusal",
    [
        Answer("<html><body><h1>403 Forbidden</h1><hr>nginx</body></html>", 403),
        Answer("<html><body><h1>会员登录</h1><p>请登录后继续阅读。</p></body></html>"),
    ],
    ids=["forbidden", "login"],
)
def test_a_few_walls_are_no_refusal(refusal: Answer, tmp_path: Path) -> None:
    with serving(pages(12, p_3=refusal, p_8=refusal).get) as site:
        done = crawl(site.url, tmp_path, settings=["BREAKER_WINDOW=6"])
    assert done.code == 0
    assert done.rows("SELECT count(*) FROM documents") == [(10,)]


@pytest.mark.parametrize("refusal", [Answer("no", 403), Answer("broken", 500), Answer(hang_up=True)])
def test_a_site_that_mostly_refuses_is_left_alone(refusal: Answer, tmp_path: Path) -> None:
    walls = {f"p_{i}": refusal for i in range(5, 41)}
    with serving(pages(40, **walls).get) as site:
        done = crawl(
            site.url,
            tmp_path,
            settings=[*ONE_BY_ONE, "BREAKER_WINDOW=8", "RETRY_TIMES=0", "DOWNLOAD_DELAY=0.1"],
        )
    assert done.code == 4
    assert done.err.startswith("4 of the last 8 pages were blocks, walls or errors")
    assert len(site.asked) < 20


def test_a_stop_does_not_wait_for_a_turn(tmp_path: Path) -> None:
    asked = threading.Event()

    def answer(path: str) -> Answer | None:
        asked.set()
        return Answer("User-agent: *\nCrawl-delay: 60\n") if path == "/robots.txt" else None

    with (
        serving(answer) as site,
        start("crawl", "site", "-a", f"url={site.url}", *places(tmp_path)) as process,
    ):
        assert asked.wait(60)
        since = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        assert time.monotonic() - since < 45
    assert process.returncode == 130
    assert messages(err).startswith("stopped, and what is stored stays")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("SELECT count(*) FROM rejects").fetchone() == (0,)


@pytest.mark.parametrize(
    ("arguments", "settings"), [((), ("CLOSESPIDER_TIMEOUT=1",)), (("minutes=0.02",), ())]
)
def test_nor_does_a_limit(arguments: Sequence[str], settings: Sequence[str], tmp_path: Path) -> None:
    answers = {"/robots.txt": Answer("User-agent: *\nCrawl-delay: 60\n"), **pages(3)}
    with serving(answers.get) as site:
        since = time.monotonic()
        done = crawl(site.url, tmp_path, *arguments, settings=settings)
        assert time.monotonic() - since < 50
    # On a slow machine the time is over before the first request.
    assert site.asked in ([], ["/robots.txt"])
    assert done.rows("SELECT state FROM frontier") == [("queued",)]
    assert done.rows("SELECT stats ->> 'requests' = stats ->> 'notices' FROM runs") == [(1,)]


def test_a_stop_does_not_wait_for_a_server_that_stalls_and_its_page_is_not_lost(tmp_path: Path) -> None:
    asked, over = threading.Event(), threading.Event()

    def answer(path: str) -> Answer | None:
        if path == "/p-1.html" and not over.is_set():
            asked.set()
            over.wait(60)
        return document(TITLE) if path == "/p-1.html" else None

    settings = [word for one in FAST for word in ("-s", one)]
    with serving(answer) as site:
        command = ["crawl", "site", "-a", f"url={site.url}p-1.html", *settings, *places(tmp_path)]
        with start(*command) as process:
            assert asked.wait(60)
            since = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
            assert time.monotonic() - since < 45
        over.set()
        assert process.returncode == 130
        assert "Traceback" not in err
        assert run(*command)[0] == 0
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM rejects").fetchone() == (0,)


def test_what_a_site_says_of_uses_stands_in_its_records(tmp_path: Path) -> None:
    rules = (
        "User-agent: *\nContent-Signal: search=yes, ai-train=no\nDisallow: /private/\n\n"
        "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n"
    )
    reserved = [{"location": "/p-*", "tdm-reservation": 1, "tdm-policy": "https://wen.example/policy.json"}]
    page = document(TITLE)
    assert isinstance(page.body, str)
    page = Answer(
        page.body.replace("<title>", '<meta name="robots" content="noai, noimageai"><title>'),
        headers={"X-Robots-Tag": "noai"},
    )
    answers = {
        "/robots.txt": Answer(rules),
        "/.well-known/tdmrep.json": Answer(
            json.dumps(reserved), headers={"Content-Type": "application/json"}
        ),
        "/p-1.html": page,
    }
    with serving(answers.get) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path)
    expected = {
        "robots": "allowed",
        "ai_robots": {"CCBot": "disallowed", "GPTBot": "disallowed"},
        "content_signal": {"search": "yes", "ai-train": "no"},
        "meta_robots": ["noai", "noimageai"],
        "tdm_policy": "https://wen.example/policy.json",
        "tdm_reservation": 1,
        "x_robots_tag": ["noai"],
    }
    ((rights,),) = done.rows("SELECT rights FROM documents")
    assert json.loads(rights) == expected
    assert site.notices == ["/.well-known/tdmrep.json"]

    set_rights = "UPDATE documents SET rights = NULL, extractor_version = '0'"
    with closing(sqlite3.connect(done.database)) as connection:
        connection.execute(set_rights)
        connection.commit()
    assert run("reextract", *places(tmp_path))[0] == 0
    assert done.rows("SELECT rights FROM documents") == [(rights,)]


def test_a_start_at_a_login_asks_for_nothing_there(tmp_path: Path) -> None:
    with serving(pages(1).get) as site:
        done = crawl(f"{site.url}login.html?back=/", tmp_path)
    assert (site.asked, done.code) == ([], 4)
    assert done.rows("SELECT outcome, reason FROM rejects") == [
        ("blocked", "a page we stay off: a log-in, a payment, a download or a captcha")
    ]
