"""A folder that appears whole or not at all, whatever kills the program that makes it.

It is made under a hidden name beside its place, brought to the disk, and renamed. While its program lives it holds a lock
on the folder itself, which goes with it through the rename; hidden folders that nobody has locked are left-overs.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from filecmp import cmp
from itertools import islice
from pathlib import Path
from typing import Final, Literal

Outcome = Literal["new", "same", "replaced", "different"]

MAKING, OLD = "making", "old"
_SYNCED_ONE_BY_ONE: Final = 1000
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NOT_POSSIBLE_HERE: Final = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


@contextmanager
def making(place: Path) -> Iterator[Path]:
    """An empty folder to be given to ``publish``; what is left of it afterwards is removed. Raises OSError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    heal(place.parent)
    folder, lock = _locked_folder(place)
    try:
        yield folder
    finally:
        try:
            if folder.exists():
                shutil.rmtree(folder)
        finally:
            os.close(lock)


def publish(folder: Path, place: Path, *, replace: bool = False) -> Outcome:
    """Let the folder be at its place. What is there already stays, unless it is to be replaced or is the same."""
    _sync(folder)
    try:
        folder.rename(place)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
    else:
        _sync_folder(place.parent)
        return "new"
    if same(folder, place):
        return "same"
    if not replace:
        return "different"
    _exchange(folder, place)
    _sync_folder(place.parent)
    return "replaced"


def same(one: Path, other: Path) -> bool:
    """Whether two folders have the same files with the same bytes."""
    names = [{entry.name: entry.is_dir() for entry in os.scandir(folder)} for folder in (one, other)]
    if names[0] != names[1]:
        return False
    return all(
        same(one / name, other / name) if is_dir else cmp(one / name, other / name, shallow=False)
        for name, is_dir in names[0].items()
    )


def heal(parent: Path) -> None:
    """Finish or undo what a killed program has left in this folder."""
    for left in sorted(parent.glob(".*")):
        name, dot, kind = left.name[1:].rpartition(".")
        kind = kind.partition("-")[0]
        if not dot or kind not in (MAKING, OLD) or left.is_symlink() or not left.is_dir():
            continue
        with suppress(OSError), _lock(left):
            # Killed between the two steps of a replacement: the old one is still the one.
            if kind == OLD and not (parent / name).exists():
                left.rename(parent / name)
            else:
                shutil.rmtree(left)


def _locked_folder(place: Path) -> tuple[Path, int]:
    while True:
        folder = _hidden(place, MAKING)
        folder.mkdir()
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        with suppress(OSError):
            # Where folders cannot be locked, nobody takes one for a left-over.
            fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(OSError):
            # Somebody may have done so before it was locked.
            if folder.stat().st_ino == os.fstat(lock).st_ino:
                return folder, lock
        os.close(lock)


def _hidden(place: Path, kind: str) -> Path:
    return place.with_name(f".{place.name}.{kind}-{secrets.token_hex(4)}")


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Raises OSError when it is in use."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def _exchange(folder: Path, place: Path) -> None:
    """The two change places, and the old one is then the one to be removed."""
    if _renamed_at_once(folder, place):
        return
    # Where the file system cannot do it at once, a kill in between leaves the place empty, and ``heal`` mends that.
    old = _hidden(place, OLD)
    with _lock(place):
        place.rename(old)
        try:
            folder.rename(place)
        except BaseException:
            old.rename(place)
            raise
        shutil.rmtree(old)


def _renamed_at_once(one: Path, other: Path) -> bool:
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_POSSIBLE_HERE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _sync(folder: Path) -> None:
    """Bring everything in it to the disk."""
    found = list(islice(_files(folder), _SYNCED_ONE_BY_ONE + 1))
    if len(found) > _SYNCED_ONE_BY_ONE:
        os.sync()
        return
    for file in found:
        _sync_file(file)
    for root, _, _ in os.walk(folder, topdown=False):
        _sync_folder(Path(root))


def _files(folder: Path) -> Iterator[Path]:
    return (Path(root, name) for root, _, names in os.walk(folder) for name in names)


def _sync_file(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
