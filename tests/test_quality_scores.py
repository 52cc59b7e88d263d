"""Scores of texts and of paragraph ends: bounds, symmetry, and examples worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.scores import (
    Fractions,
    boundaries,
    boundary_fractions,
    fractions,
    interval,
    tokens,
    total,
    unspaced,
)

TEXTS = st.text(alphabet="同志们今天，。ab c\n", max_size=60)
SHARES = st.tuples(*[st.integers(0, 9)] * 3).filter(any).map(lambda n: Fractions(*(i / sum(n) for i in n)))


@given(TEXTS)
def test_a_text_agrees_with_itself(text: str) -> None:
    assert fractions(text, text) == (1, 0, 0)
    assert boundary_fractions(text, text) == (1, 0, 0)
    assert total([fractions(text, text)]) == (1, 1, 1)


@given(TEXTS, TEXTS)
def test_changing_sides_swaps_precision_and_recall(one: str, other: str) -> None:
    there, back = fractions(one, other), fractions(other, one)
    assert (there.common, there.surplus, there.missing) == (back.common, back.missing, back.surplus)
    forth, again = total([there]), total([back])
    assert (forth.precision, forth.recall) == (again.recall, again.precision)
    assert forth.f1 == pytest.approx(again.f1)


@given(TEXTS, TEXTS)
def test_fractions_add_up_to_one(one: str, other: str) -> None:
    for found in (fractions(unspaced(one), unspaced(other)), boundary_fractions(one, other)):
        assert sum(found) == pytest.approx(1)
        assert all(0 <= share <= 1 for share in found)


@given(st.lists(SHARES, min_size=1, max_size=8))
def test_totals_and_their_interval_stay_in_bounds(scores: list[Fractions]) -> None:
    found = total(scores)
    low, high = interval(scores)
    assert 0 <= min(found) <= max(found) <= 1 + 1e-9
    assert min(found.precision, found.recall) - 1e-9 <= found.f1 <= max(found.precision, found.recall) + 1e-9
    assert 0 <= low <= high <= 1 + 1e-9
    assert interval(scores) == (low, high)


@given(st.lists(st.text(alphabet="甲乙丙丁戊", min_size=1, max_size=9), min_size=1, max_size=6))
def test_boundaries_do_not_see_white_space_or_empty_lines(paragraphs: list[str]) -> None:
    assert boundaries("\n".join(paragraphs)) == boundaries(
        "\n \n".join(f"　{p[:1]} {p[1:]}" for p in paragraphs)
    )
    assert len(boundaries("\n".join(paragraphs))) == len(paragraphs) - 1


@pytest.mark.parametrize(
    ("expected", "got", "score"),
    [
        ("abcdefg", "abcdefg", (1, 1, 1)),
        ("abcdefg", "abcd", (1, 1 / 4, 2 / 5)),
        ("abcd", "abcdefg", (1 / 4, 1, 2 / 5)),
        ("abc", "abc", (1, 1, 1)),
        ("abcd", "", (0, 0, 0)),
        ("", "", (1, 1, 1)),
    ],
)
def test_runs_of_four(expected: str, got: str, score: tuple[float, float, float]) -> None:
    assert total([fractions(expected, got)]) == pytest.approx(score)


def test_a_hanzi_is_a_token_and_so_is_a_word() -> None:
    assert tokens("Hello世界 2021年, don't") == ["hello", "世", "界", "2021", "年", "don", "t"]


def test_every_page_weighs_the_same_however_long() -> None:
    pages = [fractions("x" * 1000, "x" * 1000), fractions("abcd", "")]
    assert total(pages).recall == 0.5


@pytest.mark.parametrize(
    ("got", "shares"),
    [
        ("各位来宾：\n今天很高兴。\n谢谢大家。", (1, 0, 0)),
        ("各位来宾：今天很高兴。谢谢大家。", (0, 0, 1)),
        ("各位来宾：\n今天很\n高兴。\n谢谢大家。", (2 / 3, 1 / 3, 0)),
        # What precedes, or is lost, shifts nothing.
        ("下载本文档各位来宾：\n今天很高兴。\n谢谢大家。", (1, 0, 0)),
        ("各位来宾：\n今天高兴。\n谢谢大家。", (1, 0, 0)),
        # An end within what is not in the expected text at all.
        ("各位来宾：\n今天很高兴。\n谢谢大家。阅读\n全文", (2 / 3, 1 / 3, 0)),
    ],
)
def test_paragraph_ends(got: str, shares: tuple[float, float, float]) -> None:
    assert boundary_fractions("各位来宾：\n今天很高兴。\n谢谢大家。", got) == pytest.approx(shares)
