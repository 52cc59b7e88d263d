"""What every column means: the one place where tables are documented.

``python -m pipeline.store.fields`` writes docs/fields.md from it; tests hold that this, the page and the
schema agree. (The schema is not generated from here: a migration stays as it shipped.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.store.fields.cluster import IDENTITY, OUTBOX
from pipeline.store.fields.copies import (
    DEDUPE_FOLDING,
    DEDUPE_PENDING,
    DEDUPE_STALE,
    DOCUMENT_TEXTS,
    FOLDED_TEXTS,
    NEAR_DUPLICATES,
    TEXT_BANDS,
    TEXT_PAIRS,
)
from pipeline.store.fields.corpus import DOCUMENTS, REMOVALS, SECTIONS, VERSIONS
from pipeline.store.fields.counts import DOCUMENT_COUNTS, REMOVAL_COUNTS
from pipeline.store.fields.crawl import FRONTIER, HOSTS, PAGES, QUEUES, REJECTS, RUNS
from pipeline.store.fields.exports import EXPORT_PLACES, SPLIT_ANCHORS
from pipeline.store.fields.search import DOCUMENTS_FTS, SEARCH_DOCUMENTS, SEARCH_INDEX, SEARCH_PENDING
from pipeline.store.fields.shape import Field, Table
from pipeline.store.fields.sites import SITE_LINES, SITE_TEXTS, SITES
from pipeline.store.fields.withdrawals import WITHDRAWALS, WITHDRAWN_RECORDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "fields.md"

TABLES: Mapping[str, Table] = {
    "documents": DOCUMENTS,
    "sections": SECTIONS,
    "removals": REMOVALS,
    "document_versions": VERSIONS,
    "pages": PAGES,
    "rejects": REJECTS,
    "runs": RUNS,
    "queues": QUEUES,
    "frontier": FRONTIER,
    "hosts": HOSTS,
    "sites": SITES,
    "site_texts": SITE_TEXTS,
    "site_lines": SITE_LINES,
    "documents_fts": DOCUMENTS_FTS,
    "search_documents": SEARCH_DOCUMENTS,
    "search_pending": SEARCH_PENDING,
    "search_index": SEARCH_INDEX,
    "near_duplicates": NEAR_DUPLICATES,
    "folded_texts": FOLDED_TEXTS,
    "document_texts": DOCUMENT_TEXTS,
    "text_bands": TEXT_BANDS,
    "text_pairs": TEXT_PAIRS,
    "dedupe_pending": DEDUPE_PENDING,
    "dedupe_stale": DEDUPE_STALE,
    "dedupe_folding": DEDUPE_FOLDING,
    "document_counts": DOCUMENT_COUNTS,
    "removal_counts": REMOVAL_COUNTS,
    "split_anchors": SPLIT_ANCHORS,
    "export_places": EXPORT_PLACES,
    "withdrawals": WITHDRAWALS,
    "withdrawn_records": WITHDRAWN_RECORDS,
    "identity": IDENTITY,
    "outbox": OUTBOX,
}


BRIEF = Table(
    "A view: `documents` with the columns that fit on one line, for browsing.",
    {
        **{name: DOCUMENTS.fields[name] for name in ("id", "title", "genre", "speaker", "spoken_on")},
        **{name: DOCUMENTS.fields[name] for name in ("text_state", "char_count", "quality", "site", "url")},
        "beginning": Field("", "The first 100 characters of the text."),
        "year": Field("", "The year of `spoken_on`.", "YYYY"),
        "language": DOCUMENTS.fields["language"],
    },
)
VIEWS: Mapping[str, Table] = {"documents_brief": BRIEF}


def markdown() -> str:
    """The text of docs/fields.md."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Fields\n"
    yield "Every table and column of the database. Written by `python -m pipeline.store.fields`; edit"
    yield "pipeline/store/fields/, not this page. Times end in `_at`; counts are of Unicode characters.\n"
    yield "Tables that begin with an underscore are notes of the software's own: `_sqlite_migrations` says which"
    yield "versions of the schema the file has been through.\n"
    for name, table in {**TABLES, **VIEWS}.items():
        yield f"## {name}\n\n{table.meaning}\n"
        yield "| column | type | meaning | unit or form |\n|---|---|---|---|"
        for column, (sql_type, meaning, unit) in table.fields.items():
            yield f"| `{column}` | {sql_type} | {meaning} | {unit} |"
        yield ""
