"""Batches and databases as the same rows, for the tests that compare them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.archive import ArchiveWriter
from pipeline.archive.sources import pages
from pipeline.batch.batch import Done, run
from pipeline.batch.describing import documents
from pipeline.batch.local import Crew, LocalExecutor
from pipeline.batch.places import Places
from pipeline.batch.plan import planned
from pipeline.batch.reading import Reading
from pipeline.batch.shards import find_shards
from pipeline.batch.stages import stages
from pipeline.export.columns import columns
from pipeline.export.rows import exported
from pipeline.export.selection import Chosen
from pipeline.items import Page
from pipeline.store.withdrawals import NOTHING, InForce

# When copies were found is not of the content, nor what an archive leaves out of headers, nor where it has a page.
TABLES = {
    "removals": "document_id, ordinal, rule, position, text, replacement",
    "document_versions": "document_id, title, text, text_state, content_sha256, first_seen_at, last_seen_at, page_id,"
    " extractor_version",
    "near_duplicates": "document_id, other_id, kind, jaccard, containment",
    "rejects": "canonical_url, url, site, outcome, reason, page_id, first_seen_at, last_seen_at",
    "pages": "id, url, canonical_url, site, requested_url, status, sha256, size, fetched_at, outcome, reason,"
    " documents, robots",
}
Content = dict[str, list[tuple[Any, ...]]]


def of_database(path: Path) -> Content:
    """Everything that a database says of what was served."""
    found: Content = {}
    with closing(sqlite3.connect(path)) as connection:
        rows = array("q", (row for (row,) in connection.execute("SELECT rowid FROM documents ORDER BY id")))
        chosen = exported(connection, Chosen(rows, (), {}), columns("full"), None)
        found["documents"] = sorted((tuple(map(str, row.values())) for row, _ in chosen))
        for table, names in TABLES.items():
            # Of an address that was never served the archive has nothing.
            served = " WHERE page_id IS NOT NULL" if table == "rejects" else ""
            found[table] = sorted(connection.execute(f"SELECT {names} FROM {table}{served}"), key=str)
    return found


def rest_of(path: Path) -> Content:
    """What of a database a batch's result has in another shape, or not at all, but a database made of it again."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: sorted(connection.execute(query), key=str)
            for name, query in {
                "sections": "SELECT * FROM sections",
                "pages of documents": "SELECT id, page_id, evidence, rights FROM documents",
                "counts": "SELECT * FROM document_counts",
                "counts of removals": "SELECT * FROM removal_counts WHERE removals > 0",
            }.items()
        }


def of_batch(folder: Path) -> Content:
    """The same of a batch's result."""
    found: Content = {"documents": sorted(tuple(map(str, row.values())) for row in documents(folder))}
    for table, names in TABLES.items():
        wanted = names.split(", ")
        rows = [
            tuple(row[name] for name in wanted)
            for path in sorted((folder / "tables").glob(f"{table}-*.parquet"))
            for row in pq.read_table(path).to_pylist()
        ]
        if table == "rejects":
            rows = [row for row in rows if row[wanted.index("page_id")] is not None]
        found[table] = sorted(rows, key=str)
    return found


def batch(
    inputs: Iterable[Path],
    folder: Path,
    tasks: int,
    workers: int = 2,
    withdrawals: InForce = NOTHING,
    **reading: Any,
) -> Done:
    """A batch in processes of this machine."""
    places = Places(folder)
    declared = reading.setdefault("declared", {})
    plan = planned(places, find_shards([str(path) for path in inputs]), tasks, declared, withdrawals)
    with Crew(workers) as crew:
        return run(
            places,
            stages(places, plan, Reading(**reading)),
            lambda stage, logs, watch: LocalExecutor(stage.steps, logs, stage.tasks, crew, watch),
            lambda *_: None,
        )


def cut(archive: Path, folder: Path, octets: int) -> Path:
    """The same pages in files of about so many bytes."""
    with ArchiveWriter(folder, max_bytes=octets) as writer:
        for page in pages(archive):
            assert isinstance(page, Page)
            writer.write(page)
    return folder
