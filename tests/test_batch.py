"""``scrapy batch``: the same records, columns and clusters as one machine makes, however many tasks there are."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest

from pipeline.batch import batch as batches
from pipeline.batch import stages
from pipeline.batch.describing import documents
from pipeline.errors import InputError, StorageError
from pipeline.example_site.serving import spawned
from pipeline.export import manifest
from pipeline.export.columns import columns
from pipeline.export.formats.parquet import schema
from tests.batched import Content, batch, cut, of_batch, of_database
from tests.command_line import places, run, start
from tests.deadly_step import HANGING, KILLER, deadly
from tests.loopback import FAST
from tests.site_pages import HEADER, archive, page

KILLS = int(os.environ.get("KILLS", "3"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example sites crawled once, the archive read again and compared, as on one machine."""
    folder = tmp_path_factory.mktemp("corpus")
    fast = [word for setting in FAST for word in ("-s", setting)]
    with spawned((0, 0, 0)) as sites:
        addresses = f"url={','.join(sites.urls.values())}"
        code, _, err = run("crawl", "example", "-a", addresses, *fast, *places(folder))
    assert code == 0, err
    assert run("reextract", *places(folder))[0] == 0
    assert run("dedupe", *places(folder))[0] == 0
    cut(folder / "archive", folder / "shards", 60_000)
    return folder


@pytest.fixture(scope="module")
def wanted(corpus: Path) -> Content:
    found = of_database(corpus / "a.db")
    assert len(found["documents"]) > 90
    assert len(found["near_duplicates"]) > 3
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files with the pages of one site whose skin prints lines of its own, some of their texts copies."""
    folder = tmp_path_factory.mktemp("small")
    for first in range(0, 24, 8):
        archive([page(n, of=n % 20) for n in range(first, first + 8)], folder / str(first))
    return folder


class Made(NamedTuple):
    folder: Path
    words: list[object]
    said: tuple[int, str, str]


@pytest.fixture(scope="module")
def made(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The dataset that the command makes of them undisturbed."""
    folder = tmp_path_factory.mktemp("made") / "out"
    words = ["batch", small, "--output", folder, "--workers", "2"]
    return Made(folder, words, run(*words))


def same(found: Content, wanted: Content) -> None:
    for table, rows in wanted.items():
        assert found[table] == rows, table


@pytest.mark.parametrize("tasks", [1, 7])
def test_a_batch_gives_what_one_machine_gives(
    corpus: Path, wanted: Content, tmp_path: Path, tasks: int
) -> None:
    shards = list((corpus / "shards").iterdir())
    assert len(shards) >= 7
    assert batch(shards, tmp_path / "out", tasks).documents == len(wanted["documents"])
    same(of_batch(tmp_path / "out"), wanted)


def test_the_command_makes_a_dataset_with_card_and_manifest(made: Made, small: Path) -> None:
    assert made.said == (0, f"24 documents from 3 files. Dataset {made.folder}.\n", "")
    told = manifest.load(made.folder)
    assert told["documents"] == 24
    rows = {each["path"]: each.get("rows") for each in told["files"]}
    assert [rows[f"data/parquet/all-0000{n}-of-00003.parquet"] for n in range(3)] == [
        pq.read_metadata(made.folder / f"data/parquet/all-0000{n}-of-00003.parquet").num_rows
        for n in range(3)
    ]
    assert {"README.md", "croissant.json", "datapackage.json", "fields.md", "recipe.toml"} < set(rows)
    found = pq.read_schema(made.folder / "data/parquet/all-00000-of-00003.parquet")
    assert found.equals(schema(columns("full")), check_metadata=False)
    # The lines of the skin were learned from one half of the pages, and cut from all of them.
    assert not any(HEADER in str(row["text"]) for row in documents(made.folder))
    assert run(*made.words) == (0, f"{made.folder} is done already: 24 documents.\n", "")
    code, _, err = run("batch", small / "0", "--output", made.folder)
    assert (code, err.count("\n")) == (2, 1)
    assert "is the result of other input" in err


def test_a_page_that_kills_or_hangs_its_process_is_a_reject(small: Path, tmp_path: Path) -> None:
    batch([small], tmp_path / "out", 3, step=deadly, seconds=1.5)
    found = of_batch(tmp_path / "out")
    reasons = {row[0].rpartition("/")[2]: (row[3], row[4]) for row in found["rejects"]}
    assert set(reasons) == {KILLER.strip("/"), HANGING.strip("/")}
    assert {outcome for outcome, _ in reasons.values()} == {"error"}
    assert "died twice (exit code 7)" in reasons[KILLER.strip("/")][1]
    assert "took longer than 1.5 s" in reasons[HANGING.strip("/")][1]
    assert len(found["documents"]) == 22


def descendants(pid: int) -> list[int]:
    """Processes below one, by the system's own account."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = list(parents.get(pid, ()))
    for each in found:
        found += parents.get(each, ())
    return found


def test_killed_at_any_instant_it_ends_as_if_nothing_had_happened(
    made: Made, small: Path, tmp_path: Path
) -> None:
    rng = random.Random(KILLS)
    words = ["batch", small, "--output", tmp_path / "out", "--tasks", "3", "--workers", "2"]
    ended = Counter[str]()
    for number in range(KILLS):
        with start(*words) as process:
            time.sleep(rng.uniform(1.5, 6))
            # Turn by turn the command itself, and one of its processes: a task, or what reads pages for it.
            below = descendants(process.pid)
            whom = rng.choice(below) if number % 2 and below else process.pid
            with suppress(ProcessLookupError):
                os.kill(whom, signal.SIGKILL)
            if whom == process.pid:
                process.wait()
                ended["killed"] += 1
            else:
                process.communicate(timeout=120)
    code, _, err = run(*words)
    assert (code, err) == (0, ""), ended
    same(of_batch(tmp_path / "out"), of_batch(made.folder))
    assert sorted(path.name for path in (tmp_path / "out/_work").iterdir()) == ["lock", "logs", "plan.json"]


def test_no_task_begins_without_room_on_the_disk(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "GROWTH", 1 << 40)
    with pytest.raises(StorageError, match="free some space, then run again"):
        batch([small], tmp_path / "out", 3)
    assert not list((tmp_path / "out/_work").glob("read/*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "there is no such file"),
        (["."], "holds no WARC and no WACZ"),
        (["--executor", "spark"], "there is no executor spark: choose local, ray, slurm"),
        (["--tasks", "none"], "--tasks none is no number"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(small: Path, tmp_path: Path, words: list[str], said: str) -> None:
    inputs = [tmp_path / words[0]] if len(words) == 1 else [small, *words]
    (tmp_path / "text.txt").touch()
    code, _, err = run("batch", *inputs, "--output", tmp_path / "out")
    assert (code, err.count("\n")) == (2, 1)
    assert said in err


def test_two_commands_do_not_work_on_one_folder(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object) -> None:
        with pytest.raises(InputError, match="another command is at work"):
            batch([small], tmp_path / "out", 3)
        raise KeyboardInterrupt

    monkeypatch.setattr(batches, "_run_stage", meanwhile)
    with pytest.raises(KeyboardInterrupt):
        batch([small], tmp_path / "out", 3)
