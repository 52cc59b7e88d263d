"""Documents and pages turned into tombstones: in the transaction in which they are withdrawn, or come again.

A document leaves no row. A page's row stays, for its place in the archive has to be known: with its address and time,
without what the server said and what it was. A revisit has the address of the page whose body it repeats, and so goes
with it. Whoever calls holds the transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.items import Reject, WarcLocation
from pipeline.store import withdrawals, withdrawn_addresses
from pipeline.store.rows import scrub
from pipeline.store.withdrawals import Key, Withdrawal
from pipeline.urls import canonical_url

if TYPE_CHECKING:
    from pipeline.store.batch import Put

# Addresses in a statement: a site may have a million.
AT_ONCE: Final = 5000

_HERE = "canonical_url IN (SELECT value FROM json_each(:urls))"
_DOCUMENTS_HERE = f"SELECT id FROM documents WHERE {_HERE}"  # noqa: S608
_OF_DOCUMENTS = tuple(
    f"DELETE FROM {table} WHERE document_id IN ({_DOCUMENTS_HERE})"  # noqa: S608
    for table in ("sections", "removals", "document_versions")
)
_DROP_DOCUMENTS = f"DELETE FROM documents WHERE {_HERE}"  # noqa: S608
_DROP_REJECTS = f"DELETE FROM rejects WHERE {_HERE}"  # noqa: S608
_LED_HERE = f"SELECT requested_url FROM pages WHERE requested_url IS NOT NULL AND {_HERE}"  # noqa: S608
_BLANK_PAGES = f"""
UPDATE pages SET requested_url = NULL, headers = '[]', sha256 = '', size = 0, outcome = 'withdrawn', reason = :words,
    documents = 0, source = NULL, robots = NULL, withdrawal_id = :number
WHERE withdrawal_id IS NULL AND {_HERE}
"""  # noqa: S608
_TO_BLANK = f"""
INSERT OR IGNORE INTO withdrawn_records (warc_file, warc_offset, warc_length, withdrawal_id)
SELECT warc_file, warc_offset, warc_length, :number FROM pages
WHERE warc_file IS NOT NULL AND withdrawal_id IS NOT NULL AND {_HERE}
"""  # noqa: S608
_PUT_RECORD = """
INSERT OR IGNORE INTO withdrawn_records (warc_file, warc_offset, warc_length, withdrawal_id) VALUES (?, ?, ?, ?)
"""
_COUNT = """
UPDATE withdrawals SET documents = documents + :documents, pages = pages + :pages, completed_at = NULL,
    index_purged_at = iif(:documents, NULL, index_purged_at),
    archive_blanked_at = iif(:pages OR :records, NULL, archive_blanked_at)
WHERE id = :number
"""
_EVER = "SELECT EXISTS (SELECT 1 FROM withdrawals)"
_ROOM_FOR_PAGES = """
DELETE FROM pages WHERE withdrawal_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))
"""


class Buried(NamedTuple):
    """How many documents are gone, and how many pages are tombstones now."""

    documents: int
    pages: int


def bury(connection: sqlite3.Connection, urls: Collection[str], withdrawal: Withdrawal) -> Buried:
    """Withdraw everything that is stored of these canonical URLs. The addresses are never asked for again.

    What the search index and the near duplicates hold is noted by triggers; the archive's records are noted here.
    """
    documents = pages = records = 0
    told = {"number": withdrawal.id, "words": withdrawal.words}
    for some in _portions(urls):
        given = told | {"urls": json.dumps(some)}
        ways = {canonical_url(url) for (url,) in connection.execute(_LED_HERE, given)}
        for statement in _OF_DOCUMENTS:
            connection.execute(statement, given)
        documents += connection.execute(_DROP_DOCUMENTS, given).rowcount
        connection.execute(_DROP_REJECTS, given)
        pages += connection.execute(_BLANK_PAGES, given).rowcount
        records += connection.execute(_TO_BLANK, given).rowcount
        withdrawn_addresses.withdraw(connection, ways.union(some))
    _count(connection, withdrawal, documents, pages, records)
    return Buried(documents, pages)


def blank(connection: sqlite3.Connection, withdrawal: Withdrawal, places: Collection[WarcLocation]) -> int:
    """Note more records of the archive that are to be blank; how many were not noted before."""
    rows = [(each.file, each.offset, each.length, withdrawal.id) for each in places]
    records = connection.executemany(_PUT_RECORD, rows).rowcount if rows else 0
    _count(connection, withdrawal, 0, 0, records)
    return records


def screened(
    connection: sqlite3.Connection, puts: Sequence[Put]
) -> tuple[Sequence[Put], Mapping[Withdrawal, Sequence[Put]]]:
    """The puts with a reject in place of what is withdrawn, and these as they were.

    An address that served something withdrawn is refused as a whole, what it served before and after included: in which
    order its pages come, and in how many batches, decides nothing.
    """
    if not connection.execute(_EVER).fetchone()[0]:
        return puts, {}
    of = _withdrawals_of(connection, puts)
    refused: defaultdict[Withdrawal, list[Put]] = defaultdict(list)
    passed: list[Put] = []
    for put, withdrawal in zip(puts, of, strict=True):
        if withdrawal is None:
            passed.append(put)
        else:
            refused[withdrawal].append(put)
            passed.append(put._replace(outcome=Reject(_url(put), "withdrawn", withdrawal.words)))
    # The same fetch may come again after a withdrawal was lifted: its row begins anew.
    pages = [put.page.id for put in puts if put.page]
    connection.execute(_ROOM_FOR_PAGES, (json.dumps(pages),))
    return passed, refused


def by_key(
    in_force: Iterable[Withdrawal], addresses: Iterable[tuple[str, int]] = ()
) -> Mapping[Key, Sequence[Withdrawal]]:
    """Withdrawals by what they are about, and by addresses that served it."""
    known: defaultdict[Key, list[Withdrawal]] = defaultdict(list)
    numbers = dict[int, Withdrawal]()
    for each in in_force:
        known[each.kind, each.value].append(each)
        numbers[each.id] = each
    for url, number in addresses:
        known["url", url].append(numbers[number]._replace(site=None))
    return known


def refusing(put: Put, known: Mapping[Key, Sequence[Withdrawal]]) -> Withdrawal | None:
    """The withdrawal that a put is refused for, if any."""
    return _first(put, _keys(put), known)


def bury_refused(connection: sqlite3.Connection, refused: Mapping[Withdrawal, Sequence[Put]]) -> None:
    """Once the rejects are stored: their pages become tombstones, and what was stored of their addresses before."""
    for withdrawal, puts in refused.items():
        if served := set(filter(None, map(_served_at, puts))):
            bury(connection, served, withdrawal)


def _withdrawals_of(connection: sqlite3.Connection, puts: Sequence[Put]) -> list[Withdrawal | None]:
    """Of each put why it is refused: by its own address or content, or by what else its address has served."""
    keys = [_keys(put) for put in puts]
    known = by_key(withdrawals.in_force(connection, set().union(*keys)))
    found = [_first(put, of, known) for put, of in zip(puts, keys, strict=True)]
    places = [_served_at(put) for put in puts]
    served = withdrawals.at_addresses(connection, {place for place in places if place})
    for place, withdrawal in zip(places, found, strict=True):
        if place and withdrawal:
            served.setdefault(place, withdrawal)
    return [own or served.get(place or "") for own, place in zip(found, places, strict=True)]


def _served_at(put: Put) -> str | None:
    """The canonical address of the page, if there is one."""
    return canonical_url(scrub(put.page.url)) if put.page else None


def _count(
    connection: sqlite3.Connection, withdrawal: Withdrawal, documents: int, pages: int, records: int
) -> None:
    if documents or pages or records:
        given = {"documents": documents, "pages": pages, "records": records, "number": withdrawal.id}
        connection.execute(_COUNT, given)


def _first(put: Put, keys: set[Key], known: Mapping[Key, Sequence[Withdrawal]]) -> Withdrawal | None:
    return next((w for key in sorted(keys) for w in known.get(key, ()) if _is_about(w, put)), None)


def _keys(put: Put) -> set[Key]:
    keys = withdrawals.keys_of_url(scrub(_url(put)))
    if put.page:
        keys |= withdrawals.keys_of_body(put.page.sha256)
    for record in put.records():
        keys |= withdrawals.keys_of_url(record.canonical_url) | withdrawals.keys_of_body(
            record.content_sha256
        )
        if record.uploader:
            keys.add(("uploader", record.uploader))
    return keys


def _is_about(withdrawal: Withdrawal, put: Put) -> bool:
    """Whether the site, too, is the one that is meant."""
    return withdrawal.site is None or any(record.site == withdrawal.site for record in put.records())


def _url(put: Put) -> str:
    if put.page:
        return put.page.url
    return put.outcome.url if isinstance(put.outcome, Reject) else put.outcome[0].url


def _portions(urls: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(urls)
    for at in range(0, len(ordered), AT_ONCE):
        yield ordered[at : at + AT_ONCE]
