"""Responses and failures become pages and rejects; redirects that leave the site are results."""

from __future__ import annotations

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from pipeline.crawl.redirects import SameSiteRedirects
from pipeline.crawl.refused import RefusedRequest
from pipeline.crawl.responses import page_of, reject_of
from pipeline.crawl.verdict import DOCUMENTS, PAGES, REASON, WALLS, verdict
from pipeline.errors import ExitCode

URL = "https://wen.example/p-1.html"


def test_a_page_keeps_headers_and_the_address_first_asked_for() -> None:
    request = Request(
        URL, headers={"User-Agent": "wenji"}, meta={"redirect_urls": ["https://wen.example/old"]}
    )
    headers = {"Content-Type": "text/html; charset=gbk", "Set-Cookie": ["a=1", "b=\xe9"]}
    page = page_of(Response(URL, status=404, headers=headers, body=b"\xc4\xe3", request=request))
    assert (page.url, page.status, page.body) == (URL, 404, b"\xc4\xe3")
    assert page.requested_url == "https://wen.example/old"
    assert page.header("content-type") == "text/html; charset=gbk"
    assert ("Set-Cookie", "a=1") in page.headers
    assert page.request_headers == (("User-Agent", "wenji"),)
    assert page.fetched_at.endswith("Z")


@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (
            RefusedRequest("robots.txt does not allow it", "blocked"),
            "blocked",
            "robots.txt does not allow it",
        ),
        (IgnoreRequest("max redirections reached"), "rejected", "max redirections reached"),
        (RefusedRequest("redirects to another site, b.example", "rejected"), "rejected", "b.example"),
        (CannotResolveHostError("x"), "error", "name is not known"),
        (DownloadTimeoutError("x"), "error", "no answer in time"),
        (RuntimeError("odd\nthing"), "error", "RuntimeError: odd thing"),
    ],
)
def test_failures_become_rejects_with_a_reason(error: Exception, outcome: str, reason: str) -> None:
    reject = reject_of(Failure(error), URL)
    assert (reject.url, reject.outcome, reject.page_id) == (URL, outcome, None)
    assert reason in reject.reason
    assert "\n" not in reject.reason


def redirected(location: str) -> Request | Response:
    response = Response(URL, status=302, headers={"Location": location})
    return SameSiteRedirects.from_crawler(get_crawler()).process_response(Request(URL), response)


@pytest.mark.parametrize("location", ["/p-2.html", "https://m.wen.example/p-1.html"])
def test_redirects_within_the_site_and_its_twins_are_followed(location: str) -> None:
    assert isinstance(redirected(location), Request)


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("https://other.example/p-1.html", "rejected"),
        ("http://127.0.0.1/", "rejected"),
        ("/login?back=p-1", "blocked"),
        ("/p-1.html", "blocked"),
    ],
)
def test_other_redirects_are_results(location: str, outcome: str) -> None:
    with pytest.raises(RefusedRequest) as caught:
        redirected(location)
    assert caught.value.outcome == outcome


@pytest.mark.parametrize(
    ("reason", "stats", "code"),
    [
        ("finished", {PAGES: 9, DOCUMENTS: 1}, ExitCode.DONE),
        ("closespider_pagecount", {PAGES: 9, WALLS: 4, DOCUMENTS: 5}, ExitCode.DONE),
        ("finished", {PAGES: 9, WALLS: 5}, ExitCode.REFUSED),
        ("finished", {"reject/blocked": 1}, ExitCode.REFUSED),
        (
            "finished",
            {"reject/blocked": 1, REASON: "robots.txt could not be read (HTTP 503)"},
            ExitCode.REFUSED,
        ),
        ("finished", {"reject/error": 1}, ExitCode.OUTSIDE_EXPECTATIONS),
        ("shutdown", {PAGES: 9}, ExitCode.INTERRUPTED),
        (None, {}, ExitCode.INTERRUPTED),
        ("storage", {PAGES: 9}, ExitCode.STORAGE),
        ("refused", {PAGES: 9, DOCUMENTS: 9}, ExitCode.REFUSED),
        ("budget", {}, ExitCode.DONE),
        ("hours", {}, ExitCode.DONE),
        ("budget", {PAGES: 9, WALLS: 5}, ExitCode.REFUSED),
    ],
)
def test_verdicts(reason: str | None, stats: dict[str, int], code: ExitCode) -> None:
    assert verdict(reason, stats).exit_code == code
