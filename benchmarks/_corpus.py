"""A database of documents that were never pages: for benchmarks that begin where a crawl ends."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from pipeline.store import open_database

_PUT = """
INSERT INTO documents (id, url, canonical_url, site, family, title, text, text_state, genre, char_count, paragraph_count,
    quality, placeholders, content_sha256, first_seen_at, last_seen_at, changed_at, fetched_at, page_id, extractor_version)
VALUES (?1, ?2, ?2, ?3, 'generic', ?4, ?5, 'full', 'speech', ?6, 1, 1.0, 0, ?7, ?8, ?8, ?8, ?8, '', '')
"""


def add_documents(
    path: Path, documents: Iterable[tuple[str, str]], numbers: Sequence[int] | None = None
) -> list[str]:
    """Store titles and texts as documents of ten sites; their ids. Addresses and times are by their numbers."""
    ids = []
    with closing(open_database(path).conn) as connection:
        (stored,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        connection.execute("BEGIN")
        for place, (title, text) in enumerate(documents):
            number = numbers[place] if numbers else stored + place
            url = f"https://site{number % 10}.example/p-{number}.html"
            key = hashlib.blake2b(url.encode(), digest_size=8).hexdigest()
            ids.append(key)
            digest = hashlib.sha256(text.encode()).hexdigest()
            at = f"2024-05-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
            site = f"site{number % 10}.example"
            connection.execute(_PUT, (key, url, site, title, text, len(text), digest, at))
        connection.execute("COMMIT")
    return ids


def clusters_of(path: Path) -> dict[str, str | None]:
    """The cluster of every document."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT id, cluster_id FROM documents").fetchall())
