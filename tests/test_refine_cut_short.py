"""A page of which only the beginning was fetched: its text is a preview, unless it ended before the page did."""

from __future__ import annotations

import json

import pytest

from pipeline.items import Page, Reject
from pipeline.refine import refine
from tests.loopback import document

WHOLE = str(document("在全校开学典礼上的讲话").body)
CUT = WHOLE[: WHOLE.index("第7段")]
FOOTER = "".join(f'<div><a href="/{n}">关于我们</a></div>' for n in range(9))


def page(text: str, truncated: str | None = "length") -> Page:
    headers = [("Content-Type", "text/html; charset=utf-8")]
    if truncated:
        headers.append(("WARC-Truncated", truncated))
    return Page(
        url="https://wen.example/p-1.html",
        fetched_at="2024-03-01T12:00:00Z",
        body=text.encode(),
        headers=tuple(headers),
    )


@pytest.mark.parametrize(
    ("text", "truncated", "state"),
    [
        (CUT, "length", "preview"),
        (CUT, None, "full"),
        (WHOLE, "disconnect", "full"),
        (WHOLE.replace("</body></html>", FOOTER), "length", "full"),
    ],
)
def test_where_the_page_ends_decides(text: str, truncated: str | None, state: str) -> None:
    (record,) = refine(page(text, truncated))
    assert record.text_state == state
    evidence = json.loads(record.evidence or "{}")["text_state"]
    assert evidence.endswith("(page cut short: length)") == (state == "preview")


def test_a_reject_says_that_its_page_was_cut_short() -> None:
    found = refine(page("<html><body><p>短</p>"))
    assert isinstance(found, Reject)
    assert found.reason.endswith("; page cut short: length")
