"""How long the app's pages take on a large corpus, warm, and what the counts behind them cost the store.

DOCUMENTS documents of 1,500 Chinese characters on 40 sites. Beside the counts: the same questions asked of the
documents themselves, which is what a page would do without them. Search is measured by ``benchmarks search``.
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.store import pairs, renumbered, with_writer
from pipeline.browse import counted
from pipeline.browse.corpus import corpus_of
from pipeline.browse.home import read
from pipeline.browse.serving import application
from pipeline.store import open_database

DOCUMENTS = int(os.environ.get("DOCUMENTS", "200000"))
REMOVALS = 8
ROUNDS = 9
AT = "2024-05-01T08:00:00Z"
COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种"
)
GENRES = (
    "speech",
    "speech",
    "speech",
    "address",
    "address",
    "remarks",
    "remarks",
    "report",
    "essay",
    "other",
)
STATES = ("full", "full", "full", "full", "preview", "none")
RULES = ("outside-main", "footer", "prompt", "counter", "menu", "site-line", "caption", "page-glue")
_DOCUMENT = """
INSERT INTO documents (id, url, canonical_url, site, family, title, text, text_state, genre, speaker, spoken_on,
    language, char_count, paragraph_count, quality, placeholders, content_sha256, evidence, first_seen_at,
    last_seen_at, changed_at, fetched_at, page_id, extractor_version, cluster_id, is_canonical)
VALUES (?, ?, ?, ?, 'generic', ?, ?, ?, ?, ?, ?, 'zh', ?, 8, ?, 0, ?, '{}', ?, ?, ?, ?, ?, '1', ?, ?)
"""
_REMOVAL = "INSERT INTO removals VALUES (?, ?, ?, 0, ?, '')"
_WITHOUT = {
    "documents by year": "SELECT substr(spoken_on, 1, 4), count(*) FROM documents GROUP BY 1",
    "characters in all": "SELECT count(*), sum(char_count) FROM documents",
    "documents by length": "SELECT char_count / 500, count(*) FROM documents GROUP BY 1",
    "what each rule removes": "SELECT rule, count(*), sum(length(text)) FROM removals GROUP BY rule",
}
_WITH = {
    "documents by year": "SELECT year, sum(documents) FROM document_counts GROUP BY 1",
    "characters in all": "SELECT sum(documents), sum(characters) FROM document_counts",
    "documents by length": "SELECT length_from, sum(documents) FROM document_counts GROUP BY 1",
    "what each rule removes": "SELECT rule, removals, characters FROM removal_counts",
}


def fill(path: Path, number: int) -> None:
    """Make the corpus, without its search index."""
    connection = open_database(path).conn
    rng = random.Random(5)
    # Left to its own benchmark, and to the job that follows a crawl.
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if name.startswith(("documents_search", "dedupe")):
            connection.execute(f"DROP TRIGGER {name}")
    for start in range(0, number, 5000):
        connection.execute("BEGIN")
        rows = list(_rows(rng, start, min(start + 5000, number)))
        connection.executemany(_DOCUMENT, rows)
        removed = [
            (row[0], n, rule, "点击下载全文") for row in rows for n, rule in enumerate(RULES[:REMOVALS])
        ]
        connection.executemany(_REMOVAL, removed)
        connection.execute("COMMIT")
    # What the store does for the batches that it writes.
    connection.execute("DELETE FROM removal_counts")
    connection.execute(
        "INSERT INTO removal_counts SELECT rule, count(*), sum(length(text)) FROM removals GROUP BY 1"
    )
    connection.close()


def _rows(rng: random.Random, start: int, end: int) -> Iterator[tuple[object, ...]]:
    characters = "".join(rng.choices(COMMON, k=100_000))
    for number in range(start, end):
        key = f"{number:016x}"
        site = f"site-{min(int(rng.expovariate(0.12)), 39)}.example"
        url = f"https://{site}/p-{number}.html"
        # Of ten documents four are copies of a fifth; the first few thousand are all copies of one.
        group = 0 if number < 3000 else number - number % 10 if number % 10 > 5 else number
        length = min(int(rng.lognormvariate(7.2, 0.7)), 12_000)
        place = rng.randrange(len(characters) - 1500)
        text = characters[place : place + 1500]
        spoken = f"{2024 - min(int(rng.expovariate(0.15)), 40)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        speaker = f"讲话人{rng.randrange(20_000)}" if rng.random() < 0.7 else None
        given = (
            text,
            rng.choice(STATES),
            rng.choice(GENRES),
            speaker,
            spoken if rng.random() < 0.85 else None,
        )
        yield (
            *(key, url, url, site, f"在第{number}次会议上的讲话", *given),
            *(length, round(rng.random(), 3), f"{number:064x}", AT, AT, AT, AT, key),
            *(f"{group:016x}", int(group == number)),
        )


def milliseconds(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some calls after one that warms up."""
    call()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def pages(path: Path) -> Iterable[tuple[str, float]]:
    """Each page with its time, through the whole application."""
    datasette = application(path, path.parent / "archive")
    loop = asyncio.new_event_loop()
    key = f"{1000:016x}"

    def get(address: str) -> None:
        answer: Any = loop.run_until_complete(datasette.client.get(address))
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")

    for name, address in (
        ("home", "/"),
        ("documents of a genre and a year", "/search?genre=address&year=2021"),
        ("all documents, page 100", "/search?page=100"),
        ("one document per text", "/search?canonical=1"),
        ("copies of a site", "/search?canonical=0&site=site-3.example"),
        ("a document", f"/document/{key}"),
        ("table of documents with four facets", "/corpus/documents_brief"),
        ("the same, of one genre", "/corpus/documents_brief?genre=speech"),
        ("the same, of one year", "/corpus/documents_brief?year=2021"),
        ("the same, of one site and genre", "/corpus/documents_brief?site=site-3.example&genre=address"),
        ("table of all columns, copies alone", "/corpus/documents?is_canonical=0"),
        ("question: speeches by year", "/corpus/speeches_by_year"),
        ("question: what each rule removes", "/corpus/what_rules_remove"),
        ("question: most-copied documents", "/corpus/most_copied"),
        ("question: speakers", "/corpus/speakers"),
        ("all tables", "/corpus"),
    ):
        yield name, milliseconds(lambda address=address: get(address))  # type: ignore[misc]
    if corpus := corpus_of(datasette):
        corpus.close()
    loop.close()


def store_rates(folder: Path) -> Iterator[tuple[str, float]]:
    """Records a second that the writer stores, with the counts and the indexes of m007 and without."""
    items = pairs(3000)
    removed = {
        "as it is": [],
        "without triggers for counts": ["documents_counted", "documents_uncounted", "documents_recounted"],
    }
    for name, triggers in removed.items():
        path = folder / f"{len(triggers)}.db"
        connection = open_database(path).conn
        for trigger in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.close()
        speeds = []
        for n in range(3):
            chunk = renumbered(items, n)
            started = time.perf_counter()
            with_writer(path, chunk)
            speeds.append(len(chunk) / (time.perf_counter() - started))
        yield name, statistics.median(speeds)


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.db"
        fill(path, DOCUMENTS)
        with closing(sqlite3.connect(path)) as connection:
            print(f"{DOCUMENTS:,} documents, file {path.stat().st_size / 1e6:,.0f} MB\n")
            home = milliseconds(lambda: read(connection, path))
            print("| question | from counts, ms | from the rows, ms | times |\n|---|---:|---:|---:|")
            for name, query in _WITH.items():
                kept = milliseconds(lambda query=query: connection.execute(query).fetchall())  # type: ignore[misc]
                without = milliseconds(
                    lambda name=name: connection.execute(_WITHOUT[name]).fetchall(),  # type: ignore[misc]
                    3,
                )
                print(f"| {name} | {kept:.1f} | {without:.0f} | {without / kept:,.0f} |")
            cells = len(counted.by(connection, "site"))
            print(f"\nEverything of the home page but its HTML: {home:.0f} ms ({cells} sites).\n")
        print("| page | ms |\n|---|---:|")
        for name, taken in pages(path):
            print(f"| {name} | {taken:.0f} |")
        print("\n| the store | records/s |\n|---|---:|")
        for name, speed in store_rates(Path(folder)):
            print(f"| {name} | {speed:,.0f} |")


if __name__ == "__main__":
    main()
