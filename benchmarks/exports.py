"""Exports of DOCUMENTS (1,000,000) short documents to Parquet and JSON Lines, beside ``sqlite-utils rows`` and DuckDB's COPY.

Ours reads a document with its page and its outline, masks personal data, checks copies, counts what the data card says, and
takes a checksum of every row and file. The others copy the table ``documents`` as it is. DuckDB's own reader of SQLite is a
download, so it is given the rows by Python's sqlite3, as Arrow batches.

Each way runs in a process of its own, whose peak memory is told. CORPUS names a file to make the corpus in, and keep.
WAYS, with commas, names some of the ways.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, redirect_stdout
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

DOCUMENTS = int(os.environ.get("DOCUMENTS", "1000000"))
BATCH = 5_000
BASELINE = "sqlite-utils rows --nl"

Way = Callable[[Path, Path], None]


class Measured(NamedTuple):
    """One way: on the clock and of processor time, what it needed at most and what it wrote, in bytes."""

    seconds: float
    work: float
    peak: int
    written: int


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("FOLDER")) as folder:
        corpus = Path(os.environ.get("CORPUS") or Path(folder, "corpus.db"))
        if not corpus.exists():
            _alone(_fill, corpus)
        _print(corpus, Path(folder))


def _print(corpus: Path, folder: Path) -> None:
    with closing(sqlite3.connect(corpus)) as connection:
        documents, characters = connection.execute(
            "SELECT count(*), sum(char_count) FROM documents"
        ).fetchone()
    size = corpus.stat().st_size / 1e6
    print(f"{documents:,} documents of {characters / documents:,.0f} characters, a file of {size:,.0f} MB.\n")
    print("| way | documents/s | a second of processor time | ratio | peak MB | MB written |")
    print("|---|---:|---:|---:|---:|---:|", flush=True)
    wanted = os.environ.get("WAYS")
    baseline = 0.0
    for name in wanted.split(",") if wanted else WAYS:
        found = _alone(_measured, name, corpus, folder)
        baseline = baseline or found.seconds
        figures = (
            f"{documents / found.seconds:,.0f} | {documents / found.work:,.0f} | {baseline / found.seconds:.2f}"
            f" | {found.peak / 1e6:,.0f} | {found.written / 1e6:,.0f}"
        )
        print(f"| {name} | {figures} |", flush=True)


def _alone(work: Callable[..., Any], *given: object) -> Any:
    """Done by a new process, so that its memory is its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        return processes.submit(work, *given).result()


def _fill(corpus: Path) -> None:
    from benchmarks._short_documents import fill

    fill(corpus, DOCUMENTS)


def _measured(name: str, corpus: Path, below: Path) -> Measured:
    with tempfile.TemporaryDirectory(dir=below) as folder:
        begun, worked = time.perf_counter(), time.process_time()
        WAYS[name](corpus, Path(folder))
        seconds, work = time.perf_counter() - begun, time.process_time() - worked
        written = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        return Measured(seconds, work, _peak(), written)


def _peak() -> int:
    """Resident memory at most; unlike ru_maxrss, without that of the program before exec."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def _ours(formats: str, corpus: Path, folder: Path, **choices: object) -> None:
    from pipeline.export.making import export
    from pipeline.export.persons import mask
    from pipeline.export.recipe import Recipe

    recipe = Recipe.model_validate({"name": "a", "release": "1", "formats": formats.split(","), **choices})
    export(corpus, recipe, folder, lambda _done, _of: None, mask if recipe.mask else None)


def _sqlite_utils(corpus: Path, folder: Path) -> None:
    from sqlite_utils.cli import cli

    with (folder / "a.jsonl").open("w", encoding="utf-8") as file, redirect_stdout(file):
        cli.main(["rows", str(corpus), "documents", "--nl"], standalone_mode=False)


def _duckdb(name: str, options: str, corpus: Path, folder: Path) -> None:
    import duckdb
    import pyarrow as pa

    types = {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}
    with (
        # Its threads take turns.
        closing(sqlite3.connect(corpus, check_same_thread=False)) as connection,
        closing(duckdb.connect()) as other,
    ):
        declared = connection.execute("SELECT name, type FROM pragma_table_info('documents')").fetchall()
        schema = pa.schema([(column, types[kind]) for column, kind in declared])

        def batches() -> Iterator[pa.RecordBatch]:
            rows = connection.execute("SELECT * FROM documents")
            while chunk := rows.fetchmany(BATCH):
                columns = zip(*chunk, strict=True)
                arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)

        other.register("rows", pa.RecordBatchReader.from_batches(schema, batches()))
        other.execute(f"COPY rows TO '{folder / name}' ({options})")


WAYS: Mapping[str, Way] = {
    BASELINE: _sqlite_utils,
    "DuckDB COPY JSONL.zst": partial(_duckdb, "a.jsonl.zst", "FORMAT json, COMPRESSION zstd"),
    "DuckDB COPY Parquet": partial(_duckdb, "a.parquet", "FORMAT parquet, COMPRESSION zstd"),
    "ours JSONL": partial(_ours, "jsonl"),
    "ours JSONL.zst": partial(_ours, "jsonl.zst"),
    "ours Parquet": partial(_ours, "parquet"),
    "ours both": partial(_ours, "jsonl.zst,parquet"),
    "ours both in splits": partial(_ours, "jsonl.zst,parquet", splits=(90, 5, 5)),
    "ours both nothing masked": partial(_ours, "jsonl.zst,parquet", mask=False),
    "ours Markdown": partial(_ours, "markdown"),
}
