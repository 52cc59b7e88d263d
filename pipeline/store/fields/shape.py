"""How a table is documented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TEXT, INTEGER, REAL, BLOB = "TEXT", "INTEGER", "REAL", "BLOB"
TIME = "UTC, ISO 8601"
CHARS = "characters"
OFFSET = "characters from the start"


class Field(NamedTuple):
    """One column: its SQLite type, its meaning in a sentence, and its unit or form ("" when it is plain)."""

    type: str
    meaning: str
    unit: str = ""

    @property
    def plain(self) -> str:
        """What the column means, with its unit or form, for programs that show text without marks."""
        return described(self.meaning, self.unit)


class Table(NamedTuple):
    """One table: what a row is, and its columns in order."""

    meaning: str
    fields: Mapping[str, Field]


def described(meaning: str, unit: str) -> str:
    """The meaning with the unit or form behind it, without marks.

    >>> described("The spider, such as `site`.", "text")
    'The spider, such as site. Unit or form: text.'
    """
    behind = f" Unit or form: {unit}." if unit else ""
    return f"{meaning}{behind}".replace("`", "")


RUN_ID = Field(INTEGER, "The run that stored this row last.", "runs.id")
EXTRACTOR = Field(TEXT, "The version of the rules that made this row.")
CANONICAL = Field(TEXT, "One address for all twins (`m.`, `www.`) of the page.", "URL")
SITE = Field(TEXT, "Host without twin prefix, with any unusual port; `local` for files.")
