"""The input of a batch: WARC and WACZ files in folders, here or behind any address that fsspec knows."""

from __future__ import annotations

import errno
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from pipeline.archive.octets import Mark
from pipeline.archive.sources import ARCHIVE_ENDINGS
from pipeline.archive.wacz import pages_of_zip
from pipeline.archive.whole_files import Elsewhere, originals_in, page_at, pages_of_warc
from pipeline.errors import InputError
from pipeline.items import Page, Reject

# What file systems call that which is another one as soon as the file is written anew, the surest first.
_STAMPS: Final = (
    *("ETag", "etag", "md5Hash", "content_md5", "checksum", "crc32c", "LastModified", "last_modified"),
    *("mtime", "modified", "updated", "created"),
)


class Shard(NamedTuple):
    """One file of pages: its address (a local path is absolute) and its size in bytes.

    ``stamp`` is another one when the file was written since. ``fault``: why the file cannot be opened, if so.
    """

    url: str
    size: int
    stamp: str = ""
    fault: str = ""


def find_shards(words: Sequence[str]) -> list[Shard]:
    """The files that the words name, and those in the folders that they name, each once, in order of their addresses.

    Raises InputError for what is not there, is no archive, or cannot be reached.
    """
    found = {shard.url: shard for word in words for shard in _shards(word)}
    return [found[url] for url in sorted(found)]


def _shards(word: str) -> Iterator[Shard]:
    try:
        system, path = url_to_fs(word)
        if system.isdir(path):
            listed = system.find(path, detail=True)
        elif system.isfile(path):
            listed = {path: system.info(path)}
        else:
            listed = {}
    except (ImportError, ValueError, OSError) as error:
        raise InputError(f"{word} cannot be read: {' '.join(str(error).split())}") from error
    if not listed:
        raise InputError(f"{word} cannot be read: there is no such file, and no folder with files in it")
    archives = {name: info for name, info in listed.items() if name.lower().endswith(ARCHIVE_ENDINGS)}
    if not archives:
        raise InputError(f"{word} holds no WARC and no WACZ file ({', '.join(ARCHIVE_ENDINGS)})")
    for name, info in archives.items():
        yield _local(name) if isinstance(system, LocalFileSystem) else _remote(system, name, info)


def _local(path: str) -> Shard:
    try:
        status = os.stat(path)  # noqa: PTH116 (a path of fsspec is text)
    except OSError as error:
        return Shard(path, 0, fault=error.strerror or str(error))
    reason = ""
    if not stat.S_ISREG(status.st_mode):
        reason = "not a regular file"
    elif not os.access(path, os.R_OK):
        reason = os.strerror(errno.EACCES)
    return Shard(path, status.st_size, str(status.st_mtime_ns), reason)


def _remote(system: AbstractFileSystem, path: str, info: Mapping[str, Any]) -> Shard:
    stamp = next((str(info[name]) for name in _STAMPS if info.get(name)), "")
    return Shard(str(system.unstrip_protocol(path)), int(info["size"] or 0), stamp)


def pages_of(
    shard: Shard, skipped: Counter[str] | None = None, elsewhere: Elsewhere | None = None
) -> Iterator[Page | Reject]:
    """Every page of a shard, as ``scrapy ingest`` would read it, with its place; what cannot be read comes as a Reject.

    ``elsewhere`` is asked for pages of other shards (a WACZ is whole in itself).
    """
    url = shard_uri(shard)
    opened = _opener(shard)
    if shard.fault:
        return iter([Reject(url, "error", f"cannot be read: {shard.fault}")])
    if _is_wacz(shard):
        return pages_of_zip(opened, url, shard.url, skipped, shard.url)
    return pages_of_warc(
        opened, url=url, source=shard.url, skipped=skipped, file=shard.url, elsewhere=elsewhere
    )


def shard_uri(shard: Shard) -> str:
    """What it is called where it cannot be read."""
    system, path = url_to_fs(shard.url)
    return Path(path).absolute().as_uri() if isinstance(system, LocalFileSystem) else shard.url


def names_in(shard: Shard) -> Iterator[tuple[Sequence[str], Mark]]:
    """The names of each page whose body a revisit elsewhere may repeat, and where it stands."""
    return iter(()) if shard.fault or _is_wacz(shard) else originals_in(_opener(shard))


def page_in(shard: Shard, mark: Mark) -> Page | None:
    """The page that stands there."""
    return page_at(_opener(shard), mark)


def _is_wacz(shard: Shard) -> bool:
    return shard.url.lower().endswith(".wacz")


def _opener(shard: Shard) -> Callable[[], IO[bytes]]:
    system, path = url_to_fs(shard.url)
    return partial(system.open, path, "rb")
