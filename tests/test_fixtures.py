"""Every fixture page gives the record that was written for it by hand, field by field.

A case is a folder ``fixtures/<site>/<case>`` with ``page.html`` or ``page.txt``, ``meta.json`` and ``record.json``.
Only the keys that a record lists are compared; null means NULL. Beside the columns a record may hold

- ``text_unbroken``: the text where its line breaks do not matter, for pages that lost theirs,
- ``text_contains``, ``text_lacks``: strings that must or must not stand in the text,
- ``sections``: ``[level, title]`` pairs, where a title that ends in ``…`` names only its beginning.

``known_faults`` in ``meta.json`` names checks that fail today (``outcome``, ``characters``, ``[0].title``). They must fail: mending one
means taking it off.
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


def check_outcome(case: Path, got: Refined) -> None:
    expected = expectation(case)
    if isinstance(got, Reject):
        assert got.outcome == expected["outcome"], got.reason
        assert expected.get("reason_contains", "") in got.reason
        assert got.reason
        assert "\n" not in got.reason
    else:
        assert expected["outcome"] == "document", [record.text[:80] for record in got]
        assert len(got) == len(expected["records"])


def check_field(got: Refined, place: int, field: str, expected: Any) -> None:
    assert not isinstance(got, Reject), f"a reject: {got.outcome}, {got.reason}"
    assert place < len(got), f"{len(got)} documents"
    if field in CHECKS:
        CHECKS[field](got[place], expected)
    else:
        value = getattr(got[place], field)
        assert value == expected, f"{value!r} instead of {expected!r}"


def check_characters(got: Refined) -> None:
    """No character is lost."""
    assert not isinstance(got, Reject), f"a reject: {got.outcome}, {got.reason}"
    for record in got:
        removed = sum(len(unspaced(each.text)) - len(unspaced(each.replacement)) for each in record.removals)
        restored = unspaced(restore(record.text, record.removals))
        assert len(restored) == len(unspaced(record.text)) + removed


def checks(case: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """What is asked of a case, by name."""
    got = outcome(case)
    yield "outcome", functools.partial(check_outcome, case, got)
    if "records" not in expectation(case):
        return
    for place, record in enumerate(expectation(case)["records"]):
        for field, expected in record.items():
            yield f"[{place}].{field}", functools.partial(check_field, got, place, field, expected)
    yield "characters", functools.partial(check_characters, got)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_page_gives_its_record(case: Path) -> None:
    failed: dict[str, str] = {}
    for name, check in checks(case):
        try:
            check()
        except (AssertionError, pytest.fail.Exception) as fault:
            failed[name] = str(fault)
    known = set(meta(case).get("known_faults", ()))
    new = [f"{name}: {fault}" for name, fault in failed.items() if name not in known]
    mended = sorted(known - set(failed))
    assert not new, "\n".join(new)
    assert not mended, f"mended, so take them off known_faults: {', '.join(mended)}"
