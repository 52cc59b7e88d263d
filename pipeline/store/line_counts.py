"""Counting the lines of sites, in the transaction that stores the documents they stand on.

The unit is a text: all copies of it, and all fetches of each, count once. What is added up does not depend on
the order in which documents come, save that rare lines of a large site are forgotten (MAX_LINES).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Protocol

from pipeline.items import TextLine
from pipeline.store.many import insert, run_many
from pipeline.store.rows import Row

# A line that may become the site's stands on every second text or so, hence is far from the rare ones.
MAX_LINES: Final = 20_000
CHECKED_EVERY: Final = 100
HASH_BYTES: Final = 8

_LOAD = (
    "SELECT site, copy_key, lines FROM site_texts"
    " WHERE (site, copy_key) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
)
_PUT_TEXT = """
INSERT INTO site_texts (site, copy_key, lines, first_on, last_on) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (site, copy_key) DO UPDATE SET lines = excluded.lines,
    first_on = min(first_on, excluded.first_on), last_on = max(last_on, excluded.last_on)
"""
_LINE = ("site", "key", "text", "at_edge", "document_id", "first_seen_at", "last_seen_at", "documents")
_SEE = """ ON CONFLICT (site, key) DO UPDATE SET first_seen_at = min(first_seen_at, excluded.first_seen_at),
    last_seen_at = max(last_seen_at, excluded.last_seen_at)"""
_PUT_LINE = (
    f"{insert('site_lines', _LINE)}{_SEE}, documents = documents + 1, at_edge = at_edge + excluded.at_edge"
)
# A line that was forgotten since stays so.
_SEE_LINE = f"""
INSERT INTO site_lines (site, key, first_seen_at, last_seen_at, text, documents, at_edge, document_id)
SELECT column1, column2, column3, column4, '', 0, 0, '' FROM (VALUES {{rows}})
WHERE EXISTS (SELECT 1 FROM site_lines WHERE site = column1 AND key = column2)
{_SEE}
"""  # noqa: S608
_PUT_SITE = """
INSERT INTO sites (site, texts, counted) VALUES (?, ?, ?)
ON CONFLICT (site) DO UPDATE SET texts = texts + excluded.texts, counted = counted + excluded.counted
RETURNING texts
"""
_COUNT_LINES = "SELECT count(*) FROM site_lines WHERE site = ?"
_FORGET = """
DELETE FROM site_lines WHERE site = ?1 AND key IN (
    SELECT key FROM site_lines WHERE site = ?1 ORDER BY documents, last_seen_at, key LIMIT ?2
)
"""


class Counted(Protocol):
    """What is counted of a record."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def site(self) -> str: ...  # noqa: D102
    @property
    def copy_key(self) -> str: ...  # noqa: D102
    @property
    def fetched_at(self) -> str: ...  # noqa: D102
    @property
    def lines(self) -> tuple[TextLine, ...]: ...  # noqa: D102


@dataclass(slots=True)
class _Text:
    """What is counted of one text: the hashes of its lines, and the days on which it was served."""

    lines: set[bytes]
    known: bool
    days: list[str]

    def row(self, site: str, copy_key: str) -> Row:
        return (site, copy_key, b"".join(sorted(self.lines)), min(self.days), max(self.days))


class LineCounts:
    """The lines of some records, counted when all of them have been taken."""

    def __init__(self, connection: sqlite3.Connection, records: Iterable[Counted]) -> None:
        self._connection = connection
        keys = json.dumps([(record.site, record.copy_key) for record in records if record.copy_key])
        self._texts = {
            (site, key): _Text(divided(lines), known=True, days=[])
            for site, key, lines in connection.execute(_LOAD, (keys,))
        }
        self._lines: list[Row] = []
        self._seen: list[Row] = []
        self._new: Counter[str] = Counter()
        self._counted: Counter[str] = Counter()

    def take(self, record: Counted) -> None:
        """Count a record's lines, unless its text was seen with them before."""
        if not record.copy_key:
            return
        text = self._texts.setdefault((record.site, record.copy_key), _Text(set(), known=False, days=[]))
        at = record.fetched_at
        text.days.append(at[:10])
        if not text.known:
            self._new[record.site] += 1
            text.known = True
        for line in record.lines:
            mark = mark_of(line.key)
            if mark not in text.lines:
                text.lines.add(mark)
                self._counted[record.site] += 1
                self._lines.append((record.site, line.key, line.text, line.at_edge, record.id, at, at, 1))
            else:
                self._seen.append((record.site, line.key, at, at))

    def write(self) -> None:
        """Add it all up in the tables; inside the caller's transaction."""
        taken = [text.row(*key) for key, text in self._texts.items() if text.days]
        self._connection.executemany(_PUT_TEXT, taken)
        run_many(self._connection, _PUT_LINE, self._lines)
        run_many(self._connection, _SEE_LINE, self._seen)
        for site in self._counted | self._new:
            new, lines = self._new[site], self._counted[site]
            ((texts,),) = self._connection.execute(_PUT_SITE, (site, new, new + lines)).fetchall()
            if texts // CHECKED_EVERY > (texts - new) // CHECKED_EVERY:
                self._forget(site)

    def _forget(self, site: str) -> None:
        """Keep a site's lines in bounds: of too many, the rarest half goes, of equals those not seen for longest."""
        (number,) = self._connection.execute(_COUNT_LINES, (site,)).fetchone()
        if number > MAX_LINES:
            self._connection.execute(_FORGET, (site, number - MAX_LINES // 2))


def mark_of(key: str) -> bytes:
    """What ``site_texts`` keeps of a line."""
    return blake2b(key.encode("utf-8", "replace"), digest_size=HASH_BYTES).digest()


def divided(blob: bytes) -> set[bytes]:
    """The marks in a row of ``site_texts``."""
    return {blob[at : at + HASH_BYTES] for at in range(0, len(blob), HASH_BYTES)}
