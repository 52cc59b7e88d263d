"""Documents of the other database, with sections, removals and versions. Whoever calls holds the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.merge.rules import Joined, Row, joined
from pipeline.store.characters import characters
from pipeline.store.rows import DOCUMENT, REMOVAL, SECTION

# What only this database decides: when a document was gone, and which ones are copies.
_OWN: Final = ("gone_at", "cluster_id", "is_canonical", "run_id")
_FACTS: Final = ("first_seen_at", "last_seen_at", "changed_at")
_READ: Final = tuple(name for name in DOCUMENT if name not in (*_OWN, *_FACTS))
_NAMES = ", ".join((*_READ, *_FACTS))
_VERSION: Final = (
    *("document_id", "title", "text", "text_state", "content_sha256", "first_seen_at", "last_seen_at"),
    *("page_id", "extractor_version"),
)
_ROW = ", ".join(f"{{0}}.{name}" for name in Row._fields)
_BOTH = f"""
SELECT theirs.id, {_ROW.format("ours")}, {_ROW.format("theirs")} FROM src.documents AS theirs
JOIN main.documents AS ours ON ours.id = theirs.id ORDER BY theirs.rowid
"""  # noqa: S608
# What was withdrawn here since it was merged stays out.
_NEW = """
INSERT INTO joining SELECT id FROM src.documents
WHERE id NOT IN (SELECT id FROM main.documents)
    AND page_id NOT IN (SELECT id FROM main.pages WHERE withdrawal_id IS NOT NULL)
"""
_PUT_NEW = f"""
INSERT INTO main.documents ({_NAMES}, run_id) SELECT {_NAMES}, ours FROM src.documents LEFT JOIN run_of ON theirs = run_id
WHERE id IN (SELECT id FROM joining) ORDER BY src.documents.rowid
"""  # noqa: S608
_REPLACE = f"""
UPDATE main.documents SET ({", ".join(_READ)}, cluster_id, is_canonical, run_id) =
    (SELECT {", ".join(_READ)}, NULL, 1, (SELECT ours FROM run_of WHERE theirs = run_id) FROM src.documents WHERE id = ?1)
WHERE id = ?1
"""  # noqa: S608
_SET_FACTS = "UPDATE main.documents SET first_seen_at = ?, last_seen_at = ?, changed_at = ? WHERE id = ?"
_PARTS = {"sections": SECTION, "removals": REMOVAL}
_COUNT_REMOVALS = f"""
INSERT INTO main.removal_counts
SELECT rule, count(*), sum({characters("text")}) FROM src.removals WHERE document_id IN (SELECT id FROM joining) GROUP BY rule
ON CONFLICT DO UPDATE SET removals = removals + excluded.removals, characters = characters + excluded.characters
"""  # noqa: S608
_KEPT = ("text", "page_id", "extractor_version", "run_id")
_IS_LATER = "(excluded.last_seen_at, excluded.page_id) > (last_seen_at, page_id)"
_ON_KNOWN = f"""
ON CONFLICT (document_id, content_sha256, text_state, ifnull(title, '')) DO UPDATE SET
    {", ".join(f"{name} = iif({_IS_LATER}, excluded.{name}, {name})" for name in _KEPT)},
    first_seen_at = min(first_seen_at, excluded.first_seen_at), last_seen_at = max(last_seen_at, excluded.last_seen_at)
"""
_PUT_VERSIONS = f"""
INSERT INTO main.document_versions ({", ".join(_VERSION)}, run_id)
SELECT {", ".join(_VERSION)}, ours FROM src.document_versions LEFT JOIN run_of ON theirs = run_id
WHERE document_id IN (SELECT id FROM main.documents) ORDER BY id {_ON_KNOWN}
"""  # noqa: S608
_LEAVE = f"""
INSERT INTO main.document_versions ({", ".join(_VERSION)}, run_id)
SELECT id, title, text, text_state, content_sha256, changed_at, last_seen_at, page_id, extractor_version, {{run}}
FROM {{of}}.documents WHERE id = ? {_ON_KNOWN}
"""  # noqa: S608
_LEAVE_OURS = _LEAVE.format(of="main", run="run_id")
_LEAVE_THEIRS = _LEAVE.format(of="src", run="(SELECT ours FROM run_of WHERE theirs = run_id)")
# A version that has become the document again is none.
_IS_CURRENT = """
version.document_id = document.id AND version.content_sha256 = document.content_sha256
AND version.text_state = document.text_state AND version.title IS document.title
"""
_SINCE = f"""
UPDATE main.documents AS document SET changed_at = version.first_seen_at
FROM main.document_versions AS version WHERE {_IS_CURRENT} AND version.first_seen_at < document.changed_at
"""  # noqa: S608
_TAKE = f"""
DELETE FROM main.document_versions WHERE id IN (
    SELECT version.id FROM main.documents AS document JOIN main.document_versions AS version ON {_IS_CURRENT}
)
"""  # noqa: S608
_UNSETTLE = """
UPDATE main.sites SET settled = 0, settled_lines = NULL
WHERE site IN (SELECT site FROM main.documents WHERE id IN (SELECT id FROM joining))
"""
TABLES: Final = ("CREATE TEMP TABLE IF NOT EXISTS joining (id TEXT PRIMARY KEY) WITHOUT ROWID",)


class Documents(NamedTuple):
    """How many were not known, and of those known how many are newer, older, or the same row as here."""

    new: int
    newer: int
    older: int
    known: int


def copy_documents(connection: sqlite3.Connection) -> Documents:
    """The newest row of each document; other contents are versions of it. Sites of new rows are to be settled anew."""
    connection.execute("DELETE FROM joining")
    both = list(_both(connection))
    new = connection.execute(_NEW).rowcount
    connection.execute(_PUT_NEW)
    newer = older = 0
    for key, ours, theirs in both:
        found = joined(ours, theirs)
        newer += found.takes_place
        older += ours != theirs and not found.takes_place
        if ours != theirs:
            _join(connection, key, found)
    for table, names in _PARTS.items():
        columns = ", ".join(f'"{name}"' for name in names)
        connection.execute(
            f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM src.{table}"  # noqa: S608
            " WHERE document_id IN (SELECT id FROM joining)"
        )
    connection.execute(_COUNT_REMOVALS)
    for statement in (_PUT_VERSIONS, _SINCE, _TAKE, _UNSETTLE):
        connection.execute(statement)
    return Documents(new, newer, older, len(both) - newer - older)


def _both(connection: sqlite3.Connection) -> Iterator[tuple[str, Row, Row]]:
    width = len(Row._fields)
    for key, *columns in connection.execute(_BOTH):
        yield key, Row._make(columns[:width]), Row._make(columns[width:])


def _join(connection: sqlite3.Connection, key: str, found: Joined) -> None:
    if found.leaves_version:
        connection.execute(_LEAVE_OURS if found.takes_place else _LEAVE_THEIRS, (key,))
    if found.takes_place:
        for table in _PARTS:
            connection.execute(f"DELETE FROM main.{table} WHERE document_id = ?", (key,))  # noqa: S608
        connection.execute(_REPLACE, (key,))
        connection.execute("INSERT INTO joining VALUES (?)", (key,))
    facts = (found.first_seen_at, found.last_seen_at, found.changed_at)
    connection.execute(_SET_FACTS, (*facts, key))
