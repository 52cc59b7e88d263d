"""A corpus of short documents, compared and indexed as a crawl leaves it: for benchmarks that begin where a crawl ends."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks._speeches import CLOSINGS, FORMULAS, GIVEN, OCCASIONS, PLACES, SURNAMES, sentence
from pipeline.store import open_database

CHARS = 300
SENTENCES, SITES, CHUNK = 20_000, 40, 5_000
GENRES = ("speech", "speech", "address", "remarks", "report", "essay", "other")
# One document in so many names a telephone.
TELEPHONES = 50

Row = tuple[object, ...]

_PUT_DOCUMENT = """
INSERT INTO documents (id, url, canonical_url, site, family, title, text, text_state, genre, speaker, spoken_on,
    spoken_on_precision, language, script, char_count, paragraph_count, quality, placeholders, content_sha256, cluster_id,
    is_canonical, rights, evidence, first_seen_at, last_seen_at, changed_at, fetched_at, page_id, extractor_version)
VALUES (?1, ?2, ?2, ?3, 'generic', ?4, ?5, 'full', ?6, ?7, ?8, 'day', 'zh', 'Hans', length(?5), 3, 0.9, 0, ?9, ?1, 1, ?10,
    ?11, ?12, ?12, ?12, ?12, ?1, '1')
"""
_PUT_PAGE = """
INSERT INTO pages (id, url, canonical_url, site, status, headers, sha256, size, fetched_at, outcome, documents)
VALUES (?1, ?2, ?2, ?3, 200, '[]', ?4, 20000, ?5, 'document', 1)
"""
_PUT_SECTION = "INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?)"
_RIGHTS = json.dumps({"robots": "allowed", "ai_robots": {"GPTBot": "allowed", "CCBot": "allowed"}})


class Filled(NamedTuple):
    """The rows of one document."""

    document: Row
    page: Row
    sections: tuple[Row, ...]


def fill(path: Path, count: int) -> None:
    """Store so many, the same ones every time."""
    with closing(open_database(path).conn) as connection:
        rows = _documents(count)
        while chunk := list(islice(rows, CHUNK)):
            _put(connection, chunk)
        connection.execute("BEGIN")
        # They are taken to have been compared and indexed: that has benchmarks of its own.
        connection.execute("DELETE FROM dedupe_pending")
        connection.execute("DELETE FROM search_pending")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _put(connection: sqlite3.Connection, chunk: Iterable[Filled]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_PUT_PAGE, [each.page for each in chunk])
    connection.executemany(_PUT_DOCUMENT, [each.document for each in chunk])
    connection.executemany(_PUT_SECTION, [row for each in chunk for row in each.sections])
    connection.execute("COMMIT")


def _documents(count: int) -> Iterator[Filled]:
    rng = random.Random(7)
    pool = [sentence(rng).replace("{m}", str(rng.randint(3, 9999))) for _ in range(SENTENCES)]
    pool += FORMULAS * (SENTENCES // len(FORMULAS) // 4)
    return (_document(rng, pool, number) for number in range(count))


def _document(rng: random.Random, pool: list[str], number: int) -> Filled:
    site = f"site{number % SITES}.example"
    url = f"https://{site}/p-{number}.html"
    key = hashlib.blake2b(url.encode(), digest_size=8).hexdigest()
    title, salutation, opening = (part.replace("{c}", rng.choice(PLACES)) for part in rng.choice(OCCASIONS))
    heads = ["一、去年的工作", "二、今年的打算"] if number % 3 == 0 else []
    body = "".join(rng.choices(pool, k=7))
    if number % TELEPHONES == 0:
        body += f"联系电话：138{rng.randrange(10**8):08}。"
    parts = [
        salutation,
        opening,
        *heads[:1],
        body[: CHARS // 2],
        *heads[1:],
        body[CHARS // 2 :],
        rng.choice(CLOSINGS),
    ]
    text = "\n".join(parts)
    at = f"2024-05-{number % 28 + 1:02}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
    speaker = rng.choice(SURNAMES) + rng.choice(GIVEN) if number % 2 else None
    day = f"{2000 + number % 24}-{number % 12 + 1:02}-{number % 28 + 1:02}" if number % 5 else None
    evidence = json.dumps({"spoken_on": opening[:20], "genre": title}, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Filled(
        (key, url, site, title, text, rng.choice(GENRES), speaker, day, digest, _RIGHTS, evidence, at),
        (key, url, site, hashlib.sha256(url.encode()).hexdigest(), at),
        tuple((key, n, 1, head, text.index(head), len(text)) for n, head in enumerate(heads)),
    )
