"""Every fixture page gives the record that was written for it by hand, field by field.

A case is a folder ``fixtures/<site>/<case>`` with ``page.html`` or ``page.txt``, ``meta.json`` and ``record.json``.
Only the keys that a record lists are compared; null means NULL. Beside the columns a record may hold

- ``text_unbroken``: the text where its line breaks do not matter, for pages that lost theirs,
- ``text_contains``, ``text_lacks``: strings that must or must not stand in the text,
- ``sections``: ``[level, title]`` pairs, where a title that ends in ``…`` names only its beginning.

``known_faults`` in ``meta.json`` names checks that fail today. They must fail: mending one means taking it off.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.items import Page, Record, Refined, Reject
from pipeline.refine import refine
from pipeline.refine.ledger import restore

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/meta.json"))


def named(case: Path) -> str:
    return case.relative_to(FIXTURES).as_posix()


@functools.cache
def meta(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((case / "meta.json").read_text("utf-8"))
    return found


def fault(case: Path, check: str) -> list[pytest.MarkDecorator]:
    known = check in meta(case).get("known_faults", [])
    return [pytest.mark.xfail(strict=True, reason="known fault")] if known else []


def checked(check: str, cases: list[Path]) -> list[Any]:
    return [pytest.param(case, id=named(case), marks=fault(case, check)) for case in cases]


@functools.cache
def expectation(case: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((case / "record.json").read_text("utf-8"))
    return expected


@functools.cache
def outcome(case: Path) -> Refined:
    given = meta(case)
    (body,) = case.glob("page.*")
    return refine(
        Page(
            url=given["url"],
            status=given.get("status", 200),
            headers=(("Content-Type", given["content_type"]),),
            fetched_at="2024-01-02T03:04:05Z",
            body=body.read_bytes(),
        )
    )


def unspaced(text: str) -> str:
    return "".join(text.split())


def check_same(expected: str, got: str) -> None:
    """Fail with the place where two texts part: nobody reads a diff of a whole text."""
    if got == expected:
        return
    pairs = enumerate(zip(expected, got, strict=False))
    at = next((i for i, (left, right) in pairs if left != right), min(len(expected), len(got)))
    window = slice(max(at - 15, 0), at + 60)
    pytest.fail(
        f"differs at {at} of {len(expected)} expected and {len(got)} characters got:\n"
        f"  expected …{expected[window]!r}\n  got      …{got[window]!r}"
    )


def check_text(record: Record, expected: str) -> None:
    check_same(expected, record.text)


def check_text_unbroken(record: Record, expected: str) -> None:
    check_same(unspaced(expected), unspaced(record.text))


def check_text_contains(record: Record, strings: list[str]) -> None:
    missing = [string for string in strings if string not in record.text]
    assert not missing, f"not in the text: {missing}"


def check_text_lacks(record: Record, strings: list[str]) -> None:
    left = [string for string in strings if string in record.text]
    assert not left, f"still in the text: {left}"


def check_sections(record: Record, expected: list[tuple[int, str]]) -> None:
    got = [(section.level, section.title) for section in record.sections]
    assert len(got) == len(expected), got
    for (level, title), (wanted_level, wanted) in zip(got, expected, strict=True):
        # A run-in heading ends where its paragraph does not, so only its beginning is certain.
        shown = wanted if wanted.endswith("…") and title.startswith(wanted[:-1]) else title
        assert (level, shown) == (wanted_level, wanted)


CHECKS: dict[str, Callable[[Record, Any], None]] = {
    "text": check_text,
    "text_unbroken": check_text_unbroken,
    "text_contains": check_text_contains,
    "text_lacks": check_text_lacks,
    "sections": check_sections,
}


def listed_fields() -> Iterator[Any]:
    for case in CASES:
        for place, record in enumerate(expectation(case).get("records", [])):
            for field in record:
                check = f"[{place}].{field}"
                yield pytest.param(case, place, field, id=named(case) + check, marks=fault(case, check))


@pytest.mark.parametrize("case", checked("outcome", CASES))
def test_outcome(case: Path) -> None:
    expected, got = expectation(case), outcome(case)
    if isinstance(got, Reject):
        assert got.outcome == expected["outcome"], got.reason
        assert expected.get("reason_contains", "") in got.reason
        assert got.reason
        assert "\n" not in got.reason
    else:
        assert expected["outcome"] == "document", [record.text[:80] for record in got]
        assert len(got) == len(expected["records"])


@pytest.mark.parametrize(("case", "place", "field"), list(listed_fields()))
def test_field(case: Path, place: int, field: str) -> None:
    got = outcome(case)
    assert not isinstance(got, Reject), f"a reject: {got.outcome}, {got.reason}"
    expected = expectation(case)["records"][place][field]
    if field in CHECKS:
        CHECKS[field](got[place], expected)
    else:
        value = getattr(got[place], field)
        assert value == expected


@pytest.mark.parametrize("case", checked("characters", [c for c in CASES if "records" in expectation(c)]))
def test_no_character_is_lost(case: Path) -> None:
    got = outcome(case)
    assert not isinstance(got, Reject), f"a reject: {got.outcome}, {got.reason}"
    for record in got:
        removed = sum(len(unspaced(each.text)) - len(unspaced(each.replacement)) for each in record.removals)
        restored = unspaced(restore(record.text, record.removals))
        assert len(restored) == len(unspaced(record.text)) + removed
