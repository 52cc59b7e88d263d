"""No near copy crosses train, validation and test, and no document changes its part, whatever happens to the corpus."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks._speeches import EDITS, form
from pipeline.export.anchors import PARTS, part_of
from pipeline.export.crossing import crossing
from pipeline.export.selection import COPIES, CROSSING, WAITING
from tests.export_corpus import execute, lines, made, parts, put, ready

HALVES = (50, 25, 25)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


def speech(seed: int, length: int = 700) -> Any:
    rng = random.Random(seed)
    return form(rng, length).filled(rng)


def planted(number: int, copies: int) -> list[dict[str, Any]]:
    """Speeches, and of each several copies that were edited, cut or stripped of their names."""
    rng = random.Random(number)
    documents = []
    for seed in range(number):
        original = speech(seed)
        texts = [original.text] + [edit(original, rng) for edit in rng.sample(list(EDITS.values()), copies)]
        documents += [
            {"number": len(documents) + n, "text": text, "title": f"{seed}"} for n, text in enumerate(texts)
        ]
    for n, document in enumerate(documents):
        document["number"] = n
    return documents


def crossings(database: Path, split: dict[str, str]) -> list[tuple[str, str]]:
    """Documents in different parts of which the database says that they are copies, in one group or not."""
    pairs = execute(
        database,
        """
        SELECT one.id, other.id FROM documents AS one JOIN documents AS other USING (cluster_id)
        UNION SELECT one.document_id, other.document_id FROM text_pairs JOIN document_texts AS one USING (text_id)
        JOIN document_texts AS other ON other.text_id = text_pairs.other_id WHERE kind IS NOT NULL
        """,
    )
    return [pair for pair in pairs if len({split[key] for key in pair if key in split}) > 1]


def test_no_planted_copy_crosses(database: Path, tmp_path: Path) -> None:
    put(database, planted(60, 3))
    ready(database)
    found = made(database, tmp_path, splits=HALVES, select={"all_copies": True})
    split = parts(found)
    assert len(split) > 230
    assert min(Counter(split.values()).values()) > 20
    assert crossings(database, split) == []
    of = {row["id"]: row["title"] for name in PARTS for row in lines(found, f"{name}.jsonl")}
    scattered = {
        title for title in of.values() if len({split[key] for key, t in of.items() if t == title}) > 1
    }
    clusters = execute(database, "SELECT count(DISTINCT cluster_id) FROM documents")[0][0]
    # A copy that dedupe did not find is nobody's copy here.
    assert len(scattered) <= clusters - 60


def test_parts_have_about_their_shares_and_another_seed_deals_anew(database: Path, tmp_path: Path) -> None:
    put(database, [{"number": n} for n in range(400)])
    ready(database)
    first, other = (
        parts(made(database, tmp_path, splits=(80, 10, 10), seed=seed, release=seed)) for seed in "12"
    )
    assert 280 < Counter(first.values())["train"] < 360
    assert first.keys() == other.keys()
    assert first != other


def test_a_larger_test_set_holds_the_smaller_one() -> None:
    for anchor in range(500):
        if part_of(anchor, "0", (80, 10, 10)) == 0:
            assert part_of(anchor, "0", (50, 20, 30)) == 0


def test_documents_keep_their_part_when_the_corpus_grows(database: Path, tmp_path: Path) -> None:
    documents = planted(40, 3)
    random.Random(3).shuffle(documents)
    before: dict[str, str] = {}
    for step in range(4):
        put(database, documents[step * 40 : step * 40 + 40])
        ready(database)
        for copies in (True, False):
            found = made(
                database, tmp_path, splits=HALVES, release=f"{step}{copies}", select={"all_copies": copies}
            )
            split = parts(found)
            assert crossings(database, split) == []
            assert {key: before[key] for key in split if key in before} == {
                key: part for key, part in split.items() if key in before
            }
            before |= split
    assert len(before) > 150


def test_groups_that_grow_together_lose_what_would_cross_from_train(database: Path, tmp_path: Path) -> None:
    texts = [speech(seed).text for seed in range(40)]
    ids = put(database, [{"number": n, "text": text} for n, text in enumerate(texts)])
    ready(database)
    before = parts(made(database, tmp_path, splits=HALVES))
    test = next(n for n, key in enumerate(ids) if before[key] == "test")
    train = next(n for n, key in enumerate(ids) if before[key] == "train")
    # What was in train says now what another says that is in test.
    put(database, [{"number": train, "text": texts[test] + "完", "day": 2}])
    ready(database)
    found = made(database, tmp_path, splits=HALVES, select={"all_copies": True}, release="2")
    assert found.release.left_out[CROSSING] == 1
    after = parts(found)
    assert ids[train] not in after
    assert after == {key: part for key, part in before.items() if key != ids[train]}
    # Only one of them stands for the group, in the part that it always had.
    alone = made(database, tmp_path, splits=HALVES, release="3")
    assert alone.release.left_out[COPIES] == 1
    assert CROSSING not in alone.release.left_out
    assert all(before[key] == part for key, part in parts(alone).items())


def test_a_group_keeps_its_part_though_its_first_documents_are_deleted(
    database: Path, tmp_path: Path
) -> None:
    text = speech(1).text
    first, second = put(database, [{"number": n, "text": text + "完" * n} for n in range(2)])
    ready(database)
    choice = {"splits": HALVES, "select": {"all_copies": True}}
    part = parts(made(database, tmp_path, **choice))[first]
    for n, gone in enumerate((second, first)):
        (newest,) = put(database, [{"number": 10 + n, "text": text + "好" * (n + 1)}])
        ready(database)
        assert parts(made(database, tmp_path, release=f"{n}a", **choice))[newest] == part
        execute(database, "DELETE FROM documents WHERE id = ?", gone)
        ready(database)
        assert set(parts(made(database, tmp_path, release=f"{n}b", **choice)).values()) == {part}
    kept = execute(database, "SELECT document_id FROM split_anchors")
    assert {first, second}.isdisjoint(key for (key,) in kept)


def test_documents_without_a_text_have_a_part_too(database: Path, tmp_path: Path) -> None:
    put(database, [{"number": n, "text": "", "text_state": "none"} for n in range(60)])
    ready(database)
    split = parts(made(database, tmp_path, splits=HALVES, select={"text_state": ("none",)}))
    assert len(split) == 60
    assert len(set(split.values())) == 3


def test_a_preview_is_where_its_full_text_is(database: Path, tmp_path: Path) -> None:
    documents = []
    for seed in range(30):
        text = speech(seed, 2000).text
        documents.append({"number": 2 * seed, "text": text[:500], "text_state": "preview"})
        documents.append({"number": 2 * seed + 1, "text": text})
    put(database, documents)
    ready(database)
    found = made(database, tmp_path, splits=HALVES, select={"all_copies": True})
    assert found.release.documents == 60
    assert crossings(database, parts(found)) == []


def test_what_came_after_the_comparison_is_left_out(database: Path, tmp_path: Path) -> None:
    put(database, [{"number": 1}])
    ready(database)
    put(database, [{"number": 2}])
    for splits in (HALVES, None):
        found = made(database, tmp_path, splits=splits, release=str(bool(splits)))
        assert found.release.left_out == {WAITING: 1}


@given(st.data())
def test_crossing_leaves_no_crossing_pair_and_takes_nothing_from_test(data: st.DataObject) -> None:
    number = data.draw(st.integers(1, 12))
    part = data.draw(st.lists(st.integers(0, 2), min_size=number, max_size=number))
    text = data.draw(st.lists(st.integers(0, 6), min_size=number, max_size=number))
    head = {t: data.draw(st.integers(1, 6)) if t else 0 for t in set(text)}
    heads = [head[t] for t in text]
    pairs = data.draw(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=6))
    lost = crossing(part, text, heads, pairs)
    alike = {frozenset(pair) for pair in pairs}

    def near(one: int, other: int) -> bool:
        if not text[one] or not text[other]:
            return False
        same = text[one] == text[other] or heads[one] == heads[other]
        return same or frozenset((text[one], text[other])) in alike

    for one in range(number):
        reasons = [other for other in range(number) if part[other] < part[one] and near(one, other)]
        assert bool(lost[one]) == bool(reasons)
