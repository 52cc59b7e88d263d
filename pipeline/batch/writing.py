"""The result: documents with the columns of an export, and the tables beside them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from array import array
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.files import appearing
from pipeline.batch.parquet import check_rows
from pipeline.batch.places import DOCUMENTS, TABLES, Places
from pipeline.batch.shuffle import rows
from pipeline.batch.tables import BESIDE, write_table
from pipeline.corpus.near_duplicates.decisions import Decision
from pipeline.export.columns import columns
from pipeline.export.formats.parquet import Shard, schema
from pipeline.export.origin import origin
from pipeline.export.rows import exported
from pipeline.export.selection import ALL, Chosen
from pipeline.store import connect

COLUMNS: Final = columns("full")
_STATE: Final = "UPDATE documents SET cluster_id = ?, is_canonical = ? WHERE id = ?"
_COPY: Final = """
INSERT INTO near_duplicates (document_id, other_id, kind, jaccard, containment, found_at) VALUES (?, ?, ?, ?, ?, ?)
"""


class WriteResult(PipelineStep):
    """The files of one partition of addresses. ``at``: when copies were found, UTC."""

    name = "Parquet"
    type = "WRITER"

    def __init__(self, folder: Places, at: str) -> None:
        super().__init__()
        self.folder = folder
        self.at = at

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """See the class."""
        with TemporaryDirectory(dir=self.folder.work) as scratch:
            database = Path(scratch) / "result.db"
            shutil.copy(self.folder.stage("gather", rank, ".db"), database)
            with closing(connect(database)) as connection:
                connection.execute("PRAGMA synchronous = OFF")
                _apply(connection, rows(self.folder.stage("cluster", 0), rank), self.at)
                self._write(connection, f"{rank:05}-of-{world_size:05}.parquet")
                with appearing(self.folder.stage("write", rank, ".json")) as made:
                    made.write_text(json.dumps(origin(connection).json()), "utf-8")

    def _write(self, connection: sqlite3.Connection, name: str) -> None:
        found = connection.execute("SELECT rowid FROM documents ORDER BY id")
        chosen = Chosen(array("q", (row for (row,) in found)), (), {})
        with appearing(self.folder.result / DOCUMENTS / f"{ALL}-{name}") as made:
            shard = Shard(made, schema(COLUMNS))
            for row, _ in exported(connection, chosen, COLUMNS, None):
                shard.write(row)
                self.stat_update("documents")
            shard.close()
            check_rows(made, len(chosen.rows))
        for table in BESIDE:
            count = write_table(connection, table, self.folder.result / TABLES / f"{table}-{name}")
            self.stat_update(table, value=count)


def _apply(connection: sqlite3.Connection, decisions: Iterable[Decision], at: str) -> None:
    connection.execute("BEGIN")
    for document, canonical, kind, jaccard, containment in decisions:
        connection.execute(_STATE, (canonical, int(kind is None), document))
        if kind is not None:
            connection.execute(_COPY, (document, canonical, kind, jaccard, containment, at))
    connection.execute("COMMIT")
