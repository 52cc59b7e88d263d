"""WACZ files: a zip with WARC files under archive/, as browser archives are handed round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from pipeline.archive.whole_files import pages_of_warc, printable
from pipeline.items import Page, Reject
from pipeline.urls import file_url

# RuntimeError is what zipfile raises for encrypted files and packing methods that it does not know.
_ZIP_ERRORS = (BadZipFile, OSError, RuntimeError)


def holds_warcs(path: Path) -> bool:
    """Whether a zip file is a WACZ; False too for a zip that cannot be read."""
    try:
        with ZipFile(path) as archive:
            return bool(_warcs(archive))
    except _ZIP_ERRORS:
        return False


def pages_of_wacz(path: Path, skipped: Counter[str] | None = None) -> Iterator[Page | Reject]:
    """All pages of a WACZ, WARC file by WARC file; what cannot be read comes as a Reject.

    ``skipped`` as for ``iter_warc``.
    """
    return pages_of_zip(lambda: path.open("rb"), file_url(path), printable(path), skipped)


def pages_of_zip(
    open_raw: Callable[[], IO[bytes]],
    url: str,
    source: str,
    skipped: Counter[str] | None = None,
    file: str | None = None,
) -> Iterator[Page | Reject]:
    """The same for anything that can be opened and sought in; ``url`` names it in rejects, ``file`` in places."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(ZipFile(stack.enter_context(open_raw())))
        except _ZIP_ERRORS as error:
            yield Reject(url, "error", f"cannot be read as a WACZ: {error}")
            return
        names = _warcs(archive)
        if not names:
            yield Reject(url, "error", "holds no archive/*.warc.gz, so it is no WACZ")
        for name in names:
            try:
                archive.open(name).close()
            except _ZIP_ERRORS as error:
                yield Reject(url, "error", f"{name} cannot be read: {error}")
                continue
            yield from pages_of_warc(
                partial(archive.open, name),
                url=f"{url}#{name}",
                source=f"{source}#{name}",
                skipped=skipped,
                file=file and f"{file}#{name}",
            )


def _warcs(archive: ZipFile) -> list[str]:
    return sorted(
        name
        for name in archive.namelist()
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))
    )
