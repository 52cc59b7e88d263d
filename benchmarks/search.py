"""Search over DOCUMENTS (200,000) synthetic documents of 1,500 characters: how fast the index is built, how large it is,
how long queries of 1, 2 and 4 characters take, and what share of the true hits is found; beside FTS5's own tokenizers.

A query is what ``scrapy search`` asks: the number of all hits, the best 20, their snippets. Queries are taken from the whole
range of frequencies, from a handful of documents to all of them. CORPUS names a file to make the corpus in, and keep;
when it is there already, only the queries are timed.
"""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice, pairwise
from pathlib import Path

from benchmarks._zipf import CHARS, documents, words
from pipeline.corpus.search import catch_up, match, register, search
from pipeline.store import connect, open_database

DOCUMENTS = int(os.environ.get("DOCUMENTS", "200000"))
QUERIES, ROUNDS, JUDGED = 100, 3, 40
CHUNK = 250
PEERS = {"unicode61": "unicode61", "trigram": "trigram"}

Row = tuple[object, ...]

_PUT = """
INSERT INTO documents (id, url, canonical_url, site, family, title, text, text_state, genre, char_count, paragraph_count,
    quality, placeholders, content_sha256, is_canonical, first_seen_at, last_seen_at, changed_at, fetched_at, page_id,
    extractor_version)
VALUES (?1, ?2, ?2, 'example.org', 'generic', ?3, ?4, 'full', 'speech', length(?4), 1, 1, 0, ?1, ?5, '2024-05-01T00:00:00Z',
    '2024-05-01T00:00:00Z', '2024-05-01T00:00:00Z', '2024-05-01T00:00:00Z', ?1, '1')
"""


def main() -> None:
    """Print the tables."""
    kept = os.environ.get("CORPUS")
    if kept and Path(kept).exists():
        _time_queries(Path(kept))
        return
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(kept or Path(folder, "corpus.db")), Path(folder))


def _compare(corpus: Path, folder: Path) -> None:
    _fill(corpus)
    before, texts = _size(corpus), _octets(corpus)
    print(
        f"{DOCUMENTS:,} documents of {CHARS:,} characters: {texts / 1e6:,.0f} MB of titles and texts.\n",
        flush=True,
    )
    seconds = _timed(lambda: catch_up(corpus, lambda _done, _left: None))
    _time_queries(corpus)
    print("| index | documents/s | MB | of the texts | two characters: found | four: found |")
    print("|---|---:|---:|---:|---:|---:|", flush=True)
    with closing(connect(corpus, readonly=True)) as connection:
        truth = _Truth(connection)
        ours = truth.shares(lambda word: _rows(connection, "documents_fts", match(word)))
        _print("pairs (ours)", seconds, _size(corpus) - before, texts, ours)
        for name, tokenizer in PEERS.items():
            _peer(folder / f"{name}.db", tokenizer, connection, texts, truth)


def _octets(path: Path) -> int:
    with closing(connect(path, readonly=True)) as connection:
        found: int = connection.execute(
            "SELECT sum(length(CAST(title || text AS BLOB))) FROM documents"
        ).fetchone()[0]
    return found


def _fill(path: Path) -> None:
    with closing(open_database(path).conn) as connection:
        rows = (
            (f"{number:016x}", f"https://example.org/p-{number}.html", title, text, number % 5 > 0)
            for number, (title, text) in enumerate(documents(DOCUMENTS))
        )
        for chunk in _chunks(rows, 2000):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_PUT, chunk)
            connection.execute("COMMIT")


def _peer(path: Path, tokenizer: str, corpus: sqlite3.Connection, texts: int, truth: _Truth) -> None:
    """FTS5 with a tokenizer of its own over the same titles and texts, without copies of them."""
    with closing(open_database(path).conn) as connection:
        connection.execute(
            f"CREATE VIRTUAL TABLE peer USING fts5(title, text, content='', tokenize='{tokenizer}')"
        )
        rows = corpus.execute("SELECT rowid, title, text FROM documents ORDER BY rowid")
        before = _size(path)

        def build() -> None:
            for chunk in _chunks(rows, CHUNK):
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT INTO peer (rowid, title, text) VALUES (?, ?, ?)", chunk)
                connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        seconds = _timed(build)
        shares = truth.shares(lambda word: _rows(connection, "peer", f'"{word}"'))
        _print(tokenizer, seconds, _size(path) - before, texts, shares)


class _Truth:
    """In which documents words of two and four characters stand, by looking."""

    def __init__(self, corpus: sqlite3.Connection) -> None:
        self._documents: dict[str, set[int]] = {
            word: set() for length in (2, 4) for word in _words(length)[:: QUERIES // JUDGED]
        }
        for row, text in corpus.execute("SELECT rowid, title || char(10) || text FROM documents"):
            for word, rows in self._documents.items():
                if word in text:
                    rows.add(row)

    def shares(self, find: Callable[[str], set[int]]) -> list[tuple[float, int]]:
        """For two and for four characters: the share of true hits that is found, and how many false ones are."""
        return [self._share(length, find) for length in (2, 4)]

    def _share(self, length: int, find: Callable[[str], set[int]]) -> tuple[float, int]:
        true = found = false = 0
        for word, rows in self._documents.items():
            if len(word) == length:
                hits = find(word)
                true, found, false = true + len(rows), found + len(rows & hits), false + len(hits - rows)
        return found / true, false


def _words(length: int) -> list[str]:
    """From the commonest to rare ones, as many of each order of magnitude; all of them are words or parts of such."""
    all_words = words()
    if length == 1:
        ranked = [character for character, _ in Counter("".join(all_words[:20_000])).most_common()]
    else:
        ranked = [word for word in all_words if len(word) == length]
    if length == 4:
        # Two common words side by side are commoner than any word of four.
        pairs = [word for word in all_words if len(word) == 2]
        ranked = [a + b for a, b in pairwise(pairs[:41])] + ranked
    rng = random.Random(length)
    return [ranked[int(len(ranked) ** rng.random()) - 1] for _ in range(QUERIES)]


def _time_queries(corpus: Path) -> None:
    with closing(connect(corpus, readonly=True)) as connection:
        register(connection)
        _latencies(connection)


def _latencies(connection: sqlite3.Connection) -> None:
    print(
        "| characters | p50, ms | p95, ms | p95, ms of processor time | slowest, ms | documents found, median | most |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for length in (1, 2, 4):
        asked = [word for _ in range(ROUNDS) for word in _words(length)]
        timed = [_ask(connection, word) for word in asked]
        totals, walls, works = zip(*timed, strict=True)
        times = (statistics.median(walls), _p95(walls), _p95(works), max(walls))
        figures = " | ".join(f"{1e3 * each:.1f}" for each in times)
        print(f"| {length} | {figures} | {statistics.median(totals):,.0f} | {max(totals):,} |", flush=True)
    print()


def _ask(connection: sqlite3.Connection, word: str) -> tuple[int, float, float]:
    """How many documents there are, and the seconds it took, on the clock and of processor time."""
    begin, work = time.perf_counter(), time.process_time()
    total = search(connection, word, limit=20).total
    return total, time.perf_counter() - begin, time.process_time() - work


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _print(name: str, seconds: float, size: int, texts: int, shares: Sequence[tuple[float, int]]) -> None:
    found = " | ".join(f"{share:.1%}" + (f", {false:,} false" if false else "") for share, false in shares)
    print(
        f"| {name} | {DOCUMENTS / seconds:,.0f} | {size / 1e6:,.0f} | {size / texts:.2f} | {found} |",
        flush=True,
    )


def _rows(connection: sqlite3.Connection, table: str, expression: str) -> set[int]:
    query = f"SELECT rowid FROM {table} WHERE {table} MATCH ?"
    return {row for (row,) in connection.execute(query, (expression,))}


def _chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _size(path: Path) -> int:
    return path.stat().st_size
