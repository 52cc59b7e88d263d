"""Archives of the other databases, referred to where they are: a link in our archive to each of their files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import InputError, StorageError


class Linked(NamedTuple):
    """How many files are to be found in our archive, and the names of those that are nowhere."""

    files: int
    missing: Sequence[str]


def link(archive: Path, names: Iterable[str], folders: Sequence[Path]) -> Linked:
    """Let ``archive`` have each of the files, from the first of the folders that has it.

    Raises InputError when it has another file of that name, StorageError when the links cannot be made.
    """
    files, missing = 0, []
    for name in names:
        here = archive / name
        there = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if here.is_file():
            if there and not here.samefile(there):
                raise InputError(
                    f"{here} and {there} are two archive files of one name: rename one archive's"
                )
        elif there:
            _link(here, there.resolve())
        else:
            missing.append(name)
            continue
        files += 1
    return Linked(files, missing)


def _link(here: Path, there: Path) -> None:
    try:
        here.parent.mkdir(parents=True, exist_ok=True)
        # One that leads nowhere any more is made anew.
        here.unlink(missing_ok=True)
        here.symlink_to(there)
    except OSError as error:
        raise StorageError(
            f"The archive folder {here.parent} cannot have a link to {there}: {error.strerror or error}; "
            "choose another with -s ARCHIVE_DIR=DIR."
        ) from error
