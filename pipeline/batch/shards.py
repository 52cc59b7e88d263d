"""The input of a batch: WARC and WACZ files in folders, here or behind any address that fsspec knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from pipeline.archive.sources import ARCHIVE_ENDINGS
from pipeline.archive.wacz import pages_of_zip
from pipeline.archive.whole_files import pages_of_warc
from pipeline.errors import InputError
from pipeline.items import Page, Reject


class Shard(NamedTuple):
    """One file of pages: its address (a local path is absolute) and its size in bytes."""

    url: str
    size: int


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
        yield Shard(_address(system, name), int(info["size"] or 0))


def _address(system: AbstractFileSystem, path: str) -> str:
    return path if isinstance(system, LocalFileSystem) else str(system.unstrip_protocol(path))


def pages_of(shard: Shard, skipped: Counter[str] | None = None) -> Iterator[Page | Reject]:
    """Every page of a shard, as ``scrapy ingest`` would read it; what cannot be read comes as a Reject."""
    system, path = url_to_fs(shard.url)
    url = Path(path).absolute().as_uri() if isinstance(system, LocalFileSystem) else shard.url
    pages = pages_of_zip if path.lower().endswith(".wacz") else pages_of_warc
    return pages(partial(system.open, path, "rb"), url=url, source=shard.url, skipped=skipped)
