"""The result of a batch as somebody hands it on: which one is meant, and whether it is all there, as its manifest says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.batch.places import DOCUMENTS, PARQUET, TABLES, batch_of
from pipeline.errors import InputError
from pipeline.export import manifest

NAMED: Final = 3


class Result(NamedTuple):
    """``files`` are its Parquet files by their paths below ``folder``, with what the manifest says of each.

    ``digest`` is that of the manifest, and so of all files.
    """

    folder: Path
    digest: str
    files: dict[str, dict[str, Any]]


def named_result(words: Sequence[Path]) -> Result:
    """The batch that all the words name: its folder, or all its files of documents.

    Raises InputError when they name part of one, more than one, or something else beside it.
    """
    folders = {batch_of(word) for word in words}
    folder = next(iter(folders))
    if folder is None or len(folders) > 1:
        raise InputError("the result of a batch becomes a database of its own: name one, and nothing else")
    told = manifest.load(folder)
    files = {
        path: each
        for each in told["files"]
        if (path := each["path"]).endswith(PARQUET) and path.startswith((f"{DOCUMENTS}/", f"{TABLES}/"))
    }
    documents = {path for path in files if path.startswith(DOCUMENTS)}
    given = {word.absolute() for word in words}
    if not any(word.is_dir() for word in words) and (
        missing := [p for p in documents if folder / p not in given]
    ):
        raise InputError(
            f"{words[0]} is part of a batch, of whose {len(documents)} files of documents {len(missing)} are not named:"
            f" name its folder, {folder}"
        )
    return Result(folder, manifest.sha256(folder / manifest.FILE_NAME), files)


def check(result: Result) -> None:
    """Raise InputError unless every file is there and as it was made."""
    missing = [path for path in result.files if not (result.folder / path).is_file()]
    changed = [
        path
        for path, told in result.files.items()
        if path not in missing and not _is_as_told(result.folder / path, told)
    ]
    for paths, said in ((missing, "missing"), (changed, "not as they were made")):
        if paths:
            names = ", ".join(paths[:NAMED]) + (" …" if len(paths) > NAMED else "")
            raise InputError(
                f"{result.folder}: {len(paths)} of {len(result.files)} files are {said} ({names}): copy it again"
            )


def _is_as_told(path: Path, told: dict[str, Any]) -> bool:
    return bool(path.stat().st_size == told["bytes"] and manifest.sha256(path) == told["sha256"])
