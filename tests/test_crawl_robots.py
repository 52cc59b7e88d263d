"""robots.txt is obeyed, and one that cannot be read closes the site: the command, against real servers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.loopback import Answer, crawl, document, listing, serving

TITLE = "在全校开学典礼上的讲话"


def crawled(
    robots: Answer | None, folder: Path, *settings: str
) -> tuple[list[str], int, str, list[tuple[str, str]]]:
    """Paths asked for besides robots.txt, exit code, stderr, rejects."""
    with serving(lambda path: robots if path == "/robots.txt" else document(TITLE)) as site:
        done = crawl(f"{site.url}p-1.html", folder, settings=settings)
        asked = [path for path in site.asked if path != "/robots.txt"]
    assert "Traceback" not in done.err
    return asked, done.code, done.err, done.rows("SELECT outcome, reason FROM rejects")


@pytest.mark.parametrize(
    ("robots", "why"),
    [
        (Answer("down", 503), "HTTP 503"),
        (Answer("later", 429), "HTTP 429"),
        (Answer(hang_up=True), "the host closed the connection without an answer"),
        (Answer("User-agent: *\n", announced=99), "the answer was cut short"),
        (Answer(status=302, headers={"Location": "http://[::1/"}), "HTTP 302"),
        (Answer(status=302, headers={"Location": "/robots.txt"}), "redirects to itself"),
    ],
)
def test_a_robots_txt_that_cannot_be_read_closes_the_site(robots: Answer, why: str, tmp_path: Path) -> None:
    asked, code, err, rejects = crawled(robots, tmp_path)
    assert asked == []
    assert code == 4
    assert rejects == [("blocked", f"robots.txt could not be read ({why})")]
    assert err == f"robots.txt could not be read ({why}), and that closes the site to us: try again later\n"


def test_one_that_cannot_be_read_does_not_cost_a_queue_its_addresses(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    with serving(lambda path: Answer("down", 503) if path == "/robots.txt" else document(TITLE)) as site:
        file.write_text("".join(f"{site.url}p-{i}.html\n" for i in range(60)))
        done = crawl(site.url, tmp_path, f"urls={file}", settings=["BREAKER_WINDOW=5"])
    assert set(site.asked) == {"/robots.txt"}
    assert done.code == 4
    assert done.rows("SELECT count(*) FROM rejects")[0][0] <= 5 + 8
    assert done.rows("SELECT count(*) FROM frontier WHERE state = 'queued'")[0][0] >= 40


@pytest.mark.parametrize("status", [404, 403, 410])
def test_no_robots_txt_is_no_rule_whatever_the_error_page_says(status: int, tmp_path: Path) -> None:
    asked, code, _, rejects = crawled(Answer("User-agent: *\nDisallow: /\n", status), tmp_path)
    assert (asked, code, rejects) == (["/p-1.html"], 0, [])


def test_rules_for_us_by_name_come_before_rules_for_all(tmp_path: Path) -> None:
    rules = "User-agent: *\nDisallow:\n\nUser-agent: wenji\nDisallow: /p-\n"
    asked, code, _, rejects = crawled(Answer(rules), tmp_path)
    assert (asked, code, rejects) == ([], 4, [("blocked", "robots.txt does not allow it")])


def test_no_switch_turns_it_off(tmp_path: Path) -> None:
    rules = Answer("User-agent: *\nDisallow: /\n")
    with serving(lambda path: rules if path == "/robots.txt" else document(TITLE)) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path, settings=["ROBOTSTXT_OBEY=0"])
        assert site.asked == []
    assert done.code == 2


def test_a_redirect_of_the_file_itself_is_followed(tmp_path: Path) -> None:
    answers = {
        "/robots.txt": Answer(status=301, headers={"Location": "/rules/robots.txt"}),
        "/rules/robots.txt": Answer("User-agent: *\nDisallow: /p-\n"),
    }
    with serving(answers.get) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path)
        assert site.asked == ["/robots.txt", "/rules/robots.txt"]
    assert done.rows("SELECT reason FROM rejects") == [("robots.txt does not allow it",)]


def test_even_to_another_host_where_a_page_is_not(tmp_path: Path) -> None:
    rules = {"/robots.txt": Answer("User-agent: *\nDisallow: /p-2.html\n")}
    with serving(rules.get) as other:

        def answer(path: str) -> Answer | None:
            elsewhere = Answer(status=302, headers={"Location": f"{other.url}{path[1:]}"})
            return listing(("/p-1.html", TITLE), ("/p-2.html", TITLE)) if path == "/" else elsewhere

        with serving(answer) as site:
            done = crawl(site.url, tmp_path)
    assert other.asked == ["/robots.txt"]
    reasons = {reason.partition(",")[0] for (reason,) in done.rows("SELECT reason FROM rejects")}
    assert reasons >= {"redirects to another site", "robots.txt does not allow it"}


@pytest.mark.parametrize(("steps", "code"), [(5, 0), (6, 4)])
def test_five_redirects_are_followed_and_no_more(steps: int, code: int, tmp_path: Path) -> None:
    chain = {f"/{i}": Answer(status=302, headers={"Location": f"/{i + 1}"}) for i in range(1, steps)}
    chain |= {
        "/robots.txt": Answer(status=302, headers={"Location": "/1"}),
        f"/{steps}": Answer("User-agent: *\nDisallow: /private/\n"),
        "/p-1.html": document(TITLE),
    }
    with serving(chain.get) as site:
        assert crawl(f"{site.url}p-1.html", tmp_path).code == code
    assert ("/p-1.html" in site.asked) == (code == 0)


def test_no_answer_in_time_is_a_no_for_now(tmp_path: Path) -> None:
    stalled = threading.Event()

    def answer(path: str) -> Answer | None:
        if path == "/robots.txt":
            stalled.wait(30)
        return document(TITLE)

    with serving(answer) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path, settings=["DOWNLOAD_TIMEOUT=0.3", "RETRY_TIMES=0"])
        stalled.set()
    assert (set(site.asked), done.code) == ({"/robots.txt"}, 4)
    assert done.rows("SELECT outcome, reason FROM rejects") == [
        ("blocked", "robots.txt could not be read (no answer in time)")
    ]


def test_what_has_become_old_is_asked_for_again(tmp_path: Path) -> None:
    rules = iter([Answer("User-agent: *\nDisallow:\n")])
    later = Answer("User-agent: *\nDisallow: /p-\n")

    def answer(path: str) -> Answer | None:
        if path == "/robots.txt":
            return next(rules, later)
        return listing(("/p-1.html", TITLE)) if path == "/" else document(TITLE)

    with serving(answer) as site:
        crawl(site.url, tmp_path, settings=["ROBOTSTXT_CACHE_SECONDS=0"])
    assert site.asked == ["/robots.txt", "/", "/robots.txt"]


def test_garbage_has_no_rules(tmp_path: Path) -> None:
    asked, code, _, _ = crawled(Answer(b"\x00\xff<html>\x80 Disallow / : \n" * 50), tmp_path)
    assert (asked, code) == (["/p-1.html"], 0)


def test_nobody_there_is_an_error_and_no_refusal(tmp_path: Path) -> None:
    with serving({}.get) as site:
        pass
    done = crawl(site.url, tmp_path)
    assert done.code == 3
    assert done.rows("SELECT outcome, reason FROM rejects") == [
        ("error", "robots.txt could not be read (the host refused the connection)")
    ]
