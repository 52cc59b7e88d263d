"""How many records a second the writer stores, beside what sqlite-utils and plain SQL do with the same rows.

Each record: 2,000 Chinese characters, 8 sections, 40 removals, and its page of 8 kB.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.items import Page, Record, Removal, Section, TextLine
from pipeline.store import Writer, open_database, rows
from pipeline.store.history import StoreFacts

Pair = tuple[Page, Record]

RECORDS = 20_000
ROUNDS = 4
ONE_BY_ONE = 1_000
CHUNK = 500
AT = "2024-05-01T08:00:00Z"
COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种"
)


def pairs(count: int) -> list[Pair]:
    """Pages and records that differ in every text."""
    rng = random.Random(7)
    return [_pair(rng, number) for number in range(count)]


def renumbered(items: Sequence[Pair], part: int) -> list[Pair]:
    """The same texts as other documents, for a file that grows."""
    return [_renumbered(page, record, f"{part}-{n:05}") for n, (page, record) in enumerate(items)]


def _renumbered(page: Page, record: Record, number: str) -> Pair:
    page = replace(page, url=f"https://m.example.com/p-{number}.html")
    return page, replace(
        record,
        id=hashlib.sha256(number.encode()).hexdigest()[:16],
        canonical_url=f"https://example.com/p-{number}.html",
        content_sha256=hashlib.sha256(f"{number}{record.text}".encode()).hexdigest(),
        page_id=page.id,
    )


LINES = 15


def _pair(rng: random.Random, number: int) -> Pair:
    url = f"https://m.example.com/p-{number}.html"
    page = Page(url=url, fetched_at=AT, body=rng.randbytes(8_000), headers=(("Content-Type", "text/html"),))
    text = "\n".join("".join(rng.choices(COMMON, k=249)) for _ in range(8)) + "。" * 8
    record = Record(
        id=hashlib.sha256(url.encode()).hexdigest()[:16],
        url=url,
        canonical_url=f"https://example.com/p-{number}.html",
        site="example.com",
        family="wenku_cms",
        title=f"在第{number}次会议上的讲话",
        text=text,
        text_state="full",
        genre="speech",
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        char_count=len(text),
        paragraph_count=8,
        quality=0.9,
        placeholders=2,
        spoken_on="2021-03-11",
        fetched_at=AT,
        page_id=page.id,
        extractor_version="1",
        sections=tuple(Section(1, f"第{n}部分", n * 250, n * 250 + 249) for n in range(8)),
        removals=tuple(Removal("prompt", n * 50, f"点击下载第{n}页的全部内容") for n in range(40)),
        lines=tuple(_line(rng, n) for n in range(LINES)),
        copy_key=hashlib.sha256(text.encode()).hexdigest()[:16],
    )
    return page, record


def _line(rng: random.Random, n: int) -> TextLine:
    """Of the short lines of a text a third stand on every document of the site."""
    text = f"本站第{n}行" if n % 3 == 0 else "".join(rng.choices(COMMON, k=12))
    return TextLine(hashlib.sha256(text.encode()).hexdigest()[:16], text, n < 3)


def with_writer(path: Path, items: Sequence[Pair]) -> None:
    """Store them as a crawl does."""
    with Writer(path) as writer:
        writer.start_run("bench", None, {})
        for page, record in items:
            writer.put(page, [record])


def with_upserts(path: Path, items: Sequence[Pair]) -> None:
    """Store them as the manual of sqlite-utils begins: an upsert for each item."""
    database = open_database(path)
    tables = {name: database.table(name) for name in ("pages", "documents", "sections", "removals")}
    for page, record in items:
        sections = [dict(zip(rows.SECTION, row, strict=True)) for row in rows.section_rows(record)]
        removals = [dict(zip(rows.REMOVAL, row, strict=True)) for row in rows.removal_rows(record)]
        tables["pages"].upsert(
            dict(zip(rows.PAGE, rows.page_row(page, [record], None), strict=True)), pk="id"
        )
        tables["documents"].upsert(dict(zip(rows.DOCUMENT, _document(record), strict=True)), pk="id")
        tables["sections"].upsert_all(sections, pk=("document_id", "ordinal"))
        tables["removals"].upsert_all(removals, pk=("document_id", "ordinal"))
    database.conn.close()


def with_executemany(path: Path, items: Sequence[Pair]) -> None:
    """Store them with nothing decided: the same rows, in chunks, as fast as SQLite takes them from Python."""
    connection = open_database(path).conn
    for start in range(0, len(items), CHUNK):
        chunk = items[start : start + CHUNK]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(rows.PUT_PAGE, [rows.page_row(page, [record], None) for page, record in chunk])
        connection.executemany(rows.PUT_DOCUMENT, [_document(record) for _, record in chunk])
        connection.executemany(SECTION, [row for _, r in chunk for row in rows.section_rows(r)])
        connection.executemany(REMOVAL, [row for _, r in chunk for row in rows.removal_rows(r)])
        connection.execute("COMMIT")
    connection.close()


def _document(record: Record) -> rows.Row:
    return rows.document_row(record, StoreFacts(AT, AT, AT, None, None, 1), None)


def rates(store: Callable[[Path, Sequence[Pair]], None], rounds: Iterable[Sequence[Pair]]) -> list[float]:
    """Records a second of each round, opening and closing included, all into one new file."""
    with tempfile.TemporaryDirectory() as folder:
        return [_rate(store, Path(folder, "corpus.db"), items) for items in rounds]


def _rate(store: Callable[[Path, Sequence[Pair]], None], path: Path, items: Sequence[Pair]) -> float:
    started = time.perf_counter()
    store(path, items)
    return len(items) / (time.perf_counter() - started)


SECTION, REMOVAL = (f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?)" for table in ("sections", "removals"))


def main() -> None:
    """Print the table."""
    items = pairs(RECORDS)
    ways = (
        ("`executemany`, 500 a transaction", with_executemany),
        ("`Writer`", with_writer),
    )
    measured = [(name, rates(way, (renumbered(items, n) for n in range(ROUNDS)))) for name, way in ways]
    measured.append(("sqlite-utils, one `upsert` per item", rates(with_upserts, [items[:ONE_BY_ONE]])))
    plain = measured[0][1][0]
    last = f"the same after {(ROUNDS - 1) * RECORDS:,} more"
    print(f"| way | records/s in a new file | of `executemany` | {last} |\n|---|---:|---:|---:|")
    for name, speeds in measured:
        later = f"{speeds[-1]:,.0f}" if len(speeds) > 1 else ""
        print(f"| {name} | {speeds[0]:,.0f} | {speeds[0] / plain:.0%} | {later} |")
