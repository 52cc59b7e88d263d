"""robots.txt is obeyed, and one that cannot be read closes the site: the command, against real servers."""

from __future__ import annotations

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
        (
            Answer(status=302, headers={"Location": "http://other.example/robots.txt"}),
            "redirects to another site, other.example",
        ),
    ],
)
def test_a_robots_txt_that_cannot_be_read_closes_the_site(robots: Answer, why: str, tmp_path: Path) -> None:
    asked, code, err, rejects = crawled(robots, tmp_path)
    assert asked == []
    assert code == 4
    assert rejects == [("blocked", f"robots.txt could not be read ({why})")]
    assert err == f"robots.txt could not be read ({why}), and that closes the site to us: try again later\n"


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


def test_a_redirect_of_the_file_itself_is_followed_within_the_site(tmp_path: Path) -> None:
    answers = {
        "/robots.txt": Answer(status=301, headers={"Location": "/rules/robots.txt"}),
        "/rules/robots.txt": Answer("User-agent: *\nDisallow: /p-\n"),
    }
    with serving(answers.get) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path)
        assert site.asked == ["/robots.txt", "/rules/robots.txt"]
    assert done.rows("SELECT reason FROM rejects") == [("robots.txt does not allow it",)]


def test_nobody_there_is_an_error_and_no_refusal(tmp_path: Path) -> None:
    with serving({}.get) as site:
        pass
    done = crawl(site.url, tmp_path)
    assert done.code == 3
    assert done.rows("SELECT outcome, reason FROM rejects") == [
        ("error", "robots.txt could not be read (the host refused the connection)")
    ]


def test_a_site_that_asks_for_a_pace_gets_it(tmp_path: Path) -> None:
    answers = {
        "/robots.txt": Answer("User-agent: *\nCrawl-delay: 0.5\n"),
        "/": listing(*((f"/p-{i}.html", TITLE) for i in range(3))),
        **{f"/p-{i}.html": document(TITLE, i) for i in range(3)},
    }
    with serving(answers.get) as site:
        done = crawl(site.url, tmp_path)
        times = site.times
    assert done.code == 0
    assert len(times) == 5
    # Four waits of half a second, with room for requests that arrive late.
    assert times[-1] - times[0] > 1
