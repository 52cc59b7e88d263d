"""What is known of copies, in figures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Final, NamedTuple

LARGEST: Final = 5

_COPIES = "SELECT kind, count(*) FROM near_duplicates GROUP BY kind ORDER BY kind"
_CLUSTERS = "SELECT count(DISTINCT other_id) FROM near_duplicates"
_LARGEST = """
SELECT other_id, count(*) + 1 FROM near_duplicates GROUP BY other_id ORDER BY count(*) DESC, other_id LIMIT ?
"""
_TITLE = "SELECT title FROM documents WHERE id = ?"
_SITES = """
SELECT DISTINCT site FROM documents
WHERE id = ?1 OR id IN (SELECT document_id FROM near_duplicates WHERE other_id = ?1) ORDER BY site
"""


class Cluster(NamedTuple):
    """One canonical document and how many documents it stands for, itself included."""

    canonical_id: str
    title: str | None
    documents: int
    sites: tuple[str, ...]


class Report(NamedTuple):
    """What was done, and what the corpus holds now.

    ``looked_at``: documents looked at this time. ``clusters``: those of two documents or more. ``copies``: documents
    that another one stands for, by kind (exact, near, contained).
    """

    looked_at: int
    seconds: float
    clusters: int
    copies: Mapping[str, int]
    largest: tuple[Cluster, ...]


def report(connection: sqlite3.Connection, looked_at: int, seconds: float) -> Report:
    """The figures of the database as it is."""
    (clusters,) = connection.execute(_CLUSTERS).fetchone()
    copies = dict(connection.execute(_COPIES).fetchall())
    largest = connection.execute(_LARGEST, (LARGEST,)).fetchall()
    return Report(looked_at, seconds, clusters, copies, tuple(_cluster(connection, *row) for row in largest))


def as_json(found: Report) -> str:
    """For programs."""
    values = found._asdict() | {"largest": [each._asdict() for each in found.largest]}
    return json.dumps(values, ensure_ascii=False, indent=2)


def _cluster(connection: sqlite3.Connection, key: str, documents: int) -> Cluster:
    title = connection.execute(_TITLE, (key,)).fetchone()
    sites = tuple(site for (site,) in connection.execute(_SITES, (key,)))
    return Cluster(key, title[0] if title else None, documents, sites)
