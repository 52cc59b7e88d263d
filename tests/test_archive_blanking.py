"""Records made blank in their place: the file stays a file that everybody reads."""

import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as OtherIterator

from pipeline.archive import ArchiveWriter, SeenBody, iter_warc, read_body, read_page
from pipeline.archive.blanking import blank, member, unknown_records
from pipeline.errors import StorageError, WithdrawnError
from pipeline.items import Page, Reject, WarcLocation
from tests.site_pages import page

AT = "2026-11-27T08:00:00Z"
# What a record of a page without a body, of the shortest address, takes.
SHORTEST = 232


@settings(deadline=None)
@given(st.integers(SHORTEST, 200_000))
@example(SHORTEST)
@example(65_535 + 23)
@example(65_536 + 23)
@example(2 * 65_535 + 28)
@example(17_000_000)
def test_a_blank_record_has_any_length_that_a_record_may_have(length):
    octets = member(length, 7, AT, "one.warc.gz 100")
    assert len(octets) == length
    inflater = zlib.decompressobj(31)
    record = inflater.decompress(octets)
    assert inflater.eof
    assert not inflater.unused_data
    head, _, block = record.partition(b"\r\n\r\n")
    assert head.startswith(b"WARC/1.1\r\nWARC-Type: metadata\r\n")
    assert head.endswith(f"Content-Length: {len(block) - 4}".encode())
    assert block.strip() == b""


def test_no_record_is_short_enough_to_be_refused(tmp_path):
    shortest = Page(url="a:", fetched_at=AT, body=b"", status=0, headers=(("Content-Type", "t"),))
    with ArchiveWriter(tmp_path) as archive:
        place = archive.write(shortest).location
    assert member(place.length, 10**9, AT, "x")
    with pytest.raises(ValueError, match="too few"):
        member(120, 1, AT, "x")


def written(folder, pages, seen=lambda *_: None):
    with ArchiveWriter(folder, seen=seen) as archive:
        return [archive.write(each) for each in pages]


def test_others_keep_their_offsets_and_every_reader_reads_on(tmp_path):
    request = (("User-Agent", "test"),)
    pages = written(tmp_path, [replace(page(number), request_headers=request) for number in range(5)])
    (path,) = tmp_path.iterdir()
    before = path.read_bytes()
    blank(tmp_path, [pages[1].location, pages[3].location], 7, AT)
    after = path.read_bytes()
    assert len(after) == len(before)
    for number in (0, 2, 4):
        place = pages[number].location
        assert read_page(tmp_path, place).body == page(number).body
        ends = slice(place.offset, place.offset + place.length)
        assert after[ends] == before[ends]
    for number in (1, 3):
        with pytest.raises(WithdrawnError, match=r"withdrawn .*number 7"):
            read_body(tmp_path, pages[number].location)
    assert [each.body for each in iter_warc(path)] == [page(number).body for number in (0, 2, 4)]
    ours = [record.headers["WARC-Record-ID"] for record in ArchiveIterator(BytesIO(after))]
    with path.open("rb") as file:
        theirs = [record.rec_headers.get_header("WARC-Record-ID") for record in OtherIterator(file)]
    assert ours == theirs
    assert len(set(ours)) == 1 + 2 * 5
    # Once more changes nothing.
    blank(tmp_path, [pages[1].location], 7, AT)
    assert path.read_bytes() == after


def test_a_record_half_blank_is_made_blank(tmp_path):
    (only,) = written(tmp_path, [page(1)])
    (path,) = tmp_path.iterdir()
    blank(tmp_path, [only.location], 7, AT)
    done = path.read_bytes()
    torn = bytearray(done)
    end = only.location.offset + only.location.length
    torn[end - 40 : end] = b"x" * 40
    path.write_bytes(torn)
    blank(tmp_path, [only.location], 7, AT)
    assert path.read_bytes() == done


def test_a_file_that_is_not_there_or_not_ours_is_said(tmp_path):
    with pytest.raises(StorageError, match=r"cannot be made blank .* -s ARCHIVE_DIR"):
        blank(tmp_path, [WarcLocation("lost.warc.gz", 0, 400)], 7, AT)
    (tmp_path / "short.warc.gz").write_bytes(b"\x1f\x8b\x08")
    with pytest.raises(StorageError, match="no record of 400 bytes at byte 0"):
        blank(tmp_path, [WarcLocation("short.warc.gz", 0, 400)], 7, AT)
    assert (tmp_path / "short.warc.gz").read_bytes() == b"\x1f\x8b\x08"


def test_a_revisit_of_a_withdrawn_page_says_so(tmp_path):
    first, later = page(1), page(1, day=2)
    (original,) = written(tmp_path, [first])
    seen = SeenBody(first.id, first.url, first.fetched_at)
    written(tmp_path, [later], seen=lambda *_: seen)
    files = sorted(tmp_path.iterdir(), key=lambda path: path.name != original.location.file)
    whole = tmp_path / "both.warc.gz"
    blank(tmp_path, [original.location], 7, AT)
    whole.write_bytes(b"".join(path.read_bytes() for path in files))
    assert list(iter_warc(whole)) == [
        Reject(later.url, "error", "revisit of a page that was withdrawn, or is not in this file")
    ]


def test_records_that_nobody_knows_of_are_found_between_those_that_are_known(tmp_path):
    asked = (("User-Agent", "test"),)
    pages = written(tmp_path, [replace(page(number), request_headers=asked) for number in range(4)])
    (path,) = tmp_path.iterdir()
    with path.open("ab") as file:
        # A run that was killed while it wrote.
        file.write(path.read_bytes()[:150])
    known = [(each.location.offset, each.location.length) for each in pages if each.url != page(2).url]
    found = [(place, about) for place, about in unknown_records(path, known) if about]
    assert pages[2].location in [place for place, _ in found]
    assert [about for place, about in found if place == pages[2].location] == [frozenset([page(2).url])]
    requests = [place for place, _ in found if place != pages[2].location]
    assert len(requests) == 4
    blank(tmp_path, [place for place, _ in found], 7, AT)
    assert [each.body for each in iter_warc(path) if isinstance(each, Page)] == [
        page(number).body for number in (0, 1, 3)
    ]


@pytest.mark.parametrize("left", [40, 90, 400, -30, -8, -1])
def test_what_a_kill_has_torn_is_found_by_its_head_and_made_blank(tmp_path, left):
    written(tmp_path, [page(1)])
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    place = written(tmp_path / "other", [page(2)])[0].location
    record = (tmp_path / "other" / place.file).read_bytes()[place.offset :]
    path.write_bytes(whole + record[:left])
    known = [(0, len(whole))]
    # What is a record on its way is left alone.
    assert list(unknown_records(path, known, torn=False)) == []
    ((torn, about),) = unknown_records(path, known)
    assert (torn.offset, torn.offset + torn.length) == (len(whole), path.stat().st_size)
    if left in (40, 90):
        # Not even its address can be read.
        assert about == frozenset()
    else:
        assert about == {page(2).url}
    blank(tmp_path, [torn], 1, AT)
    blank(tmp_path, [torn], 1, AT)
    after = path.read_bytes()
    assert len(after) == len(whole) + torn.length
    assert after.startswith(whole)
    assert record[20:60] not in after
    assert [each.url for each in iter_warc(path) if isinstance(each, Page)] == [page(1).url]


def test_what_is_torn_between_two_records_ends_where_the_next_begins(tmp_path):
    first, second, third = (written(tmp_path / str(n), [page(n)])[0].location for n in (1, 2, 3))
    records = [
        (tmp_path / str(n) / place.file).read_bytes()[place.offset :]
        for n, place in ((1, first), (2, second), (3, third))
    ]
    path = tmp_path / "one.warc.gz"
    path.write_bytes(records[0] + records[1][:-20] + records[2])
    torn = (len(records[0]), len(records[1]) - 20)
    last = (sum(torn), len(records[2]))
    for known in ([(0, torn[0])], [(0, torn[0]), last]):
        (place, about), *more = unknown_records(path, known)
        assert (place.offset, place.length) == torn
        assert about == {page(2).url}
        assert len(more) == 2 - len(known)
