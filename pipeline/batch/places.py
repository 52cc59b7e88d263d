"""Where a batch keeps what: results in its folder, and what leads there in ``_work``, until it is done."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

WORK: Final = "_work"
DOCUMENTS: Final = "data/parquet"
TABLES: Final = "tables"
PARQUET: Final = ".parquet"
_WITHIN: Final = {".", "data", DOCUMENTS, TABLES}


class Places(NamedTuple):
    """The folder of a batch, on a file system that all its tasks see."""

    folder: Path

    @property
    def work(self) -> Path:
        """What is removed at the end."""
        return self.folder / WORK

    @property
    def result(self) -> Path:
        """The dataset, until all of it can take its place."""
        return self.work / "result"

    def stage(self, name: str, rank: int, ending: str = "") -> Path:
        """The file that one task of a stage leaves."""
        return self.work / name / f"{rank:05}{ending}"

    @property
    def lines(self) -> Path:
        """The lines of each site that are its own, with the evidence of each."""
        return self.work / "lines.json"

    @property
    def withdrawn(self) -> Path:
        """What is to be left out."""
        return self.work / "withdrawn.json"

    def logs(self, stage: str) -> Path:
        """datatrove's log of each task, its figures, and the marks of those that are done."""
        return self.work / "logs" / stage


def batch_of(path: Path) -> Path | None:
    """The folder of the batch that a path is, or that a Parquet file or a folder of them is of; None when it is none."""
    path = path.absolute()
    if not path.is_dir():
        if not path.name.endswith(PARQUET):
            return None
        path = path.parent
    for folder in (path, *path.parents[:2]):
        if (folder / DOCUMENTS).is_dir() and (folder / TABLES).is_dir():
            return folder if path.relative_to(folder).as_posix() in _WITHIN else None
    return None
