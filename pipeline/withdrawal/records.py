"""The archive's records of what is withdrawn: found, noted in the database, made blank.

Noted first: a kill may leave a record half blank, and nobody could tell then what it was.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.archive.blanking import blank, unknown_records
from pipeline.archive.in_use import is_in_use
from pipeline.corpus.near_duplicates.transaction import short_transaction
from pipeline.items import WarcLocation
from pipeline.store import tombstones, withdrawals
from pipeline.store.withdrawals import Withdrawal
from pipeline.urls import canonical_url, site_of

_KNOWN = """
SELECT warc_file, warc_offset, warc_length FROM pages WHERE warc_file IS NOT NULL
UNION SELECT warc_file, warc_offset, warc_length FROM withdrawn_records ORDER BY 1, 2
"""
_URLS = "SELECT DISTINCT canonical_url FROM pages WHERE withdrawal_id = ?"
_TO_BLANK = """
SELECT warc_file, warc_offset, warc_length, withdrawal_id, withdrawn_at
FROM withdrawn_records JOIN withdrawals ON withdrawals.id = withdrawal_id WHERE blanked_at IS NULL
ORDER BY withdrawal_id, warc_file, warc_offset LIMIT ?
"""
_BLANKED = "UPDATE withdrawn_records SET blanked_at = ? WHERE warc_file = ? AND warc_offset = ?"

AT_ONCE: Final = 1000
"""Records made blank before that is noted."""


class _Wanted(NamedTuple):
    """By which addresses and sites a record belongs to one of the withdrawals."""

    urls: dict[str, Withdrawal]
    sites: dict[str, Withdrawal]

    def owner(self, addresses: Collection[str]) -> Withdrawal | None:
        """The withdrawal that a record about these addresses belongs to."""
        for url in addresses:
            if found := self.urls.get(canonical_url(url)) or self.sites.get(site_of(url)):
                return found
        return None


def purge(
    connection: sqlite3.Connection, archive: Path, todo: Sequence[Withdrawal], watch: Callable[[str], None]
) -> bool:
    """Make every record blank that belongs to a withdrawal, those too that no page names. Raises StorageError.

    False when a run is under way: its files are to be looked through again when it has ended. It may have fetched before what
    is refused now, and a kill leaves the record without a row, or half of it.
    """
    _blank_noted(connection, archive, watch)
    in_use = _in_use(archive)
    found = _unknown(connection, archive, _wanted(connection, todo), watch, in_use)
    with short_transaction(connection):
        for owner, places in found.items():
            tombstones.blank(connection, owner, places)
    _blank_noted(connection, archive, watch)
    return not in_use


def only_waits(connection: sqlite3.Connection, archive: Path) -> bool:
    """Whether nothing is left of any withdrawal but to look through the archive again when a run has ended."""
    todo = withdrawals.unfinished(connection)
    if not all(each.index_purged_at for each in todo) or connection.execute(_TO_BLANK, (1,)).fetchone():
        return False
    return bool(_in_use(archive))


def _in_use(archive: Path) -> frozenset[Path]:
    return frozenset(filter(is_in_use, archive.glob("*.warc.gz")))


def _unknown(
    connection: sqlite3.Connection,
    archive: Path,
    wanted: _Wanted,
    watch: Callable[[str], None],
    in_use: Collection[Path],
) -> Mapping[Withdrawal, Sequence[WarcLocation]]:
    """Records that no page names: requests, and what a run that was killed could not store any more, or not whole."""
    found: defaultdict[Withdrawal, list[WarcLocation]] = defaultdict(list)
    for path, known in _files(connection, archive):
        watch(f"looking through the archive file {path.name}")
        # What is torn at the end of a file in use is a record on its way.
        for place, about in unknown_records(path, known, torn=path not in in_use):
            if owner := wanted.owner(about):
                found[owner].append(place)
    return found


def _blank_noted(connection: sqlite3.Connection, archive: Path, watch: Callable[[str], None]) -> None:
    done = 0
    while rows := connection.execute(_TO_BLANK, (AT_ONCE,)).fetchall():
        for (number, at), some in groupby(rows, itemgetter(3, 4)):
            blank(archive, [WarcLocation(*row[:3]) for row in some], number, at)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with short_transaction(connection):
            connection.executemany(_BLANKED, [(now, *row[:2]) for row in rows])
        done += len(rows)
        watch(f"{done} records of the archive made blank")


def _wanted(connection: sqlite3.Connection, todo: Sequence[Withdrawal]) -> _Wanted:
    urls = {url: each for each in todo for (url,) in connection.execute(_URLS, (each.id,))}
    urls |= {each.value: each for each in todo if each.kind == "url"}
    return _Wanted(urls, {each.value: each for each in todo if each.kind == "site"})


def _files(connection: sqlite3.Connection, archive: Path) -> Iterator[tuple[Path, list[tuple[int, int]]]]:
    """Every file of the archive, and the places in it that are known. Files that are not there are passed over."""
    files = {path.name: path for path in sorted(archive.glob("*.warc.gz"))}
    for name, some in groupby(connection.execute(_KNOWN), itemgetter(0)):
        if path := files.pop(name, None):
            yield path, [(offset, length) for _, offset, length in some]
    for path in files.values():
        yield path, []
