"""What is counted of sites does not depend on the order, the batches or the repetition of what is put."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.items import TextLine
from pipeline.store import Writer, connect
from pipeline.store.site_lines import CountedLine, frequent_lines, texts_of
from tests.store_items import page, record


class Fetch(NamedTuple):
    """A page of one of two sites with one text and some lines of it."""

    site: str
    number: int
    day: int
    copy: str
    lines: frozenset[str]


FETCH = st.builds(
    Fetch,
    st.sampled_from(["a.example", "b.example"]),
    st.integers(1, 6),
    st.integers(1, 9),
    st.sampled_from(["甲", "乙", "丙", "丁"]),
    st.frozensets(st.sampled_from(["东墙", "西墙", "南墙"])),
)
FETCHES = st.lists(FETCH, max_size=15)
TABLES = {
    "sites": "SELECT site, texts, counted FROM sites",
    "site_texts": "SELECT * FROM site_texts",
    "site_lines": "SELECT site, key, documents, at_edge, first_seen_at, last_seen_at FROM site_lines",
}


def stored(fetches: list[Fetch], batch_size: int = 500) -> tuple[dict[str, set[object]], list[CountedLine]]:
    """The tables, and what is known of the lines of one site."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corpus.db")
        with Writer(path, batch_size=batch_size, batch_seconds=0) as writer:
            for fetch in fetches:
                of = page(f"https://{fetch.site}/p-{fetch.number}.html", day=fetch.day)
                lines = tuple(TextLine(line, line, at_edge=True) for line in sorted(fetch.lines))
                writer.put(of, [record(of, fetch.copy, lines=lines, copy_key=fetch.copy)])
        connection = connect(path, readonly=True)
        tables = {name: set(connection.execute(sql)) for name, sql in TABLES.items()}
        known = list(frequent_lines(connection, "a.example", 1))
        assert texts_of(connection, "a.example") == len({f.copy for f in fetches if f.site == "a.example"})
        connection.close()
    return tables, known


@settings(max_examples=60)
@given(FETCHES, st.randoms(use_true_random=False), st.sampled_from([1, 3, 500]))
def test_any_order_and_any_repetition_gives_the_same_counts(
    fetches: list[Fetch], random: Random, batch_size: int
) -> None:
    expected = stored(fetches)
    again = [*fetches, *fetches]
    random.shuffle(again)
    assert stored(again, batch_size) == expected


@settings(max_examples=60)
@given(FETCHES)
def test_a_line_stands_on_as_many_texts_as_had_it_in_any_copy(fetches: list[Fetch]) -> None:
    known = {line.key: line for line in stored(fetches)[1]}
    here = [fetch for fetch in fetches if fetch.site == "a.example"]
    for key in {line for fetch in here for line in fetch.lines}:
        copies = {fetch.copy for fetch in here if key in fetch.lines}
        assert known[key].documents == known[key].at_edge == len(copies)
        # All texts with the line were served while it was there; others may have been.
        assert len(copies) <= known[key].window <= len({fetch.copy for fetch in here})


def test_texts_without_short_lines_count_among_all(tmp_path: Path) -> None:
    with Writer(tmp_path / "a.db") as writer:
        for number in range(9):
            of = page(f"https://a.example/p-{number}.html")
            lines = (TextLine("东墙", "东墙", at_edge=True),) if number < 3 else ()
            writer.put(of, [record(of, str(number), lines=lines, copy_key=str(number))])
    connection = connect(tmp_path / "a.db", readonly=True)
    assert [(line.documents, line.window) for line in frequent_lines(connection, "a.example", 2)] == [(3, 9)]
    connection.close()


def test_a_line_of_many_sites_is_known_as_such(tmp_path: Path) -> None:
    with Writer(tmp_path / "a.db") as writer:
        for site, share in (("a", 9), ("b", 2), ("c", 3), ("d", 9), ("e", 1)):
            for number in range(9):
                of = page(f"https://{site}.example/p-{number}.html")
                lines = (TextLine("东墙", "东墙", at_edge=True),) if number < share else ()
                writer.put(of, [record(of, str(number), lines=lines, copy_key=str(number))])
    connection = connect(tmp_path / "a.db", readonly=True)
    # On two sites on some documents, as an author's; on another on all, as on this one.
    assert [line.other_sites for line in frequent_lines(connection, "a.example", 2)] == [2]
    connection.close()
