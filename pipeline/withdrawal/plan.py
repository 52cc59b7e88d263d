"""What a withdrawal would take: found by reading alone, to be shown before anything is done."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from pipeline.store import withdrawals, withdrawn_addresses
from pipeline.store.withdrawals import Target, Withdrawal
from pipeline.urls import canonical_url, site_of

_AT = "canonical_url IN (SELECT value FROM json_each(?1))"
_OF_SITE = """
SELECT canonical_url FROM pages WHERE site = ?1 UNION SELECT canonical_url FROM documents WHERE site = ?1
UNION SELECT canonical_url FROM rejects WHERE site = ?1
"""
_OF_UPLOADER = "SELECT canonical_url FROM documents WHERE uploader = ?1 AND (?2 IS NULL OR site = ?2)"
_WITH_HASH = """
SELECT canonical_url FROM documents WHERE content_sha256 = ?1
UNION SELECT canonical_url FROM documents WHERE id IN (SELECT document_id FROM document_versions WHERE content_sha256 = ?1)
UNION SELECT canonical_url FROM pages WHERE sha256 = ?1
"""
_WAYS = "SELECT DISTINCT requested_url, canonical_url FROM pages WHERE requested_url IS NOT NULL"
_DOCUMENTS = f"SELECT id, url, title FROM documents WHERE {_AT} ORDER BY id"  # noqa: S608
_PAGES = f"SELECT count(*), count(warc_file) FROM pages WHERE withdrawal_id IS NULL AND {_AT}"  # noqa: S608
_SOURCES = f"SELECT DISTINCT source FROM pages WHERE source IS NOT NULL AND {_AT} ORDER BY source"  # noqa: S608
# As far as copies are known: of a document that was not compared yet, those with the very same text.
_COPIES = f"""
SELECT DISTINCT other.id, other.url, other.canonical_url, other.title
FROM documents AS mine JOIN documents AS other
    ON other.cluster_id = mine.cluster_id OR (other.content_sha256 = mine.content_sha256 AND other.char_count > 0)
WHERE mine.{_AT} AND other.canonical_url NOT IN (SELECT value FROM json_each(?1)) ORDER BY other.url
"""  # noqa: S608
_UNCOMPARED = "SELECT count(DISTINCT document_id) FROM dedupe_pending"

AT_ONCE: Final = 5000
"""Addresses in a question."""


class Listed(NamedTuple):
    """A document by what a person knows it."""

    id: str
    url: str
    title: str | None


class Plan(NamedTuple):
    """What would go, and what would stay.

    ``targets`` are refused from then on, ``urls`` are the canonical addresses of all that goes. ``records`` of the
    ``pages`` stand in the archive. ``copies`` of the texts stand at other addresses; ``uncompared`` documents may be
    copies, too. ``earlier`` is the withdrawal that refuses the first target already; ``is_carried_out`` says that all of
    them are refused and nothing would go. ``sources`` are files of the operator's own that pages were ingested from.
    """

    targets: tuple[Target, ...]
    urls: frozenset[str]
    documents: Sequence[Listed]
    pages: int
    records: int
    copies: Sequence[Listed]
    uncompared: int
    sources: Sequence[str]
    earlier: Withdrawal | None
    is_carried_out: bool


def plan(
    connection: sqlite3.Connection, target: Target, *, also: Iterable[str] = (), copies: bool = False
) -> Plan:
    """The plan of one withdrawal.

    The canonical addresses in ``also`` are withdrawn too; with ``copies`` so are the clusters of all its documents, address
    by address.
    """
    named = (target, *(Target("url", url) for url in also))
    targets = tuple(dict.fromkeys(each for one in named for each in _with_ways(connection, one)))
    urls = addresses(connection, targets)
    others = _copies(connection, urls)
    if copies:
        targets += tuple(Target("url", url) for url in sorted({canonical_url(each.url) for each in others}))
        urls = addresses(connection, targets)
        others = ()
    pages = [row for some in _portions(urls) for row in connection.execute(_PAGES, (some,))]
    earlier = [withdrawals.of_target(connection, each) for each in targets]
    documents = [
        Listed._make(row) for some in _portions(urls) for row in connection.execute(_DOCUMENTS, (some,))
    ]
    return Plan(
        targets,
        urls,
        documents,
        sum(number for number, _ in pages),
        sum(number for _, number in pages),
        others,
        connection.execute(_UNCOMPARED).fetchone()[0],
        sorted({row[0] for some in _portions(urls) for row in connection.execute(_SOURCES, (some,))}),
        earlier[0],
        all(earlier) and not documents and not any(number for number, _ in pages),
    )


def addresses(connection: sqlite3.Connection, targets: Iterable[Target]) -> frozenset[str]:
    """The canonical addresses of everything that is meant, and stored or waiting to be fetched."""
    found: set[str] = set()
    for kind, value, site in targets:
        if kind == "url":
            found.add(value)
        elif kind == "site":
            found.update(url for (url,) in connection.execute(_OF_SITE, (value,)))
            waiting = withdrawn_addresses.every_url(connection)
            found.update(canonical_url(url) for url in waiting if site_of(url) == value)
        else:
            query, values = (_WITH_HASH, (value,)) if kind == "sha256" else (_OF_UPLOADER, (value, site))
            found.update(url for (url,) in connection.execute(query, values))
    return frozenset(found)


def _with_ways(connection: sqlite3.Connection, target: Target) -> tuple[Target, ...]:
    """A withdrawn address may have led to another, where the document is."""
    if target.kind != "url":
        return (target,)
    ways = connection.execute(_WAYS)
    led_to = {there for here, there in ways if canonical_url(here) == target.value} - {target.value}
    return (target, *(Target("url", url) for url in sorted(led_to)))


def _copies(connection: sqlite3.Connection, urls: Collection[str]) -> Sequence[Listed]:
    found = {
        number: Listed(number, url, title)
        for some in _portions(urls)
        for number, url, canonical, title in connection.execute(_COPIES, (some,))
        if canonical not in urls
    }
    return sorted(found.values(), key=lambda each: each.url)


def _portions(urls: Collection[str]) -> Iterable[str]:
    ordered = sorted(urls)
    for at in range(0, len(ordered), AT_ONCE):
        yield json.dumps(ordered[at : at + AT_ONCE])
