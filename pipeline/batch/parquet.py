"""Parquet files counted once more from the disk before anything says that they are there."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import StorageError


def check_rows(path: Path, rows: int) -> None:
    """Raise StorageError when the file does not hold so many rows."""
    try:
        found = pq.read_metadata(path).num_rows
    except (pa.ArrowException, OSError) as error:
        raise StorageError(f"{path} cannot be read after it was written: {error}") from error
    if found != rows:
        raise StorageError(f"{path} has {found:,} rows, not the {rows:,} that were written: check the disk")
