"""A database that cannot be written, on a read-only disk or among another user's files, is exported as it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from scrapy.settings import Settings

from pipeline.crawl.catch_up import catch_up
from pipeline.errors import StorageError
from tests.export_corpus import lines, made, put, ready

NOBODY = 65534


@contextmanager
def nobody() -> Iterator[None]:
    """Root may write everywhere; so for a while the process is not root."""
    was = os.getuid()
    if was == 0:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if was == 0:
            os.setresuid(0, 0, 0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that everybody reaches, unlike pytest's own, with a place for exports."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "fixed").mkdir()
        (root / "out").mkdir()
        root.chmod(0o755)
        (root / "out").chmod(0o777)
        yield root
        (root / "fixed").chmod(0o755)


def test_what_is_compared_and_indexed_is_exported_without_a_write(folder: Path) -> None:
    database = folder / "fixed" / "a.db"
    put(database, [{"number": number} for number in range(5)])
    ready(database)
    # What Python loads when it is first wanted, nobody may not be able to read.
    before = made(database, folder / "first")
    database.parent.chmod(0o555)
    with nobody():
        catch_up(Settings({"DATABASE": str(database), "ARCHIVE_DIR": str(folder)}), lambda _seen: None)
        after = made(database, folder / "out")
        assert lines(after) == lines(before)
        assert sorted(path.name for path in database.parent.iterdir() if path.is_file()) == ["a.db"]


def test_what_waits_is_said(folder: Path) -> None:
    database = folder / "fixed" / "a.db"
    put(database, [{"number": number} for number in range(5)])
    database.parent.chmod(0o555)
    settings = Settings({"DATABASE": str(database), "ARCHIVE_DIR": str(folder)})
    with nobody(), pytest.raises(StorageError, match=r"a\.db"):
        catch_up(settings, lambda _seen: None)
