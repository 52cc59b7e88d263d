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
    """The files of one format, all in one folder and of one ending (``.jsonl.gz``)."""

    folder: str
    ending: str
    files: tuple[FileFacts, ...]

    @property
    def name(self) -> str:
        """``parquet``, ``jsonl.gz``."""
        folder = PurePosixPath(self.folder).name
        compression = self.ending.removeprefix(self.kind)
        return folder if folder.endswith(compression) else folder + compression

    @property
    def kind(self) -> str:
        """The ending without that of a compression."""
        return self.ending.removesuffix(".gz").removesuffix(".zst")

    @property
    def pattern(self) -> str:
        """A glob, from the folder of the export, for all of them and nothing else."""
        return f"{self.folder}/*{self.ending}"

    @property
    def has_rows(self) -> bool:
        """Whether a file is a table of documents."""
        return self.kind in _ROWS

    @property
    def bytes(self) -> int:
        """Their size together."""
        return sum(file.bytes for file in self.files)

    def by_split(self) -> dict[str, Part]:
        """The files of each split, in the usual order of splits."""
        found: dict[str, Part] = {}
        for file in self.files:
            stem = PurePosixPath(file.path).name.partition("-")[0].removesuffix(self.ending)
            split = stem if stem in SPLITS else WHOLE
            before = found.get(split, Part("", 0, 0))
            pattern = f"{self.folder}/{stem}*{self.ending}"
            found[split] = Part(pattern, before.rows + (file.rows or 0), before.bytes + file.bytes)
        return {name: found[name] for name in SPLITS if name in found}


def formats(files: Iterable[FileFacts]) -> tuple[Format, ...]:
    """The formats of an export, those with rows first; what lies outside ``data/`` is of none."""
    found: dict[tuple[str, str], list[FileFacts]] = {}
    for file in files:
        top, *rest = PurePosixPath(file.path).parts
        ending = _ENDING.search(file.path)
        if top == "data" and len(rest) > 1 and ending:
            found.setdefault((f"data/{rest[0]}", ending[0]), []).append(file)
    every = [Format(folder, ending, tuple(sorted(each))) for (folder, ending), each in found.items()]
    return tuple(sorted(every, key=_order))


def _order(found: Format) -> tuple[int, int, str]:
    place = _ROWS.index(found.kind) if found.has_rows else len(_ROWS)
    return place, len(found.ending), found.folder
