"""Whole WARC files, ours and other people's, sound and damaged."""

import gzip
import hashlib
import random
from base64 import b32encode
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive import ArchiveWriter, iter_warc
from pipeline.errors import InputError
from pipeline.items import Page, Reject

# Bytes that gzip cannot shorten, so that a cut can fall anywhere in a record.
NOISE = random.Random(7).randbytes(3000)
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def record(block: bytes, kind: str = "response", uri: str = "http://example.test/a", **fields: str) -> bytes:
    head = {
        "WARC-Type": kind,
        "WARC-Target-URI": uri,
        "WARC-Date": "2020-01-02T03:04:05Z",
        "Content-Type": f"application/http; msgtype={kind}",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def saved(folder: Path, *records: bytes, packed: bool = True) -> Path:
    path = folder / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
    return path


def read(folder: Path, *records: bytes, packed: bool = True) -> list[Page | Reject]:
    return list(iter_warc(saved(folder, *records, packed=packed)))


def sha1(octets: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(octets).digest()).decode()


def test_our_own_files_come_back(tmp_path):
    served = [
        Page(
            url=f"https://example.test/文/{n}#top",
            fetched_at="2024-03-05T06:07:08Z",
            body=NOISE[: n * 100],
            requested_url="https://m.example.test/",
        )
        for n in range(5)
    ]
    with ArchiveWriter(tmp_path) as writer:
        for page in served:
            writer.write(page)
    (path,) = tmp_path.iterdir()
    again = list(iter_warc(path))
    assert [p.id for p in again] == [p.id for p in served]
    assert {p.source for p in again} == {str(path)}
    assert {p.requested_url for p in again} == {"https://m.example.test/"}
    assert {p.location for p in again} == {None}


@pytest.mark.parametrize("packed", [True, False])
def test_records_without_a_page_are_left_out(tmp_path, packed):
    (page,) = read(
        tmp_path,
        record(b"software: x\r\n", "warcinfo", Content_Type="application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(b"example.test. 1 IN A 127.0.0.1", uri="dns:example.test", Content_Type="text/dns"),
        record(b"{}", "resource", uri="urn:pageinfo:http://example.test/", Content_Type="application/json"),
        record(b"fetchTimeMs: 1\r\n", "metadata", Content_Type="application/warc-fields"),
        record(HTTP + b"<p>x"),
        packed=packed,
    )
    assert page == Page(
        url="http://example.test/a",
        fetched_at="2020-01-02T03:04:05Z",
        body=b"<p>x",
        headers=(("Content-Type", "text/html"),),
        source=page.source,
    )


def test_resources_and_error_pages_are_pages(tmp_path):
    resource, missing, odd = read(
        tmp_path,
        record(b"<p>x", "resource", uri="file:///a.html", Content_Type="text/html"),
        record(b"HTTP/1.0 404 Not Found\nA: b\n c\nbroken\n\ngone"),
        record(b"HTTP/2 999\r\nX: \xd6\xd0\r\n\r\n", uri="<https://example.test/b>"),
    )
    assert (resource.status, resource.headers, resource.body) == (
        0,
        (("Content-Type", "text/html"),),
        b"<p>x",
    )
    assert (missing.status, missing.headers, missing.body) == (404, (("A", "b c"),), b"gone")
    assert (odd.status, odd.headers, odd.url) == (999, (("X", "ÖÐ"),), "https://example.test/b")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2016-01-11T23:24:25.412030Z", "2016-01-11T23:24:25Z"),
        ("2016-01-11", "2016-01-11T00:00:00Z"),
        ("2016", "2016-01-01T00:00:00Z"),
        ("yesterday", "1970-01-01T00:00:00Z"),
    ],
)
def test_dates_are_to_the_second(tmp_path, written, read_as):
    (page,) = read(tmp_path, record(HTTP, WARC_Date=written))
    assert page.fetched_at == read_as


def test_a_file_packed_as_a_whole_is_read_too(tmp_path):
    path = tmp_path / "a.warc.gz"
    originals = [
        record(HTTP + NOISE, uri=f"http://example.test/{n}", WARC_Payload_Digest=sha1(NOISE))
        for n in range(50)
    ]
    again = record(HTTP, "revisit", WARC_Payload_Digest=sha1(NOISE))
    path.write_bytes(gzip.compress(b"".join([*originals, again])))
    pages = list(iter_warc(path))
    assert [p.body for p in pages] == [NOISE] * 51


@pytest.mark.parametrize("note", ["{", "[]", '{"url": 7}', "null"])
def test_our_own_field_is_not_trusted(tmp_path, note):
    (page,) = read(tmp_path, record(HTTP, Wenji_Page=note))
    assert page.url == "http://example.test/a"


def test_blank_lines_between_records_are_not_minded(tmp_path):
    first, second = record(HTTP + b"1"), record(HTTP + b"2")
    for glued in (first.rstrip() + second, b"\r\n" + first + b"\r\n\n" + second + b"\n"):
        assert [p.body for p in read(tmp_path, glued, packed=False)] == [b"1", b"2"]
        assert [p.body for p in read(tmp_path, glued)] == [b"1", b"2"]


def test_truncated_payloads_are_kept_and_say_so(tmp_path):
    (page,) = read(tmp_path, record(HTTP + b"<p>half", WARC_Truncated="length"))
    assert (page.body, page.header("WARC-Truncated")) == (b"<p>half", "length")


def test_revisits_are_resolved_within_the_file(tmp_path):
    original = record(
        HTTP + b"<p>x",
        WARC_Payload_Digest=sha1(b"<p>x"),
        WARC_Record_ID="<urn:uuid:1>",
        WARC_Date="2020-01-01T00:00:00Z",
    )
    by_digest = record(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", "revisit", WARC_Payload_Digest=sha1(b"<p>x"))
    by_id = record(b"", "revisit", WARC_Refers_To="<urn:uuid:1>")
    not_modified = record(
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        "revisit",
        WARC_Refers_To_Target_URI="http://example.test/a",
        WARC_Refers_To_Date="2020-01-01T00:00:00Z",
    )
    lost = record(HTTP, "revisit", uri="http://example.test/lost", WARC_Payload_Digest=sha1(b"other"))
    for packed in (True, False):
        _, *revisits, reject = read(tmp_path, original, by_digest, by_id, not_modified, lost, packed=packed)
        assert [p.body for p in revisits] == [b"<p>x"] * 3
        assert [p.status for p in revisits] == [200] * 3
        assert [p.headers for p in revisits] == [
            (("A", "b"),),
            (("Content-Type", "text/html"),),
            (("Content-Type", "text/html"),),
        ]
        assert {p.fetched_at for p in revisits} == {"2020-01-02T03:04:05Z"}
        assert reject == Reject(
            "http://example.test/lost", "error", "revisit of a page that is not in this file"
        )


def test_a_record_that_is_no_http_response_is_rejected_alone(tmp_path):
    reject, page = read(tmp_path, record(b"hello"), record(HTTP))
    assert reject == Reject("http://example.test/a", "error", "the record at byte 0 is no HTTP response")
    assert isinstance(page, Page)


def test_pages_over_the_limit_are_passed_over(tmp_path):
    path = tmp_path / "a.warc"
    size = 70 * 2**20
    with path.open("wb") as file:
        head, _, tail = record(b"", Content_Length=str(size)).partition(b"\r\n\r\n")
        file.write(head + b"\r\n\r\n")
        file.seek(size, 1)
        file.write(tail + record(HTTP + b"<p>x"))
    reject, page = iter_warc(path)
    assert reject == Reject("http://example.test/a", "rejected", "page of 70.0 MB is over the limit of 16 MB")
    assert page.body == b"<p>x"


def test_a_small_body_that_unpacks_to_a_huge_one_is_rejected(tmp_path):
    bomb = gzip.compress(bytes(80 * 2**20), 9)
    (reject,) = read(tmp_path, record(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb))
    assert (reject.outcome, "over the limit of 16 MB" in reject.reason) == ("rejected", True)


def body_of(number: int) -> bytes:
    return NOISE[number * 50 : number * 150 + 10]


def six_records(*, packed: bool) -> tuple[bytes, list[int], list[int]]:
    """A file, where its records end, and from where on each can be taken for complete."""
    octets, ends, enough = b"", [], []
    for n in range(6):
        plain = record(HTTP + body_of(n), uri=f"http://example.test/{n}")
        octets += gzip.compress(plain) if packed else plain
        ends.append(len(octets))
        enough.append(len(octets) - (0 if packed else 4))
    return octets, ends, enough


@pytest.mark.parametrize("packed", [True, False])
@settings(max_examples=300)
@given(st.data())
def test_a_file_cut_anywhere_gives_all_before_the_cut_and_one_reject(packed, data):
    octets, ends, enough = six_records(packed=packed)
    cut = data.draw(st.integers(0, len(octets)))
    with TemporaryDirectory() as folder:
        path = Path(folder, "cut.warc")
        path.write_bytes(octets[:cut])
        outcomes = list(iter_warc(path))
    whole = sum(cut >= end for end in enough)
    unharmed = cut in ends or any(least <= cut <= end for least, end in zip(enough, ends, strict=True))
    pages = [f"http://example.test/{n}" for n in range(whole)]
    assert [o.url for o in outcomes] == pages + ([] if unharmed else [path.as_uri()])
    if not unharmed:
        assert outcomes[-1].outcome == "error"
        assert cut == 0 or f"at byte {ends[whole - 1] if whole else 0} " in outcomes[-1].reason
        records = "1 record" if whole == 1 else f"{whole} records"
        assert cut == 0 or f"{records} read before it, nothing after it" in outcomes[-1].reason


@pytest.mark.parametrize("packed", [True, False])
@settings(max_examples=200)
@given(st.data())
def test_damage_anywhere_costs_no_more_than_its_record(packed, data):
    octets, ends, _ = six_records(packed=packed)
    at = data.draw(st.integers(0, len(octets) - 1))
    octets = octets[:at] + data.draw(st.binary(min_size=1, max_size=1)) + octets[at + 1 :]
    hit = sum(at >= end for end in ends)
    with TemporaryDirectory() as folder:
        path = Path(folder, "damaged.warc")
        path.write_bytes(octets)
        outcomes = list(iter_warc(path))
    read = [(o.url, o.body) for o in outcomes if isinstance(o, Page)]
    spared = [(f"http://example.test/{n}", body_of(n)) for n in range(6) if n != hit]
    assert [page for page in read if page in spared] == spared
    assert packed is False or len(read) == 6 or len(outcomes) - len(read) == 1


def test_damage_is_named_by_its_bytes(tmp_path):
    octets, ends, _ = six_records(packed=True)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(octets[: ends[1] + 40] + b"!!!!" + octets[ends[1] + 44 :])
    outcomes = list(iter_warc(path))
    (reject,) = (o for o in outcomes if isinstance(o, Reject))
    assert reject.url == path.as_uri()
    assert reject.reason.startswith(f"damaged: the record at byte {ends[1]} ")
    assert reject.reason.endswith(f"; 2 records read before it, reading went on at byte {ends[2]}")
    assert len(outcomes) == 6


def test_a_changed_body_in_an_unpacked_file_is_told_by_its_digest(tmp_path):
    block = HTTP + b"<p>x"
    good, bad = record(block, WARC_Block_Digest=sha1(block)), record(block, WARC_Block_Digest=sha1(b"other"))
    page, reject = read(tmp_path, good, bad, packed=False)
    assert page.body == b"<p>x"
    assert reject.reason == f"the record at byte {len(good)} does not match its digest"


@pytest.mark.parametrize(
    "octets", [b"", b"\x1f", b"\x1f\x8b\x08", b"WAR", NOISE, b"WARC/1.1\r\n" + b"a" * 2_000_000]
)
def test_what_is_no_warc_gives_one_reject(tmp_path, octets):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(octets)
    (reject,) = iter_warc(path)
    assert (reject.url, reject.outcome) == (path.as_uri(), "error")


@pytest.mark.parametrize("length", ["", "-1", "five", "٣", "9" * 30])
def test_a_record_without_a_length_costs_itself(tmp_path, length):
    first, *others = read(tmp_path, record(HTTP, Content_Length=length), record(HTTP))
    assert isinstance(first, Reject)
    assert [type(o) for o in others] == [Page]


def test_a_missing_file_is_one_clear_line(tmp_path):
    with pytest.raises(InputError, match=r"none\.warc cannot be read: No such file or directory"):
        next(iter_warc(tmp_path / "none.warc"))
