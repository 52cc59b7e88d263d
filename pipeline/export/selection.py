"""Which documents an export has, in the order of their ids, and how many it has not, and why.

Answers come from one state of the database. Of each document a few bytes are held.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.export.anchors import PARTS, part_of
from pipeline.export.crossing import crossing
from pipeline.export.narrowing import rows_matching, rows_where
from pipeline.export.recipe import USUAL_STATES, Recipe, Selection
from pipeline.export.rights import reserves_training
from pipeline.export.row_set import RowSet
from pipeline.export.standing import standing

WAITING: Final = "not compared with the others yet"
COPIES: Final = "copies of other documents"
RESERVED: Final = "reserved from training"
CROSSING: Final = "near copies of documents in another split"
UNSAMPLED: Final = "not in the sample"
UNASKED: Final = "not asked for"
TEXTLESS: Final = "with no text or only a summary"
REASONS: Final = (UNASKED, TEXTLESS, WAITING, COPIES, RESERVED, CROSSING, UNSAMPLED)
ALL: Final = "all"

# The plus sign: the index of ids would be walked, and each document looked up out of order, to spare a sort of numbers.
_CHOOSE = """
SELECT documents.rowid, documents.id, is_canonical,
    EXISTS (SELECT 1 FROM dedupe_pending WHERE document_id = documents.id),
    split_anchors.anchor, ifnull(own.text_id, 0), ifnull(head.text_id, 0)
FROM documents LEFT JOIN split_anchors ON split_anchors.document_id = documents.id
LEFT JOIN document_texts AS own ON own.document_id = documents.id
LEFT JOIN document_texts AS head ON head.document_id = documents.cluster_id
WHERE {conditions} ORDER BY +documents.id
"""
_ASKED = "SELECT rowid FROM documents WHERE {conditions}"
_RIGHTS = """
SELECT documents.rowid, documents.rights, head.rowid
FROM documents LEFT JOIN documents AS head ON head.id = documents.cluster_id
"""
_COPIES = "SELECT text_id, other_id FROM text_pairs WHERE kind IS NOT NULL"
_LISTED = "{} IN (SELECT value FROM json_each(:{}))"
_TEXTLESS = "SELECT coalesce(sum(documents), 0) FROM document_counts WHERE text_state NOT IN (SELECT value FROM json_each(?))"
# The first and the last day that a date may mean: 2021 is 2021-01-01 to 2021-12-31.
_FIRST = "{0} || substr('0000-01-01', length({0}) + 1)"
_LAST = "{0} || substr('0000-12-31', length({0}) + 1)"


class Chosen(NamedTuple):
    """Rows of ``documents`` in the order of their ids, with the index in PARTS of each (empty without splits).

    ``left_out``: how many documents there are beside them, by reason.
    """

    rows: Sequence[int]
    parts: Sequence[int]
    left_out: Mapping[str, int]

    @property
    def in_parts(self) -> dict[str, int]:
        """How many documents each split has, train first; ``all`` without splits."""
        if not self.parts:
            return {ALL: len(self.rows)}
        counted = Counter(self.parts)
        return {name: counted[PARTS.index(name)] for name in reversed(PARTS)}


class _Candidates:
    """What a document is taken or left by, column by column."""

    def __init__(self) -> None:
        self.rows, self.places = array("q"), array("Q")
        self.parts = bytearray()
        self.texts, self.heads = array("q"), array("q")

    def keep(self, wanted: Sequence[object]) -> _Candidates:
        """Those at whose place there is something true."""
        kept = _Candidates()
        for name in vars(self):
            column = getattr(self, name)
            kept_column = getattr(kept, name)
            kept_column.extend(value for value, keep in zip(column, wanted, strict=bool(column)) if keep)
        return kept


def choose(connection: sqlite3.Connection, recipe: Recipe) -> Chosen:
    """The documents that the recipe asks for; inside a transaction of the caller's. Raises InputError."""
    left_out: Counter[str] = Counter()
    (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    found = _candidates(connection, recipe, left_out)
    if recipe.splits:
        lost = crossing(found.parts, found.texts, found.heads, connection.execute(_COPIES))
        left_out[CROSSING] = sum(lost)
        found = found.keep([not each for each in lost])
    if recipe.select.sample is not None and len(found.rows) > recipe.select.sample:
        left_out[UNSAMPLED] = len(found.rows) - recipe.select.sample
        found = found.keep(_sampled(found.places, recipe.select.sample))
    if recipe.select.text_state == USUAL_STATES:
        # Nobody has asked for that, so it is said.
        (left_out[TEXTLESS],) = connection.execute(_TEXTLESS, (json.dumps(USUAL_STATES),)).fetchone()
    left_out[UNASKED] = documents - len(found.rows) - left_out.total()
    counted = {reason: left_out[reason] for reason in REASONS if left_out[reason]}
    return Chosen(found.rows, found.parts, counted)


def _candidates(connection: sqlite3.Connection, recipe: Recipe, left_out: Counter[str]) -> _Candidates:
    select = recipe.select
    narrowed = _narrowed(connection, select)
    conditions, values = _conditions(select)
    reserved = _reserved(connection) if recipe.profile == "training" else RowSet()
    asked = RowSet(
        row
        for (row,) in connection.execute(_ASKED.format(conditions=conditions), values)
        if all(row in rows for rows in narrowed)
    )
    stands = RowSet() if select.all_copies else standing(connection, asked)
    found = _Candidates()
    for row, key, canonical, waits, anchor, text, head in connection.execute(
        _CHOOSE.format(conditions=conditions), values
    ):
        if row not in asked:
            continue
        if waits or (recipe.splits and anchor is None):
            left_out[WAITING] += 1
        elif not canonical and not select.all_copies and row not in stands:
            left_out[COPIES] += 1
        elif row in reserved:
            left_out[RESERVED] += 1
        else:
            found.rows.append(row)
            if select.sample is not None:
                found.places.append(_place(recipe.seed, key))
            if recipe.splits:
                found.parts.append(part_of(anchor, recipe.seed, recipe.splits))
                found.texts.append(text)
                found.heads.append(head)
    return found


def _reserved(connection: sqlite3.Connection) -> RowSet:
    """Documents that are reserved, and all copies of them: a text is, wherever its author has said so."""
    reserves = lru_cache(maxsize=1024)(reserves_training)
    groups = RowSet(head or row for row, rights, head in connection.execute(_RIGHTS) if reserves(rights))
    return RowSet(row for row, _, head in connection.execute(_RIGHTS) if (head or row) in groups)


def _narrowed(connection: sqlite3.Connection, select: Selection) -> list[RowSet]:
    found = []
    if select.query is not None:
        found.append(rows_matching(connection, select.query))
    if select.where is not None:
        found.append(rows_where(connection, select.where))
    return found


def _conditions(select: Selection) -> tuple[str, dict[str, object]]:
    """A condition in SQL, and the values that it names."""
    conditions, values = ["1"], dict[str, object]()
    for name in ("site", "genre", "language", "text_state"):
        if listed := getattr(select, name):
            conditions.append(_LISTED.format(name, name))
            values[name] = json.dumps(listed)
    for name, condition in (
        ("begin", f"{_FIRST.format(select.date)} >= {_FIRST.format(':begin')}"),
        ("end", f"{_LAST.format(select.date)} <= {_LAST.format(':end')}"),
        ("min_quality", "quality >= :min_quality"),
        ("min_chars", "char_count >= :min_chars"),
        ("max_chars", "char_count <= :max_chars"),
    ):
        if (value := getattr(select, name)) is not None:
            conditions.append(condition)
            values[name] = value
    if not select.gone:
        conditions.append("gone_at IS NULL")
    return " AND ".join(conditions), values


def _place(seed: str, key: str) -> int:
    """Where a document stands in the order that samples are taken in, whatever other documents there are."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{key}".encode(), digest_size=8, person=b"sample").digest())


def _sampled(places: Sequence[int], number: int) -> list[bool]:
    """Whether each is among the first ``number``."""
    last = heapq.nsmallest(number, places)[-1]
    return [place <= last for place in places]
