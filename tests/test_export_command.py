"""``scrapy export`` as it is typed."""

from __future__ import annotations

import argparse
import json
import signal
from pathlib import Path

import pytest

from pipeline.commands.export_options import add_choices, recipe_of
from pipeline.errors import InputError
from tests.command_line import places, run, start
from tests.export_corpus import execute, put, tree


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents that nobody has compared or indexed yet; two of them are copies."""
    made = tmp_path_factory.mktemp("command")
    documents = [{"number": n, "title": f"题目{n}"} for n in range(40)]
    twins = [
        {"number": 40 + n, "text": "太阳每天都从东边升起，又从西边落下，这就是我们的生活。" * 9}
        for n in range(2)
    ]
    put(made / "a.db", [*documents, *twins])
    return made


def test_from_choice_to_recipe_and_back(folder: Path, tmp_path: Path) -> None:
    code, out, err = run(
        *("export", "speeches", *places(folder), "--format", "jsonl.gz,parquet", "--format", "csv"),
        *("--splits", "80,10,10", "--min-chars", "20", "--licence", "none", "-o", tmp_path / "one"),
    )
    assert (code, err) == (0, "")
    assert "speeches 2024-05-01: 41 documents (train " in out
    assert "Left out: 1 copies of other documents." in out
    assert "in jsonl.gz, parquet, csv." in out
    place = tmp_path / "one" / "speeches" / "2024-05-01"
    code, out, _ = run("export", "--recipe", place, *places(folder), "-o", tmp_path / "two")
    assert code == 0
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    code, out, _ = run("export", "--recipe", place / "recipe.toml", *places(folder), "-o", tmp_path / "two")
    assert code == 0
    assert "has it already, byte for byte" in out
    code, out, _ = run(
        "export", "--recipe", place, "other", "--release", "1", *places(folder), "-o", tmp_path
    )
    assert code == 0
    assert (tmp_path / "other" / "1" / "MANIFEST.json").is_file()


def test_where_nothing_is_said_it_is_beside_the_database(folder: Path) -> None:
    code, out, _ = run("export", "a", "-s", f"DATABASE={folder / 'a.db'}", "--query", "太阳")
    assert code == 0
    (line,) = (
        (folder / "exports" / "a" / "2024-05-01" / "data" / "jsonl" / "all.jsonl")
        .read_text("utf-8")
        .splitlines()
    )
    assert "太阳" in json.loads(line)["text"]
    assert "a 2024-05-01: 1 document.\n" in out


def test_another_export_is_not_overwritten_unless_that_is_said(folder: Path, tmp_path: Path) -> None:
    given = ("export", "b", *places(folder), "-o", tmp_path)
    assert run(*given)[0] == 0
    before = tree(tmp_path)
    code, out, err = run(*given, "--sample", "5")
    assert (code, out) == (2, "")
    assert "--release VERSION" in err
    assert "--replace" in err
    assert err.count("\n") == 1
    assert tree(tmp_path) == before
    code, out, _ = run(*given, "--sample", "5", "--replace")
    assert code == 0
    assert "in the place of the one before" in out
    assert len(tree(tmp_path)) == len(before)


def test_diff(folder: Path, tmp_path: Path) -> None:
    for release, more in (("1", ()), ("2", ("--where", "title <> '题目3'"))):
        code, _, err = run("export", "c", *places(folder), "-o", tmp_path, "--release", release, *more)
        assert (code, err) == (0, "")
    one, two = tmp_path / "c" / "1", tmp_path / "c" / "2"
    code, out, err = run("export", "--diff", one, two)
    assert (code, err) == (0, "")
    assert out.startswith("c 1 to c 2: 0 added, 0 changed (0 in their text), 1 removed, 40 unchanged.\n")
    code, out, _ = run("export", "--diff", two, one, "--json")
    found = json.loads(out)
    assert (code, len(found["added"]), found["unchanged"]) == (0, 1, 40)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "give the export a name"),
        (("../x",), 'NAME: "../x" cannot be a folder'),
        (("a", "--release", "a/b"), '--release: "a/b" cannot be a folder: use letters, digits, '),
        (("a/b", "--recipe", "x"), 'NAME: "a/b" cannot be a folder'),
        (("a", "--format", "xls"), "--format: "),
        (("a", "--splits", "90,10"), "--splits: 90,10 are no three parts of 100"),
        (("a", "--splits", "a,b,c"), "--splits: a,b,c are no three parts of 100"),
        (("a", "--splits", "90,5,4"), "--splits: 90,5,4 are no three parts of 100"),
        (("a", "--splits", "110,-5,-5"), "no three parts of 100"),
        (("a", "--genre", "poem"), '--genre: "poem" is none of speech, address, '),
        (("a", "--text-state", "full,half"), "--text-state: "),
        (("a", "--from", "yesterday"), '--from: "yesterday" is no date'),
        (("a", "--from", "2021-13"), "is no date"),
        (("a", "--to", "2021-02-31"), "is no date"),
        (("a", "--from", "2022", "--to", "2021-05"), "2022 is later than 2021-05"),
        (("a", "--min-quality", "good"), '--min-quality: "good" is no number'),
        (("a", "--min-quality", "2"), '--min-quality: "2" is more than 1'),
        (("a", "--max-chars", "-1"), '--max-chars: "-1" is less than 0'),
        (("a", "--min-chars", "9", "--max-chars", "8"), "no text has 9 characters or more and 8 or fewer"),
        (("a", "--sample", "0"), '--sample: "0" is less than 1'),
        (("a", "--sample", "many"), '--sample: "many" is no whole number'),
        (("a", "--profile", "closed"), "--profile: "),
        (("a", "--date", "fetched_at"), "--date: "),
        (("a", "--homepage", "x"), "--homepage: "),
        (("--recipe", "/no/recipe.toml"), "cannot be read"),
        (("--recipe", "x", "--sample", "3", "--all-copies"), "does not go with --sample, --all-copies"),
    ],
)
def test_mistakes_in_a_choice_are_named_as_it_is_typed(words: tuple[str, ...], reason: str) -> None:
    parser = argparse.ArgumentParser()
    add_choices(parser)
    options, names = parser.parse_known_args(words)
    with pytest.raises(InputError) as caught:
        recipe_of(names, options)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("a", "--where", "DROP TABLE documents"), "--where 'DROP TABLE documents' cannot be used"),
        (
            ("a", "--site", "nowhere.example"),
            "no document is chosen: 42 not asked for; none has the site nowhere.example",
        ),
        (("--diff", "1", "2", "--format", "csv"), "--diff takes two folders and nothing else but --json"),
        (("--diff", "/no/1", "/no/2"), "is no export"),
        (("a", "--colour"), "there is no option --colour"),
        (("a", "--fromat", "txt"), "there is no option --fromat (did you mean --format"),
        # Half an option may be another tomorrow.
        (("a", "--form", "txt"), "there is no option --form (did you mean --format"),
        (("a", "--format"), "error: --format: expected one argument (see: scrapy export -h)"),
        (("a", "--query", "(("), "--query '((': the query cannot be read at character"),
    ],
)
def test_mistakes_are_one_line_and_code_2(
    folder: Path, tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    code, out, err = run("export", *words, *places(folder), "-o", tmp_path)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert reason in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_may_say_little_and_another_name_is_typed_beside_it(folder: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text("[select]\nsample = 3\n")
    code, out, err = run("export", "typed", "--recipe", recipe, *places(folder), "-o", tmp_path / "out")
    assert (code, err) == (0, "")
    assert "typed 2024-05-01: 3 documents." in out
    assert (tmp_path / "out" / "typed" / "2024-05-01" / "data" / "jsonl" / "all.jsonl").is_file()
    recipe.write_text("colour = 1\n[select]\nsample = 0\n")
    code, _, err = run("export", "--recipe", recipe, *places(folder), "-o", tmp_path / "out")
    assert code == 2
    assert err.splitlines() == [
        f"error: {recipe}: name: is missing",
        f"error: {recipe}: select.sample: 0 is less than 1",
        f"error: {recipe}: colour: there is no such choice",
    ]


def test_no_database_and_no_place_to_write(folder: Path, tmp_path: Path) -> None:
    code, _, err = run("export", "a", *places(tmp_path))
    assert (code, err.count("\n")) == (2, 1)
    assert "crawl or ingest something first" in err
    (tmp_path / "file").write_text("")
    code, _, err = run("export", "a", *places(folder), "-o", tmp_path / "file")
    assert (code, err.count("\n")) == (5, 1)
    assert "cannot be written" in err


def test_ctrl_c_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    slow = "(SELECT count(*) FROM documents a, documents b, documents c, documents d, documents e) > 0"
    with start("export", "a", *places(folder), "-o", tmp_path, "--where", slow) as process:
        # The database is open once the export has begun.
        while process.poll() is None and not _has_open(process.pid, "a.db"):
            pass
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def _has_open(pid: int, name: str) -> bool:
    try:
        return any(path.readlink().name == name for path in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def test_numbers_of_splits_are_kept(folder: Path, tmp_path: Path) -> None:
    run("export", "kept", *places(folder), "--splits", "80,10,10", "-o", tmp_path)
    assert len(execute(folder / "a.db", "SELECT * FROM split_anchors")) == 42
