"""Parts of a batch by themselves: where pages come from, and files between tasks."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import fsspec
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive import ArchiveWriter, SeenBody, read_page
from pipeline.archive.sources import pages
from pipeline.batch import comparing
from pipeline.batch.comparing import CompareTexts
from pipeline.batch.gathering import place_of
from pipeline.batch.places import Places
from pipeline.batch.shards import find_shards, pages_of
from pipeline.batch.shuffle import count, rows, shuffling
from pipeline.corpus.near_duplicates.bands import BANDS
from pipeline.corpus.near_duplicates.candidates import LONGEST_BAND
from pipeline.errors import InputError, StorageError
from pipeline.items import Page, WarcLocation
from tests.batched import batch, of_batch, of_database
from tests.command_line import places, run
from tests.site_pages import HEADER, archive, page

AT = "2024-05-01T08:00:00Z"


@pytest.fixture
def remote(tmp_path: Path) -> tuple[str, Path]:
    """A folder behind an address that fsspec knows, with a WARC file and something else in it; the same file here."""
    here = archive([page(n) for n in range(4)], tmp_path)
    address = f"memory://{uuid.uuid4().hex}"
    with fsspec.open(f"{address}/deep/all.warc.gz", "wb") as file:
        file.write(here.read_bytes())
    with fsspec.open(f"{address}/notes.txt", "wb") as file:
        file.write(b"no pages")
    return address, here


def test_shards_behind_an_address_hold_the_pages_that_files_hold(remote: tuple[str, Path]) -> None:
    address, here = remote
    (shard,) = find_shards([address])
    assert shard.url == f"{address.replace('://', ':///')}/deep/all.warc.gz"
    assert shard.size == here.stat().st_size
    assert find_shards([shard.url, address]) == [shard]
    found = list(pages_of(shard))
    assert {each.source for each in found if isinstance(each, Page)} == {shard.url}
    assert {each.location.file for each in found if isinstance(each, Page) and each.location} == {shard.url}
    assert [replace(each, source=None, location=None) for each in found if isinstance(each, Page)] == [
        replace(each, source=None) for each in pages(here) if isinstance(each, Page)
    ]


@pytest.mark.parametrize("word", ["memory://nothing-there", "nosuchscheme://x", "/no/such/folder"])
def test_an_address_that_leads_nowhere_is_wrong_input(word: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        find_shards([word])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers()), max_size=40))
def test_what_is_put_for_a_partition_is_read_from_it_in_order(puts: list[tuple[int, int]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "0"
        with pytest.MonkeyPatch.context() as patch, shuffling(path) as shuffle:
            patch.setattr("pipeline.batch.shuffle.WAITING", 300)
            for partition, row in puts:
                shuffle.put(partition, row)
        assert count(path) == len(puts)
        for partition in range(6):
            assert list(rows(path, partition)) == [row for at, row in puts if at == partition]
        assert [each.name for each in folder.iterdir()] == ["0"]


def test_rows_wait_in_memory_by_their_length(tmp_path: Path) -> None:
    written = []
    with shuffling(tmp_path / "0") as shuffle:
        for number in range(80):
            shuffle.put(number % 4, random.Random(number).randbytes(1 << 20))
            (path,) = tmp_path.iterdir()
            written.append(path.stat().st_size)
    waiting = [number + 1 - size / (1 << 20) for number, size in enumerate(written)]
    assert max(waiting) <= 34
    assert [len(row) for row in rows(tmp_path / "0", 1)] == [1 << 20] * 20


def test_a_file_that_breaks_off_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "0"
    with shuffling(path) as shuffle:
        for row in range(5000):
            shuffle.put(row % 3, row)
    whole = path.read_bytes()
    for cut in (0, 5, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(StorageError, match="is damaged"):
            list(rows(path, 0))


def test_a_file_is_not_there_when_its_task_fails(tmp_path: Path) -> None:
    with pytest.raises(AttributeError), shuffling(tmp_path / "0") as shuffle:
        # What cannot be sent to another process cannot be kept for one.
        shuffle.put(0, lambda: None)
    assert not list(tmp_path.iterdir())


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1)), st.integers(1, 50))
def test_partitions_of_texts_are_ranges_of_digests(digests: list[int], partitions: int) -> None:
    places = [place_of(digest, partitions) for digest in sorted(digests)]
    assert places == sorted(places)
    assert all(0 <= place < partitions for place in places)


def test_a_revisit_of_a_page_in_another_file_is_read_as_if_it_were_one_file(tmp_path: Path) -> None:
    first_seen = [page(n) for n in range(8)]
    again = [replace(each, fetched_at="2024-06-01T08:00:00Z") for each in first_seen]
    known = {each.url: SeenBody(each.id, each.url, each.fetched_at) for each in first_seen}
    for name, written, seen in (("1", first_seen, lambda *_: None), ("2", again, lambda url, *_: known[url])):
        with ArchiveWriter(tmp_path / name, seen=seen) as writer:
            for each in written:
                writer.write(each)
    shards = sorted(tmp_path.glob("?/*.warc.gz"))
    batch(shards, tmp_path / "out", 2, workers=1)
    found = of_batch(tmp_path / "out")
    assert len(found["documents"]) == 8
    assert not found["rejects"]
    assert [row[0] for row in found["pages"]] == sorted(each.id for each in first_seen + again)
    # Each page says where it stands, and which one has its body.
    for path in (tmp_path / "out/tables").glob("pages-*.parquet"):
        for row in pq.read_table(path).to_pylist():
            there = read_page(
                tmp_path, WarcLocation(row["warc_file"], row["warc_offset"], row["warc_length"])
            )
            assert (there.url, there.body_page_id) == (row["url"], row["body_page_id"])
            assert (row["body_page_id"] is None) == (row["id"] in {each.id for each in first_seen})


def test_addresses_fetched_more_than_once_on_a_site_with_lines_of_its_own_are_as_on_one_machine(
    tmp_path: Path,
) -> None:
    early, late = "2024-04-01T08:00:00Z", "2024-05-20T08:00:00Z"
    pages = [
        # Before a line is known: one text that later is another one, one that only is framed otherwise.
        replace(page(40), fetched_at=early),
        replace(page(41, skin=(HEADER, "")), fetched_at=early),
        *(page(n) for n in range(20)),
        replace(page(40, of=50), fetched_at=late),
        replace(page(41), fetched_at=late),
        # Three times, the first as the last.
        *(replace(page(42, of=of), fetched_at=at) for of, at in ((60, early), (61, AT), (60, late))),
        # And once more, from before.
        replace(page(3, of=70), fetched_at=early),
    ]
    archive(pages, tmp_path / "shards")
    assert run("ingest", tmp_path / "shards", *places(tmp_path))[0] == 0
    batch([tmp_path / "shards"], tmp_path / "out", 1, workers=1)
    wanted = of_database(tmp_path / "a.db")
    assert of_batch(tmp_path / "out") == wanted
    versions = {row[0]: row[2] for row in wanted["document_versions"]}
    assert len(versions) == 3
    assert not any(HEADER in text for text in versions.values())


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 59), min_size=2, max_size=22, unique=True), max_size=9),
    st.integers(1, 9),
)
def test_texts_that_share_a_value_are_found_whatever_is_read_at_a_time(
    bands: list[list[int]], at_once: int
) -> None:
    """Numbers 20 to 39 are of the own partition; each is in one band at most, and its key is its number."""
    seen = set[int]()
    bands = [[n for n in band if not (n in seen or seen.add(n))] for band in bands]  # type: ignore[func-returns-value]
    with TemporaryDirectory() as name:
        folder = Places(Path(name))
        path = folder.work / "buckets" / "00000_00.dups"
        path.parent.mkdir(parents=True)
        pairs = [pair for band in bands for pair in pairwise(sorted(band))]
        np.array([[divmod(n, 20) for n in pair] for pair in pairs], "<u4").tofile(path)
        for bucket in range(1, 2 * BANDS):
            path.with_name(f"{bucket:05}_00.dups").touch()
        numbers = np.arange(20, 40)
        keys = np.repeat(numbers[:, None], 2 * BANDS, axis=1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(comparing, "PAIRS", at_once)
            found = CompareTexts(folder)._earlier([0, 20, 40, 60], numbers, keys)
    told = list(zip(found.numbers.tolist(), found.keys.tolist(), strict=True))
    wanted = [
        n
        for band in map(sorted, bands)
        if any(20 <= m < 40 for m in band)
        for n in band[:LONGEST_BAND]
        if n < 20
    ]
    assert sorted(n for n, _ in told) == sorted(wanted)
    assert all(key in band for n, key in told for band in bands if n in band)
