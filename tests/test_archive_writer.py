import gzip
import io
import json
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from pipeline.archive import ArchiveWriter, SeenBody, iter_warc, read_body, read_page
from pipeline.errors import StorageError
from pipeline.items import Page, WarcLocation

WARCIO = str(Path(sys.executable).with_name("warcio"))


def page(number: int = 1, **changes) -> Page:
    return replace(
        Page(
            url=f"https://m.example.test/p-{number}.html?from=list",
            fetched_at="2024-03-05T06:07:08Z",
            body=f"<html><title>第{number}篇</title><p>同志们，大家好！</p></html>".encode(),
            headers=(("Content-Type", "text/html; charset=utf-8"), ("Server", "demo")),
            request_headers=(("User-Agent", "wenji (+mailto:me@example.test)"), ("Accept", "text/html")),
        ),
        **changes,
    )


class Committed(dict[tuple[str, ...], SeenBody]):
    """What a store would know: the pages that it was told to have committed."""

    def commit(self, archived: Page) -> Page:
        body = SeenBody(
            archived.id, archived.url, archived.fetched_at, archived.location, archived.body_page_id
        )
        self[archived.id,] = body
        self.setdefault((archived.url, archived.sha256), body)
        return archived

    def __call__(self, url: str, sha256: str, page_id: str) -> SeenBody | None:
        return self.get((page_id,)) or self.get((url, sha256))


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def records(path: Path) -> list[tuple[str, dict[str, str], list[tuple[str, str]], bytes]]:
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                dict(record.rec_headers.headers),
                record.http_headers.headers if record.http_headers else [],
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file)
        ]


def check(*paths: Path) -> None:
    assert Checker(SimpleNamespace(inputs=[str(path) for path in paths], verbose=False)).process_all() == 0


def members(packed: bytes) -> list[bytes]:
    unpacked = []
    while packed:
        inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        unpacked.append(inflater.decompress(packed))
        assert inflater.eof
        packed = inflater.unused_data
    return unpacked


def test_page_comes_back_from_its_location(tmp_path):
    with ArchiveWriter(tmp_path) as writer:
        written = [writer.write(page(n)) for n in range(3)]

    for number, archived in enumerate(written):
        assert archived == page(number, location=archived.location)
        again = read_page(tmp_path, archived.location)
        assert (again.id, again.body, again.status) == (archived.id, archived.body, 200)
        assert again.header("server") == "demo"
        assert again.location == archived.location


def test_records_are_what_warc_1_1_asks_for(tmp_path):
    with ArchiveWriter(tmp_path) as writer:
        writer.write(page())

    path = only_file(tmp_path)
    info, response, request = records(path)
    done = subprocess.run([WARCIO, "check", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert info[0] == "warcinfo"
    assert info[1]["WARC-Filename"] == path.name
    assert b"software: wenji/" in info[3]
    assert b"robots: obey" in info[3]
    assert b"Content-Encoding" in info[3]
    assert response[1]["WARC-Type"] == "response"
    assert response[1]["WARC-Target-URI"] == page().url
    assert response[1]["WARC-Date"] == page().fetched_at
    assert response[1]["WARC-Payload-Digest"].startswith("sha1:")
    assert response[1]["WARC-Block-Digest"].startswith("sha1:")
    assert response[3] == page().body
    assert request[1]["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
    assert request[2] == [("Host", "m.example.test"), *page().request_headers]
    unpacked = members(path.read_bytes())
    assert [m[:10] for m in unpacked] == [b"WARC/1.1\r\n"] * 3
    assert b"GET /p-1.html?from=list HTTP/1.1\r\n" in unpacked[2]


def test_an_index_for_replay_can_be_made(tmp_path):
    committed = Committed()
    with ArchiveWriter(tmp_path, seen=committed) as writer:
        first = committed.commit(writer.write(page()))
        second = writer.write(page(fetched_at="2024-04-05T06:07:08Z"))

    names = (
        "offset,length,filename,warc-type,warc-target-uri,warc-payload-digest,http:status,http:content-type"
    )
    made = subprocess.run(
        [WARCIO, "index", "-f", names, str(only_file(tmp_path))], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in made.stdout.splitlines()]
    index = [line for line in lines if line["warc-type"] in {"response", "revisit"}]
    for line, archived in zip(index, (first, second), strict=True):
        location = WarcLocation(line["filename"], int(line["offset"]), int(line["length"]))
        assert location == archived.location
        assert line["warc-target-uri"] == archived.url
        assert line["http:status"] == "200"
        assert line["http:content-type"] == "text/html; charset=utf-8"
    assert index[0]["warc-payload-digest"] == index[1]["warc-payload-digest"]


def test_headers_are_true_of_the_stored_body_and_hold_no_secrets(tmp_path):
    served = (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Length", "7"))
    asked = (("Cookie", "a=b"), ("Proxy-Authorization", "Basic eA=="), ("Host", "m.example.test"))
    with ArchiveWriter(tmp_path) as writer:
        writer.write(page(headers=served, request_headers=asked))

    _, response, request = records(only_file(tmp_path))
    assert response[2] == [("Content-Length", str(len(page().body)))]
    assert request[2] == [("Host", "m.example.test")]


def test_a_local_file_becomes_a_resource(tmp_path):
    local = Page(
        url="file:///tmp/a.txt", fetched_at="2024-03-05T06:07:08Z", body=b"text", status=0, source="a.txt"
    )
    with ArchiveWriter(tmp_path) as writer:
        archived = writer.write(local)
        picture = writer.write(replace(local, url="file:///tmp/b.html", body=b"\x89PNG\r\n\x1a\n..."))

    _, resource, other = records(only_file(tmp_path))
    assert (resource[0], resource[1]["Content-Type"], resource[3]) == ("resource", "text/plain", b"text")
    assert other[1]["Content-Type"] == "image/png"
    again = read_page(tmp_path, archived.location)
    assert (again.status, again.source, again.id) == (0, "a.txt", local.id)
    assert read_page(tmp_path, picture.location).header("content-type") == "image/png"


def test_unchanged_body_becomes_a_revisit(tmp_path):
    later = page(fetched_at="2024-04-05T06:07:08Z", headers=(("X-Visit", "2"),))
    committed = Committed()
    with ArchiveWriter(tmp_path, seen=committed) as writer:
        first = committed.commit(writer.write(page()))
        second = writer.write(later)
        third = writer.write(page(fetched_at="2024-05-05T06:07:08Z", body=b"changed"))

    check(only_file(tmp_path))
    revisit = records(only_file(tmp_path))[3]
    assert revisit[0] == "revisit"
    assert revisit[1]["WARC-Profile"].endswith("/warc/1.1/revisit/identical-payload-digest")
    assert revisit[1]["WARC-Refers-To-Target-URI"] == page().url
    assert revisit[1]["WARC-Refers-To-Date"] == page().fetched_at
    assert revisit[1]["WARC-Payload-Digest"] == records(only_file(tmp_path))[1][1]["WARC-Payload-Digest"]
    assert revisit[3] == b""
    assert (first.body_page_id, second.body_page_id, third.body_page_id) == (None, first.id, None)
    again = read_page(tmp_path, second.location)
    assert (again.body, again.header("X-Visit"), again.body_page_id) == (b"", "2", first.id)
    assert replace(again, body=read_body(tmp_path, first.location)).id == later.id
    with pytest.raises(StorageError, match=f"is a revisit and has no body; read that of page {first.id}"):
        read_body(tmp_path, second.location)


def test_revisits_reach_back_before_this_run(tmp_path):
    earlier = SeenBody("00ff00ff00ff00ff", page().url, "2023-01-01T00:00:00Z")
    asked = []

    def seen(*what: str) -> SeenBody:
        asked.append(what)
        return earlier

    with ArchiveWriter(tmp_path, seen=seen) as writer:
        archived = writer.write(page())

    assert asked == [(page().url, page().sha256, page().id)]
    assert archived.body_page_id == earlier.page_id
    assert records(only_file(tmp_path))[1][1]["WARC-Refers-To-Date"] == earlier.fetched_at


def test_same_page_twice_is_written_once(tmp_path):
    committed = Committed()
    with ArchiveWriter(tmp_path, seen=committed) as writer:
        first, second = committed.commit(writer.write(page())), writer.write(page())
    assert first == second
    assert len(records(only_file(tmp_path))) == 3

    # Known by its id alone: it must not become a revisit of itself, or its body would be lost.
    with ArchiveWriter(tmp_path, seen=lambda *_: SeenBody(first.id, first.url, first.fetched_at)) as writer:
        third = writer.write(page())
    assert third.body_page_id is None
    assert read_body(tmp_path, third.location) == page().body


def test_a_revisit_or_an_empty_page_that_comes_again_is_not_written_again(tmp_path):
    revisit = page(fetched_at="2024-04-05T06:07:08Z")
    empty = page(body=b"", status=204)
    committed = Committed()
    with ArchiveWriter(tmp_path, seen=committed) as writer:
        first = [committed.commit(writer.write(each)) for each in (page(), revisit, empty)]
        size = only_file(tmp_path).stat().st_size
        assert [writer.write(each) for each in (page(), revisit, empty)] == first
    assert first[1].body_page_id == first[0].id
    assert only_file(tmp_path).stat().st_size == size


def test_no_revisit_refers_to_a_page_that_may_never_be_committed(tmp_path):
    with ArchiveWriter(tmp_path, seen=Committed()) as writer:
        # Two addresses that redirect to one page, and the process may die before the first has its row.
        written = [writer.write(page(requested_url=f"https://m.example.test/{n}")) for n in "ab"]
    assert [archived.body_page_id for archived in written] == [None, None]
    assert [read_body(tmp_path, archived.location) for archived in written] == [page().body] * 2


def test_an_empty_body_is_no_revisit(tmp_path):
    committed = Committed()
    with ArchiveWriter(tmp_path, seen=committed) as writer:
        committed.commit(writer.write(page(body=b"", status=204)))
        again = writer.write(page(body=b"", status=204, fetched_at="2024-04-05T06:07:08Z"))
    assert again.body_page_id is None
    assert read_body(tmp_path, again.location) == b""
    check(only_file(tmp_path))


def test_unchanged_local_file_becomes_a_revisit(tmp_path):
    local = Page(
        url="file:///a.html",
        fetched_at="2024-03-05T06:07:08Z",
        body=b"<p>x",
        status=0,
        headers=(("Content-Type", "text/html"),),
    )
    committed = Committed()
    with ArchiveWriter(tmp_path, seen=committed) as writer:
        first = committed.commit(writer.write(local))
        second = writer.write(replace(local, fetched_at="2024-04-05T06:07:08Z"))

    check(only_file(tmp_path))
    again = read_page(tmp_path, second.location)
    assert (again.status, again.headers, again.body_page_id) == (0, local.headers, first.id)
    assert [p.body for p in iter_warc(only_file(tmp_path))] == [b"<p>x", b"<p>x"]


def test_files_are_rotated_and_lazy(tmp_path):
    folder = tmp_path / "not" / "yet"
    with ArchiveWriter(folder, max_bytes=2_000) as writer:
        assert list(folder.iterdir()) == []
        written = [writer.write(page(n, body=bytes(range(256)) * 3 + bytes([n]))) for n in range(12)]

    files = sorted(folder.iterdir())
    assert len(files) > 1
    assert [f.name[-13:-8] for f in files] == [f"{n:05}" for n in range(len(files))]
    assert len({f.name.split("-")[2] for f in files}) == 1
    assert all(records(f)[0][0] == "warcinfo" for f in files)
    check(*files)
    assert [read_body(folder, p.location) for p in written] == [p.body for p in written]


def test_closed_writer_goes_on_in_a_new_file(tmp_path):
    writer = ArchiveWriter(tmp_path)
    first = writer.write(page(1))
    writer.close()
    second = writer.write(page(2))
    writer.close()
    writer.close()
    assert first.location.file != second.location.file
    check(*tmp_path.iterdir())


def test_records_are_readable_while_the_file_is_open(tmp_path):
    with ArchiveWriter(tmp_path) as writer:
        archived = writer.write(page())
        assert read_body(tmp_path, archived.location) == page().body


def test_threads_share_a_writer(tmp_path):
    with ArchiveWriter(tmp_path, max_bytes=20_000) as writer, ThreadPoolExecutor(8) as threads:
        written = list(threads.map(lambda n: writer.write(page(n, body=bytes([n]) * n * 10)), range(200)))

    check(*tmp_path.iterdir())
    assert [read_body(tmp_path, p.location) for p in written] == [bytes([n]) * n * 10 for n in range(200)]


@pytest.mark.parametrize("status", [100, 204, 299, 304, 404, 451, 500, 999])
def test_any_status_is_a_page(tmp_path, status):
    with ArchiveWriter(tmp_path) as writer:
        archived = writer.write(page(status=status))
    check(only_file(tmp_path))
    assert read_page(tmp_path, archived.location).status == status


def test_large_bodies(tmp_path):
    body = "第一段文字。\n".encode() * 1_100_000
    with ArchiveWriter(tmp_path) as writer:
        archived = writer.write(page(body=body))
    assert len(body) > 20_000_000
    assert read_body(tmp_path, archived.location) == body


def test_truncation_by_the_fetcher_is_recorded(tmp_path):
    with ArchiveWriter(tmp_path) as writer:
        archived = writer.write(page(headers=(("WARC-Truncated", "length"),)))
    assert records(only_file(tmp_path))[1][1]["WARC-Truncated"] == "length"
    assert read_page(tmp_path, archived.location).header("WARC-Truncated") == "length"


ANY_TEXT = st.text(st.characters(), max_size=40)


@settings(max_examples=60)
@given(
    place=st.tuples(st.just("https://example.test/"), st.sampled_from([200, 299, 404, 999]))
    | st.tuples(st.sampled_from(["file:///", "x"]), st.just(0)),
    path=ANY_TEXT,
    headers=st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=4).map(tuple),
    body=st.binary(max_size=300),
    requested_url=st.none() | ANY_TEXT,
)
def test_whatever_was_served_is_kept(place, path, headers, body, requested_url):
    url, status = place[0] + path, place[1]
    served = page(
        url=url,
        headers=headers,
        request_headers=headers,
        body=body,
        status=status,
        requested_url=requested_url,
    )
    with TemporaryDirectory() as folder:
        with ArchiveWriter(Path(folder)) as writer:
            archived = writer.write(served)
        check(only_file(Path(folder)))
        again = read_page(Path(folder), archived.location)
    assert (again.id, again.body, again.status) == (served.id, body, status)
    assert again.requested_url == requested_url


@given(st.lists(st.tuples(st.from_regex(r"\AX-[A-Za-z0-9-]{1,10}\Z"), st.text(st.characters(codec="utf-8")))))
@settings(max_examples=60)
def test_header_values_are_kept_on_one_line(headers):
    with TemporaryDirectory() as folder:
        with ArchiveWriter(Path(folder)) as writer:
            archived = writer.write(page(headers=tuple(headers)))
        *kept, length = read_page(Path(folder), archived.location).headers

    def flat(value: str) -> str:
        return "".join(c for c in value if c not in "\r\n\0").replace(" ", "").strip()

    assert length == ("Content-Length", str(len(page().body)))
    assert [(name, flat(value)) for name, value in kept] == [(name, flat(value)) for name, value in headers]


def test_line_breaks_cannot_smuggle_headers(tmp_path):
    with ArchiveWriter(tmp_path) as writer:
        writer.write(
            page(url="https://example.test/a\r\nWARC-Type: x", headers=(("A", "b\r\nSet-Cookie: c\n\nbody"),))
        )
    response = records(only_file(tmp_path))[1]
    assert response[1]["WARC-Type"] == "response"
    assert response[1]["WARC-Target-URI"] == "https://example.test/a%0D%0AWARC-Type:%20x"
    assert response[2][0] == ("A", "b Set-Cookie: c body")


def test_unwritable_folder_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError) as caught:
        ArchiveWriter(tmp_path / "file" / "archive").write(page())
    assert "cannot be written: Not a directory" in str(caught.value)
    assert "-s ARCHIVE_DIR=DIR" in str(caught.value)
    assert "\n" not in str(caught.value)


FULL_DISK = """
import resource, sys
from pathlib import Path
from pipeline.archive import ArchiveWriter
from pipeline.errors import StorageError
from pipeline.items import Page

def page(number, size):
    body = bytes(number * 7 % 251 for number in range(size))
    return Page(url=f"https://example.test/{number}", fetched_at="2024-01-01T00:00:00Z", body=body)

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
writer = ArchiveWriter(Path(sys.argv[1]))
for number, size in enumerate([100, 5_000_000, 100]):
    try:
        writer.write(page(number, size))
        print("written")
    except StorageError as error:
        print(error)
writer.close()
"""


def fill_the_disk(folder: Path, limit: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder), str(limit)], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_a_full_disk_costs_the_record_that_did_not_fit(tmp_path):
    first, failed, last = fill_the_disk(tmp_path, 4000)
    assert (first, last) == ("written", "written")
    assert "cannot be written: File too large" in failed
    path = only_file(tmp_path)
    check(path)
    assert [p.url[-1] for p in iter_warc(path)] == ["0", "2"]


def test_a_disk_full_from_the_beginning_leaves_no_file(tmp_path):
    assert all("cannot be written" in line for line in fill_the_disk(tmp_path, 10))
    assert list(tmp_path.iterdir()) == []


def test_reading_from_a_missing_or_damaged_file_says_so(tmp_path):
    with ArchiveWriter(tmp_path) as writer:
        location = writer.write(page()).location
    path = only_file(tmp_path)
    whole = path.read_bytes()
    for broken in (
        whole[: location.offset + location.length - 1],
        whole[: location.offset],
        whole[: location.offset + 60] + b"\0\0" + whole[location.offset + 62 :],
        whole[: location.offset] + gzip.compress(b"no record") + whole,
    ):
        path.write_bytes(broken)
        with pytest.raises(StorageError, match="is damaged: no whole record"):
            read_page(tmp_path, location)
    path.unlink()
    with pytest.raises(StorageError, match=r"is not in .*; if the archive is elsewhere: -s ARCHIVE_DIR=DIR"):
        read_page(tmp_path, location)


def test_a_record_changed_under_its_digest_is_not_believed(tmp_path):
    with ArchiveWriter(tmp_path) as writer:
        location = writer.write(page()).location
    path = only_file(tmp_path)
    packed = path.read_bytes()[location.offset : location.offset + location.length]
    forged = gzip.compress(
        gzip.GzipFile(fileobj=io.BytesIO(packed)).read().replace("大家".encode(), "各位".encode())
    )
    path.write_bytes(forged)
    with pytest.raises(StorageError, match="is damaged"):
        read_page(tmp_path, WarcLocation(path.name, 0, len(forged)))
