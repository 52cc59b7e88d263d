"""What a page says of the use of its text, told from what it does not say."""

from __future__ import annotations

import json

import pytest

from pipeline.items import Page
from pipeline.refine import refine
from pipeline.refine.rights import rights_of
from pipeline.refine.view import View


def rights(
    head: str = "", *, headers: tuple[tuple[str, str], ...] = (), robots: str | None = None
) -> dict[str, object] | None:
    body = f"<html><head>{head}</head><body><p>x</p></body></html>"
    page = Page(
        url="https://wen.example/p-1.html",
        fetched_at="2026-11-23T00:00:00Z",
        body=body.encode(),
        headers=headers,
        robots=robots,
    )
    found = rights_of(page, View.of(page.url, body))
    return None if found is None else dict(json.loads(found))


def test_nothing_known_is_none() -> None:
    assert rights() is None
    assert rights('<meta name="description" content="noai">', headers=(("Server", "x"),)) is None


def test_directives_of_header_and_page() -> None:
    found = rights(
        '<meta name="ROBOTS" content="NoAI, noimageai, noai">',
        headers=(("X-Robots-Tag", "noindex"), ("x-robots-tag", "gptbot: noai,  noml")),
    )
    assert found == {
        "meta_robots": ["noai", "noimageai"],
        "x_robots_tag": ["noindex", "gptbot: noai", "noml"],
    }


@pytest.mark.parametrize(
    ("head", "header", "expected"),
    [
        ("", "1", {"tdm_reservation": 1, "tdm_policy": "/h"}),
        ('<meta name="tdm-reservation" content="0">', "1", {"tdm_reservation": 0}),
        ('<meta name="tdm-reservation" content="yes">', "1", {"tdm_reservation": 1, "tdm_policy": "/h"}),
        ("", "maybe", {"tdm_reservation": 1, "tdm_policy": "/host"}),
    ],
)
def test_the_page_comes_before_the_header_and_both_before_the_host(
    head: str, header: str, expected: dict[str, object]
) -> None:
    host = json.dumps({"tdm_reservation": 1, "tdm_policy": "/host"})
    assert rights(head, headers=(("tdm-reservation", header), ("TDM-Policy", "/h")), robots=host) == expected


@pytest.mark.parametrize("robots", ["", "no json", "[1]", '"x"', "null"])
def test_a_note_that_cannot_be_read_is_none(robots: str) -> None:
    assert rights(robots=robots) is None


def test_a_record_has_them() -> None:
    text = "".join(
        f"<p>同志们，我们今天在这里开会，总结第{i}季度的工作，布置下一步的任务。</p>" for i in range(9)
    )
    body = f"<html><head><title>讲话</title></head><body><h1>在总结会上的讲话</h1>{text}</body></html>"
    page = Page(
        url="https://wen.example/p-1.html",
        fetched_at="2026-11-23T00:00:00Z",
        body=body.encode(),
        robots='{"robots": "allowed"}',
    )
    records = refine(page)
    assert isinstance(records, list)
    assert [record.rights for record in records] == ['{"robots": "allowed"}']
