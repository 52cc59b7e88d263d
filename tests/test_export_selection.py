"""Which documents an export has: every filter, what is left out and why, and samples that stay when the corpus grows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.export import narrowing
from pipeline.export.recipe import Recipe, dumps, load, loads
from pipeline.export.rights import reserves_training
from pipeline.export.selection import COPIES, RESERVED, TEXTLESS, UNASKED, UNSAMPLED
from tests.export_corpus import ALL_STATES, execute, lines, made, put, ready

TEXT = "各位来宾，大家上午好！今天我们欢聚一堂，共同庆祝第{}届运动会隆重开幕，这是全市人民期盼已久的盛事。"
DOCUMENTS: list[dict[str, Any]] = [
    {"number": 1, "genre": "speech", "language": "zh", "spoken_on": "2021", "quality": 0.9},
    {"number": 2, "genre": "report", "language": "en", "spoken_on": "2021-03", "quality": 0.5},
    {"number": 3, "genre": "essay", "spoken_on": "2021-03-11", "text": "太阳出来了。" * 40},
    {"number": 4, "published_on": "2022-05-01", "text_state": "preview", "host": "m.other.example"},
    {"number": 5, "text_state": "abstract"},
    {"number": 6, "text_state": "none", "text": ""},
    {"number": 7, "text": TEXT.format("九") * 3, "title": "开幕词"},
    {"number": 8, "text": TEXT.format("九") * 3, "title": "开幕词", "host": "other.example"},
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("corpus") / "a.db"
    put(database, DOCUMENTS)
    execute(database, "UPDATE documents SET gone_at = '2024-05-09T00:00:00Z' WHERE url LIKE '%p-1.html'")
    ready(database)
    return database


def chosen(database: Path, root: Path, **select: Any) -> set[int]:
    found = made(database, root, select=select)
    return {int(row["url"].partition("p-")[2].partition(".")[0]) for row in lines(found)}


USUAL = {1, 2, 3, 4, 7}


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ({}, USUAL),
        ({"text_state": ALL_STATES}, {*USUAL, 5, 6}),
        ({"all_copies": True}, {*USUAL, 8}),
        ({"site": ("other.example",)}, {4, 8}),
        ({"site": ("other.example",), "all_copies": True}, {4, 8}),
        ({"site": ("other.example", "wen.example")}, USUAL),
        ({"genre": ("report", "essay")}, {2, 3}),
        ({"language": ("en",)}, {2}),
        ({"begin": "2021"}, {1, 2, 3}),
        ({"begin": "2021-03"}, {2, 3}),
        ({"begin": "2021-03-02"}, {3}),
        ({"end": "2021-03"}, {2, 3}),
        ({"end": "2021-03-30"}, {3}),
        ({"begin": "2021", "end": "2021"}, {1, 2, 3}),
        ({"date": "published_on", "begin": "2022"}, {4}),
        ({"min_quality": 0.8}, {1}),
        ({"min_chars": 120}, {3, 7}),
        ({"max_chars": 100}, {1, 2, 4}),
        ({"gone": False}, USUAL - {1}),
        ({"query": "太阳"}, {3}),
        ({"query": "title:开幕词"}, {7}),
        ({"where": "char_count > 100 AND genre = 'essay' -- and no more"}, {3}),
        ({"where": "id IN (SELECT document_id FROM sections WHERE title LIKE '%太阳%')"}, {3}),
        ({"query": "太阳 OR 运动会", "where": "genre <> 'essay'"}, {7}),
    ],
)
def test_filters(corpus: Path, tmp_path: Path, select: dict[str, Any], expected: set[int]) -> None:
    assert chosen(corpus, tmp_path, **select) == expected


def test_every_document_is_counted_once(corpus: Path, tmp_path: Path) -> None:
    found = made(corpus, tmp_path, select={"min_chars": 100}).release
    assert found.left_out == {UNASKED: 3, TEXTLESS: 2, COPIES: 1}
    assert found.documents + sum(found.left_out.values()) == len(DOCUMENTS)
    manifest = json.loads((made(corpus, tmp_path, release="2").place / "MANIFEST.json").read_text("utf-8"))
    assert manifest["left_out"] == {TEXTLESS: 2, COPIES: 1}


def test_nothing_chosen_is_an_error_that_says_why(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match="no document is chosen: 6 not asked for, 2 with no text or only a summary"
    ):
        made(corpus, tmp_path, select={"site": ("nowhere.example",)})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("nonsense = 1", "no such column"),
        ("1; DELETE FROM documents", "near"),
        ("1); DELETE FROM documents; --", "one statement"),
        ("random() > 0", "tomorrow"),
        ("spoken_on < date('now')", "tomorrow"),
        ("CURRENT_DATE > spoken_on", "tomorrow"),
        ("EXISTS (SELECT 1 FROM pragma_database_list)", "can only read"),
        ("load_extension('x')", "tomorrow"),
        ("length(zeroblob(900000000)) > 0", "too big"),
        (
            "(SELECT count(*) FROM documents a, documents b, documents c, documents d, documents e) > 0",
            "too long",
        ),
        ("title = 'a\0b'", "null character"),
        ("title = '\ud800'", "cannot be used"),
        ("", "syntax error"),
    ],
)
def test_a_condition_can_only_read(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, condition: str, reason: str
) -> None:
    monkeypatch.setattr(narrowing, "STEPS", 10_000)
    monkeypatch.setattr(narrowing, "STEPS_A_DOCUMENT", 0)
    monkeypatch.setattr(narrowing, "_STRIDE", 1_000)
    with pytest.raises(InputError, match=reason):
        made(corpus, tmp_path, select={"where": condition})
    assert len(execute(corpus, "SELECT id FROM documents")) == len(DOCUMENTS)


def test_a_condition_of_few_and_slow_steps_is_given_up_by_the_clock(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "SECONDS", 0.02)
    slow = "length(hex(zeroblob(16000000 + char_count))) > 0"
    with pytest.raises(InputError, match=r"--where .* it takes too long: .* seconds"):
        made(corpus, tmp_path, select={"where": slow})


def test_recursion_is_named(corpus: Path, tmp_path: Path) -> None:
    endless = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 1"
    with pytest.raises(InputError, match="WITH RECURSIVE is not possible"):
        made(corpus, tmp_path, select={"where": endless})


def test_a_query_that_cannot_be_read_is_an_error(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--query"):
        made(corpus, tmp_path, select={"query": "(("})


def test_a_sample_is_by_chance_exact_and_mostly_the_same_when_the_corpus_grows(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(database, [{"number": n} for n in range(200)])
    ready(database)

    def sample(seed: str = "0", of: int = 200) -> set[int]:
        found = made(database, tmp_path, seed=seed, select={"sample": 50}, release="1", replace=True)
        assert found.release.left_out == {UNSAMPLED: of - 50}
        return {row["id"] for row in lines(found)}

    first = sample()
    assert len(first) == 50
    assert sample() == first
    assert len(sample("1") & first) < 30
    put(database, [{"number": n} for n in range(200, 240)])
    ready(database)
    grown = sample(of=240)
    assert len(grown) == 50
    assert len(grown & first) >= 30


def test_who_asks_for_a_site_gets_every_text_of_it_once(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    text = "太阳每天都从东边升起，又从西边落下，这就是我们的生活。" * 9
    put(
        database,
        [
            {"number": 1, "text": text},
            {"number": 2, "text": text, "host": "b.example"},
            {"number": 3, "text": text[:200], "host": "b.example", "text_state": "preview"},
            {"number": 4, "host": "b.example"},
        ],
    )
    ready(database)
    found = made(database, tmp_path, select={"site": ("b.example",)})
    assert {row["url"] for row in lines(found)} == {f"https://b.example/p-{n}.html" for n in (2, 4)}
    assert found.release.left_out == {UNASKED: 1, COPIES: 1}
    found = made(database, tmp_path, name="whole")
    assert {row["url"][-8:] for row in lines(found)} == {"p-1.html", "p-4.html"}
    assert found.release.left_out == {COPIES: 2}


def test_training_leaves_out_what_is_reserved(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(
        database,
        [
            {"number": 1, "rights": None},
            {"number": 2, "rights": '{"robots": "allowed", "ai_robots": {"GPTBot": "disallowed"}}'},
            {"number": 3, "rights": '{"meta_robots": ["noindex"]}'},
        ],
    )
    ready(database)
    found = made(database, tmp_path, profile="training")
    assert found.release.left_out == {RESERVED: 1}
    assert {row["url"][-8:] for row in lines(found)} == {"p-1.html", "p-3.html"}


@pytest.mark.parametrize("reserved", [1, 2])
def test_a_text_that_is_reserved_at_one_place_is_nowhere_for_training(tmp_path: Path, reserved: int) -> None:
    database = tmp_path / "a.db"
    said = {"rights": '{"tdm_reservation": 1}'}
    text = "太阳每天都从东边升起，又从西边落下，这就是我们的生活。" * 9
    put(
        database,
        [
            *({"number": n, "text": text} | (said if n == reserved else {}) for n in (1, 2)),
            {"number": 3},
        ],
    )
    ready(database)
    found = made(database, tmp_path, profile="training")
    assert {row["url"][-8:] for row in lines(found)} == {"p-3.html"}
    assert found.release.left_out == {COPIES: 1, RESERVED: 1}


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (None, False),
        ("{}", False),
        ('{"robots": "allowed", "ai_robots": {"GPTBot": "allowed"}, "tdm_reservation": 0}', False),
        ('{"meta_robots": ["noimageai", "noindex"]}', False),
        ('{"content_signal": {"ai-train": "yes", "ai-input": "no"}}', False),
        ('{"content_signal": {"ai-train": "no"}}', True),
        ('{"ai_robots": {"GPTBot": "allowed", "CCBot": "disallowed"}}', True),
        ('{"meta_robots": ["noai"]}', True),
        ('{"x_robots_tag": ["gptbot: noml"]}', True),
        ('{"tdm_reservation": 1}', True),
        ('{"tdm_reservation": "1"}', True),
        ('{"tdm_reservation": "0"}', False),
        ('{"robots": "disallowed"}', True),
        ("[]", True),
        ("no json", True),
    ],
)
def test_what_reserves_training(rights: str | None, expected: bool) -> None:
    assert reserves_training(rights) is expected


# Recipes


def test_a_recipe_survives_its_file(tmp_path: Path) -> None:
    recipe = Recipe.model_validate(
        {
            "name": "a.b-1",
            "formats": ["parquet", "csv.gz"],
            "profile": "open",
            "splits": [90, 5, 5],
            "seed": 'x"\\\n\t\x7f讲🎤',
            "select": {"where": "title = 'a\\b\"c' -- \x01", "query": "“讲话”", "min_quality": 0.25},
        }
    )
    assert loads(dumps(recipe), "x") == recipe
    assert loads('name = "a"', "x") == Recipe(name="a", formats=("jsonl",))
    (tmp_path / "recipe.toml").write_text(dumps(recipe), "utf-8")
    assert load(tmp_path) == load(tmp_path / "recipe.toml") == recipe


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = 1", "name: "),
        ('formats = ["jsonl"]', "name: is missing"),
        ('name = "../a"\nformats = ["jsonl"]', "cannot be a folder"),
        ('name = "a"\nformats = ["xls"]', '"xls" is none of jsonl, '),
        ('name = "a"\nformats = "csv"', 'formats: "csv" is no list'),
        ('name = "a"\nformats = []', "formats: the list is empty"),
        ('name = "a"\nformats = ["csv"]\nmask = "x"', "neither true nor false"),
        ('name = "a"\nformats = ["csv"]\nselect = 3', "no table"),
        ('name = "a"\nformats = ["jsonl"]\ncolour = "red"', "colour: there is no such choice"),
        ('name = "a"\nformats = ["jsonl"]\nsplits = [90, 5, 4]', "no three parts of 100"),
        ('name = "a"\nformats = ["jsonl"]\nsplits = [90.5, 5, 4.5]', "90.5,5,4.5 are no three parts of 100"),
        ('name = "a"\nformats = ["jsonl"]\n[select]\nbegin = "yesterday"', "no date"),
        ('name = "a"\nformats = ["jsonl"]\n[select]\nsample = 0', "select.sample: "),
        ("name = ", "not TOML"),
    ],
)
def test_mistakes_in_a_recipe_are_named(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "recipe.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match=reason) as caught:
        load(file)
    assert str(file) in str(caught.value)


def test_no_recipe_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path)
