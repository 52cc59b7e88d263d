"""Items as rows: the statements the writer runs, in the order it runs them, and the tuples they take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Final

from pipeline.items import Page, Record, Refined, Reject
from pipeline.store import many
from pipeline.store.history import StoredReject, StoreFacts
from pipeline.urls import canonical_url, site_of

Row = tuple[object, ...]

_NO_COLUMNS = frozenset({"sections", "removals", "lines", "copy_key"})
_RECORD = tuple(f.name for f in fields(Record) if f.name not in _NO_COLUMNS)
DOCUMENT = (*_RECORD, *StoreFacts._fields, "run_id")
PAGE = (
    *("id", "url", "canonical_url", "site", "requested_url", "status", "headers", "sha256", "size"),
    *("warc_file", "warc_offset", "warc_length", "body_page_id", "fetched_at"),
    *("outcome", "reason", "documents", "run_id", "source", "robots"),
)
SECTION = ("document_id", "ordinal", "level", "title", "start", "end")
REMOVAL = ("document_id", "ordinal", "rule", "position", "text", "replacement")
_REJECT = (
    "canonical_url",
    "url",
    "site",
    "outcome",
    "reason",
    "page_id",
    "last_seen_at",
    "first_seen_at",
    "run_id",
)
_VERSION_META = ("page_id", "extractor_version", "run_id")
_VERSION = ("document_id", "content_sha256", "text_state", "title", "text", "first_seen_at", "last_seen_at")

_SURROGATE = re.compile("[\ud800-\udfff]")
_record_values = attrgetter(*_RECORD)


def _insert(table: str, columns: Iterable[str]) -> str:
    names = [f'"{column}"' for column in columns]
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608


def _excluded(columns: Iterable[str]) -> str:
    return ", ".join(f"{name} = excluded.{name}" for name in columns)


# A page is stored once. Refining it again may change what came of it, and only that; a page that was
# stored before it was archived gains its place in the archive.
PUT_PAGE: Final = (
    _insert("pages", PAGE)
    + " ON CONFLICT(id) DO UPDATE SET "
    + _excluded(["outcome", "reason", "documents"])
    + ", body_page_id = iif(warc_file IS NULL, excluded.body_page_id, body_page_id)"
    + "".join(f", {c} = ifnull({c}, excluded.{c})" for c in ("warc_file", "warc_offset", "warc_length"))
)
KEEP_VERSION: Final = (
    f"INSERT INTO document_versions ({', '.join((*_VERSION, *_VERSION_META))})"  # noqa: S608
    " SELECT id, content_sha256, text_state, title, text, changed_at, last_seen_at,"
    f" {', '.join(_VERSION_META)} FROM documents WHERE id = ?"
)
PUT_VERSION: Final = (
    _insert("document_versions", (*_VERSION, *_VERSION_META))
    + " ON CONFLICT(document_id, content_sha256, text_state, ifnull(title, '')) DO UPDATE SET "
    + ", ".join(
        f"{c} = iif((excluded.last_seen_at, excluded.page_id) >= (last_seen_at, page_id), excluded.{c}, {c})"
        for c in ("text", *_VERSION_META)
    )
    + ", first_seen_at = min(first_seen_at, excluded.first_seen_at)"
    + ", last_seen_at = max(last_seen_at, excluded.last_seen_at)"
)
TAKE_VERSION: Final = (
    "DELETE FROM document_versions WHERE document_id = ? AND content_sha256 = ? AND text_state = ?"
    " AND ifnull(title, '') = ifnull(?, '') RETURNING first_seen_at"
)
# What was read off the same page by the same rules, before something was learned of its site.
TAKE_READING: Final = (
    "DELETE FROM document_versions WHERE document_id = ? AND page_id = ? AND extractor_version = ?"
    " AND (content_sha256, text_state, ifnull(title, '')) IS NOT (?, ?, ifnull(?, '')) RETURNING first_seen_at, last_seen_at"
)
PUT_DOCUMENT: Final = (
    _insert("documents", DOCUMENT) + " ON CONFLICT(id) DO UPDATE SET " + _excluded(DOCUMENT[1:])
)
SET_SEEN: Final = "UPDATE documents SET first_seen_at = ?, changed_at = ? WHERE id = ?"
SET_GONE: Final = "UPDATE documents SET gone_at = ? WHERE id = ?"
CLEAR_SECTIONS: Final = "DELETE FROM sections WHERE document_id = ?"
CLEAR_REMOVALS: Final = "DELETE FROM removals WHERE document_id = ?"
PUT_SECTION: Final = many.insert("sections", SECTION)
PUT_REMOVAL: Final = many.insert("removals", REMOVAL)
PUT_REJECT: Final = (
    _insert("rejects", _REJECT) + " ON CONFLICT(canonical_url) DO UPDATE SET " + _excluded(_REJECT[1:])
)
SET_REJECTED: Final = "UPDATE rejects SET first_seen_at = ? WHERE canonical_url = ?"
CLEAR_REJECT: Final = "DELETE FROM rejects WHERE canonical_url = ?"

# Of these a document has many rows.
MANY: Final = frozenset((PUT_SECTION, PUT_REMOVAL))
ORDER: Final = (
    *(PUT_PAGE, KEEP_VERSION, PUT_VERSION, PUT_DOCUMENT, SET_SEEN, SET_GONE),
    *(CLEAR_SECTIONS, CLEAR_REMOVALS, PUT_SECTION, PUT_REMOVAL),
    *(PUT_REJECT, SET_REJECTED, CLEAR_REJECT),
)


def page_row(page: Page, outcome: Refined, run_id: int | None) -> Row:
    """One row of ``pages``. A page's URL and headers are a server's bytes: what is no text is replaced."""
    url = scrub(page.url)
    if isinstance(outcome, Reject):
        canonical, site, count = canonical_url(url), site_of(url), 0
        ending: str = outcome.outcome
        reason: str | None = scrub(outcome.reason)
    else:
        canonical, site, count = outcome[0].canonical_url, outcome[0].site, len(outcome)
        ending, reason = "document", None
    place = page.location
    return (
        *(page.id, url, canonical, site, page.requested_url and scrub(page.requested_url), page.status),
        *(scrub(json.dumps(page.headers, ensure_ascii=False)), page.sha256, page.size),
        *((place.file, place.offset, place.length) if place else (None, None, None)),
        *(page.body_page_id, page.fetched_at, ending, reason, count, run_id),
        *(page.source and scrub(page.source), page.robots),
    )


def document_row(record: Record, facts: StoreFacts, run_id: int | None) -> Row:
    """One row of ``documents``."""
    return (*_record_values(record), *facts, run_id)


def section_rows(record: Record) -> Iterable[Row]:
    """The rows of ``sections``."""
    key = record.id
    return [(key, n, s.level, s.title, s.start, s.end) for n, s in enumerate(record.sections)]


def removal_rows(record: Record) -> Iterable[Row]:
    """The rows of ``removals``."""
    key = record.id
    return [(key, n, r.rule, r.position, r.text, r.replacement) for n, r in enumerate(record.removals)]


def version_row(record: Record, run_id: int | None, seen: Row | None = None) -> Row:
    """One row of ``document_versions`` for content that was seen at one time, or first and last at two."""
    at = record.fetched_at
    return (
        *(*content_key(record), record.text, *(seen or (at, at))),
        *(record.page_id, record.extractor_version, run_id),
    )


def content_key(record: Record) -> Row:
    """What TAKE_VERSION finds a version by."""
    return (record.id, record.content_sha256, record.text_state, record.title)


def reject_row(reject: Reject, at: str, stored: StoredReject | None, run_id: int | None) -> Row:
    """One row of ``rejects``."""
    url = scrub(reject.url)
    first = min(at, stored.first_seen_at) if stored else at
    return (
        *(canonical_url(url), url, site_of(url), reject.outcome, scrub(reject.reason)),
        *(reject.page_id, at, first, run_id),
    )


def scrub(text: str) -> str:
    """The text with lone surrogates, which SQLite cannot store, replaced."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
