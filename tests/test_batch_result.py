"""The result of a batch handed on: what is missing in it is noticed, and what could not be read on the way is said."""

from __future__ import annotations

import fcntl
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from pipeline.batch.batch import check_done
from pipeline.batch.loading import load
from pipeline.batch.places import DOCUMENTS, Places, batch_of
from pipeline.batch.plan import planned
from pipeline.batch.result import check, named_result
from pipeline.batch.shards import Shard, find_shards, pages_of
from pipeline.batch.summary import unserved
from pipeline.crawl.sites import declared_sites
from pipeline.errors import InputError, StorageError
from pipeline.export import manifest
from pipeline.items import Reject
from pipeline.refine.site import Site
from pipeline.store import connect, open_database
from tests.command_line import run
from tests.site_pages import archive, page

AT = "2024-06-01T00:00:00Z"


class Made(NamedTuple):
    """What the command said of files of which most cannot be read, and what it made of them."""

    mixed: Path
    folder: Path
    said: tuple[int, str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    whole = archive([page(n) for n in range(4)], folder / "whole").read_bytes()
    mixed = folder / "mixed"
    mixed.mkdir()
    for name, octets in (
        ("whole", whole),
        ("cut", whole[:-900]),
        ("torn", whole[:700] + bytes(40) + whole[740:]),
        ("garbage", b"hello" * 100),
        ("empty", b""),
    ):
        (mixed / f"{name}.warc.gz").write_bytes(octets)
    (mixed / "away.warc.gz").symlink_to(folder / "nowhere")
    said = run("batch", mixed, "--output", folder / "out", "--tasks", "2", "--workers", "1")
    return Made(mixed, folder / "out", said)


@pytest.fixture
def result(made: Made, tmp_path: Path) -> Path:
    """A copy of the result."""
    shutil.copytree(made.folder, tmp_path / "out")
    return tmp_path / "out"


def test_everything_readable_is_taken_and_the_rest_is_named(made: Made) -> None:
    code, out, err = made.said
    assert code == 2
    assert out.startswith("4 documents from 6 files.")
    (kinds,) = [line for line in out.splitlines() if line.startswith("No document, and why: ")]
    assert "3 error, damaged" in kinds
    assert "1 error, holds no WARC record" in kinds
    assert "1 error, cannot be read" in kinds
    said = dict(line.removeprefix("error: ").split(": ", 1) for line in err.splitlines())
    names = {path.name for path in made.mixed.iterdir()} - {"whole.warc.gz"}
    assert {Path(name).name for name in said} == names
    assert "No such file" in said[str(made.mixed / "away.warc.gz")]
    # Whoever asks again, as under Slurm, is told again.
    assert unserved(Places(made.folder), find_shards([str(made.mixed)])).unread == said


def test_a_file_that_may_not_be_read_is_no_end_of_the_others(made: Made) -> None:
    (first, *_) = find_shards([str(made.mixed)])
    closed = first._replace(fault="Permission denied")
    (found,) = pages_of(closed)
    assert isinstance(found, Reject)
    assert found.reason == "cannot be read: Permission denied"


def lose(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def cut(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-9])


def change(name: str) -> Callable[[Path], object]:
    def swapped(folder: Path) -> None:
        octets = bytearray((folder / name).read_bytes())
        octets[len(octets) // 2] ^= 1
        (folder / name).write_bytes(octets)

    return swapped


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lose("tables/removals-00001-of-00002.parquet"), "1 of 12 files are missing (tables/removals-00001"),
        (
            lose(f"{DOCUMENTS}/all-00000-of-00002.parquet"),
            f"1 of 12 files are missing ({DOCUMENTS}/all-00000",
        ),
        (cut("tables/pages-00000-of-00002.parquet"), "not as they were made (tables/pages-00000"),
        (change("tables/removals-00000-of-00002.parquet"), "not as they were made (tables/removals-00000"),
    ],
)
def test_what_is_not_as_the_manifest_says_is_refused_before_anything_is_written(
    result: Path, tmp_path: Path, harm: Callable[[Path], object], said: str
) -> None:
    harm(result)
    with pytest.raises(InputError) as refused:
        load(named_result([result]), tmp_path / "db" / "a.db", tmp_path, AT, lambda _: None)
    assert said in str(refused.value)
    assert "copy it again" in str(refused.value)
    assert not (tmp_path / "db").exists()


def test_files_of_documents_stand_for_the_batch_only_all_together(result: Path, tmp_path: Path) -> None:
    documents = sorted((result / DOCUMENTS).iterdir())
    with pytest.raises(InputError, match="of whose 2 files of documents 1 are not named: name its folder"):
        named_result(documents[:1])
    with pytest.raises(InputError, match="name one, and nothing else"):
        named_result([*documents, tmp_path])
    for words in (documents, [result], [result / DOCUMENTS], [result / "tables"]):
        check(named_result(words))
    # What is none of its files is no part of it.
    (result / "notes").mkdir()
    assert batch_of(result / "notes") is None


def test_what_was_put_beside_the_files_is_no_part_of_them(result: Path, tmp_path: Path) -> None:
    shutil.copy(result / "tables/pages-00000-of-00002.parquet", result / "tables/pages-00002.parquet")
    found = load(named_result([result]), tmp_path / "a.db", tmp_path, AT, lambda _: None)
    assert found["pages"] == 4


def test_a_batch_that_is_in_is_not_taken_in_again(result: Path, tmp_path: Path) -> None:
    def loaded(folder: Path) -> Counter[str]:
        return load(named_result([folder]), tmp_path / "a.db", tmp_path, AT, lambda _: None)

    first = loaded(result)
    assert loaded(result) == first
    with closing(connect(tmp_path / "a.db", readonly=True)) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchall() == [(1,)]
    # Of another batch it is not.
    told = result / manifest.FILE_NAME
    told.write_text(told.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(InputError, match="is there already"):
        loaded(result)
    open_database(tmp_path / "b.db").conn.close()
    with pytest.raises(InputError, match="is there already"):
        load(named_result([result]), tmp_path / "b.db", tmp_path, AT, lambda _: None)


def test_two_commands_do_not_make_one_database(result: Path, tmp_path: Path) -> None:
    def loaded() -> Counter[str]:
        return load(named_result([result]), tmp_path / "a.db", tmp_path, AT, lambda _: None)

    # What others have called so is theirs.
    (tmp_path / "a.db.part").write_text("my own notes")
    with (tmp_path / ".a.db.0.loading").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another command makes"):
            loaded()
    assert loaded()["pages"] == 4
    assert sorted(path.name for path in tmp_path.iterdir() if "a.db" in path.name) == ["a.db", "a.db.part"]
    assert (tmp_path / "a.db.part").read_text() == "my own notes"


def test_a_database_in_a_folder_that_cannot_be_is_refused(result: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"file cannot be made or written \(.+\); choose another place"):
        load(named_result([result]), tmp_path / "file" / "a.db", tmp_path, AT, lambda _: None)


def test_nothing_is_written_where_the_result_is_there_already(made: Made, result: Path) -> None:
    def seen() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in (result, *result.rglob("*"))}

    (result / "_work" / "lock").unlink()
    before = seen()
    code, out, _ = run("batch", made.mixed, "--output", result, "--tasks", "2")
    assert code == 2, "as some files could not be read"
    assert "is done already: 4 documents" in out
    assert seen() == before


def test_a_folder_that_takes_nothing_is_said_to_be_so(made: Made, result: Path) -> None:
    (result / manifest.FILE_NAME).unlink()
    (result / "_work" / "withdrawn.json").mkdir()
    with pytest.raises(StorageError, match=f"The folder {result} cannot be written"):
        planned(
            Places(result),
            find_shards([str(made.mixed)]),
            2,
            declared_sites(get_spider_loader(get_project_settings())),
        )


def test_a_result_of_another_version_is_refused(result: Path, tmp_path: Path) -> None:
    name = "tables/rejects-00000-of-00002.parquet"
    found = named_result([result])
    pq.write_table(pq.read_table(result / name).drop_columns(["reason"]), result / name)
    facts = {"bytes": (result / name).stat().st_size, "sha256": manifest.sha256(result / name)}
    with pytest.raises(InputError, match="has no column reason: another version of this software made it"):
        load(
            found._replace(files={**found.files, name: facts}),
            tmp_path / "a.db",
            tmp_path,
            AT,
            lambda _: None,
        )
    assert not (tmp_path / "a.db").exists()


def test_a_plan_is_of_its_files_as_they_were_and_of_sites_as_they_were_declared(
    tmp_path: Path,
) -> None:
    archive([page(n) for n in range(4)], tmp_path / "in")
    folder = Places(tmp_path / "out")
    shards = find_shards([str(tmp_path / "in")])
    declared = {"nanshan.example": Site(name="nanshan", hosts=("nanshan.example",))}
    plan = planned(folder, shards, None, declared)
    assert planned(folder, find_shards([str(tmp_path / "in")]), None, dict(declared)) == plan
    with pytest.raises(InputError, match="is the result of other declarations of sites: name another folder"):
        planned(folder, shards, None, {"nanshan.example": Site(name="nanshan", main=("div.content",))})
    path = Path(shards[0].url)
    octets = bytearray(path.read_bytes())
    octets[len(octets) // 2] ^= 1
    path.write_bytes(octets)
    with pytest.raises(InputError, match=rf"other input \({path} was written since\)"):
        planned(folder, find_shards([str(tmp_path / "in")]), None, declared)
    more = [*shards, Shard("s3://bucket/more.warc.gz", 1, "etag")]
    with pytest.raises(InputError, match="is the result of other input, tasks: name another folder"):
        planned(folder, more, 2, declared)


def test_a_folder_that_is_none_of_a_batch_is_left_alone(made: Made, tmp_path: Path) -> None:
    shards = find_shards([str(made.mixed / "whole.warc.gz")])

    def refused(folder: Path) -> str:
        with pytest.raises(InputError) as error:
            planned(Places(folder), shards, None, {})
        return str(error.value)

    (tmp_path / "file").touch()
    assert refused(tmp_path / "file") == f"{tmp_path / 'file'} is no folder: name one with --output"
    for name in ("notes.txt", "_work/logs/read/completions/00000"):
        folder = tmp_path / name.replace("/", "-")
        (folder / name).parent.mkdir(parents=True)
        (folder / name).touch()
        assert "holds no plan of a batch: name another folder" in refused(folder)
    # A command that was killed in its first moment leaves this.
    (tmp_path / "new" / "_work").mkdir(parents=True)
    (tmp_path / "new" / "_work" / "withdrawn.json").touch()
    assert planned(Places(tmp_path / "new"), shards, None, {}).tasks == 1


def test_a_dataset_that_lost_its_manifest_says_so(result: Path) -> None:
    (result / manifest.FILE_NAME).unlink()
    with pytest.raises(InputError, match=r"has no MANIFEST.json, although all its tasks are done"):
        check_done(Places(result))
