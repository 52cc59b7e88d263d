"""What a release added, changed and removed, told from the indexes of two exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import InputError
from pipeline.export import index, manifest

CONTENT = "content_sha256"


class Comparison(NamedTuple):
    """Ids in order. ``changed`` names for each document the columns that have another value; ``content``: those of them
    whose text has changed. ``columns_added`` and ``columns_removed``: of one export only; they change no document.
    """

    old: str
    new: str
    added: list[str]
    changed: dict[str, tuple[str, ...]]
    removed: list[str]
    unchanged: int
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]

    @property
    def content(self) -> int:
        """How many of the changed documents have another text."""
        return sum(CONTENT in names for names in self.changed.values())

    @property
    def by_column(self) -> dict[str, int]:
        """In how many documents each column has changed, the most first."""
        return dict(Counter(name for names in self.changed.values() for name in names).most_common())


def compare(old: Path, new: Path) -> Comparison:
    """Compare two exports. Raises InputError."""
    names = [
        " ".join(str(manifest.load(folder).get(key)) for key in ("name", "version")) for folder in (old, new)
    ]
    columns = [_columns(folder) for folder in (old, new)]
    both = [name for name in columns[1] if name in columns[0]]
    only = [tuple(name for name in columns[n] if name not in columns[1 - n]) for n in (1, 0)]
    # With other columns the checksums of whole rows differ in any case.
    whole = not any(only)
    added, removed, changed, unchanged = list[str](), list[str](), dict[str, tuple[str, ...]](), 0
    for key, before, after in _side_by_side(old, new):
        if before is None:
            added.append(key)
        elif after is None:
            removed.append(key)
        elif differing := tuple(name for name in both if before[name] != after[name]):
            changed[key] = differing
        elif whole and before[index.WHOLE] != after[index.WHOLE]:
            changed[key] = ()
        else:
            unchanged += 1
    return Comparison(names[0], names[1], added, changed, removed, unchanged, only[0], only[1])


def _columns(folder: Path) -> list[str]:
    names = index.columns(folder)
    if names[:2] != ["id", index.WHOLE]:
        raise InputError(f"the index {folder / index.FILE_NAME} is not ours: make the export again")
    return names[2:]


Line = Mapping[str, str]


def _side_by_side(old: Path, new: Path) -> Iterator[tuple[str, Line | None, Line | None]]:
    """Each document of either, with its line in the old and in the new one."""
    lines = merge(_marked(old, 0), _marked(new, 1), key=lambda each: each[0])
    for key, found in groupby(lines, key=lambda each: each[0]):
        sides: dict[int, Line] = {side: line for _, side, line in found}
        yield key, sides.get(0), sides.get(1)


def _marked(folder: Path, side: int) -> Iterator[tuple[str, int, Line]]:
    return ((line["id"], side, line) for line in index.read(folder))
