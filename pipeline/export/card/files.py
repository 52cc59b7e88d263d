"""The files of an export, and how those who read its descriptions are to find them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from pipeline.export.columns import SPLITS

MOST_LISTED: Final = 200
"""A format of more files is described by a pattern; MANIFEST.json names every file in any case."""
WHOLE: Final = "train"
"""What Hugging Face's tools call the documents of a dataset that was not divided."""

_ENDING = re.compile(r"\.[a-z]+(?:\.gz|\.zst)?$")
_ROWS: Final = (".parquet", ".jsonl", ".csv")
"""Endings of files that hold documents as rows, the best for programs first."""
_ONE_EACH: Final = (".md", ".xml", ".db")


class FileFacts(NamedTuple):
    """One written file: its path below the folder of the export, and what its bytes are.

    ``rows`` is the number of documents in it, None where that is not counted.
    """

    path: str
    sha256: str
    bytes: int
    rows: int | None


class Part(NamedTuple):
    """One split of a format: a glob for its files, from the folder of the export, their documents and bytes."""

    pattern: str
    rows: int
    bytes: int


class Format(NamedTuple):
    """The files of one format, all in one folder and of one ending (``.jsonl.gz``).

    ``number`` and ``bytes`` are of all of them; ``files`` has none when they are more than MOST_LISTED. ``pattern`` is a
    glob, from the folder of the export, for all of them and nothing else. ``parts``: the splits, in the usual order.
    """

    folder: str
    ending: str
    number: int
    bytes: int
    pattern: str
    files: tuple[FileFacts, ...]
    parts: dict[str, Part]

    @property
    def kind(self) -> str:
        """The ending without that of a compression."""
        return _kind(self.ending)

    @property
    def name(self) -> str:
        """``parquet``, ``jsonl.gz``."""
        known = self.kind in (*_ROWS, *_ONE_EACH)
        return PurePosixPath(self.folder).name + self.ending.removeprefix(self.kind if known else "")

    @property
    def has_rows(self) -> bool:
        """Whether a file is a table of documents."""
        return self.kind in _ROWS


def formats(files: Iterable[FileFacts]) -> tuple[Format, ...]:
    """The formats of an export, those with rows first; what lies outside ``data/`` is of none.

    Of a format with a file for each document, no more than MOST_LISTED are held at a time.
    """
    found: dict[tuple[str, str], _Gathered] = {}
    for file in files:
        top, *rest = PurePosixPath(file.path).parts
        ending = _ENDING.search(file.path)
        if top == "data" and len(rest) > 1 and ending:
            found.setdefault((f"data/{rest[0]}", ending[0]), _Gathered()).add(file, deep=len(rest) > 2)
    every = (each.format(folder, ending) for (folder, ending), each in found.items())
    return tuple(sorted(every, key=_order))


class _Gathered:
    """What is known of a format while its files are looked at."""

    def __init__(self) -> None:
        self._number = self._bytes = 0
        self._deep = False
        self._files: list[FileFacts] = []
        self._parts: dict[str, tuple[int, int]] = {}

    def add(self, file: FileFacts, *, deep: bool) -> None:
        self._number += 1
        self._bytes += file.bytes
        self._deep = self._deep or deep
        if self._number <= MOST_LISTED:
            self._files.append(file)
        # ``train-00000-of-00002.parquet``, ``all.jsonl``; a document's own file is below a folder, or of no part.
        stem = re.split(r"[-.]", PurePosixPath(file.path).name, maxsplit=1)[0]
        if stem in (*SPLITS, "all"):
            rows, size = self._parts.get(stem, (0, 0))
            self._parts[stem] = rows + (file.rows or 0), size + file.bytes

    def format(self, folder: str, ending: str) -> Format:
        parts: dict[str, Part] = {
            WHOLE if stem == "all" else stem: Part(f"{folder}/{stem}*{ending}", *self._parts[stem])
            for stem in ("all", *SPLITS)
            if stem in self._parts
        }
        files = tuple(sorted(self._files)) if self._number <= MOST_LISTED else ()
        pattern = f"{folder}/{'**/' if self._deep else ''}*{ending}"
        return Format(folder, ending, self._number, self._bytes, pattern, files, parts)


def _kind(ending: str) -> str:
    return ending.removesuffix(".gz").removesuffix(".zst")


def _order(found: Format) -> tuple[int, int, str]:
    place = _ROWS.index(found.kind) if found.has_rows else len(_ROWS)
    return place, len(found.ending), found.folder
