"""What an exported document is made of. Names, meanings and units are those of ``pipeline.store.fields``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from pipeline.store.fields.corpus import DOCUMENTS
from pipeline.store.fields.shape import INTEGER, REAL, TEXT

Kind = Literal["string", "integer", "number", "boolean", "sections"]
Profile = Literal["full", "open", "training"]
Row = Mapping[str, object]
"""One exported document: a value for every column in order, None where it is absent.

``sections`` is a list of dictionaries with level, title, start and end.
"""


class Column(NamedTuple):
    """One exported column. ``unit`` is empty where the value is plain."""

    name: str
    kind: Kind
    meaning: str
    unit: str
    nullable: bool


PROFILES: Final[tuple[Profile, ...]] = ("full", "open", "training")
SPLITS: Final = ("train", "validation", "test")

# They point into the database, which is not part of an export.
_OURS_ALONE: Final = frozenset(("run_id", "page_id"))
_WORDS_OF_THE_TEXT: Final = frozenset(("text", "sections", "evidence"))
_KINDS: Final[Mapping[str, Kind]] = {TEXT: "string", INTEGER: "integer", REAL: "number"}
_BOOLEANS: Final = frozenset(("is_canonical",))
_NEVER_ABSENT: Final = frozenset(
    "id url canonical_url site family text text_state genre char_count paragraph_count quality placeholders"
    " content_sha256 is_canonical first_seen_at last_seen_at changed_at fetched_at extractor_version".split()
)
_MASKED_TOO: Final = {
    "char_count": " As exported: what is masked counts as it is written.",
    "content_sha256": " Of the text as exported: where something is masked, of the masked text.",
}
_ADDED: Final = (
    Column(
        "page_sha256",
        "string",
        "Digest of the bytes of the page it was made from, as archived.",
        "64 hex",
        True,
    ),
    Column(
        "sections",
        "sections",
        "Outline of the text, heading by heading: level (from 1), title, and where it begins and ends.",
        "characters from the start",
        False,
    ),
    Column("masked", "integer", "How many pieces of personal data were masked in it.", "pieces", False),
)
_SPLIT: Final = Column(
    "split", "string", "The part of the dataset it belongs to.", "train, validation, test", False
)


def columns(profile: Profile, *, split: bool = False) -> tuple[Column, ...]:
    """The columns of a profile, in order; with ``split`` when the recipe asks for splits."""
    found = [_column(name) for name in DOCUMENTS.fields if name not in _OURS_ALONE] + [
        *_ADDED,
        *([_SPLIT] if split else []),
    ]
    hidden = _WORDS_OF_THE_TEXT if profile == "open" else frozenset[str]()
    return tuple(column for column in found if column.name not in hidden)


def _column(name: str) -> Column:
    field = DOCUMENTS.fields[name]
    kind: Kind = "boolean" if name in _BOOLEANS else _KINDS[field.type]
    unit = "" if name in _BOOLEANS else field.unit
    meaning = field.meaning + _MASKED_TOO.get(name, "")
    return Column(name, kind, meaning, unit, name not in _NEVER_ABSENT)
