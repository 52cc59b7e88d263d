"""The lines of sites that the store has seen often enough, decided now and then, kept in between."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.store import connect
from pipeline.store.database import storage_errors
from pipeline.store.site_lines import CountedLine, counts_lines, frequent_lines, texts_of

FEWEST_MORE = 5


class _Known(NamedTuple):
    """What was decided when so many texts of the site had been counted."""

    texts: int
    lines: Mapping[str, str]

    @property
    def holds_until(self) -> int:
        # A fifth more documents seldom change the verdict on a line; settle brings the rest up to date.
        return self.texts + self.texts // 5 + FEWEST_MORE


class KnownLines:
    """From a site's name to its own lines by their keys, each with its evidence. Any thread may call it.

    Sees what is committed. Close it before the writer is closed, so that no log is left beside the database.
    A database that is not there, or has never counted lines, knows none. Raises StorageError.
    """

    def __init__(self, database: Path) -> None:
        self._path = database
        self._known: dict[str, _Known] = {}
        self._counts = False
        self._lock = threading.Lock()
        self._connection = connect(database, readonly=True) if database.is_file() else None
        # Idempotent, and done at the end of the process if nobody else does it.
        self.close = weakref.finalize(self, self._connection.close if self._connection else int)

    def __call__(self, site: str) -> Mapping[str, str]:
        """The lines as of lately."""
        if self._connection is None:
            return {}
        with self._lock, storage_errors(self._path):
            self._counts = self._counts or counts_lines(self._connection)
            known = self._known.get(site)
            texts = texts_of(self._connection, site) if self._counts else 0
            if known is None or texts >= known.holds_until:
                known = _Known(texts, learned_lines(self._connection, site) if texts else {})
                self._known[site] = known
            return known.lines


def learned_lines(connection: sqlite3.Connection, site: str) -> dict[str, str]:
    """The lines that are the site's by what is counted now."""
    # A new corpus has none to judge, and the patterns take long to load.
    from pipeline.refine.site_lines import FEWEST_DOCUMENTS  # noqa: PLC0415

    return judged(texts_of(connection, site), frequent_lines(connection, site, FEWEST_DOCUMENTS))


def judged(texts: int, lines: Iterable[CountedLine]) -> dict[str, str]:
    """Those of the lines of a site with so many texts that are the site's own."""
    from pipeline.refine.site_lines import Sighting, is_site_line  # noqa: PLC0415 - see above

    found = {
        line.key: Sighting(line.text, line.documents, line.at_edge, line.window, texts, line.other_sites)
        for line in lines
    }
    return {key: seen.evidence for key, seen in found.items() if is_site_line(seen)}
