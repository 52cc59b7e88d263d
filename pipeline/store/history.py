"""What a fetch changes about a document that is already stored. Pure rules; batch.py carries them out.

- The row, its sections and its removals are those of one page: the newest one. Newer is a later
  ``fetched_at``; within one second the page id decides, so that the order of arrival does not. The same
  page read again, by newer rules, counts as newer.
- A page read again by the same rules differs only by what was learned of its site since. The site never
  served the other content, so it is no version, neither of the newest page nor of an older one. Content that older rules read off the page stays as one.
- Content is title, text and text_state. Content that is not the current one lives in
  ``document_versions``, one row per content, with its first and last time.
- A document is gone since the first of two later pages of its URL that said so (one may be a site's bad day),
  or since the first that served others but not it. A page out of an archive on the web says of no document that it
  is gone: others saw it.
- So the same pages give the same rows in whatever order they arrive.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from pipeline.items import Record

Change = Literal["new", "changed", "unchanged", "older"]


class Stored(NamedTuple):
    """The columns of ``documents`` that the rules look at."""

    id: str
    canonical_url: str
    page_id: str
    fetched_at: str
    title: str | None
    text_state: str
    content_sha256: str
    first_seen_at: str
    last_seen_at: str
    changed_at: str
    gone_at: str | None
    cluster_id: str | None
    is_canonical: int
    extractor_version: str


class StoreFacts(NamedTuple):
    """The columns of ``documents`` that only the store knows."""

    first_seen_at: str
    last_seen_at: str
    changed_at: str
    gone_at: str | None
    cluster_id: str | None
    is_canonical: int


class StoredReject(NamedTuple):
    """The columns of ``rejects`` that the rules look at."""

    canonical_url: str
    outcome: str
    page_id: str | None
    first_seen_at: str
    last_seen_at: str


def is_newer(record: Record, stored: Stored) -> bool:
    """Whether the record is to be the document's row."""
    return (record.fetched_at, record.page_id) >= (stored.fetched_at, stored.page_id)


def change(record: Record, stored: Stored | None) -> Change:
    """What the record is to the document: ``older`` is content that only the past knows."""
    if stored is None:
        return "new"
    content = (record.content_sha256, record.title, record.text_state)
    if content == (stored.content_sha256, stored.title, stored.text_state):
        return "unchanged"
    return "changed" if is_newer(record, stored) else "older"


def is_worth_keeping(record: Record, stored: Stored) -> bool:
    """Whether the stored content, which the record changes, becomes a version."""
    return (record.page_id, record.extractor_version) != (stored.page_id, stored.extractor_version)


def facts(
    record: Record, stored: Stored | None, *, content_since: str | None, gone: str | None
) -> StoreFacts:
    """The store's own columns once the record is in.

    ``content_since``: when this content was first seen, if it was a version before. ``gone``: when the
    document was found gone, if pages later than both the record and the stored row say so.
    """
    at = record.fetched_at
    if stored is None:
        return StoreFacts(at, at, at, gone, None, 1)
    kind = change(record, stored)
    since = {"unchanged": min(stored.changed_at, at), "older": stored.changed_at, "changed": at}[kind]
    if record.page_id == stored.page_id:
        # Read otherwise, not served otherwise.
        since = stored.changed_at
    still_gone = stored.gone_at is not None and stored.gone_at > at
    return StoreFacts(
        first_seen_at=min(stored.first_seen_at, at),
        last_seen_at=max(stored.last_seen_at, at),
        changed_at=min(since, content_since or since),
        gone_at=stored.gone_at if still_gone else gone,
        cluster_id=None if kind == "changed" else stored.cluster_id,
        is_canonical=1 if kind == "changed" else stored.is_canonical,
    )


def gone_at(stored: Stored, page_id: str | None, at: str) -> str | None:
    """The document's gone_at once a page of its URL, fetched ``at``, did not serve it."""
    if at > stored.last_seen_at or page_id == stored.page_id:
        return min(stored.gone_at or at, at)
    return stored.gone_at
