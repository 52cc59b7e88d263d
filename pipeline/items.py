"""The only shapes that travel: Page, Document, Record, Reject (and the parts they are made of).

All are frozen and hold plain strings and numbers, so that they pass between processes unchanged.
Absent is None, never an empty string. Times are UTC, ISO 8601 to the second, and end in ``Z``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

TextState = Literal["full", "preview", "abstract", "none"]
Genre = Literal["speech", "address", "remarks", "report", "essay", "other"]
RejectOutcome = Literal["blocked", "gone", "listing", "rejected", "error", "withdrawn"]

# Text pages stay far below; a larger one is a file in disguise, and is neither fetched, kept nor read.
MAX_PAGE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class WarcLocation:
    """Where a page's WARC record stands: file name inside the archive folder, byte offset, byte length."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """One raw response, as an anonymous visitor was served it.

    ``body`` has its content encoding (gzip, br) undone and nothing else. ``status`` is 0 only for a
    local file that is no HTTP response. ``requested_url`` differs from ``url`` after redirects.
    ``source`` names the file a page was ingested from. ``location`` is set once it is archived;
    ``body_page_id`` is set when that record is a revisit and names the page whose record has the body.
    ``robots`` is what the host said of crawlers and of uses when the page was fetched, as JSON.
    """

    url: str
    fetched_at: str
    body: bytes = field(repr=False)
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    request_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    requested_url: str | None = None
    source: str | None = None
    location: WarcLocation | None = None
    body_page_id: str | None = None
    robots: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the body."""
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def id(self) -> str:
        """16 hex digits from URL, time and body: the same fetch read twice is the same page."""
        key = f"{self.url}\n{self.fetched_at}\n{self.sha256}"
        return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    @cached_property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body)

    def without_body(self) -> Page:
        """What is known of the page, its size, digest and id among it, for who has no more use for the bytes."""
        known = {"sha256": self.sha256, "id": self.id, "size": self.size}
        page = replace(self, body=b"")
        vars(page).update(known)
        return page

    def header(self, name: str) -> str | None:
        """The first response header of that name, whatever its case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Removal:
    """One span that a rule took out of the page's visible text.

    ``position`` is the offset in the document's text where ``text`` stood; ``replacement`` is what
    stands there now ("" when nothing does). ``pipeline.refine.ledger.restore`` puts a page together again.
    """

    rule: str
    position: int
    text: str
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the outline. ``level`` counts from 1; ``start`` and ``end`` are offsets in the text."""

    level: int
    title: str
    start: int
    end: int


class TextLine(NamedTuple):
    """A short line of a text, for counting. Lines of a site that differ in figures or width share a ``key``.

    ``at_edge``: it stands among the first or last lines.
    """

    key: str
    text: str
    at_edge: bool


@dataclass(frozen=True, slots=True)
class Document:
    """Cleaned text of one document of a page, before it is described and judged.

    ``facts`` are column values found so far (title, pages_total, …); ``evidence`` maps a column to the
    words of the page it was read from.
    """

    text: str
    family: str
    removals: tuple[Removal, ...] = ()
    sections: tuple[Section, ...] = ()
    facts: Mapping[str, str | int | float | None] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of ``documents`` with its sections and removals; docs/fields.md explains every column.

    ``lines`` and ``copy_key`` (equal for copies of one text, empty without text) are no columns: the store
    counts the lines of sites with them. What only the store knows (first and last seen, gone, cluster) is not part of a record.
    """

    id: str
    url: str
    canonical_url: str
    site: str
    family: str
    text: str
    text_state: TextState
    genre: Genre
    content_sha256: str
    char_count: int
    paragraph_count: int
    quality: float
    placeholders: int
    fetched_at: str
    page_id: str
    extractor_version: str
    site_document_id: str | None = None
    title: str | None = None
    pages_total: int | None = None
    pages_shown: int | None = None
    chars_total: int | None = None
    occasion: str | None = None
    speaker: str | None = None
    speaker_role: str | None = None
    venue: str | None = None
    spoken_on: str | None = None
    spoken_on_precision: str | None = None
    published_on: str | None = None
    uploader: str | None = None
    file_format: str | None = None
    file_size: str | None = None
    price: str | None = None
    downloads: int | None = None
    categories: str | None = None
    language: str | None = None
    script: str | None = None
    rights: str | None = None
    evidence: str | None = None
    sections: tuple[Section, ...] = field(default=(), repr=False)
    removals: tuple[Removal, ...] = field(default=(), repr=False)
    lines: tuple[TextLine, ...] = field(default=(), repr=False)
    copy_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a URL gave no document. ``reason`` is one line for a person; ``page_id`` is None if nothing was served."""

    url: str
    outcome: RejectOutcome
    reason: str
    page_id: str | None = None


Refined = Sequence[Record] | Reject

LinkKind = Literal["start", "sitemap", "listing", "pager", "document"]


class Found(NamedTuple):
    """An address worth asking for, and what it is taken for."""

    url: str
    kind: LinkKind


class Rhythm(NamedTuple):
    """Least and most hours from one visit to the next."""

    least: float
    most: float


LISTINGS, DOCUMENTS = Rhythm(6, 160), Rhythm(20, 2160)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit to a row of the frontier: what was asked for, which links were found there, when to come again.

    ``links_read`` is False when they could not be looked for: such a page must be sent whole the next time.
    ``captured_at`` is set when an archive was asked: the time that its answer is of. What it has is not asked for
    again, for it stays as it is.
    """

    row: int
    kind: LinkKind
    links: tuple[Found, ...] = field(default=(), repr=False)
    links_read: bool = True
    listing_rhythm: Rhythm = LISTINGS
    document_rhythm: Rhythm = DOCUMENTS
    captured_at: str | None = None
