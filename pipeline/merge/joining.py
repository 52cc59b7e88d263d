"""One database into another, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.errors import InputError
from pipeline.merge import documents, pages, runs, withdrawals
from pipeline.merge.archives import Linked, Wanted, link
from pipeline.merge.counted import count_lines, find_gone
from pipeline.merge.documents import Documents, copy_documents
from pipeline.merge.frontier import copy_frontier
from pipeline.merge.pages import copy_pages, copy_rejects
from pipeline.merge.runs import copy_runs
from pipeline.merge.sources import check_source, readable
from pipeline.merge.withdrawals import copy_withdrawals
from pipeline.store import open_database
from pipeline.store.database import refuse_folder, storage_errors
from pipeline.withdrawal.carrying_out import refuse_again

_FILES = """
SELECT warc_file, max(id NOT IN (SELECT id FROM main.pages)) FROM src.pages WHERE warc_file IS NOT NULL GROUP BY 1 ORDER BY 1
"""
_FOLDERS = """
SELECT DISTINCT json_extract(settings, '$.ARCHIVE_DIR') FROM src.runs WHERE json_extract(settings, '$.ARCHIVE_DIR') IS NOT NULL
"""
# Whoever writes first has the lock of this database alone; BEGIN IMMEDIATE would keep the writer of the other one waiting.
_LOCK: Final = "UPDATE main.identity SET name = name"


class Merged(NamedTuple):
    """What came of one input: its documents, how many of its pages were new, its archive, what is refused here."""

    documents: Documents
    pages: int
    archive: Linked
    withdrawn: int


def check(database: Path, sources: Sequence[Path]) -> None:
    """Raise InputError when one of them cannot be merged into ``database``, StorageError when it cannot be used."""
    refuse_folder(database)
    for source in sources:
        check_source(source)
        if database.exists() and database.samefile(source):
            raise InputError(f"{source} is the database that the others are merged into: leave it out")


def merge(database: Path, archive: Path, source: Path, archives: Sequence[Path] = ()) -> Merged:
    """Join ``source`` into ``database``, all of it or nothing; nothing is written to it.

    Its archive is looked for beside it, where its crawls wrote it, and in ``archives``. Raises InputError and
    StorageError.
    """
    with (
        closing(open_database(database).conn) as connection,
        readable(source, database.with_name(f"{database.name}.merging")) as uri,
        storage_errors(database),
    ):
        with storage_errors(source):
            connection.execute("ATTACH ? AS src", (uri,))
        for statement in (*runs.TABLES, *withdrawals.TABLES, *documents.TABLES, *pages.TABLES):
            connection.execute(statement)
        with _transaction(connection):
            folders = [source.parent / "archive", *_folders(connection), *archives]
            wanted = [Wanted(name, bool(is_new)) for name, is_new in connection.execute(_FILES)]
            linked = link(archive, wanted, folders)
            pages.note_paths(connection, linked.by_path, (file.name for file in wanted if not file.is_new))
            copy_runs(connection)
            copy_withdrawals(connection, archive)
            new_pages = copy_pages(connection)
            found = copy_documents(connection)
            copy_rejects(connection)
            copy_frontier(connection)
            withdrawn = refuse_again(connection)
            count_lines(connection)
            find_gone(connection)
        # A copy that was made of an older one is removed behind it.
        connection.execute("DETACH src")
    return Merged(found, new_pages, linked, withdrawn)


def _folders(connection: sqlite3.Connection) -> Iterator[Path]:
    return (Path(folder) for (folder,) in connection.execute(_FOLDERS))


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        connection.execute(_LOCK)
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
