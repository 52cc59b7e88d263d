"""When a site is left alone: by the share of refusals, and at the first sign of a captcha."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.crawl.breaker import Breaker
from pipeline.crawl.challenges import challenge

URL = "https://wen.example/p-1.html"
HTML = (("Content-Type", "text/html; charset=utf-8"),)
VERIFICATION = "<h1>人机验证</h1><p>为了您的账号安全，请完成下方验证后继续访问。</p>"
SPEECH = (
    "<h1>在安全生产会议上的讲话</h1>"
    + "<p>同志们，前段时间有人没有通过安全验证就进了车间，这样的事以后不许再有。</p>" * 8
)


def noted(outcomes: str, window: int = 4, share: float = 0.5) -> list[str]:
    """What the breaker says to outcomes: d(ocument), l(isting), b(locked), e(rror), g(one)."""
    words = {"d": "document", "l": "listing", "b": "blocked", "e": "error", "g": "gone"}
    said: list[str] = []
    breaker = Breaker(window, share, said.append)
    for letter in outcomes:
        breaker.note(words[letter])
    return said


@pytest.mark.parametrize("outcomes", ["", "bbb", "dbdddbdd", "gggggg", "lllldddd", "bdddbdddb"])
def test_it_stays_closed_below_the_share(outcomes: str) -> None:
    assert noted(outcomes) == []


@pytest.mark.parametrize("outcomes", ["bbbb", "ddddbb", "dedb", "eeee", "dddddddbdb"])
def test_it_opens_at_the_share(outcomes: str) -> None:
    assert len(noted(outcomes)) == 1


def test_it_opens_once_and_says_why() -> None:
    assert noted("bbbbbbb") == ["4 of the last 4 pages were blocks, walls or errors"]
    said: list[str] = []
    Breaker(1, 1, said.append).note("error", "HTTP status 500")
    assert said == ["1 of the last 1 pages were blocks, walls or errors (the last: HTTP status 500)"]


def test_fifteen_walls_among_158_pages_are_ordinary() -> None:
    assert noted(("d" * 9 + "b") * 15 + "d" * 8, window=20) == []


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, VERIFICATION), (403, VERIFICATION), (200, "<p>访问过于频繁，请稍后再试。</p>"), (503, "<title>Just a moment...</title><p>Checking your browser</p>")],
)  # fmt: skip
def test_a_page_that_asks_for_proof(status: int, body: str) -> None:
    assert challenge(URL, status, HTML, f"<html><body>{body}</body></html>".encode())


def test_it_is_seen_through_a_content_coding() -> None:
    body = gzip.compress(VERIFICATION.encode())
    assert challenge(URL, 200, (*HTML, ("Content-Encoding", "gzip")), body)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, SPEECH),
        (200, SPEECH * 20),
        (403, "<h1>403 Forbidden</h1><hr><center>nginx</center>"),
        (429, "<h1>Too Many Requests</h1>"),
        (503, "<h1>服务器繁忙，请稍后再试</h1>"),
        (404, "<h1>您访问的文档已被删除</h1>"),
        (200, "<h1>会员登录</h1><p>请登录后继续阅读。</p>"),
        (200, ""),
    ],
)
def test_other_pages_do_not(status: int, body: str) -> None:
    assert challenge(URL, status, HTML, body.encode()) is None


@pytest.mark.parametrize(
    ("name", "value"), [("CF-Mitigated", "challenge"), ("x-amzn-waf-action", "captcha"), ("X-Amzn-Waf-Action", "challenge")]
)  # fmt: skip
def test_a_service_says_so_itself(name: str, value: str) -> None:
    assert challenge(URL, 403, ((name, value),), b"") == f"{name.lower()}: {value}"


@given(st.binary(max_size=300) | st.text(alphabet="<>/!-&; \x00a", max_size=60).map(str.encode))
@example(b" ")
@example(b"<!---->")
def test_any_body_can_be_looked_at(body: bytes) -> None:
    challenge(URL, 200, HTML, body)


def test_what_is_no_page_of_text_is_not_looked_into() -> None:
    assert challenge(URL, 200, (("Content-Type", "image/png"),), VERIFICATION.encode()) is None
    assert challenge(URL, 200, HTML, VERIFICATION.encode() + b" " * (1 << 16)) is None


def test_what_another_worker_saw_counts_for_its_hosts_part_and_opens_nothing_by_itself() -> None:
    opened: list[str] = []
    breaker = Breaker(20, 0.5, opened.append)
    breaker.recall([False] * 20, hosts=4)
    for _ in range(3):
        breaker.recall([True] * 20, hosts=4)
    breaker.note("document")
    assert not opened
    for _ in range(4):
        breaker.recall([False] * 20, hosts=4)
    assert not opened
    breaker.note("error", "HTTP status 500")
    assert opened == ["20 of the last 20 pages were blocks, walls or errors (the last: HTTP status 500)"]
