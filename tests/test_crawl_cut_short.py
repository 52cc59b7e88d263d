"""A body that ends before its Content-Length is kept as far as it came; failures are told in plain words."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.loopback import Answer, crawl, document, serving

TITLE = "在全校开学典礼上的讲话"


def test_a_wrong_content_length_loses_no_page(tmp_path: Path) -> None:
    whole = document(TITLE).body
    cut = Answer(whole, announced=len(str(whole).encode()) + 9)
    with serving(lambda path: cut if path == "/p-1.html" else None) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path)
        assert site.asked == ["/robots.txt", *["/p-1.html"] * 3]
    assert done.code == 0
    assert done.rows("SELECT title FROM documents") == [(TITLE,)]
    packed = next((tmp_path / "archive").iterdir()).read_bytes()
    assert b"WARC-Truncated: disconnect\r\n" in gzip.decompress(packed)


def test_a_packed_body_is_kept_as_far_as_it_unpacks(tmp_path: Path) -> None:
    packed = gzip.compress(str(document(TITLE).body).encode() * 50, compresslevel=0)
    cut = Answer(packed[:-200], headers={"Content-Encoding": "gzip"}, announced=len(packed))
    with serving(lambda path: cut if path == "/p-1.html" else None) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path)
    assert done.rows("SELECT count(*) FROM pages") == [(1,)]
    assert done.rows("SELECT count(*) FROM rejects WHERE page_id IS NULL") == [(0,)]


def test_reasons_name_no_class_of_a_library(tmp_path: Path) -> None:
    answers = {
        "/p-1.html": Answer(hang_up=True),
        "/p-2.html": Answer(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
    }
    with serving(answers.get) as site:
        done = crawl(f"{site.url}p-1.html,{site.url}p-2.html", tmp_path)
    assert sorted(done.rows("SELECT outcome, reason FROM rejects")) == [
        ("error", "the answer could not be unpacked"),
        ("error", "the host closed the connection without an answer"),
    ]
    assert "Traceback" not in done.err
