"""One batch into the database: look up what is stored of its URLs, let the rules decide, write it all.

The caller holds the transaction. A batch is cut into waves in which every URL and document stands once,
so that a document met twice is decided the second time on what the first time stored.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from pipeline.items import Page, Record, Refined, Reject, RejectOutcome, Visit
from pipeline.store import counts, frontier, history, rows, tombstones
from pipeline.store.history import Stored, StoredReject
from pipeline.store.line_counts import LineCounts
from pipeline.store.many import run_many
from pipeline.store.revisits import Ending
from pipeline.store.visits import Settle, Visited
from pipeline.urls import canonical_url

_LOAD_DOCUMENTS = " UNION ".join(
    f"SELECT {', '.join(Stored._fields)} FROM documents WHERE {key} IN (SELECT value FROM json_each(?))"  # noqa: S608
    for key in ("canonical_url", "id")
)
_LOAD_REJECTS = (
    f"SELECT {', '.join(StoredReject._fields)} FROM rejects"  # noqa: S608
    " WHERE canonical_url IN (SELECT value FROM json_each(?))"
)
# What an archive on the web holds was seen by others: a site may have told them, and no one else, that it is gone.
_ELSEWHERE = ("http://", "https://")
_SEEN_BY_US = "AND ifnull(source, '') NOT GLOB 'http*://*'"
_FOUND_GONE = f"""
SELECT min(at) FROM (
    SELECT min(fetched_at) AS at FROM pages WHERE canonical_url = ?1 AND fetched_at > ?2 AND outcome = 'document'
    UNION ALL
    SELECT min(fetched_at) FROM pages WHERE canonical_url = ?1 AND fetched_at > ?2 AND outcome = 'gone' {_SEEN_BY_US}
    HAVING count(*) > 1
)
"""  # noqa: S608
_OTHER_NOTICE = f"""
SELECT min(fetched_at) FROM pages
WHERE canonical_url = ? AND fetched_at > ? AND outcome = 'gone' AND id IS NOT ? {_SEEN_BY_US}
"""  # noqa: S608


_ENDINGS: Mapping[RejectOutcome, Ending] = {
    "gone": "gone",
    "blocked": "failed",
    "error": "failed",
    "withdrawn": "withdrawn",
}


def _is_seen_by_us(page: Page | None) -> bool:
    return page is None or not (page.source or "").startswith(_ELSEWHERE)


def _is_well(put: Put) -> bool | None:
    """Whether the site served it. What was never asked for (robots.txt, a redirect off the site) says nothing of it."""
    if put.page is None and not (isinstance(put.outcome, Reject) and put.outcome.outcome == "error"):
        return None
    return not _has_failed(put.outcome)


def _mark(records: Sequence[Record]) -> str | None:
    """Another one as soon as one of these documents is another; None without any."""
    content = sorted((r.id, r.content_sha256, r.title or "", r.text_state) for r in records)
    return blake2b(json.dumps(content).encode(), digest_size=8).hexdigest() if content else None


def _has_failed(outcome: Refined) -> bool:
    return isinstance(outcome, Reject) and _ENDINGS.get(outcome.outcome) == "failed"


class Put(NamedTuple):
    """One thing to store. ``at`` is its time when nothing was served, so that there is no page to ask.

    ``visit`` is the row of the frontier that asked for it, and what it linked to.
    """

    page: Page | None
    outcome: Refined
    at: str
    visit: Visit | None = None

    def urls(self) -> set[str]:
        """The canonical URLs it is about."""
        if isinstance(self.outcome, Reject):
            return {canonical_url(rows.scrub(self.outcome.url))}
        return {record.canonical_url for record in self.outcome}

    def ids(self) -> set[str]:
        """The documents it is about."""
        return {record.id for record in self.records()}

    def records(self) -> Sequence[Record]:
        """What is to be stored as documents."""
        return () if isinstance(self.outcome, Reject) else self.outcome


def store(
    connection: sqlite3.Connection,
    puts: Sequence[Put],
    run_id: int | None,
    settle: Settle = frontier.settle,
) -> Counter[str]:
    """Write the puts, in order, and count what they were; what is withdrawn becomes a reject."""
    found: Counter[str] = Counter()
    visits: list[Visited] = []
    passed, refused = tombstones.screened(connection, puts)
    for wave in _waves(passed):
        decided = _Wave(connection, wave, run_id)
        for put in wave:
            decided.take(put)
        decided.write()
        found.update(decided.counts)
        visits += decided.visits
    settle(connection, visits, run_id)
    tombstones.bury_refused(connection, refused)
    return found


def _waves(puts: Iterable[Put]) -> Iterator[list[Put]]:
    wave: list[Put] = []
    met: set[str] = set()
    for put in puts:
        keys = put.urls() | put.ids()
        if met & keys:
            yield wave
            wave, met = [], set()
        wave.append(put)
        met |= keys
    if wave:
        yield wave


class _Wave:
    """What is stored of the wave's URLs, and the rows that are to be written, by statement."""

    def __init__(self, connection: sqlite3.Connection, wave: Iterable[Put], run_id: int | None) -> None:
        self.counts: Counter[str] = Counter()
        self.visits: list[Visited] = []
        self._connection = connection
        self._run_id = run_id
        self._todo: defaultdict[str, list[rows.Row]] = defaultdict(list)
        self._documents: dict[str, Stored] = {}
        self._by_url: defaultdict[str, list[Stored]] = defaultdict(list)
        urls = json.dumps([url for put in wave for url in put.urls()])
        ids = json.dumps([key for put in wave for key in put.ids()])
        for row in connection.execute(_LOAD_DOCUMENTS, (urls, ids)):
            stored = Stored._make(row)
            self._documents[stored.id] = stored
            self._by_url[stored.canonical_url].append(stored)
        rejects = map(StoredReject._make, connection.execute(_LOAD_REJECTS, (urls,)))
        self._rejects = {reject.canonical_url: reject for reject in rejects}
        self._lines = LineCounts(connection, (record for put in wave for record in put.records()))

    def write(self) -> None:
        """Run the statements in their fixed order."""
        for statement in rows.ORDER:
            if statement in rows.MANY:
                run_many(self._connection, statement, self._todo[statement])
            elif self._todo[statement]:
                self._connection.executemany(statement, self._todo[statement])
        self._connection.executemany(counts.ADD_REMOVALS, counts.of_removals(self._todo[rows.PUT_REMOVAL]))
        self._lines.write()

    def take(self, put: Put) -> None:
        """Decide what one put changes."""
        page, outcome, at, visit = put
        if visit:
            moved_to = page.url if page and page.requested_url else None
            when = page.fetched_at if page and not visit.captured_at else at
            page_id = page.id if page and page.status in (200, 304) and visit.links_read else None
            ending, listed = self._ending(put)
            mark, well = _mark(put.records()), _is_well(put)
            self.visits.append(Visited(visit, when, ending, listed, moved_to, page_id, mark, well))
        if page:
            self.counts["pages"] += 1
            self._todo[rows.PUT_PAGE].append(rows.page_row(page, outcome, self._run_id))
        if isinstance(outcome, Reject):
            kind = ("rejects", f"reject:{outcome.outcome}")
            self.counts.update(kind if page else ("unserved", f"unserved:{outcome.outcome}"))
            # What cannot be fetched out of an archive is as old as what could have been.
            seen_at = page.fetched_at if page else (visit and visit.captured_at) or at
            self._reject(outcome, seen_at, *put.urls(), by_us=_is_seen_by_us(page))
            return
        for record in outcome:
            self._record(record)
        self._vanished(put.urls(), put.ids(), outcome[0])

    def _ending(self, put: Put) -> tuple[Ending, bool]:
        """How the visit ended, and whether to a listing."""
        if put.visit and put.visit.captured_at and (put.page or not _has_failed(put.outcome)):
            return "final", False
        if isinstance(put.outcome, Reject):
            ending = _ENDINGS.get(put.outcome.outcome, "unchanged")
            return ending, put.outcome.outcome == "listing" or (
                ending == "failed" and put.visit is not None and put.visit.kind != "document"
            )
        kinds = {history.change(record, self._documents.get(record.id)) for record in put.outcome}
        return next((kind for kind in ("changed", "new") if kind in kinds), "unchanged"), False

    def _record(self, record: Record) -> None:
        stored = self._documents.get(record.id)
        kind = history.change(record, stored)
        self.counts.update(("documents", kind))
        self._lines.take(record)
        reject = self._rejects.get(record.canonical_url)
        if reject and reject.last_seen_at <= record.fetched_at:
            self._todo[rows.CLEAR_REJECT].append((reject.canonical_url,))
        is_newer = stored is None or history.is_newer(record, stored)
        # An older page read again: what was read off it before is no version any more.
        seen = None if is_newer else self._take_reading(record)
        since: str | None = seen[0] if seen and kind == "unchanged" else None
        if kind == "older":
            self._todo[rows.PUT_VERSION].append(rows.version_row(record, self._run_id, seen))
        if stored and kind == "changed":
            since = self._replace_content(record, stored)
        gone = self._found_gone(record, stored)
        facts = history.facts(record, stored, content_since=since, gone=gone)
        if not is_newer:
            self._todo[rows.SET_SEEN].append((facts.first_seen_at, facts.changed_at, record.id))
            return
        if stored:
            self._todo[rows.CLEAR_SECTIONS].append((record.id,))
            self._todo[rows.CLEAR_REMOVALS].append((record.id,))
        self._todo[rows.PUT_DOCUMENT].append(rows.document_row(record, facts, self._run_id))
        self._todo[rows.PUT_SECTION] += rows.section_rows(record)
        self._todo[rows.PUT_REMOVAL] += rows.removal_rows(record)

    def _replace_content(self, record: Record, stored: Stored) -> str | None:
        """Make the stored content a version; when the new one was a version before: since when."""
        if history.is_worth_keeping(record, stored):
            self._todo[rows.KEEP_VERSION].append((record.id,))
        taken = self._connection.execute(rows.TAKE_VERSION, rows.content_key(record)).fetchall()
        return taken[0][0] if taken else None

    def _take_reading(self, record: Record) -> tuple[str, str] | None:
        """When the content that the same rules have read off the page before was seen first and last; it goes."""
        key, *content = rows.content_key(record)
        what = (key, record.page_id, record.extractor_version, *content)
        found = self._connection.execute(rows.TAKE_READING, what).fetchall()
        return found[0] if found else None

    def _found_gone(self, record: Record, stored: Stored | None) -> str | None:
        """When later pages, which came in before this record, no longer had its document."""
        url = record.canonical_url
        known = [document.fetched_at for document in self._by_url[url]]
        if url in self._rejects:
            known.append(self._rejects[url].last_seen_at)
        if max(known, default="") <= record.fetched_at:
            return None
        seen = max(record.fetched_at, stored.last_seen_at if stored else "")
        found: tuple[str | None] = self._connection.execute(_FOUND_GONE, (url, seen)).fetchone()
        return found[0]

    def _vanished(self, urls: set[str], ids: set[str], served: Record) -> None:
        """Documents of a collection page that a page of the same URL did not serve."""
        for url in urls:
            for sibling in self._by_url[url]:
                if sibling.id not in ids:
                    self._gone(sibling, served.page_id, served.fetched_at)

    def _gone(self, stored: Stored, page_id: str | None, at: str) -> None:
        gone = history.gone_at(stored, page_id, at)
        if gone != stored.gone_at:
            self._todo[rows.SET_GONE].append((gone, stored.id))

    def _unserved_notice(self, url: str, reject: Reject, at: str) -> str | None:
        """When it was said before that the document is gone, each time without a page (a redirect says so)."""
        stored = self._rejects.get(url)
        if reject.page_id or not stored or stored.page_id or stored.outcome != "gone":
            return None
        return stored.last_seen_at if stored.last_seen_at < at else None

    def _reject(self, reject: Reject, at: str, url: str, *, by_us: bool) -> None:
        if reject.outcome == "gone" and by_us:
            for document in self._by_url[url]:
                # One notice may be a site's bad day.
                notice = (url, document.last_seen_at, reject.page_id)
                (other,) = self._connection.execute(_OTHER_NOTICE, notice).fetchone()
                other = other or self._unserved_notice(url, reject, at)
                if other:
                    self._gone(document, reject.page_id, min(at, other))
        if any(at <= d.last_seen_at and d.page_id != reject.page_id for d in self._by_url[url]):
            return
        stored = self._rejects.get(url)
        if stored and (at, reject.page_id or "") < (stored.last_seen_at, stored.page_id or ""):
            self._todo[rows.SET_REJECTED].append((min(at, stored.first_seen_at), url))
        else:
            self._todo[rows.PUT_REJECT].append(rows.reject_row(reject, at, stored, self._run_id))
