"""Documents as they are exported, read a batch at a time from one state of the database."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from pipeline.export.anchors import PARTS
from pipeline.export.columns import Column, Row, columns
from pipeline.export.masking import Mask, mask_row, measure
from pipeline.export.selection import Chosen

BATCH: Final = 200
_ADDED: Final = frozenset(("page_sha256", "sections", "masked"))
_STORED: Final = tuple(column for column in columns("full") if column.name not in _ADDED)
_FLAGS: Final = tuple(column.name for column in _STORED if column.kind == "boolean")
_ROWS: Final = f"""
SELECT documents.rowid, {", ".join(f"documents.{column.name}" for column in _STORED)}, pages.sha256
FROM json_each(?) AS wanted CROSS JOIN documents ON documents.rowid = wanted.value
LEFT JOIN pages ON pages.id = documents.page_id
"""  # noqa: S608
_SECTIONS: Final = """
SELECT documents.rowid, level, sections.title, start, "end" FROM json_each(?) AS wanted
CROSS JOIN documents ON documents.rowid = wanted.value CROSS JOIN sections ON document_id = documents.id
ORDER BY document_id, ordinal
"""
_NAMES: Final = (*(column.name for column in _STORED), "page_sha256")
# For NUL, and for octets that are no characters, which one tool or another cannot store or open.
NO_TEXT: Final = "\N{REPLACEMENT CHARACTER}"


def exported(
    connection: sqlite3.Connection, chosen: Chosen, wanted: Sequence[Column], mask: Mask | None
) -> Iterator[tuple[Row, Mapping[str, int]]]:
    """Each chosen document in order, with how many pieces of personal data were masked in it, by kind."""
    names = tuple(column.name for column in wanted)
    for start in range(0, len(chosen.rows), BATCH):
        numbers = chosen.rows[start : start + BATCH]
        for place, row in enumerate(_documents(connection, list(numbers)), start):
            kinds: Mapping[str, int] = {}
            row["masked"] = 0
            if mask:
                kinds = mask_row(row, mask)
            if chosen.parts:
                row["split"] = PARTS[chosen.parts[place]]
            yield {name: row[name] for name in names}, kinds


def _documents(connection: sqlite3.Connection, numbers: list[int]) -> Iterator[dict[str, Any]]:
    """One at a time: a batch of long texts would be a gigabyte."""
    sections = defaultdict[int, list[dict[str, Any]]](list)
    for number, level, title, start, end in _read(connection, _SECTIONS, numbers):
        sections[number].append({"level": level, "title": title, "start": start, "end": end})
    for number, *values in _read(connection, _ROWS, numbers):
        row = dict(zip(_NAMES, values, strict=True))
        for name in _FLAGS:
            row[name] = bool(row[name])
        row["sections"] = sections[number]
        if NO_TEXT in row["text"]:
            measure(row)
        yield row


def _read(connection: sqlite3.Connection, sql: str, numbers: list[int]) -> Iterator[tuple[Any, ...]]:
    """The rows, their texts such that every format can hold them."""
    for row in _decoded(connection, sql, numbers):
        damaged = any(isinstance(value, str) and "\0" in value for value in row)
        yield tuple(v.replace("\0", NO_TEXT) if isinstance(v, str) else v for v in row) if damaged else row


def _decoded(connection: sqlite3.Connection, sql: str, numbers: list[int]) -> Iterator[tuple[Any, ...]]:
    read = 0
    try:
        for row in connection.execute(sql, (json.dumps(numbers),)):
            yield row
            read += 1
    except sqlite3.OperationalError as error:
        if "decode to UTF-8" not in str(error):
            raise
    else:
        return
    # What some other program has stored there is no text.
    strict, connection.text_factory = (
        connection.text_factory,
        lambda octets: octets.decode("utf-8", "replace"),
    )
    try:
        yield from islice(connection.execute(sql, (json.dumps(numbers),)), read, None)
    finally:
        connection.text_factory = strict
