"""Lines of an index, the choice among captures, questions and answers, and what a range holds: pure rules."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive import SeenBody
from pipeline.archive.heads import TRUNCATED_FIELD
from pipeline.crawl.common_crawl import index
from pipeline.crawl.common_crawl.capture import Capture
from pipeline.crawl.common_crawl.cdx import captures_in_file, lines_of
from pipeline.crawl.common_crawl.choice import chosen, wish_of
from pipeline.crawl.common_crawl.ranges import WHOLE_FILE, Revisit, record_in
from pipeline.crawl.common_crawl.scope import Declared, scope_of
from pipeline.errors import InputError
from pipeline.items import Page, Reject
from spiders.commoncrawl import CommonCrawlSpider
from spiders.doc777 import Doc777Spider
from tests import command_line
from tests.crawl_archive import Entry, Warc, captured, cdxj

URL = "https://m.777doc.com/p-1.html"
CAPTURE = Capture(URL, "20240301120100", "crawl-data/a.warc.gz", 10, 90, "200", ("text/html",), "ABC")
JSON = {
    "urlkey": "com,777doc,m)/p-1.html",
    "timestamp": "20240301120100",
    "url": URL,
    "mime": "text/html",
    "mime-detected": "text/html",
    "status": "200",
    "digest": "ABC",
    "length": "90",
    "offset": "10",
    "filename": "crawl-data/a.warc.gz",
}
COLUMNS = "com,777doc,m)/p-1.html 20240301120100 https://m.777doc.com/p-1.html text/html 200 ABC"


@given(
    st.text(min_size=1),
    st.text(min_size=1).filter(lambda name: name[0] != "/"),
    st.integers(0, 10**12),
    st.integers(1, 10**9),
)
def test_an_address_says_all_that_is_needed(url: str, filename: str, offset: int, length: int) -> None:
    capture = Capture(url, "20240301120100", filename, offset, length, truncated="length")
    assert Capture.at(capture.address) == capture


@pytest.mark.parametrize(
    "line",
    [
        json.dumps(JSON),
        json.dumps({**JSON, "offset": 10, "length": 90, "redirect": None}),
        cdxj(JSON),
        f"{COLUMNS} - - 90 10 crawl-data/a.warc.gz",
        f" CDX N b a m s k g V S\n{COLUMNS} crawl-data/a.warc.gz 10 90",
        f"!meta {{}}\n\n{cdxj(JSON)}",
    ],
)
def test_every_kind_of_index_line_is_read(line: str) -> None:
    (found,) = lines_of(line.split("\n"))
    assert found.is_read
    assert found.capture
    assert found.capture._replace(types=("text/html",)) == CAPTURE


@pytest.mark.parametrize(
    "fields",
    [
        {"filename": "-"},
        {"length": "-"},
        {"offset": "-1"},
        {"timestamp": "2024"},
        {"url": "dns:a.example"},
        {"length": "0"},
        {"url": "https://m.777doc.com/\ud800"},
    ],
)
def test_what_cannot_be_fetched_is_no_capture(fields: Entry) -> None:
    (found,) = lines_of([json.dumps({**JSON, **fields})])
    assert found.is_read
    assert found.capture is None


def test_index_files_may_be_packed_and_damage_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines = [cdxj({**JSON, "url": f"https://m.777doc.com/p-{n}.html"}) for n in range(50)]
    file = tmp_path / "a.cdx.gz"
    # As Common Crawl's own: several members in a row.
    file.write_bytes(b"".join(gzip.compress(f"{line}\n".encode()) for line in [*lines, "no capture"]))
    assert len(list(captures_in_file(file))) == 50
    assert "1 lines are no captures, the first is line 51" in caplog.text
    file.write_bytes(gzip.compress("\n".join(lines).encode())[:-12])
    with pytest.raises(InputError, match=r"a\.cdx\.gz is damaged after line"):
        list(captures_in_file(file))
    file.write_text("<html>\n")
    with pytest.raises(InputError, match="is no index of captures"):
        list(captures_in_file(file))


def of_doc777(**arguments: str) -> Callable[[list[Capture]], list[Capture]]:
    wish = wish_of(arguments, scope_of("777doc", [Doc777Spider()]).kind_of)
    return lambda captures: [Capture.at(address) for address in chosen(captures, wish)]


def test_of_a_page_the_newest_capture_is_taken_whatever_its_twin_and_order() -> None:
    older = CAPTURE
    newer = CAPTURE._replace(url="http://www.777doc.com/p-1.html", timestamp="20240302000000")
    revisit = CAPTURE._replace(timestamp="20240303000000", types=("warc/revisit",), status="")
    for captures in ([older, newer, revisit], [revisit, newer, older]):
        assert [each.timestamp for each in of_doc777()(captures)] == [newer.timestamp]
        assert len(of_doc777(captures="all")([*captures, older])) == 3
    assert [each.timestamp for each in of_doc777()([revisit])] == [revisit.timestamp]


@pytest.mark.parametrize(
    ("more", "arguments", "is_wanted"),
    [
        ({}, {}, True),
        ({"status": "404"}, {}, False),
        ({"status": "404"}, {"status": "200,404"}, True),
        ({"status": "301"}, {"status": "any"}, True),
        ({"types": ("application/octet-stream", "application/xhtml+xml")}, {}, True),
        ({"types": ("text/plain",)}, {}, False),
        ({"types": ("text/plain",)}, {"mime": "html,text/plain"}, True),
        ({"types": ()}, {"mime": "any"}, True),
        ({"url": "https://m.777doc.com/c-1.html"}, {}, False),
        ({"url": "https://m.777doc.com/c-1.html"}, {"kinds": "documents,listings"}, True),
        ({"url": "https://m.777doc.com/login.html"}, {"kinds": "documents,listings"}, False),
        ({"url": "https://wenku.777doc.com/p-1.html"}, {}, False),
        ({"url": "https://m.777doc.com/p-1.html?x=[&b"}, {}, False),
    ],
)
def test_only_what_was_asked_for_is_taken(
    more: dict[str, object], arguments: dict[str, str], is_wanted: bool
) -> None:
    assert len(of_doc777(**arguments)([CAPTURE._replace(**more)])) == is_wanted  # type: ignore[arg-type]


def test_a_site_is_named_by_its_spider_its_name_or_any_host() -> None:
    declared = cast("list[Declared]", [Doc777Spider()])
    for word in ("doc777", "777doc", "www.777doc.com", "https://m.777doc.com/"):
        scope = scope_of(word, declared)
        assert (scope.name, scope.hosts) == ("777doc", ("m.777doc.com", "777doc.com"))
    stranger = scope_of("www.wen.example", declared)
    assert stranger.hosts == ("wen.example", "m.wen.example", "wap.wen.example")
    assert stranger.kind_of("http://m.wen.example/x") == "document"
    assert stranger.kind_of("http://wen.example/login") is None
    assert stranger.kind_of("https://m.777doc.com/p-1.html") is None
    assert scope_of("127.0.0.1:8080", declared).hosts == ("127.0.0.1:8080",)
    everything = scope_of("", declared)
    assert everything.kind_of("http://wen.example/x") == "document"
    assert everything.kind_of("https://m.777doc.com/about") is None
    with pytest.raises(InputError, match="did you mean doc777"):
        scope_of("doc77", declared)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"site": "777doc"}, "needs an index"),
        ({"site": "777doc", "index": "CC-MAIN-2024-10", "cdx": "a.cdx"}, "one of them"),
        ({"index": "CC-MAIN-2024-10"}, "needs a site"),
        ({"site": "777doc", "index": "A", "captures": "oldest"}, "captures=oldest"),
        ({"site": "777doc", "index": "A", "status": "ok"}, "status=ok"),
        ({"site": "777doc", "index": "A", "mime": "pdf"}, "mime=pdf"),
        ({"site": "777doc", "index": "A", "kinds": "pages"}, "kinds=pages"),
        ({"site": "777doc", "index": "A", "depth": "1"}, "no argument depth"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        CommonCrawlSpider(**arguments)


def test_runs_that_differ_in_limits_alone_share_a_queue() -> None:
    assert CommonCrawlSpider(site="doc777", index="A,B", limit="5").queue == "commoncrawl 777doc A B"
    assert (
        CommonCrawlSpider(site="777doc", index="A", status="any").queue == "commoncrawl 777doc A status=any"
    )


QUESTION = index.question(index.endpoint("https://index.example", "A"), "m.777doc.com", ("200",))


def test_questions_lead_to_the_pages_of_the_index() -> None:
    said = index.answer(QUESTION, 200, b'{"pages": 2, "pageSize": 5, "blocks": 7}\n')
    assert said.is_read
    assert [page[-7:] for page in said.pages] == ["&page=0", "&page=1"]
    assert said.pages[0].startswith("https://index.example/A-index?url=m.777doc.com%2F%2A&output=json&")
    assert index.HOW_MANY not in said.pages[0]
    # Other servers say the number alone, or answer with the captures at once.
    assert len(index.answer(QUESTION, 200, b"3").pages) == 3
    for said_of in (
        b'{"pages": true}',
        b'{"pages": -1}',
        b'{"pages": 2.5}',
        b'{"pages": ' + b"9" * 5000 + b"}",
    ):
        assert index.answer(QUESTION, 200, said_of)[:2] == (
            False,
            "the index answers something else than captures: line 1",
        ), said_of
    many = index.answer(QUESTION, 200, b'{"pages": 1000000}')
    assert (many.is_read, many.pages, many.outcome) == (False, (), "error")
    assert "1,000,000 pages" in many.reason


@pytest.mark.parametrize("sign", "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e")
def test_only_a_newline_ends_a_line_of_an_answer(sign: str) -> None:
    line = json.dumps(JSON | {"url": f"{URL}?a={sign}b"}, ensure_ascii=False).replace(
        json.dumps(sign)[1:-1], sign
    )
    body = f"{json.dumps(JSON)}\r\n{line}\n{json.dumps(JSON)}\n".encode()
    assert index.answer(QUESTION.replace("&showNumPages=true", ""), 200, body)[:2] == (
        True,
        "index page: 3 captures",
    )
    assert [capture.url for capture in index.captures_in(body)] == [URL, f"{URL}?a={sign}b", URL]


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 100_000])
def test_json_without_bottom_is_no_answer(deep: str) -> None:
    assert [line.is_read for line in lines_of(["{" + deep])] == [False]
    assert not index.answer(QUESTION, 200, deep.encode()).is_read
    assert index.answer(QUESTION, 500, deep.encode()).reason == "the index answers HTTP 500"


@pytest.mark.parametrize(
    "timestamp",
    ["20241399999999", "20240230000000", "20240101240000", "20240101006000", "２０２４0101000000"],
)
def test_a_time_that_never_was_is_no_capture(timestamp: str) -> None:
    (line,) = lines_of([json.dumps(JSON | {"timestamp": timestamp})])
    assert (line.is_read, line.capture) == (True, None)
    assert index.answer(QUESTION, 200, json.dumps(JSON).encode()) == index.Answer(
        True, "index page: 1 captures"
    )
    assert (
        index.endpoint("https://index.example/", "https://a.example/coll/cdx") == "https://a.example/coll/cdx"
    )


@pytest.mark.parametrize(
    ("status", "body", "is_read", "outcome", "words"),
    [
        (404, b'{"message": "No Captures found for: m.777doc.com/*"}', True, "listing", "without captures"),
        (404, b'{"error": "No Captures found for: m.777doc.com/*"}', True, "listing", "without captures"),
        (404, b'{"message": "No index found"}', False, "error", "HTTP 404 (No index found)"),
        (
            400,
            b'{"message": "Page 7 invalid: First Page is 0, Last Page is 6"}',
            False,
            "error",
            "Page 7 invalid",
        ),
        (504, b"<html>Gateway Time-out</html>", False, "error", "HTTP 504"),
        (403, b"", False, "blocked", "HTTP 403"),
        (200, b"<html>busy</html>", False, "error", "something else than captures: line 1"),
        (200, json.dumps(JSON).encode()[:-9], False, "error", "line 1"),
        (200, b"", True, "listing", "0 captures"),
    ],
)
def test_an_answer_is_read_or_says_why_not(
    status: int, body: bytes, is_read: bool, outcome: str, words: str
) -> None:
    said = index.answer(QUESTION.replace("&showNumPages=true", "&page=0"), status, body)
    assert (said.is_read, said.outcome) == (is_read, outcome)
    assert words in said.reason


def test_what_a_revisit_refers_to_is_found_by_time_or_digest() -> None:
    other = CAPTURE._replace(timestamp="20240201000000", digest="XYZ")
    revisit = CAPTURE._replace(timestamp="20240401000000", types=("warc/revisit",))
    captures = [CAPTURE, other, revisit]
    assert index.original(captures, "2024-02-01T00:00:00Z", None) == other
    assert index.original(captures, "2020-02-01T00:00:00Z", "ABC") == CAPTURE
    assert index.original(captures, "2024-04-01T00:00:00Z", None) is None


class Ranges:
    """Records of a file, and what comes of an answer with one of them."""

    def __init__(self, folder: Path) -> None:
        self.warc = Warc(folder)
        body = "<html><title>讲话</title><body>各位来宾,大家好。</body></html>".encode()
        self.page = captured(URL, 1, body, Set_Cookie="a")
        self.entry = self.warc.add(self.page)
        self.warc.originals[URL] = SeenBody("0" * 16, URL, "2024-03-01T12:01:00Z")
        self.revisit = self.warc.add(captured(URL, 2, body))
        self.content = self.warc.file.read_bytes()

    def capture(self, entry: Entry | None = None, **more: object) -> Capture:
        (found,) = lines_of([json.dumps({**(entry or self.entry), **more})])
        assert found.capture
        return found.capture

    def answer(
        self, capture: Capture, *, status: int = 206, span: str | None = None, body: bytes | None = None
    ) -> Page | Revisit | Reject:
        first, last = capture.offset, capture.offset + capture.length - 1
        headers = (("content-range", span or f"bytes {first}-{last}/{len(self.content)}"),)
        body = self.content[first : last + 1] if body is None else body
        return record_in(capture, status, headers, body, source="https://a.example/b.warc.gz#bytes=1-2")


@pytest.fixture
def ranges(tmp_path: Path) -> Ranges:
    return Ranges(tmp_path)


def test_a_range_gives_the_page_as_it_was_captured(ranges: Ranges) -> None:
    page = ranges.answer(ranges.capture())
    assert isinstance(page, Page)
    assert (page.url, page.fetched_at, page.status, page.body) == (
        URL,
        "2024-03-01T12:01:00Z",
        200,
        ranges.page.body,
    )
    assert page.header("X-Served-By") == "them"
    assert page.source == "https://a.example/b.warc.gz#bytes=1-2"
    assert page.id == ranges.page.id
    assert page.robots is None
    assert page.header(TRUNCATED_FIELD) is None
    cut = ranges.answer(ranges.capture(truncated="length"))
    assert isinstance(cut, Page)
    assert cut.header(TRUNCATED_FIELD) == "length"


def test_a_file_of_one_record_may_come_as_a_whole(ranges: Ranges) -> None:
    capture = ranges.capture()
    alone = ranges.content[capture.offset : capture.offset + capture.length]
    assert isinstance(ranges.answer(capture._replace(offset=0), status=200, body=alone), Page)


def test_a_revisit_says_what_it_refers_to(ranges: Ranges) -> None:
    found = ranges.answer(ranges.capture(ranges.revisit))
    assert isinstance(found, Revisit)
    assert (found.target, found.at, found.digest) == (URL, "2024-03-01T12:01:00Z", ranges.entry["digest"])


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        ({"status": 200}, "error", WHOLE_FILE),
        ({"status": 404, "body": b"<Error/>"}, "error", "HTTP 404 for the range"),
        ({"status": 416, "body": b""}, "error", "HTTP 416 for the range"),
        ({"span": "bytes 0-9/10"}, "error", "another range than the one asked for: bytes 0-9/10"),
        ({"span": "seconds 1-2"}, "error", "another range than the one asked for: seconds 1-2"),
        ({"body": b"\x1f\x8b"}, "error", "the range is cut short: 2 of"),
    ],
)
def test_answers_that_are_not_the_range_are_refused(
    ranges: Ranges, answer: dict[str, object], outcome: str, reason: str
) -> None:
    found = ranges.answer(ranges.capture(), **answer)  # type: ignore[arg-type]
    assert isinstance(found, Reject)
    assert (found.url, found.outcome, found.page_id) == (URL, outcome, None)
    assert found.reason.startswith(reason)


def test_records_that_are_not_the_page_are_refused(ranges: Ranges) -> None:
    def reason(capture: Capture, body: bytes | None = None) -> tuple[str, str]:
        found = ranges.answer(capture, body=body)
        assert isinstance(found, Reject)
        return found.outcome, found.reason

    capture = ranges.capture()
    whole = ranges.content[capture.offset : capture.offset + capture.length]
    damaged = whole[:40] + bytes(20) + whole[60:]
    assert reason(capture, damaged) == ("error", "the captured record cannot be unpacked")
    assert reason(capture, b" " * capture.length) == (
        "error",
        "the captured record does not begin with WARC/",
    )
    assert reason(capture._replace(length=60)) == ("error", "the captured record breaks off")
    assert reason(capture._replace(offset=0, length=capture.offset)) == (
        "rejected",
        "the captured record is no page: warcinfo",
    )
    assert reason(capture._replace(url="https://m.777doc.com/p-2.html")) == (
        "rejected",
        f"the captured record is of another page: {URL}",
    )
    # The same page, written otherwise.
    assert isinstance(ranges.answer(capture._replace(url="http://www.777doc.com/p-1.html#top")), Page)


def test_other_spellings_of_an_address_are_the_same_page(tmp_path: Path) -> None:
    url = "https://m.777doc.com/p-1.html?标题=讲 话&b=[1]"
    warc = Warc(tmp_path)
    entry = warc.add(captured(url, 1, b"<html><body>a</body></html>"))
    entry["url"] = "https://m.777doc.com/p-1.html?b=%5B1%5D&%E6%A0%87%E9%A2%98=%E8%AE%B2%20%E8%AF%9D"
    (line,) = lines_of([json.dumps(entry)])
    assert line.capture
    content = warc.file.read_bytes()
    first, last = line.capture.offset, line.capture.offset + line.capture.length - 1
    headers = (("Content-Range", f"bytes {first}-{last}/*"),)
    found = record_in(line.capture, 206, headers, content[first : last + 1], source="x")
    assert isinstance(found, Page)
    assert found.url == url


@pytest.mark.parametrize(
    "content",
    [b"hello\n", bytes(range(256)) * 30, gzip.compress(b"x" * 5000, mtime=0)[:-20]],
    ids=["text", "bytes", "cut"],
)
def test_a_file_that_is_no_index_is_said_before_a_crawl_begins(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.cdxj"
    path.write_bytes(content)
    places = ["-s", f"DATABASE={tmp_path / 'a.db'}", "-s", "CONTACT=x@y.example"]
    code, out, err = command_line.run("crawl", "commoncrawl", "-a", f"cdx={path}", *places)
    assert (code, out) == (2, "")
    assert err.count("error: ") == 1
    assert err.rstrip().rpartition("\n")[2].startswith(f"error: {path} is ")
    assert "Traceback" not in err
