"""The unused bytes of a database's pages, overwritten in the file itself.

``secure_delete`` overwrites what is deleted, but when SQLite moves rows from a full page to its neighbours it leaves
their bytes in the gap that they left behind, and there a row outlives its deletion. No SQL reaches these bytes; the file
format (sqlite.org/fileformat2.html, 1.6) says where they are: between the pointers to the cells of a page and the cells,
and in the blocks listed as free. Nothing of the database changes by it.

A process of its own does it (``python -m pipeline.store.slack``), because closing a file takes away every lock that the process has on it,
those of SQLite too. Whoever starts it has seen to it that nobody writes to the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from struct import unpack_from
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_FILE_HEAD: Final = 100
_INTERIOR, _LEAF = (2, 5), (10, 13)
# Of a block that is free: where the next one is, and how long this one is.
_BLOCK_HEAD: Final = 4


def wipe_apart(path: Path, roots: Iterable[int]) -> None:
    """Wipe in another process. Raises OSError."""
    command = [sys.executable, "-m", __name__]
    given = json.dumps({"path": str(path.absolute()), "roots": list(roots)})
    done = subprocess.run(command, cwd=_ROOT, input=given, text=True, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        reason = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise OSError(reason[-1])


def wipe(path: Path, roots: Iterable[int]) -> int:
    """Zero the unused bytes in every page of the trees with these roots; how many pages had some."""
    file = os.open(path, os.O_RDWR)
    try:
        head = os.pread(file, _FILE_HEAD, 0)
        (size,) = unpack_from(">H", head, 16)
        size = 1 << 16 if size == 1 else size
        wiped, todo = 0, list(roots)
        while todo:
            number = todo.pop()
            page = os.pread(file, size, (number - 1) * size)
            start = _FILE_HEAD if number == 1 else 0
            if page[start] in _INTERIOR:
                todo += _children(page, start)
            found = [
                (begin, end) for begin, end in _unused(page, start, size - head[20]) if any(page[begin:end])
            ]
            for begin, end in found:
                os.pwrite(file, bytes(end - begin), (number - 1) * size + begin)
            wiped += bool(found)
        os.fsync(file)
    finally:
        os.close(file)
    return wiped


def _children(page: bytes, start: int) -> Iterator[int]:
    yield unpack_from(">L", page, start + 8)[0]
    (cells,) = unpack_from(">H", page, start + 3)
    for place in unpack_from(f">{cells}H", page, start + 12):
        yield unpack_from(">L", page, place)[0]


def _unused(page: bytes, start: int, usable: int) -> Iterator[tuple[int, int]]:
    """Where the unused bytes of a tree's page begin and end. Of a page that is not as it should be, none."""
    kind, block, cells, content = unpack_from(">BHHH", page, start)
    if kind not in (*_INTERIOR, *_LEAF):
        return
    pointers = start + (12 if kind in _INTERIOR else 8)
    content = content or 1 << 16
    end = pointers + 2 * cells
    if not end <= content <= usable or any(p < content for p in unpack_from(f">{cells}H", page, pointers)):
        return
    yield end, content
    while content <= block <= usable - _BLOCK_HEAD:
        following, length = unpack_from(">HH", page, block)
        if block + length > usable:
            return
        yield block + _BLOCK_HEAD, block + length
        if following <= block:
            return
        block = following


if __name__ == "__main__":
    given = json.load(sys.stdin)
    try:
        wipe(Path(given["path"]), given["roots"])
    except OSError as error:
        sys.exit(error.strerror or str(error))
