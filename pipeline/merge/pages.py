"""Pages and rejects of the other database. Whoever calls holds the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.store.rows import PAGE

_PAGE = tuple(name for name in PAGE if name != "run_id")
_ABOUT = ", ".join(_PAGE)
_OF_PAGE: Final = {"warc_file": "ifnull(path_of.path, page.warc_file)"}
_PUT_PAGES = f"""
INSERT INTO main.pages ({_ABOUT}, run_id, withdrawal_id)
SELECT {", ".join(_OF_PAGE.get(name, f"page.{name}") for name in _PAGE)}, run_of.ours, withdrawal_of.ours
FROM src.pages AS page LEFT JOIN path_of ON path_of.name = page.warc_file
LEFT JOIN run_of ON run_of.theirs = page.run_id LEFT JOIN withdrawal_of ON withdrawal_of.theirs = page.withdrawal_id
WHERE true ORDER BY page.rowid
ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, documents = excluded.documents
WHERE withdrawal_id IS NULL AND excluded.withdrawal_id IS NULL
    AND (excluded.documents, excluded.outcome, ifnull(excluded.reason, '')) > (documents, outcome, ifnull(reason, ''))
"""  # noqa: S608
# A page that is known was read twice, by rules of different age; it has its documents if it gave some to either.
_REJECT: Final = ("url", "site", "outcome", "reason", "page_id", "last_seen_at")
_AGE = "({0}.last_seen_at, ifnull({0}.page_id, ''), {0}.outcome, {0}.reason, {0}.url)"
_IS_NEWER = f"{_AGE.format('excluded')} > {_AGE.format('rejects')}"
_PUT_REJECTS = f"""
INSERT INTO main.rejects (canonical_url, {", ".join(_REJECT)}, first_seen_at, run_id)
SELECT canonical_url, {", ".join(_REJECT)}, first_seen_at, ours FROM src.rejects LEFT JOIN run_of ON theirs = run_id
WHERE true
ON CONFLICT (canonical_url) DO UPDATE SET first_seen_at = min(first_seen_at, excluded.first_seen_at),
    {", ".join(f"{name} = iif({_IS_NEWER}, excluded.{name}, {name})" for name in (*_REJECT, "run_id"))}
"""  # noqa: S608
# A page that served a document ends what was said of its address before.
_DROP_REJECTS = """
DELETE FROM main.rejects WHERE EXISTS (
    SELECT 1 FROM main.documents AS document
    WHERE document.canonical_url = rejects.canonical_url AND document.last_seen_at >= rejects.last_seen_at
)
"""


_NOTE_PATH = """
INSERT INTO path_of SELECT theirs.warc_file, ours.warc_file FROM src.pages AS theirs JOIN main.pages AS ours ON ours.id = theirs.id
WHERE theirs.warc_file = ? AND substr(ours.warc_file, -1 - length(theirs.warc_file)) = '/' || theirs.warc_file LIMIT 1
"""
TABLES: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS path_of (name TEXT PRIMARY KEY, path TEXT NOT NULL) WITHOUT ROWID",
)


def note_paths(connection: sqlite3.Connection, by_path: Mapping[str, str], settled: Iterable[str]) -> None:
    """Let archive files that have no link here be known by their paths; ``settled`` ones, as an earlier merge has found."""
    connection.execute("DELETE FROM path_of")
    connection.executemany("INSERT INTO path_of VALUES (?, ?)", by_path.items())
    connection.executemany(_NOTE_PATH, ((name,) for name in settled))


def copy_pages(connection: sqlite3.Connection) -> int:
    """Every fetch, by its id; how many were not known."""
    (before,) = connection.execute("SELECT count(*) FROM main.pages").fetchone()
    connection.execute(_PUT_PAGES)
    (after,) = connection.execute("SELECT count(*) FROM main.pages").fetchone()
    return int(after - before)


def copy_rejects(connection: sqlite3.Connection) -> None:
    """The newest reject of each address, unless a document was served there since."""
    connection.execute(_PUT_REJECTS)
    connection.execute(_DROP_REJECTS)
