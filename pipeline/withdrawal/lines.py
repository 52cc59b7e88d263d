"""Site lines without the withdrawn texts: counted no more, and none left in words that only these had."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.items import Removal
from pipeline.refine.site_lines import RULE, copy_key, standing_lines, with_site_lines
from pipeline.store.line_counts import divided, mark_of

_TEXTS = "SELECT id, canonical_url, text FROM documents WHERE site = ?"
_CUT = "SELECT position, text FROM removals WHERE document_id = ? AND rule = ? ORDER BY ordinal"
_COUNTED = "SELECT lines FROM site_texts WHERE site = ? AND copy_key = ?"
_KEYS = "SELECT key FROM site_lines WHERE site = ?"
_LESS = """
UPDATE site_lines SET documents = documents - 1, at_edge = max(0, min(at_edge - ?, documents - 1))
WHERE site = ? AND key = ?
"""
_DROP_EMPTY = "DELETE FROM site_lines WHERE site = ? AND documents < 1"
_DROP_TEXT = "DELETE FROM site_texts WHERE site = ? AND copy_key = ?"
_FEWER = "UPDATE sites SET texts = max(0, texts - ?) WHERE site = ?"
_ORPHANED = """
SELECT site, key FROM site_lines AS line WHERE NOT EXISTS (SELECT 1 FROM documents WHERE id = line.document_id)
"""
_GIVE = "UPDATE site_lines SET text = ?, document_id = ? WHERE site = ? AND key = ?"
_DROP = "DELETE FROM site_lines WHERE site = ? AND key = ?"
_FORGET_SITE = tuple(f"DELETE FROM {table} WHERE site = ?" for table in ("site_lines", "site_texts", "sites"))  # noqa: S608


class Counted(NamedTuple):
    """Texts of one site that are about to go: by their copy keys, and whether each line stood at an edge."""

    site: str
    texts: Mapping[str, Mapping[str, bool]]


def counted(connection: sqlite3.Connection, sites: Iterable[str], urls: Collection[str]) -> list[Counted]:
    """What the documents at these addresses have added to the lines of their sites. Asked before they are deleted.

    A text of which another document has a copy stays counted.
    """
    found = []
    for site in sites:
        gone: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        kept = set()
        for _, url, lines in _texts(connection, site):
            if url in urls:
                gone[copy_key(lines)] |= {line.key: line.at_edge for line in standing_lines(lines)}
            else:
                kept.add(copy_key(lines))
        found.append(Counted(site, {key: lines for key, lines in gone.items() if key not in kept}))
    return found


def discount(connection: sqlite3.Connection, texts: Iterable[Counted]) -> None:
    """Count those texts no more."""
    for site, gone in texts:
        keys = {mark_of(key): key for (key,) in connection.execute(_KEYS, (site,))}
        for copy, edges in gone.items():
            row = connection.execute(_COUNTED, (site, copy)).fetchone()
            if row is None:
                continue
            marks = divided(row[0]) & keys.keys()
            lines = [keys[mark] for mark in sorted(marks)]
            connection.executemany(_LESS, [(edges.get(key, False), site, key) for key in lines])
            connection.execute(_DROP_TEXT, (site, copy))
            connection.execute(_FEWER, (1, site))
        connection.execute(_DROP_EMPTY, (site,))


def forget_site(connection: sqlite3.Connection, site: str) -> None:
    """Nothing is known of its lines any more."""
    for statement in _FORGET_SITE:
        connection.execute(statement, (site,))


def heal(connection: sqlite3.Connection) -> None:
    """Every line that was met first on a document that is gone: as another one has it, or not at all."""
    orphaned: defaultdict[str, set[str]] = defaultdict(set)
    for site, key in connection.execute(_ORPHANED):
        orphaned[site].add(key)
    for site, keys in orphaned.items():
        for document, _, lines in _texts(connection, site):
            for line in standing_lines(lines):
                if line.key in keys:
                    keys.discard(line.key)
                    connection.execute(_GIVE, (line.text, document, site, line.key))
            if not keys:
                break
        connection.executemany(_DROP, [(site, key) for key in sorted(keys)])


def _texts(connection: sqlite3.Connection, site: str) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Id, canonical URL and lines of each text of a site, as they were counted."""
    for document, url, text in connection.execute(_TEXTS, (site,)):
        if text:
            cut = [Removal(RULE, *row) for row in connection.execute(_CUT, (document, RULE))]
            yield document, url, with_site_lines(text, cut)
