"""What people have saved, in all the shapes it comes in."""

import gzip
import os
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive import ArchiveWriter
from pipeline.archive.sniff import content_type, saved_from
from pipeline.archive.sources import pages
from pipeline.errors import InputError
from pipeline.items import Page, Reject

HTML = "<!DOCTYPE html><html><body><p>各位老师：大家好。</p></body></html>".encode()
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def only(path: Path, **asked) -> Page | Reject:
    (outcome,) = pages(path, **asked)
    return outcome


def saved(path: Path, body: bytes = HTML) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def archived(folder: Path, count: int = 3) -> Path:
    with ArchiveWriter(folder) as writer:
        for n in range(count):
            writer.write(Page(url=f"https://example.test/{n}", fetched_at="2024-01-01T00:00:00Z", body=HTML))
    (path,) = folder.iterdir()
    return path


def wacz(path: Path, *warcs: Path, packing: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("datapackage.json", "{}")
        for number, warc in enumerate(warcs):
            archive.write(warc, f"archive/data-{number}.warc.gz")
    return path


def test_an_html_file_is_a_page(tmp_path):
    path = saved(tmp_path / "讲话 1.html")
    os.utime(path, (1_700_000_000.9, 1_700_000_000.9))
    assert only(path) == Page(
        url=path.as_uri(),
        fetched_at="2023-11-14T22:13:20Z",
        body=HTML,
        status=0,
        headers=(("Content-Type", "text/html"),),
        source=str(path),
    )
    assert only(path, url="https://m.example.test/p-1.html").url == "https://m.example.test/p-1.html"


@pytest.mark.parametrize("modified", [-1e9, 0, 2**33])
def test_any_file_time_will_do(tmp_path, modified):
    path = saved(tmp_path / "a.html")
    os.utime(path, (modified, modified))
    assert only(path).fetched_at.endswith("Z")


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("a.html", HTML, "text/html"),
        ("a.HTM", b"just words", "text/html"),
        ("a.txt", "同志们：\n大家好。".encode(), "text/plain"),
        ("a.txt", b"\xef\xbb\xbf\n<?xml version='1.0'?><!-- a --><!-- b --><html>", "text/html"),
        ("a.txt", b"a < b and <b> is no page", "text/plain"),
        ("a", b"<p>no ending", "text/html"),
        ("a", b"no ending", "text/plain"),
        ("a.html", b"", "text/html"),
        ("a.txt", b"", "text/plain"),
        ("a.html", PNG, "image/png"),
        ("a.html", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.html", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("a.txt", b"%PDF-1.7", "application/pdf"),
        ("a.html", gzip.compress(HTML, mtime=0), "application/gzip"),
        ("a.html", b"\x1f\x8b\xff\xff", "application/gzip"),
        ("a.docx", b"PK\x03\x04 word", "application/zip"),
    ],
)
def test_content_type_is_that_of_the_bytes(tmp_path, name, body, expected):
    page = only(saved(tmp_path / name, body))
    assert page.headers == (("Content-Type", expected),)
    assert page.body == body


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html>\r\n<!-- saved from url=(0033)https://m.example.test/p-1.html -->\r\n<html>",
        b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://m.example.test/p-1.html \n-->",
    ],
)
def test_a_saved_page_knows_where_it_was_saved_from(tmp_path, head):
    path = saved(tmp_path / "a.html", head)
    assert only(path).url == "https://m.example.test/p-1.html"
    assert only(path, url="https://example.test/b").url == "https://example.test/b"


def test_only_web_addresses_count_as_origin():
    assert saved_from(b"<!-- saved from url=(0014)about:internet -->") is None
    assert saved_from(b" " * 2048 + b"<!-- saved from url=(0022)https://example.test/a -->") is None


@given(st.binary(max_size=300), st.text(max_size=10))
def test_sniffing_takes_any_bytes(head, name):
    assert content_type(head, name)
    saved_from(head)


def test_a_folder_is_walked_in_order(tmp_path):
    for name in ("b/2.html", "b/1.htm", "a.xhtml", "z.shtml", "b/c/text.txt"):
        saved(tmp_path / name)
    for name in ("notes.md", "b/meta.json", "b/meta2.JSON", "b/LICENSE"):
        saved(tmp_path / name, b"...")
    skipped: Counter[str] = Counter()
    found = list(pages(tmp_path, skipped=skipped))
    assert [Path(p.source).relative_to(tmp_path).as_posix() for p in found] == [
        "a.xhtml",
        "z.shtml",
        "b/1.htm",
        "b/2.html",
        "b/c/text.txt",
    ]
    assert skipped == {".md": 1, ".json": 2, "no ending": 1}


def test_a_folder_has_a_base_address(tmp_path):
    saved(tmp_path / "讲话" / "a b.html")
    page = only(tmp_path, url="https://m.example.test/saved/")
    assert page.url == "https://m.example.test/saved/%E8%AE%B2%E8%AF%9D/a%20b.html"


def test_text_beside_a_page_is_not_a_page(tmp_path):
    for name in ("a.html", "a.txt", "b.txt", "c.HTM", "c.txt"):
        saved(tmp_path / name)
    skipped: Counter[str] = Counter()
    names = [Path(p.source).name for p in pages(tmp_path, skipped=skipped)]
    assert names == ["a.html", "b.txt", "c.HTM"]
    assert skipped == {"text beside its page": 2}
    assert isinstance(only(tmp_path / "a.txt"), Page)


def test_archives_are_found_by_content_and_by_name(tmp_path):
    path = archived(tmp_path / "archive")
    assert len(list(pages(path))) == 3
    plain = saved(tmp_path / "renamed.html", gzip.decompress(path.read_bytes()))
    assert [p.url for p in pages(plain, url="https://ignored.test/")] == [
        f"https://example.test/{n}" for n in range(3)
    ]
    stub = only(saved(tmp_path / "cut.warc.gz", path.read_bytes()[:20]))
    assert (stub.outcome, stub.url) == ("error", (tmp_path / "cut.warc.gz").as_uri())
    assert only(saved(tmp_path / "empty.warc", b"")).reason == "holds no WARC record: the file is empty"


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_is_read_warc_by_warc(tmp_path, packing):
    first, second = archived(tmp_path / "1"), archived(tmp_path / "2", 2)
    for name in ("a.wacz", "a.zip"):
        path = wacz(tmp_path / name, first, second, packing=packing)
        found = list(pages(path))
        assert [p.url for p in found] == [f"https://example.test/{n}" for n in (0, 1, 2, 0, 1)]
        assert found[-1].source == f"{path}#archive/data-1.warc.gz"


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_wacz_gives_what_can_be_read(tmp_path, packing):
    first, second = archived(tmp_path / "1"), archived(tmp_path / "2", 2)
    path = wacz(tmp_path / "a.wacz", first, second, packing=packing)
    octets = bytearray(path.read_bytes())
    at = octets.index(b"archive/data-0.warc.gz") + 700
    octets[at : at + 4] = b"\0\xff\0\xff"
    path.write_bytes(octets)
    outcomes = list(pages(path))
    assert [o.url for o in outcomes if isinstance(o, Page)][-2:] == [
        "https://example.test/0",
        "https://example.test/1",
    ]
    rejects = [o for o in outcomes if isinstance(o, Reject)]
    assert rejects
    assert {r.outcome for r in rejects} == {"error"}


def test_what_is_no_wacz_is_one_reject(tmp_path):
    whole = wacz(tmp_path / "whole.wacz", archived(tmp_path / "1")).read_bytes()
    for body in (b"", whole[: len(whole) // 2], HTML):
        reject = only(saved(tmp_path / "a.wacz", body))
        assert (reject.outcome, "\n" in reject.reason) == ("error", False)
    empty = only(wacz(tmp_path / "b.wacz"))
    assert empty.reason == "holds no archive/*.warc.gz, so it is no WACZ"


def test_a_warc_in_a_wacz_that_cannot_be_unpacked_costs_itself(tmp_path):
    path = wacz(tmp_path / "a.wacz", archived(tmp_path / "1"), archived(tmp_path / "2"))
    octets = bytearray(path.read_bytes())
    octets[octets.index(b"archive/data-0") - 30] ^= 0xFF
    path.write_bytes(octets)
    reject, *rest = pages(path)
    assert reject.reason.startswith("archive/data-0.warc.gz cannot be read: ")
    assert len(rest) == 3


@pytest.mark.parametrize(
    ("declared", "body", "left_out"),
    [
        ("image/png", PNG, "image/png"),
        ("text/html", PNG, "image/png"),
        ("IMAGE/SVG+XML; charset=utf-8", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "image/svg+xml"),
        ("text/css", b"a > b { color: red }", "text/css"),
        ("application/javascript", b"document.write('<p>')", "application/javascript"),
        ("font/woff2", b"wOF2\0", "font/woff2"),
        ("application/zip", b"PK\x03\x04", "application/zip"),
        ("image/png", HTML, None),
        ("application/octet-stream", b"words", None),
        ("text/plain", "同志们：".encode(), None),
        ("", b"<p>words</p>", None),
    ],
)
def test_what_is_no_page_is_left_out_of_an_archive(tmp_path, declared, body, left_out):
    with ArchiveWriter(tmp_path / "warc") as writer:
        for day in (1, 2):
            headers = (("Content-Type", declared),)
            writer.write(
                Page(url="https://example.test/a", fetched_at=f"2024-01-0{day}", body=body, headers=headers)
            )
    (warc,) = (tmp_path / "warc").iterdir()
    for path in (warc, wacz(tmp_path / "a.wacz", warc)):
        skipped: Counter[str] = Counter()
        assert [page.body for page in pages(path, skipped=skipped)] == [] if left_out else [body, body]
        assert skipped == ({left_out: 2} if left_out else {}), "the second is a revisit"


def test_a_page_over_the_limit_is_not_read(tmp_path):
    path = tmp_path / "a.html"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    reject = Reject(path.as_uri(), "rejected", "page of 65.0 MB is over the limit of 16 MB")
    assert only(path) == reject
    assert only(path, url="https://example.test/") == replace(reject, url="https://example.test/")


def test_what_cannot_be_read_costs_only_itself(tmp_path):
    saved(tmp_path / "a.html")
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.html")
    page, gone, pipe = pages(tmp_path)
    assert page.body == HTML
    assert gone == Reject(
        (tmp_path / "gone.html").as_uri(), "error", "cannot be read: No such file or directory"
    )
    assert pipe.reason == "cannot be read: not a regular file"


@contextmanager
def ordinary_rights() -> Iterator[None]:
    """Permissions mean nothing to root, as whom containers like to run tests."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_files_and_folders_without_permission():
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        saved(folder / "a.html")
        saved(folder / "closed.html").chmod(0)
        saved(folder / "closed" / "b.html").parent.chmod(0)
        with ordinary_rights():
            page, file, subfolder = pages(folder)
            alone = only(folder / "closed.html")
        (folder / "closed").chmod(0o755)
    assert page.body == HTML
    assert (
        file
        == alone
        == Reject((folder / "closed.html").as_uri(), "error", "cannot be read: Permission denied")
    )
    assert subfolder == Reject((folder / "closed").as_uri(), "error", "cannot be read: Permission denied")


def test_names_that_are_no_unicode(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd6\xd0.html"))
    page = only(saved(path))
    assert page.url.endswith("/%D6%D0.html")
    assert page.source == f"{tmp_path}/\\xd6\\xd0.html"
    assert only(tmp_path, url="https://example.test").url == "https://example.test/%D6%D0.html"


def test_a_missing_path_is_one_clear_line(tmp_path):
    with pytest.raises(InputError, match=r"none\.html cannot be read: No such file or directory\."):
        only(tmp_path / "none.html")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="pipe is neither a file nor a folder"):
        only(tmp_path / "pipe")


def test_an_empty_folder_has_no_pages(tmp_path):
    assert list(pages(tmp_path)) == []
