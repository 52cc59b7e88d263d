"""What one task has for each task of the next stage: one file, whose parts can be read by themselves.

Chunks of rows, each pickled by itself, then an index of the chunks of each partition. Memory does not grow with the rows, nor with their length.
"""

from __future__ import annotations

import pickle
import struct
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from pipeline.batch.files import appearing
from pipeline.errors import StorageError

WAITING: Final = 32 << 20
"""Bytes of rows in memory before they are written."""
_FOOT = struct.Struct("<Q8s")
_MAGIC = b"shuffle2"


class _Chunk(NamedTuple):
    offset: int
    length: int
    rows: int


class Shuffle:
    """Takes rows, each for a partition. Any object that can be pickled is a row."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting: defaultdict[int, list[bytes]] = defaultdict(list)
        self._bytes = 0
        self._index: defaultdict[int, list[_Chunk]] = defaultdict(list)

    def put(self, partition: int, row: object) -> None:
        """One row."""
        octets = pickle.dumps(row, pickle.HIGHEST_PROTOCOL)
        self._waiting[partition].append(octets)
        self._bytes += sys.getsizeof(octets)
        if self._bytes >= WAITING:
            self._flush()

    def _flush(self) -> None:
        for partition, rows in sorted(self._waiting.items()):
            octets = zlib.compress(pickle.dumps(rows, pickle.HIGHEST_PROTOCOL), 1)
            self._index[partition].append(_Chunk(self._file.tell(), len(octets), len(rows)))
            self._file.write(octets)
        self._waiting.clear()
        self._bytes = 0

    def finish(self) -> int:
        """Write what is left, and the index: how many rows there are."""
        self._flush()
        octets = pickle.dumps(dict(self._index))
        self._file.write(octets)
        self._file.write(_FOOT.pack(len(octets), _MAGIC))
        return sum(chunk.rows for chunks in self._index.values() for chunk in chunks)


@contextmanager
def shuffling(path: Path) -> Iterator[Shuffle]:
    """A shuffle file that is at ``path``, with all its rows, when all went well. Raises StorageError."""
    with appearing(path) as made:
        with made.open("xb") as file:
            shuffle = Shuffle(file)
            yield shuffle
            rows = shuffle.finish()
        if rows != count(made):
            raise StorageError(f"{path} does not hold what was written to it: check the disk, then run again")


def count(path: Path) -> int:
    """How many rows a shuffle file has. Raises StorageError."""
    with path.open("rb") as file:
        return sum(chunk.rows for chunks in _index(file, path).values() for chunk in chunks)


def rows(path: Path, partition: int) -> Iterator[Any]:
    """The rows that are for one partition, in the order in which they were put. Raises StorageError."""
    with path.open("rb") as file:
        for offset, length, number in _index(file, path).get(partition, ()):
            file.seek(offset)
            try:
                found = pickle.loads(zlib.decompress(file.read(length)))  # noqa: S301 (a task of ours wrote it)
            except (zlib.error, EOFError, pickle.UnpicklingError) as error:
                raise _damaged(path) from error
            if len(found) != number:
                raise _damaged(path)
            yield from map(pickle.loads, found)


def _index(file: IO[bytes], path: Path) -> dict[int, list[_Chunk]]:
    try:
        end = file.seek(-_FOOT.size, 2)
        length, magic = _FOOT.unpack(file.read(_FOOT.size))
        file.seek(end - length)
        if magic != _MAGIC:
            raise _damaged(path)
        found: dict[int, list[_Chunk]] = pickle.loads(file.read(length))  # noqa: S301 (see above)
    except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
        raise _damaged(path) from error
    return found


def _damaged(path: Path) -> StorageError:
    return StorageError(f"{path} is damaged: remove the folder that holds it, and run again")
