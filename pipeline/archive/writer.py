"""Pages into WARC files, so that what was served can be read, checked and replayed after the site is gone.

Every record is appended by one thread at a time, at an offset that only moves on when the whole record is
with the operating system: a process killed at any instant leaves complete records, at worst followed by a
torn one that no page row points to.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from pipeline.archive.in_use import claim
from pipeline.archive.records import SeenBody, page_records, warcinfo_record
from pipeline.errors import StorageError
from pipeline.items import Page, WarcLocation


def never_seen(_url: str, _sha256: str, _page_id: str) -> SeenBody | None:
    """The answer of an archive without a memory: every body is written in full."""
    return None


class ArchiveWriter:
    """Writes pages into ``folder``, in files rotated once they pass ``max_bytes``. Thread-safe.

    ``seen(url, sha256, page_id)`` names the page with that id, if it is archived, or else an earlier one of that URL with
    that body; such a page becomes a revisit record, which has no body. It must know only pages that survive a crash: what this
    writer has just written may never get its row, and a revisit of it would have no body to find. So a body
    that comes twice within a moment is written twice.

    The folder is made at once, no file before the first page; a closed writer that is written to goes on in
    a new file.
    Raises StorageError when the folder cannot be written; the file then ends with its last whole record.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_bytes: int = 1_000_000_000,
        seen: Callable[[str, str, str], SeenBody | None] = never_seen,
    ) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._seen = seen
        self._lock = Lock()
        self._token = secrets.token_hex(4)
        self._serial = 0
        self._name = ""
        self._file: int | None = None
        self._end = 0
        self._make_folder()

    def write(self, page: Page) -> Page:
        """Archive a page; the same page comes back with its location.

        An unchanged body gives ``body_page_id`` too. A page that this archive already holds (same id, and
        ``seen`` knows where) is not written again.
        """
        original = self._seen(page.url, page.sha256, page.id)
        is_same = original is not None and original.page_id == page.id
        if original and is_same and original.location:
            return replace(page, location=original.location, body_page_id=original.body_page_id)
        if is_same or not page.body:
            # A record must not be a revisit of itself (the row of this page is about to point to it), nor of nothing.
            original = None
        record, request = page_records(page, original)
        with self._lock:
            location = self._append(record, request)
        return replace(page, location=location, body_page_id=original.page_id if original else None)

    def close(self) -> None:
        """Bring the current file to the disk."""
        with self._lock:
            self._close_file()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, record: bytes, request: bytes) -> WarcLocation:
        try:
            file = self._file if self._file is not None else self._open_file()
            location = WarcLocation(self._name, self._end, len(record))
            self._end = _write_at(file, self._end, record + request)
            if self._end >= self._max_bytes:
                self._close_file()
        except OSError as error:
            raise self._trouble(error) from error
        return location

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._trouble(error) from error

    def _open_file(self) -> int:
        name = f"wenji-{datetime.now(UTC):%Y%m%d%H%M%S}-{self._token}-{self._serial:05}.warc.gz"
        path = self._folder / name
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        claim(file)
        try:
            self._end = _write_at(file, 0, warcinfo_record(name))
        except OSError:
            os.close(file)
            path.unlink(missing_ok=True)
            raise
        self._name, self._file = name, file
        self._serial += 1
        return file

    def _close_file(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        try:
            os.fsync(file)
        except OSError as error:
            raise self._trouble(error) from error
        finally:
            os.close(file)

    def _trouble(self, error: OSError) -> StorageError:
        return StorageError(
            f"The archive folder {self._folder} cannot be written: {error.strerror or error}. "
            "Make room or allow writing there, or choose another with -s ARCHIVE_DIR=DIR."
        )


def _write_at(file: int, offset: int, octets: bytes) -> int:
    """Write all of it at that offset or, whatever interrupts it, leave the file as long as it was."""
    rest = memoryview(octets)
    end = offset
    try:
        while rest:
            written = os.pwrite(file, rest, end)
            rest = rest[written:]
            end += written
    finally:
        if rest:
            # Should this fail too, the next record is still written over the torn one.
            with contextlib.suppress(OSError):
                os.ftruncate(file, offset)
    return end
