"""What is withdrawn: who asked for what, how far it is carried out, and whether an address is among it."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pipeline.errors import InputError, StorageError
from pipeline.store.database import connect, pending_steps, storage_errors
from pipeline.urls import canonical_url, site_of

Kind = Literal["url", "site", "uploader", "sha256"]
Key = tuple[str, str]
"""Kind and value of what may be withdrawn."""

Step = Literal["index_purged_at", "archive_blanked_at", "completed_at"]

_COLUMNS = (
    "id, kind, value, site, reason, withdrawn_at, documents, pages, index_purged_at, archive_blanked_at,"
    " completed_at, lifted_at"
)
_SELECT = f"SELECT {_COLUMNS} FROM withdrawals"  # noqa: S608
_ADD = """
INSERT INTO withdrawals (kind, value, site, reason, withdrawn_at, documents, pages) VALUES (?, ?, ?, ?, ?, 0, 0)
ON CONFLICT (kind, value, ifnull(site, '')) WHERE lifted_at IS NULL DO UPDATE SET reason = reason
RETURNING id
"""
_AS_READ = "id = ? AND documents = ? AND pages = ?"
_ALL_BLANK = """
NOT EXISTS (SELECT 1 FROM withdrawn_records WHERE withdrawal_id = withdrawals.id AND blanked_at IS NULL)
"""
_STILL: Mapping[Step, str] = {
    "index_purged_at": _AS_READ,
    "archive_blanked_at": f"{_AS_READ} AND {_ALL_BLANK}",
    "completed_at": f"{_AS_READ} AND index_purged_at IS NOT NULL AND archive_blanked_at IS NOT NULL",
}
_PUT = """
INSERT INTO withdrawals (id, kind, value, site, reason, withdrawn_at, documents, pages) VALUES (?, ?, ?, ?, ?, ?, 0, 0)
"""
_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE name = 'withdrawals'"
_ANY = "SELECT EXISTS (SELECT 1 FROM withdrawals WHERE lifted_at IS NULL)"
_IN_FORCE = f"""
{_SELECT} WHERE lifted_at IS NULL AND (kind, value) IN (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)
) ORDER BY id
"""  # noqa: S608
_AT_ADDRESSES = f"""
SELECT DISTINCT page.canonical_url, {", ".join(f"withdrawals.{name}" for name in _COLUMNS.split(", "))}
FROM pages AS page JOIN withdrawals ON withdrawals.id = page.withdrawal_id
WHERE lifted_at IS NULL AND page.canonical_url IN (SELECT value FROM json_each(?)) ORDER BY withdrawals.id DESC
"""  # noqa: S608


_MARK = "address "
_PUT_ADDRESS = """
INSERT INTO pages (id, url, canonical_url, site, status, headers, sha256, size, fetched_at, outcome, documents, withdrawal_id)
VALUES (?1, ?2, ?2, '', 0, '[]', '', 0, '', 'withdrawn', 0, ?3)
"""
_DROP_ADDRESSES = "DELETE FROM pages WHERE id GLOB ?"
_ADDRESSES = """
SELECT page.canonical_url, min(withdrawals.id) FROM pages AS page JOIN withdrawals ON withdrawals.id = page.withdrawal_id
WHERE lifted_at IS NULL GROUP BY 1 ORDER BY 1
"""


class Target(NamedTuple):
    """What is to be withdrawn: a canonical URL, a site, an uploader (of one site), or the hash of a text or page."""

    kind: Kind
    value: str
    site: str | None = None


class Withdrawal(NamedTuple):
    """A row of ``withdrawals``."""

    id: int
    kind: Kind
    value: str
    site: str | None
    reason: str
    withdrawn_at: str
    documents: int
    pages: int
    index_purged_at: str | None
    archive_blanked_at: str | None
    completed_at: str | None
    lifted_at: str | None

    @property
    def words(self) -> str:
        """Why something is refused, behind the word "withdrawn", in one line that names no text."""
        return f"as number {self.id} of scrapy withdraw --list"


def add(connection: sqlite3.Connection, target: Target, reason: str, at: str) -> int:
    """Refuse it from now on: the number of its row; an earlier one that is in force keeps its reason and time."""
    row: tuple[int] = connection.execute(_ADD, (*target, reason, at)).fetchone()
    return row[0]


class InForce(NamedTuple):
    """What a database refuses: its withdrawals, the oldest first, and addresses that served something withdrawn, with its number."""

    withdrawals: Sequence[Withdrawal] = ()
    addresses: Sequence[tuple[str, int]] = ()


NOTHING: Final = InForce()


def put_in_force(connection: sqlite3.Connection, of_another: InForce) -> None:
    """Refuse from now on, under the same numbers, what another database refuses.

    Its addresses stand in rows of ``pages`` that have nothing else, until ``forget_addresses``.
    """
    connection.executemany(_PUT, [each[:6] for each in of_another.withdrawals])
    marks = [(f"{_MARK}{url}", url, number) for url, number in of_another.addresses]
    connection.executemany(_PUT_ADDRESS, marks)


def forget_addresses(connection: sqlite3.Connection) -> None:
    """Take out the rows for addresses of another database; what was stored meanwhile has been refused by them."""
    connection.execute(_DROP_ADDRESSES, (f"{_MARK}*",))


def all_in_force(database: Path) -> InForce:
    """What a database refuses. Raises StorageError, also when it is none of ours, or of a newer version."""
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        _check_ours(connection, database)
        if not connection.execute(_HAS_TABLE).fetchone():
            return NOTHING
        connection.execute("BEGIN")
        found = _read(connection, f"{_SELECT} WHERE lifted_at IS NULL ORDER BY id")
        return InForce(found, withdrawn_addresses(connection))


def _check_ours(connection: sqlite3.Connection, database: Path) -> None:
    """An empty file says nothing of what was withdrawn."""
    try:
        is_ours = pending_steps(connection) is not None
    except InputError as error:
        raise StorageError(f"Database {database} cannot be read: {error}; update first.") from error
    if not is_ours:
        raise StorageError(
            f"Database {database} is another program's, or holds nothing: it does not say what was withdrawn."
        )


def lift(connection: sqlite3.Connection, number: int, at: str) -> None:
    """Refuse it no more. Nothing is restored by that."""
    connection.execute(
        "UPDATE withdrawals SET lifted_at = ? WHERE id = ? AND lifted_at IS NULL", (at, number)
    )


def every(connection: sqlite3.Connection) -> list[Withdrawal]:
    """All of them, lifted ones too, the oldest first."""
    return _read(connection, f"{_SELECT} ORDER BY id")


def unfinished(connection: sqlite3.Connection) -> list[Withdrawal]:
    """Those of which something may be left in the files."""
    return _read(connection, f"{_SELECT} WHERE completed_at IS NULL ORDER BY id")


def is_unfinished(database: Path) -> bool:
    """Whether anything may be left of a withdrawal, asked in a way that costs nothing. Raises StorageError."""
    if not database.is_file():
        return False
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        return bool(connection.execute(_HAS_TABLE).fetchone() and unfinished(connection))


def find(connection: sqlite3.Connection, number: int) -> Withdrawal | None:
    """The withdrawal with this number."""
    return next(iter(_read(connection, f"{_SELECT} WHERE id = ?", number)), None)


def of_target(connection: sqlite3.Connection, target: Target) -> Withdrawal | None:
    """The withdrawal in force of this very target."""
    kind, value, site = target
    return next((each for each in in_force(connection, {(kind, value)}) if each.site == site), None)


def number_of(connection: sqlite3.Connection, page_id: str) -> int | None:
    """The withdrawal that took a page."""
    row = connection.execute("SELECT withdrawal_id FROM pages WHERE id = ?", (page_id,)).fetchone()
    return row[0] if row else None


def done(connection: sqlite3.Connection, carried_out: Iterable[Withdrawal], step: Step, at: str) -> None:
    """Note that a step is carried out, unless there is more to do since these rows were read."""
    statement = f"UPDATE withdrawals SET {step} = ? WHERE {step} IS NULL AND {_STILL[step]}"  # noqa: S608
    connection.executemany(statement, [(at, each.id, each.documents, each.pages) for each in carried_out])


def any_in_force(connection: sqlite3.Connection) -> bool:
    """Whether anything at all is refused."""
    found: tuple[int] = connection.execute(_ANY).fetchone()
    return bool(found[0])


def in_force(connection: sqlite3.Connection, keys: Collection[Key]) -> list[Withdrawal]:
    """Those that one of the keys names. Of an uploader the caller compares the site."""
    return _read(connection, _IN_FORCE, json.dumps(sorted(keys)))


def at_addresses(connection: sqlite3.Connection, urls: Collection[str]) -> dict[str, Withdrawal]:
    """Of canonical URLs those of which a page was withdrawn, by whatever it was known, and by which withdrawal in force."""
    found = connection.execute(_AT_ADDRESSES, (json.dumps(sorted(urls)),))
    return {url: Withdrawal._make(row) for url, *row in found}


def withdrawn_addresses(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Canonical URLs of which a page was withdrawn, each with the number of the oldest withdrawal in force that it was for."""
    return connection.execute(_ADDRESSES).fetchall()


def keys_of_url(url: str | None) -> set[Key]:
    """By what an address may be withdrawn."""
    return {("url", canonical_url(url)), ("site", site_of(url))} if url else set()


def keys_of_body(sha256: str) -> set[Key]:
    """By what the bytes of a page may be."""
    return {("sha256", sha256)}


def _read(connection: sqlite3.Connection, query: str, *values: object) -> list[Withdrawal]:
    return list(map(Withdrawal._make, connection.execute(query, values)))


class Refusals:
    """From an address, and the digest of a body, to why it is withdrawn. Any thread may call it.

    It sees what is committed. Close it before the writer is closed. Raises StorageError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect(path, readonly=True)
        self._lock = threading.Lock()
        # Idempotent, and done at the end of the process if nobody else does it.
        self.close = weakref.finalize(self, self._connection.close)

    def __call__(self, url: str, sha256: str | None = None) -> str | None:
        """Why it is not to be fetched or kept; None when it may be."""
        with self._lock, storage_errors(self._path):
            if not any_in_force(self._connection):
                return None
            keys = keys_of_url(url) | (keys_of_body(sha256) if sha256 else set())
            found = in_force(self._connection, keys)
            found += at_addresses(self._connection, [canonical_url(url)]).values()
        return found[0].words if found else None
