"""The folder of an export is the old one or the new one at every instant, and what a kill leaves is cleared away."""

from __future__ import annotations

import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError, StorageError
from pipeline.export import making, publishing
from pipeline.export.publishing import heal, publish
from tests.export_corpus import ALL_STATES, execute, made, put, ready, tree

# Its package has a function of the same name.
lines = importlib.import_module("pipeline.export.formats.jsonl")
ROOT = Path(__file__).resolve().parent.parent


def filled(folder: Path, text: str) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "a.txt").write_text(text)
    return folder


def texts(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(params=[True, False], ids=["at once", "in two steps"])
def _exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr(publishing, "_renamed_at_once", lambda _one, _other: False)


@pytest.mark.usefixtures("_exchange")
def test_new_same_different_replaced(tmp_path: Path) -> None:
    place = tmp_path / "a" / "1.0"
    for text, replace, outcome, left in (
        ("one", False, "new", "one"),
        ("one", False, "same", "one"),
        ("two", False, "different", "one"),
        ("one", True, "same", "one"),
        ("two", True, "replaced", "two"),
    ):
        with publishing.making(place) as folder:
            assert publish(filled(folder, text), place, replace=replace) == outcome
        assert texts(tmp_path) == {"a/1.0/data/a.txt": left}
        assert [path.name for path in place.parent.iterdir()] == ["1.0"]
    assert place.stat().st_mode & 0o777 == 0o777 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_what_differs_in_one_byte_or_one_file_is_not_the_same(tmp_path: Path) -> None:
    place = tmp_path / "1"
    with publishing.making(place) as folder:
        publish(filled(folder, "one"), place)
    for change in ({"a.txt": "onf"}, {"b.txt": ""}, {"a.txt": "one\n"}):
        with publishing.making(place) as folder:
            filled(folder, "one")
            for name, text in change.items():
                (folder / "data" / name).write_text(text)
            assert publish(folder, place) == "different"


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError), publishing.making(tmp_path / "a" / "1") as folder:
        filled(filled(folder, "one"), "two")
    assert list((tmp_path / "a").iterdir()) == []


def test_healing_clears_what_nobody_holds_and_nothing_else(tmp_path: Path) -> None:
    left = tmp_path / ".1.making-0123"
    filled_left = [left, tmp_path / ".2.old-4567", tmp_path / ".3.old-89ab"]
    for folder in filled_left:
        folder.mkdir()
        filled(folder, folder.name)
    (tmp_path / "2").mkdir()
    mine = [tmp_path / ".git", tmp_path / "4.making-0123", tmp_path / ".5.making"]
    for folder in mine[:2]:
        folder.mkdir()
    mine[2].write_text("")
    (tmp_path / ".6.making-0123").symlink_to(tmp_path / "2")
    with publishing.making(tmp_path / "7") as held:
        heal(tmp_path)
        assert held.exists()
    assert {path.name for path in tmp_path.iterdir()} == {
        "2",
        "3",
        ".git",
        "4.making-0123",
        ".5.making",
        ".6.making-0123",
    }
    assert texts(tmp_path / "3") == {"data/a.txt": ".3.old-89ab"}


def test_a_replacement_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "1"
    with publishing.making(place) as folder:
        publish(filled(folder, "one"), place)
    monkeypatch.setattr(publishing, "_renamed_at_once", lambda _one, _other: False)
    rename = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if publishing.MAKING in self.name and not place.exists():
            raise OSError(5, "no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(OSError, match="no"), publishing.making(place) as folder:
        publish(filled(folder, "two"), place, replace=True)
    assert texts(tmp_path) == {"1/data/a.txt": "one"}


# Exports


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("corpus") / "a.db"
    put(database, [{"number": n, "title": f"题目{n}"} for n in range(300)])
    ready(database)
    return database


def copied(corpus: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(corpus, folder / "b.db"))


def test_a_full_disk_leaves_nothing_and_says_so(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_row: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lines, "line", full)
    with pytest.raises(StorageError, match="No space left on device"):
        made(corpus, tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]


def test_an_interrupted_export_leaves_nothing(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_row: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(lines, "line", interrupted)
    with pytest.raises(KeyboardInterrupt):
        made(corpus, tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]


def test_an_export_is_of_one_instant(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = copied(corpus, tmp_path)
    before = tree(made(database, tmp_path / "one").place)
    exported = making.exported

    def meanwhile(*given: Any) -> Any:
        for number, each in enumerate(exported(*given)):
            if number == 1:
                execute(database, "UPDATE documents SET title = '别的'")
                put(database, [{"number": 1000}])
            yield each

    monkeypatch.setattr(making, "exported", meanwhile)
    assert tree(made(database, tmp_path / "two").place) == before


FORMATS = "jsonl,jsonl.gz,jsonl.zst,csv,csv.gz,parquet,hf,tei,markdown,sqlite"
EXPORT = """
import os, signal, sys
from pathlib import Path
from tests.export_corpus import ALL_STATES, made
database, root, formats, left = sys.argv[1:]
left = int(left)

def killing(event, args):
    global left
    if event in ("open", "os.rename", "os.mkdir", "os.scandir", "os.rmdir", "os.remove", "sqlite3.connect"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(killing)
made(
    Path(database), Path(root), formats=formats.split(","), splits=(60, 20, 20), replace=True, release="1",
    select={"text_state": ALL_STATES, "all_copies": True},
)
print(-left)
"""


def exported(
    database: Path, root: Path, formats: str, kill: int = 0, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Made by a process of its own, which is killed when it does so many things with files."""
    command = [sys.executable, "-c", EXPORT, str(database), str(root), formats, str(kill)]
    given = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(command, check=False, cwd=root, env=given, stdout=subprocess.PIPE, text=True)


def test_two_processes_on_two_copies_make_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    trees = []
    environments = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "7"},
    )
    for number, environment in enumerate(environments):
        root = tmp_path / ("x" * (number + 1))
        database = copied(corpus, root / "of")
        assert exported(database, root, FORMATS, **environment).returncode == 0
        trees.append(tree(root / "a" / "1"))
    assert trees[0].keys() == trees[1].keys()
    assert [name for name, octets in trees[0].items() if octets != trees[1][name]] == []
    kinds = {name.split("/")[1] for name in trees[0] if name.startswith("data/")}
    assert kinds == {"jsonl", "csv", "parquet", "tei", "markdown", "sqlite"}


KILLS = int(os.environ.get("KILLS", "4"))


def test_killed_at_any_instant_the_folder_is_the_old_export_or_the_new_one(
    corpus: Path, tmp_path: Path
) -> None:
    databases = [copied(corpus, tmp_path / name) for name in ("old", "new")]
    execute(databases[1], "UPDATE documents SET title = title || '（新）'")
    ready(databases[1])
    formats = "jsonl.zst,sqlite,parquet"
    expected, events = [], 0
    for database in databases:
        process = exported(database, database.parent, formats)
        events = int(process.stdout)
        expected.append(tree(database.parent / "a" / "1"))
    assert expected[0] != expected[1]
    root = tmp_path / "root"
    shutil.copytree(tmp_path / "old" / "a", root / "a")
    rng = random.Random(KILLS)
    for turn in range(KILLS):
        process = exported(databases[1 - turn % 2], root, formats, rng.randint(1, events))
        assert process.returncode == -signal.SIGKILL
        assert tree(root / "a" / "1") in expected
    assert exported(databases[1], root, formats).returncode == 0
    assert tree(root / "a" / "1") == expected[1]
    assert [path.name for path in (root / "a").iterdir()] == ["1"]


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.export import publishing
place, left, at_once = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"
if not at_once:
    publishing._renamed_at_once = lambda one, other: False

def killing(event, args):
    global left
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "fcntl.flock", "ctypes.dlsym"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

with publishing.making(place) as folder:
    (folder / "data").mkdir()
    (folder / "data" / "a.txt").write_text("two")
    sys.addaudithook(killing)
    publishing.publish(folder, place, replace=True)
"""


@pytest.mark.parametrize("at_once", [True, False])
def test_killed_at_each_step_of_publishing(tmp_path: Path, at_once: bool) -> None:
    place = tmp_path / "1"
    codes, seen = [], set()
    while 0 not in codes:
        with publishing.making(place) as folder:
            publish(filled(folder, "one"), place, replace=True)
        command = [sys.executable, "-S", "-c", KILLED, str(place), str(len(codes) + 1), str(int(at_once))]
        codes.append(subprocess.run(command, check=False, cwd=ROOT).returncode)
        if at_once:
            assert texts(place) in ({"data/a.txt": "one"}, {"data/a.txt": "two"})
        heal(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["1"]
        seen.add(texts(place)["data/a.txt"])
    assert set(codes) == {0, -signal.SIGKILL}
    assert len(codes) > 8
    assert seen == {"one", "two"}


def test_another_export_of_the_version_is_not_overwritten(corpus: Path, tmp_path: Path) -> None:
    database = copied(corpus, tmp_path)
    first = made(database, tmp_path)
    assert made(database, tmp_path).outcome == "same"
    execute(database, "UPDATE documents SET title = '别的'")
    before = tree(first.place)
    assert made(database, tmp_path).outcome == "different"
    assert tree(first.place) == before
    assert made(database, tmp_path, replace=True).outcome == "replaced"
    assert tree(first.place) != before
    facts = json.loads((first.place / "MANIFEST.json").read_text("utf-8"))
    assert facts["documents"] == 300


def test_no_document_no_folder(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(database, [])
    with pytest.raises(InputError, match="crawl or ingest something first"):
        made(database, tmp_path / "root", select={"text_state": ALL_STATES})
    assert not (tmp_path / "root").exists()
