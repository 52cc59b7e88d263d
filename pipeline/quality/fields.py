"""What a fixture asks of one document beside its text: fields, strings that go, strings that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.items import Record, Section

# Keys of an expected record that ask about its text.
ABOUT_TEXT = frozenset({"text", "text_unbroken", "text_contains", "text_lacks"})

Mark = Literal["exact", "wrong", "missing"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one document. ``mark``: "missing" is NULL where a value was expected, "wrong" any other value."""

    name: str
    mark: Mark
    expected: Any
    got: Any


def fields(expected: Mapping[str, Any], got: Record | None) -> list[Field]:
    """Every field that the fixture lists, in its order; all of them missing or wrong when there is no record."""
    return [_field(name, value, got) for name, value in expected.items() if name not in ABOUT_TEXT]


def documents(expected: Sequence[object], got: Sequence[object]) -> Field:
    """How many documents the page holds, marked like a field."""
    mark: Mark = "exact" if len(expected) == len(got) else "wrong"
    return Field("documents", mark if got else "missing", len(expected), len(got))


def noise(expected: Mapping[str, Any], text: str) -> list[str]:
    """The strings that must not stand in the text and do."""
    return [string for string in expected.get("text_lacks", ()) if string in text]


def lost(expected: Mapping[str, Any], text: str) -> list[str]:
    """The strings that must stand in the text and do not."""
    return [string for string in expected.get("text_contains", ()) if string not in text]


def _field(name: str, expected: Any, record: Record | None) -> Field:
    if record is None:
        # Without a document there is no field to be right about, not even an empty one.
        return Field(name, "missing", expected, None)
    if name == "sections":
        return _outline(expected, record.sections)
    got = getattr(record, name, None)
    if got == expected:
        return Field(name, "exact", expected, got)
    return Field(name, "missing" if got is None else "wrong", expected, got)


def _outline(expected: Sequence[Sequence[Any]], sections: Sequence[Section]) -> Field:
    """A run-in heading ends where its paragraph does not, so a title with "…" names only its beginning."""
    got = [(section.level, section.title) for section in sections]
    same = len(got) == len(expected) and all(
        level == wanted_level
        and (title == wanted or (wanted.endswith("…") and title.startswith(wanted[:-1])))
        for (level, title), (wanted_level, wanted) in zip(got, expected, strict=True)
    )
    return Field("sections", "exact" if same else "wrong" if got else "missing", expected, got)
