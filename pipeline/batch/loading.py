"""The result of a batch as a database of its own, to be searched and browsed. Needs nothing that makes batches."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.batch.files import bring_to_disk
from pipeline.batch.places import DOCUMENTS, TABLES
from pipeline.batch.result import Result, check
from pipeline.batch.tables import columns
from pipeline.errors import ExitCode, InputError, StorageError
from pipeline.export.columns import columns as exported_columns
from pipeline.store import connect, counts
from pipeline.store.database import storage_errors
from pipeline.store.rows import REMOVAL, SECTION
from pipeline.store.transactions import Transactions

ROWS: Final = 1000
# Nobody else calls a file so.
_PART: Final = ".loading"
LOADED: Final = ("pages", "documents", "rejects", "removals", "document_versions")
# Found anew, with all that later runs compare by.
_OF_COPIES: Final = {"cluster_id", "is_canonical"}
_ADDED: Final = {"page_sha256", "sections", "masked"}
_DOCUMENT: Final = tuple(
    each.name for each in exported_columns("full") if each.name not in _ADDED | _OF_COPIES
)
_PAGE_OF: Final = """
SELECT id FROM pages WHERE canonical_url = :canonical_url AND fetched_at = :fetched_at AND sha256 = :page_sha256
ORDER BY url = :url DESC LIMIT 1
"""
_PUT_DOCUMENT: Final = f"""
INSERT INTO documents ({", ".join(_DOCUMENT)}, run_id, page_id)
VALUES ({", ".join(f":{name}" for name in _DOCUMENT)}, :run_id, ({_PAGE_OF}))
"""  # noqa: S608
_COUNT_RUN: Final = "UPDATE runs SET counts = ? WHERE id = ?"
_LOADED: Final = """
SELECT counts FROM runs WHERE command = 'ingest' AND json_extract(settings, '$.manifest') = ? AND origin IS NULL ORDER BY id
"""
_RUN: Final = frozenset(("pages", "rejects", "document_versions"))

Rows = list[dict[str, Any]]
Watch = Callable[[Counter[str]], None]


def load(result: Result, database: Path, archive: Path, at: str, watch: Watch) -> Counter[str]:
    """Make the database out of a batch: how many rows of each kind it has. It appears whole or not at all.

    When it is that already, nothing is done. Pages stay where they are: in files of ``archive`` by name, in others by path; of
    what is no WARC file of this machine ``source`` alone tells.

    Raises InputError when another database is there or the batch is not as its manifest says, and StorageError.
    """
    if _is_there(database):
        if (known := _loaded(database, result)) is not None:
            return known
        raise InputError(
            f"{database} is there already, and a batch becomes a database of its own: name a new one with -s DATABASE=FILE"
        )
    check(result)
    with _making(database) as part, closing(Transactions(part, busy_seconds=1)) as transactions:
        given = {"paths": [str(result.folder)], "manifest": result.digest}
        run = transactions.start_run("ingest", None, given, None, at)
        found: Counter[str] = Counter()
        for kind, rows in _everything(result):
            if kind == "pages":
                rows = [_placed(row, archive.absolute()) for row in rows]  # noqa: PLW2901
            transactions.apply(partial(_put, kind=kind, rows=rows, run=run))
            found[kind] += len(rows)
            watch(found)
        counted = (json.dumps(found, sort_keys=True), run)
        transactions.apply(lambda connection: connection.execute(_COUNT_RUN, counted))
        transactions.finish_run("finished", int(ExitCode.DONE), None, None, None, at)
    return found


@contextmanager
def _making(database: Path) -> Iterator[Path]:
    """Where the database is made by this command alone, until all went well: then it has its name.

    Raises InputError and StorageError.
    """
    part = database.with_name(f".{database.name}.{secrets.token_hex(4)}{_PART}")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(
            f"Folder {database.parent} cannot be made or written ({reason}); choose another place with -s DATABASE=FILE."
        ) from error
    try:
        if not _is_ours_alone(file, part) or not _is_only_one(database, part) or _is_there(database):
            raise InputError(f"another command makes {database}: wait for its end, then run again")
        yield part
        bring_to_disk(part)
        _remove_logs(database)
        part.rename(database)
        bring_to_disk(database.parent)
    finally:
        _remove_logs(part)
        part.unlink(missing_ok=True)
        os.close(file)


def _is_only_one(database: Path, part: Path) -> bool:
    """Whether no other command makes the database; what those have left that were killed is removed."""
    for path in database.parent.iterdir():
        if path == part or not path.name.startswith(f".{database.name}.") or path.suffix != _PART:
            continue
        with suppress(FileNotFoundError), path.open("rb+") as file:
            if not _is_ours_alone(file.fileno(), path):
                return False
            _remove_logs(path)
            path.unlink()
    return True


def _is_ours_alone(file: int, path: Path) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever had it before may have given it its name meanwhile.
        return os.path.samestat(os.fstat(file), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _is_there(database: Path) -> bool:
    """What was written last may stand in the log alone."""
    return database.exists() and any(
        path.exists() and path.stat().st_size for path in (database, Path(f"{database}-wal"))
    )


def _remove_logs(database: Path) -> None:
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{database}{ending}").unlink(missing_ok=True)


def _loaded(database: Path, result: Result) -> Counter[str] | None:
    """What was counted when this very batch became the database; None of any other database."""
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        try:
            found = connection.execute(_LOADED, (result.digest,)).fetchone()
        except sqlite3.OperationalError:
            # Another program's, or one of an older version.
            return None
    return Counter(json.loads(found[0])) if found else None


def _everything(result: Result) -> Iterator[tuple[str, Rows]]:
    """Pages first, for documents name theirs."""
    for kind in LOADED:
        prefix = f"{DOCUMENTS}/" if kind == "documents" else f"{TABLES}/{kind}-"
        for path in (result.folder / name for name in result.files if name.startswith(prefix)):
            yield from (
                (kind, rows) for rows in _batches(path, _DOCUMENT if kind == "documents" else columns(kind))
            )


def _batches(path: Path, names: Sequence[str]) -> Iterator[Rows]:
    try:
        with pq.ParquetFile(path) as file:
            if missing := set(names).difference(file.schema_arrow.names):
                raise InputError(
                    f"{path} has no column {min(missing)}: another version of this software made it; make the batch anew"
                )
            yield from (batch.to_pylist() for batch in file.iter_batches(ROWS))
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path} cannot be read: {' '.join(str(error).split())}") from error


def _placed(row: dict[str, Any], archive: Path) -> dict[str, Any]:
    name = row["warc_file"]
    if not name or "://" in name or "#" in name:
        return row | dict.fromkeys(("warc_file", "warc_offset", "warc_length"))
    path = Path(name)
    return row | {"warc_file": path.name if path.parent == archive else name}


def _put(connection: sqlite3.Connection, kind: str, rows: Rows, run: int) -> None:
    if kind == "documents":
        connection.executemany(_PUT_DOCUMENT, [row | {"run_id": run} for row in rows])
        _insert(connection, "sections", SECTION, [_section(row, n) for row in rows for n in _numbers(row)])
        return
    names = (*columns(kind), *(["run_id"] if kind in _RUN else []))
    values = [tuple((row | {"run_id": run})[name] for name in names) for row in rows]
    _insert(connection, kind, names, values)
    if kind == "removals":
        ordered = [tuple(row[name] for name in REMOVAL) for row in rows]
        connection.executemany(counts.ADD_REMOVALS, counts.of_removals(ordered))


def _insert(
    connection: sqlite3.Connection, table: str, names: Iterable[str], rows: Iterable[tuple[object, ...]]
) -> None:
    quoted = [f'"{name}"' for name in names]
    statement = f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({', '.join('?' * len(quoted))})"  # noqa: S608
    connection.executemany(statement, rows)


def _numbers(row: Mapping[str, Any]) -> range:
    return range(len(row["sections"]))


def _section(row: Mapping[str, Any], number: int) -> tuple[object, ...]:
    told = row["sections"][number] | {"document_id": row["id"], "ordinal": number}
    return tuple(told[name] for name in SECTION)
