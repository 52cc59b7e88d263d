"""The transaction that withdraws: from its commit on nothing of it is in a table, and nothing of it comes back."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.corpus import search
from pipeline.corpus.near_duplicates.transaction import short_transaction
from pipeline.errors import InputError
from pipeline.store import withdrawals, withdrawn_addresses
from pipeline.store.tombstones import Buried, bury
from pipeline.store.withdrawals import Target
from pipeline.urls import canonical_url
from pipeline.withdrawal.lines import counted, discount, forget_site, heal
from pipeline.withdrawal.plan import Plan, addresses
from pipeline.withdrawal.run_words import strike_out

TIME: Final = "%Y-%m-%dT%H:%M:%SZ"

_GOING: Final = "FROM documents WHERE canonical_url = ?"
_SITES: Final = f"SELECT DISTINCT site {_GOING}"
_WORDS: Final = (
    f"SELECT title, text {_GOING}",
    f"SELECT title, text FROM document_versions WHERE document_id IN (SELECT id {_GOING})",  # noqa: S608
)
_SOURCES: Final = "SELECT source FROM pages WHERE source IS NOT NULL AND canonical_url = ?"
_LIVE: Final = """
SELECT EXISTS (SELECT 1 FROM documents WHERE canonical_url = ?1)
    OR EXISTS (SELECT 1 FROM pages WHERE canonical_url = ?1 AND withdrawal_id IS NULL)
    OR EXISTS (SELECT 1 FROM rejects WHERE canonical_url = ?1 AND outcome <> 'withdrawn')
"""
_STILL_WITHDRAWN: Final = """
SELECT DISTINCT canonical_url FROM pages JOIN withdrawals ON withdrawals.id = withdrawal_id WHERE lifted_at IS NULL
"""


def carry_out(connection: sqlite3.Connection, wanted: Plan, reason: str) -> Buried:
    """Withdraw what the plan names, all or nothing, as it is stored now: what came in since is taken too.

    Before, and in steps, the documents are taken out of the search index: that of a site may take minutes, for which a
    crawl would have to wait. Killed then, nothing is withdrawn, and the next command indexes them again.
    """
    search.set_aside(connection, [each.id for each in wanted.documents])
    with short_transaction(connection):
        urls = {target: addresses(connection, [target]) for target in wanted.targets}
        return _take_out(connection, urls, reason)


def refuse_again(connection: sqlite3.Connection) -> int:
    """Take out what is stored of all that is refused: rows of another database have come in. How many documents.

    Whoever calls holds the transaction.
    """
    documents = 0
    served = withdrawals.withdrawn_addresses(connection)
    for each in withdrawals.every(connection):
        target = Target(each.kind, each.value, each.site)
        # An address that served something withdrawn is refused as a whole, whatever the other database knows it by.
        every = frozenset(addresses(connection, [target])).union(url for url, of in served if of == each.id)
        if each.lifted_at is None and (urls := _live(connection, every)):
            documents += _take_out(connection, {target: urls}, each.reason).documents
    return documents


def _take_out(connection: sqlite3.Connection, urls: Mapping[Target, Collection[str]], reason: str) -> Buried:
    at = datetime.now(UTC).strftime(TIME)
    documents = pages = 0
    every = frozenset().union(*urls.values())
    whole = {target.value for target in urls if target.kind == "site"}
    strike_out(connection, _words(connection, every))
    sites = {site for url in every for (site,) in connection.execute(_SITES, (url,))}
    texts = counted(connection, sorted(sites - whole), every)
    for target, some in urls.items():
        number = withdrawals.add(connection, target, reason, at)
        withdrawal = withdrawals.find(connection, number)
        if withdrawal:
            buried = bury(connection, some, withdrawal)
            documents, pages = documents + buried.documents, pages + buried.pages
    discount(connection, texts)
    for site in whole:
        forget_site(connection, site)
    heal(connection)
    search.forget_deleted(connection)
    return Buried(documents, pages)


def _live(connection: sqlite3.Connection, urls: Iterable[str]) -> frozenset[str]:
    """Those addresses of which anything is stored."""
    return frozenset(url for url in urls if connection.execute(_LIVE, (url,)).fetchone()[0])


def lift(connection: sqlite3.Connection, number: int) -> None:
    """Let a withdrawal's addresses be fetched again. Raises InputError when there is no such one in force, or one under way."""
    with short_transaction(connection):
        found = withdrawals.find(connection, number)
        if found is None or found.lifted_at:
            known = "is lifted already" if found else "does not exist"
            raise InputError(f"withdrawal {number} {known}: scrapy withdraw --list names those in force")
        if not found.completed_at:
            raise InputError(
                f"withdrawal {number} is not completed yet: scrapy withdraw --resume does that first"
            )
        withdrawals.lift(connection, number, datetime.now(UTC).strftime(TIME))
        # What another withdrawal of an address or a site still refuses is noted anew when it is its turn.
        others = {url for (url,) in connection.execute(_STILL_WITHDRAWN)}
        refused = withdrawn_addresses.withdrawn_urls(connection)
        withdrawn_addresses.restore(connection, [url for url in refused if canonical_url(url) not in others])


def _words(connection: sqlite3.Connection, urls: Iterable[str]) -> Iterator[str]:
    """Titles, lines and names of files that tell of what is about to go."""
    for url in urls:
        for query in _WORDS:
            for title, text in connection.execute(query, (url,)):
                yield from filter(None, (title, *map(str.strip, text.split("\n"))))
        for (source,) in connection.execute(_SOURCES, (url,)):
            yield Path(source.partition("#")[0]).name
