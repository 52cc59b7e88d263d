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


class Table(NamedTuple):
    """One table: what a row is, and its columns in order."""

    meaning: str
    fields: Mapping[str, Field]


RUN_ID = Field(INTEGER, "The run that stored this row last.", "runs.id")
EXTRACTOR = Field(TEXT, "The version of the rules that made this row.")
CANONICAL = Field(TEXT, "One address for all twins (`m.`, `www.`) of the page.", "URL")
SITE = Field(TEXT, "Host without twin prefix, with any unusual port; `local` for files.")
