"""Parquet in shards, as the Hugging Face Hub lays them out: one declared schema, row groups that the rows alone decide."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.export.columns import Column, Kind, Row
from pipeline.export.formats.jsonl import part_of
from pipeline.export.release import Release

SHARD_ROWS: Final = 50_000
"""Of 2,000 characters each, 300 MB before compression: the Hub advises against files much larger than that."""
GROUP_ROWS: Final = 2_500
GROUP_CHARACTERS: Final = 4_000_000
"""A row group ends at so many rows or characters of text, so that memory does not hang on how long texts are."""

_SECTION: Final = pa.struct(
    [
        pa.field("level", pa.int64(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
    ]
)
_TYPES: Final[Mapping[Kind, pa.DataType]] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "sections": pa.list_(_SECTION),
}


def schema(columns: tuple[Column, ...]) -> pa.Schema:
    """The Arrow schema; each field's metadata has its ``meaning`` and ``unit``."""
    return pa.schema([_field(column) for column in columns])


def _field(column: Column) -> pa.Field:
    said = {"meaning": column.meaning} | ({"unit": column.unit} if column.unit else {})
    return pa.field(column.name, _TYPES[column.kind], nullable=column.nullable, metadata=said)


class Parquet:
    """``train-00000-of-00002.parquet``: shards of each part."""

    def __init__(self, folder: Path, columns: tuple[Column, ...], release: Release) -> None:
        self._parts = {
            part: _Part(folder, part, rows, schema(columns)) for part, rows in release.rows.items()
        }

    def write(self, row: Row) -> None:
        """A row of its part."""
        self._parts[part_of(row)].write(row)

    def abandon(self) -> None:
        """Close what is open."""
        for part in self._parts.values():
            part.abandon()

    def close(self) -> Mapping[str, int]:
        """Rows of each shard."""
        for part in self._parts.values():
            part.close()
        return {name: rows for part in self._parts.values() for name, rows in part.rows.items()}


class Shard:
    """One file, row group by row group. ``rows``: how many it has been given."""

    def __init__(self, path: Path, declared: pa.Schema) -> None:
        self.rows = 0
        self._schema = declared
        self._waiting: list[tuple[Any, ...]] = []
        self._characters = 0
        self._file = path.open("xb")
        self._writer = pq.ParquetWriter(self._file, declared, compression="zstd")

    def write(self, row: Row) -> None:
        """A row, which has the columns of the schema in their order."""
        self._waiting.append(tuple(row.values()))
        self.rows += 1
        self._characters += len(str(row.get("text", "")))
        if len(self._waiting) >= GROUP_ROWS or self._characters >= GROUP_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        columns = zip(*self._waiting, strict=True)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, self._schema, strict=True)]
        table = pa.Table.from_arrays(arrays, schema=self._schema)
        self._writer.write_table(table, row_group_size=GROUP_ROWS)
        self._characters = 0
        self._waiting.clear()

    def close(self) -> None:
        """Write what is left."""
        if self._waiting:
            self._flush()
        self._writer.close()
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file, which is to be removed."""
        with suppress(OSError):
            self._writer.close()
        self._file.close()


class _Part:
    """The shards of one part, one after the other. ``rows``: how many each has."""

    def __init__(self, folder: Path, part: str, rows: int, declared: pa.Schema) -> None:
        shards = max(1, -(-rows // SHARD_ROWS))
        self._paths = iter([folder / f"{part}-{n:05}-of-{shards:05}.parquet" for n in range(shards)])
        self._schema = declared
        self.rows: dict[str, int] = {}
        self._open()

    def _open(self) -> None:
        path = next(self._paths)
        self._name = path.name
        self._shard = Shard(path, self._schema)

    def write(self, row: Row) -> None:
        if self._shard.rows == SHARD_ROWS:
            self.close()
            self._open()
        self._shard.write(row)

    def close(self) -> None:
        self._shard.close()
        self.rows[self._name] = self._shard.rows

    def abandon(self) -> None:
        self._shard.abandon()
