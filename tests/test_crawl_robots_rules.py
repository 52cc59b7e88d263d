"""What a robots.txt and a tdmrep.json say, by the texts of RFC 9309 and TDMRep."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.robots_rules import MAX_BYTES, RobotsRules
from pipeline.crawl.tdmrep import reservation_for, reservations

URL = "https://wen.example"


def rules(text: str | bytes) -> RobotsRules:
    return RobotsRules(text.encode() if isinstance(text, str) else text, "wenji")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/p-1.html", False),
        ("User-agent: *\nDisallow:", "/p-1.html", True),
        # The most specific group alone counts, wherever it stands and however it is written.
        ("User-agent: *\nDisallow: /\n\nUser-agent: WenJi\nAllow: /", "/p-1.html", True),
        ("User-agent: wenji\nDisallow: /p-\n\nUser-agent: *\nAllow: /", "/p-1.html", False),
        # Groups of one name are one group.
        ("User-agent: wenji\nDisallow: /a\n\nUser-agent: x\n\nUser-agent: wenji\nDisallow: /b", "/b", False),
        ("User-agent: wenjiang\nDisallow: /", "/p-1.html", True),
        # The longest match wins, and of equal ones the one that allows.
        ("User-agent: *\nDisallow: /p\nAllow: /p-1", "/p-1.html", True),
        ("User-agent: *\nAllow: /p\nDisallow: /p-1", "/p-1.html", False),
        ("User-agent: *\nDisallow: /p-1.html\nAllow: /p-1.html", "/p-1.html", True),
        ("User-agent: *\nDisallow: /*.php$", "/a/b.php", False),
        ("User-agent: *\nDisallow: /*.php$", "/a/b.php?x", True),
        ("User-agent: *\nDisallow: /文档/", "/%E6%96%87%E6%A1%A3/1", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/p-1.html", False),
        ("User-agent: *\r\nDisallow: / # all of it\r\n", "/p-1.html", False),
        ("Disallow: /", "/p-1.html", True),
        ("<html><body>Disallow: /</body></html>", "/p-1.html", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert rules(text).allow(URL + path) is allowed


def test_the_first_500_kib_are_read() -> None:
    last = b"\nUser-agent: *\nDisallow: /"
    for filler, allowed in ((MAX_BYTES - len(last), False), (MAX_BYTES, True)):
        assert rules(b"#" * filler + last).allow(f"{URL}/p-1.html") is allowed


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7),
        ("User-agent: *\nCrawl-delay: 7\n\nUser-agent: wenji\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: 86400", 60),
        ("User-agent: *\nCrawl-delay: soon", 0),
        ("User-agent: *\nCrawl-delay: -3", 0),
        ("", 0),
    ],
)
def test_crawl_delay(text: str, seconds: float) -> None:
    assert rules(text).crawl_delay == seconds


def test_a_note_names_the_crawlers_of_ai_that_the_file_names() -> None:
    text = "User-agent: *\nAllow: /\n\nUser-agent: gptbot\nUser-agent: CCBot\nDisallow: /p-\n"
    assert rules(text).note(f"{URL}/p-1.html") == {
        "robots": "allowed",
        "ai_robots": {"CCBot": "disallowed", "GPTBot": "disallowed"},
    }
    assert rules(text).note(f"{URL}/c-1.html")["ai_robots"] == {"CCBot": "allowed", "GPTBot": "allowed"}
    assert rules("").note(URL) == {"robots": "allowed"}


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("User-agent: *\nContent-Signal: search=yes,ai-train=no", {"search": "yes", "ai-train": "no"}),
        ("content-signal: AI-Train = No\nUser-agent: *\nAllow: /", {"ai-train": "no"}),
        ("User-agent: *\nContent-Signal: a=yes\n\nUser-agent: wenji\nContent-Signal: a=no", {"a": "no"}),
        ("User-agent: x\nUser-agent: *\nAllow: /\nContent-Signal: a=yes", {"a": "yes"}),
        ("User-agent: GPTBot\nContent-Signal: a=no", None),
        ("User-agent: *\nContent-Signal: nothing", None),
    ],
)
def test_content_signals(text: str, signals: dict[str, str] | None) -> None:
    assert rules(text).note(URL).get("content_signal") == signals


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read(body: bytes) -> None:
    note = rules(body).note(f"{URL}/p-1.html")
    assert note["robots"] in ("allowed", "disallowed")


def found(path: str, *given_: object) -> dict[str, object]:
    return reservation_for(reservations(json.dumps(given_).encode()), path)


@pytest.mark.parametrize(
    ("location", "path", "covered"),
    [
        ("/", "/p-1.html", True),
        ("/doc/", "/p-1.html", False),
        ("/doc/*.html", "/doc/a/1.html?x=1", True),
        ("/doc/*.html$", "/doc/a/1.html?x=1", False),
        ("/doc/*.html$", "/doc/a.html/1.html", True),
        ("/a*b*c$", "/a1b2c", True),
        ("/a*b*c$", "/a1c2b", False),
        ("/p-1$", "/p-1", True),
        ("/p-1$", "/p-1-1", False),
        ("*" * 50 + "x", "/" + "a" * 500, False),
    ],
)
def test_a_location_is_a_pattern_as_in_robots_txt(location: str, path: str, covered: bool) -> None:
    rule = {"location": location, "tdm-reservation": 1}
    assert found(path, rule) == ({"tdm_reservation": 1} if covered else {})


def test_one_rule_that_reserves_is_enough() -> None:
    open_, closed = {"location": "/", "tdm-reservation": 0}, {"location": "/p", "tdm-reservation": "1"}
    assert found("/p-1", open_, closed | {"tdm-policy": "/policy.json"}) == {
        "tdm_reservation": 1,
        "tdm_policy": "/policy.json",
    }
    assert found("/c-1", open_, closed) == {"tdm_reservation": 0}


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"[1, null, {}]", b'[{"location": 1}]', b"[" * 99999]
)
def test_what_is_no_such_file_says_nothing(body: bytes) -> None:
    assert reservations(body) == ()


@given(st.text(alphabet="/ab*$", max_size=12), st.text(alphabet="/ab", max_size=12))
def test_any_pattern_can_be_matched(location: str, path: str) -> None:
    assert found(path, {"location": location, "tdm-reservation": 1}) in ({}, {"tdm_reservation": 1})
