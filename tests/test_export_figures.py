"""The figures of an export: whatever the order of its rows, and what the database adds to them."""

from __future__ import annotations

import json
import math
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.export import figures
from pipeline.export.card.drawing import scale
from pipeline.export.card.plots import percent
from pipeline.export.figures import Figures
from pipeline.export.origin import origin
from pipeline.store import Writer, connect
from tests.export_corpus import execute, ready
from tests.store_items import page, record, reject

DAYS = st.sampled_from([None, "2019", "2019-05", "2021-03-11"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "char_count": st.integers(0, 50_000),
            "site": st.sampled_from("abc"),
            "genre": st.sampled_from(["speech", "report"]),
            "language": st.sampled_from([None, "zh", "en", "zh-Hans"]),
            "script": st.sampled_from([None, "Hans", "Hant"]),
            "text_state": st.sampled_from(["full", "preview"]),
            "quality": st.integers(0, 1000).map(lambda part: part / 1000),
            "speaker": st.sampled_from([None, "王守望", "李乐"]),
            "spoken_on": DAYS,
            "published_on": DAYS,
            "split": st.sampled_from(["train", "test"]),
        }
    ),
    max_size=40,
)


def counted(rows):
    found = Figures()
    for row in rows:
        found.add(dict(sorted(row.items())), {"mobile": row["char_count"] % 3, "qq": 0})
    return found.result()


@given(ROWS, st.randoms(use_true_random=False))
def test_no_order_of_rows_changes_a_figure_and_all_rows_are_in_each(rows, random) -> None:
    found = counted(rows)
    random.shuffle(rows)
    again = counted(rows)
    assert again == found
    assert json.dumps(again.json()) == json.dumps(found.json())
    by_year = sum(sum(dates) for dates in found.years.values())
    assert by_year + found.undated == found.documents == len(rows)
    for parts in (found.genres, found.languages, found.text_states, found.lengths, found.qualities):
        assert sum(parts.values()) == len(rows)
    assert sum(part.characters for part in found.splits.values()) == found.characters
    assert sum(found.masked.pieces.values()) == sum(row["char_count"] % 3 for row in rows)
    assert list(found.splits) == [name for name in ("train", "test") if name in found.splits]
    if rows:
        assert found.filled["speaker"] == found.speakers.documents


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=200))
def test_quantiles_of_length_are_at_most_1_in_64_too_low(lengths) -> None:
    found = counted([{"char_count": length} for length in lengths]).length_quantiles
    for part, told in found.items():
        exact = sorted(lengths)[math.ceil(part * len(lengths) / 100) - 1]
        assert exact * 63 / 64 <= told <= exact


def test_a_date_of_publication_counts_only_without_the_one_of_the_speech() -> None:
    rows = [{"spoken_on": "2019-05", "published_on": "2023"}, {"published_on": "2019-01-01"}, {}]
    found = counted([{"char_count": 1, **row} for row in rows])
    assert found.years == {"2019": (1, 1)}
    assert found.undated == 1


def test_names_are_not_told_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_NAMES", 10)
    names = [f"s{n % 11}" for n in range(100)]
    found = counted([{"char_count": 1, "site": name} for name in names])
    assert found.sites == (100, None, {})
    assert counted([{"char_count": 1, "site": name} for name in names[:10]]).sites.different == 10


def test_speakers_of_few_documents_are_counted_and_not_named() -> None:
    names = ["甲"] * 5 + ["乙"] * 4
    assert counted([{"char_count": 1, "speaker": name} for name in names]).speakers == (9, 2, {"甲": 5})


def test_what_rows_do_not_hold_comes_from_the_database(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    with Writer(database) as writer:
        for number in range(1, 4):
            of = page(f"https://a.example/p-{number}.html")
            writer.put(of, [record(of, text="各位来宾，大家好。\n" + "今天我们在这里，谢谢大家的光临。" * 9)])
        for number in range(4, 7):
            of = page(f"https://a.example/p-{number}.html")
            writer.put(of, reject(of, reason=f"too little text: {number} characters"))
        for number in range(7, 9):
            of = page(f"https://a.example/p-{number}.html")
            writer.put(of, reject(of, reason=f"redirects to http://a.example/{number}, which is asked for"))
    ready(database)
    with closing(connect(database, readonly=True)) as connection:
        found = origin(connection)
    characters, removed = (
        execute(database, f"SELECT sum({what}) FROM {table}")[0][0]
        for what, table in (("char_count", "documents"), ("length(text)", "removals"))
    )
    assert (found.documents, found.characters, found.removed) == (3, characters, removed)
    assert found.copies == {"exact": 2}
    assert found.rejects == (
        ("rejected", "too little text", 3),
        ("rejected", "redirects to another address", 2),
    )
    assert json.dumps(found.json())


@given(st.integers(0, 10**9))
def test_a_scale_has_few_lines_and_room_for_all(most) -> None:
    top, ticks = scale(most)
    assert ticks[0] == 0
    assert ticks[-1] == top >= most
    assert 3 <= len(ticks) <= 6


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_share_says_nothing_and_all_only_of_nothing_and_all(number, more) -> None:
    whole = number + more
    assert (percent(number, whole) == "0 %") == (number == 0)
    assert percent(number, whole) != "100 %"
    assert percent(whole, whole) == "100 %"
