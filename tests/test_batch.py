"""``scrapy batch``: the same records, columns and clusters as one machine makes, however many tasks there are."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest
from ray._private.node import Node
from ray.cluster_utils import Cluster

from pipeline.batch import batch as batches
from pipeline.batch import stages
from pipeline.batch.keeping import part_of
from pipeline.batch.places import Places
from pipeline.batch.plan import planned
from pipeline.batch.shards import find_shards
from pipeline.errors import InputError, StorageError
from pipeline.example_site.serving import spawned
from pipeline.export import manifest
from pipeline.export.columns import columns
from pipeline.export.formats.parquet import schema
from tests.batched import Content, batch, cut, of_batch, of_database, rest_of
from tests.command_line import descendants, messages, places, run, start
from tests.deadly_step import HANGING, KILLER, deadly
from tests.loopback import FAST
from tests.site_pages import HEADER, archive, page

HEADERS = {
    "nanshan.example": HEADER,
    "dongshan.example": "东山档案室甲字号抄录",
    "xihe.example": "西河书屋义务誊写",
}
KILLS = int(os.environ.get("KILLS", "2"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example sites crawled into a database and an archive, sites with lines of their own after them, and that archive
    in smaller files.
    """
    folder = tmp_path_factory.mktemp("corpus")
    fast = [word for setting in FAST for word in ("-s", setting)]
    with spawned((0, 0, 0)) as sites:
        addresses = f"url={','.join(sites.urls.values())}"
        code, _, err = run("crawl", "example", "-a", addresses, *fast, *places(folder))
    assert code == 0, err
    for number, (host, header) in enumerate(HEADERS.items()):
        archive(
            [page(20 * number + n, host=host, skin=(header, "")) for n in range(12)], folder / "more" / host
        )
    assert run("ingest", folder / "more", *places(folder))[0] == 0
    cut(folder / "archive", folder / "shards", 15_000)
    assert len(list((folder / "shards").iterdir())) >= 7
    return folder


@pytest.fixture(scope="module")
def wanted(corpus: Path) -> Content:
    """What one machine has made of them: settled and compared, as it is at the end of every run."""
    found = of_database(corpus / "a.db")
    assert len(found["documents"]) > 90
    assert len(found["near_duplicates"]) > 3
    # The second reading is of sites of more than one partition, and of pages of more than one task.
    assert len({part_of(host, 7) for host in HEADERS}) > 1
    cut_out = Counter(row[4] for row in found["removals"] if row[2] == "site-line")
    assert {header: cut_out[header] for header in HEADERS.values()} == dict.fromkeys(HEADERS.values(), 12)
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with pages of one site."""
    folder = tmp_path_factory.mktemp("small")
    archive([page(n) for n in range(8)], folder)
    return folder


def same(found: Content, wanted: Content) -> None:
    for table, rows in wanted.items():
        assert found[table] == rows, table


def test_one_task_gives_what_one_machine_gives(corpus: Path, wanted: Content, tmp_path: Path) -> None:
    batch([corpus / "shards"], tmp_path / "out", 1, workers=1)
    same(of_batch(tmp_path / "out"), wanted)


class Made(NamedTuple):
    folder: Path
    words: list[object]
    said: tuple[int, str, str]


@pytest.fixture(scope="module")
def made(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The dataset that the command makes in seven tasks, killed at some instants on the way and run again."""
    folder = tmp_path_factory.mktemp("made") / "out"
    words = ["batch", corpus / "shards", "--output", folder, "--tasks", "7", "--workers", "2"]
    rng = random.Random(KILLS)
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
            else:
                process.communicate(timeout=120)
    manifest_made = (folder / manifest.FILE_NAME).exists()
    said = run(*words)
    assert manifest_made == ("is done already" in said[1])
    return Made(folder, words, said)


def test_killed_at_any_instant_seven_tasks_give_what_one_machine_gives(made: Made, wanted: Content) -> None:
    assert (made.said[0], made.said[2]) == (0, "")
    same(of_batch(made.folder), wanted)
    assert sorted(path.name for path in (made.folder / "_work").iterdir()) == ["lock", "logs", "plan.json"]


def test_ingested_and_killed_on_the_way_it_is_the_database_of_one_machine(
    made: Made, corpus: Path, wanted: Content, tmp_path: Path
) -> None:
    words = ["ingest", *sorted(made.folder.rglob("*.parquet")), *places(tmp_path)]
    # While it is loaded; as soon as it has its name; while copies are found and the index is made.
    for name, seconds in ((".a.db.*.loading", 0.0), ("a.db", 0.0), ("a.db", 0.1)):
        with start(*words) as process:
            while process.poll() is None and not list(tmp_path.glob(name)):
                time.sleep(0.001)
            time.sleep(seconds)
            process.kill()
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert not list(tmp_path.glob("*.loading*"))
    assert f"{len(wanted['documents'])} documents" in out
    same(of_database(tmp_path / "a.db"), wanted)
    same(rest_of(tmp_path / "a.db"), rest_of(corpus / "a.db"))
    assert run("ingest", made.folder, *places(tmp_path)) == (0, out, ""), "once more it changes nothing"
    # Nothing was copied: pages are read from where the batch has found them.
    url = next(row[1] for row in wanted["pages"] if row[9] == "document")
    assert run("explain", url, *places(tmp_path))[0] == 0


def test_more_than_one_task_reads_pages_with_the_lines_of_their_sites(made: Made) -> None:
    told = [
        json.loads(path.read_text("utf-8")) for path in Places(made.folder).logs("again").glob("stats/*.json")
    ]
    again = [step["stats"]["document"] for steps in told for step in steps if "document" in step["stats"]]
    # datatrove notes a figure of one as a bare number.
    assert sum(n if isinstance(n, int) else n["total"] for n in again) == 12 * len(HEADERS)
    assert len(again) > 1


def test_the_command_makes_a_dataset_with_card_and_manifest(made: Made, wanted: Content, small: Path) -> None:
    number = len(wanted["documents"])
    told = manifest.load(made.folder)
    assert told["documents"] == number
    rows = {each["path"]: each.get("rows") for each in told["files"]}
    parts = [f"data/parquet/all-{n:05}-of-00007.parquet" for n in range(7)]
    assert [rows[part] for part in parts] == [pq.read_metadata(made.folder / part).num_rows for part in parts]
    assert {"README.md", "croissant.json", "datapackage.json", "fields.md", "recipe.toml"} < set(rows)
    found = pq.read_schema(made.folder / parts[0])
    assert found.equals(schema(columns("full")), check_metadata=False)
    said = run(*made.words)
    assert said[1].startswith(f"{made.folder} is done already: {number} documents.\nNo document, and why: ")
    assert said == (0, said[1], "")
    with pytest.raises(InputError, match="is the result of other input"):
        planned(Places(made.folder), find_shards([str(small)]), None, {})


def test_a_page_that_kills_or_hangs_its_process_is_a_reject(small: Path, tmp_path: Path) -> None:
    batch([small], tmp_path / "out", 1, workers=1, step=deadly, seconds=1.5)
    found = of_batch(tmp_path / "out")
    reasons = {row[0].rpartition("/")[2]: (row[3], row[4]) for row in found["rejects"]}
    assert set(reasons) == {KILLER.strip("/"), HANGING.strip("/")}
    assert {outcome for outcome, _ in reasons.values()} == {"error"}
    assert "died twice (exit code 7)" in reasons[KILLER.strip("/")][1]
    assert "took longer than 1.5 s" in reasons[HANGING.strip("/")][1]
    assert len(found["documents"]) == 6


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
        (["notes.txt"], "holds no WARC and no WACZ"),
        (["--executor", "spark"], "there is no executor spark: choose local, ray, slurm"),
        (["--tasks", "none"], "--tasks none is no number"),
        (
            ["--address", "10.0.0.1:6379"],
            "--address is for --executor ray: leave it out, or name that executor",
        ),
        (["--executor", "ray", "--partition", "cpu"], "--partition is for --executor slurm: leave it out"),
        (["--time", "1:00:00"], "--time is for --executor slurm: leave it out"),
        (["--memory", "4"], "--memory is for --executor slurm: leave it out"),
        (
            ["--output", "s3://bucket/out"],
            "--output s3://bucket/out: the dataset is made in a folder of this",
        ),
        (
            ["--output", "file:///out"],
            "--output file:///out: the dataset is made in a folder of this machine",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(small: Path, tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "notes.txt").touch()
    inputs = [tmp_path / words[0]] if len(words) == 1 else [small, *words]
    code, _, err = run("batch", "--output", tmp_path / "out", *inputs)
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


@pytest.fixture(scope="module")
def ray() -> Iterator[Cluster]:
    """A head and a second node, each with a processor, as processes of this machine that meet on loopback."""
    node = {"num_cpus": 1, "include_dashboard": False}
    # Ray takes 127.0.0.1 for a name of the address that others see.
    cluster = Cluster(initialize_head=True, head_node_args={**node, "node_ip_address": "127.0.0.2"})
    try:
        cluster.add_node(**node, node_ip_address="127.0.0.3")
        cluster.wait_for_nodes()
        yield cluster
    finally:
        cluster.shutdown()


def at_work(node: Node) -> list[int]:
    """Processes of a node of Ray that are at one of our tasks."""
    (raylet,) = node.all_processes["raylet"]
    found = []
    for pid in descendants(raylet.process.pid):
        with suppress(OSError):
            if b"ray::_work" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def test_on_two_nodes_of_ray_with_a_worker_killed_it_is_the_same(
    ray: Cluster, corpus: Path, wanted: Content, tmp_path: Path
) -> None:
    words = ["--output", tmp_path / "out", "--tasks", 7, "--executor", "ray", "--address", ray.address]
    first, second = ray.list_all_nodes()
    with start("batch", corpus / "shards", *words) as process:
        while process.poll() is None and not (at_work(first) and (victims := at_work(second))):
            time.sleep(0.01)
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        out, err = process.communicate(timeout=600)
    assert (process.returncode, messages(err)) == (0, "")
    assert out.startswith(f"{len(wanted['documents'])} documents from ")
    same(of_batch(tmp_path / "out"), wanted)
