"""Archives of the other database, referred to where they are: a link in our archive to each of their files.

Pages name a file of the archive, so two different files of one name cannot both have a link. What is in a second one is referred
to by its path.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.errors import StorageError

PIECE: Final = 1 << 20


class Wanted(NamedTuple):
    """A file that pages of the other database stand in. ``is_new``: some of them are not known here."""

    name: str
    is_new: bool


class Linked(NamedTuple):
    """How many files are to be found, the names of those that are nowhere, and the paths of those that have no link."""

    files: int
    missing: Sequence[str]
    by_path: dict[str, str]


def link(archive: Path, wanted: Iterable[Wanted], folders: Sequence[Path]) -> Linked:
    """Let ``archive`` have each of the files, from the first of the folders that has it.

    A copy of a file that is here is the same file. Of one that was copied while it grew, the longer one counts. Raises
    StorageError when a file cannot be read, or a link cannot be made.
    """
    files, missing, by_path = 0, list[str](), dict[str, str]()
    for name, is_new in wanted:
        here = archive / name
        there = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if not here.is_file():
            if not there:
                missing.append(name)
                continue
            _link(here, there.resolve())
        elif there and is_new and not here.samefile(there) and not _begins_with(here, there):
            if here.is_symlink() and _begins_with(there, here):
                _link(here, there.resolve())
            else:
                by_path[name] = str(there.resolve())
        files += 1
    return Linked(files, missing, by_path)


def _begins_with(longer: Path, shorter: Path) -> bool:
    """Whether one file has all that another one has, and maybe more."""
    if longer.stat().st_size < shorter.stat().st_size:
        return False
    try:
        with longer.open("rb") as one, shorter.open("rb") as other:
            # It may grow meanwhile.
            left = shorter.stat().st_size
            while left > 0:
                pieces = [file.read(min(PIECE, left)) for file in (one, other)]
                if pieces[0] != pieces[1]:
                    return False
                left -= PIECE
    except OSError as error:
        raise StorageError(
            f"The archive files {longer} and {shorter} cannot be compared: {error.strerror or error}."
        ) from error
    return True


def _link(here: Path, there: Path) -> None:
    new = here.with_name(f".{here.name}.link")
    try:
        here.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        new.symlink_to(there)
        # One that leads nowhere any more, or to less, is replaced.
        new.replace(here)
    except OSError as error:
        raise StorageError(
            f"The archive folder {here.parent} cannot have a link to {there}: {error.strerror or error}; "
            "choose another with -s ARCHIVE_DIR=DIR."
        ) from error
