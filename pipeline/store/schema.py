"""The tables, as migrations: a step that has shipped is never edited, the next change is a new step.

Choices that were measured (benchmarks/store.py): ``sections`` and ``removals`` are clustered on their
document (WITHOUT ROWID), which saves a second index; tables with long rows keep their rowid.
Foreign keys are declared so that Datasette links rows; the one writer keeps them, SQLite need not.
"""

from __future__ import annotations

from pipeline.store import counts, near_duplicate_schema, search_schema
from pipeline.store.cluster_schema import m012_cluster
from pipeline.store.export_place_schema import m013_export_places
from pipeline.store.recount_schema import m011_recount
from pipeline.store.split_schema import m010_split_anchors
from pipeline.store.withdrawal_schema import m009_withdrawals
from pipeline.store.without_pandas import Database, Migrations

migrations = Migrations("wenji")

_FIRST_TABLES = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    site TEXT,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT,
    exit_code INTEGER,
    settings TEXT NOT NULL,
    counts TEXT NOT NULL,
    extractor_version TEXT
);
CREATE TABLE pages (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    site TEXT NOT NULL,
    requested_url TEXT,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    warc_file TEXT,
    warc_offset INTEGER,
    warc_length INTEGER,
    body_page_id TEXT REFERENCES pages(id),
    fetched_at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    documents INTEGER NOT NULL,
    run_id INTEGER REFERENCES runs(id),
    source TEXT
);
CREATE INDEX pages_url_sha256 ON pages(url, sha256);
CREATE INDEX pages_canonical_url ON pages(canonical_url);
CREATE INDEX pages_run_id ON pages(run_id);
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    site_document_id TEXT,
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    site TEXT NOT NULL,
    family TEXT NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    text_state TEXT NOT NULL,
    pages_total INTEGER,
    pages_shown INTEGER,
    chars_total INTEGER,
    genre TEXT NOT NULL,
    occasion TEXT,
    speaker TEXT,
    speaker_role TEXT,
    venue TEXT,
    spoken_on TEXT,
    spoken_on_precision TEXT,
    published_on TEXT,
    uploader TEXT,
    file_format TEXT,
    file_size TEXT,
    price TEXT,
    downloads INTEGER,
    categories TEXT,
    language TEXT,
    script TEXT,
    char_count INTEGER NOT NULL,
    paragraph_count INTEGER NOT NULL,
    quality REAL NOT NULL,
    placeholders INTEGER NOT NULL,
    content_sha256 TEXT NOT NULL,
    cluster_id TEXT,
    is_canonical INTEGER NOT NULL DEFAULT 1,
    rights TEXT,
    evidence TEXT,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    gone_at TEXT,
    run_id INTEGER REFERENCES runs(id),
    page_id TEXT NOT NULL REFERENCES pages(id),
    extractor_version TEXT NOT NULL
);
CREATE INDEX documents_canonical_url ON documents(canonical_url);
CREATE INDEX documents_site ON documents(site);
CREATE INDEX documents_family ON documents(family);
CREATE INDEX documents_text_state ON documents(text_state);
CREATE INDEX documents_genre ON documents(genre);
CREATE INDEX documents_spoken_on ON documents(spoken_on);
CREATE INDEX documents_content_sha256 ON documents(content_sha256);
CREATE TABLE sections (
    document_id TEXT NOT NULL REFERENCES documents(id),
    ordinal INTEGER NOT NULL,
    level INTEGER NOT NULL,
    title TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE removals (
    document_id TEXT NOT NULL REFERENCES documents(id),
    ordinal INTEGER NOT NULL,
    rule TEXT NOT NULL,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    replacement TEXT NOT NULL,
    PRIMARY KEY (document_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE document_versions (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents(id),
    title TEXT,
    text TEXT NOT NULL,
    text_state TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    run_id INTEGER REFERENCES runs(id),
    page_id TEXT NOT NULL REFERENCES pages(id),
    extractor_version TEXT NOT NULL
);
CREATE UNIQUE INDEX document_versions_content
    ON document_versions(document_id, content_sha256, text_state, ifnull(title, ''));
CREATE TABLE rejects (
    canonical_url TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    site TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    page_id TEXT REFERENCES pages(id),
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    run_id INTEGER REFERENCES runs(id)
);
CREATE INDEX rejects_outcome ON rejects(outcome)
"""


_BRIEF = """
CREATE VIEW documents_brief AS
SELECT id, title, genre, speaker, spoken_on, text_state, char_count, quality, site, url,
    substr(text, 1, 100) AS beginning
FROM documents
"""

_SITE_LINES = """
CREATE TABLE sites (
    site TEXT PRIMARY KEY,
    texts INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    settled_lines TEXT
) WITHOUT ROWID;
CREATE TABLE site_texts (
    site TEXT NOT NULL,
    copy_key TEXT NOT NULL,
    lines BLOB NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    PRIMARY KEY (site, copy_key)
) WITHOUT ROWID;
CREATE TABLE site_lines (
    site TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    documents INTEGER NOT NULL,
    at_edge INTEGER NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents(id),
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    PRIMARY KEY (site, key)
) WITHOUT ROWID;
CREATE INDEX site_lines_key ON site_lines(key) WHERE documents > 1
"""

_FRONTIER = """
CREATE TABLE queues (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE frontier (
    id INTEGER PRIMARY KEY,
    queue_id INTEGER NOT NULL REFERENCES queues(id),
    key INTEGER NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    depth INTEGER NOT NULL,
    listing_id INTEGER REFERENCES frontier(id),
    barren INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    interval_hours REAL,
    due_at TEXT,
    found_at TEXT NOT NULL,
    visited_at TEXT,
    page_id TEXT REFERENCES pages(id),
    run_id INTEGER REFERENCES runs(id)
);
CREATE UNIQUE INDEX frontier_key ON frontier(queue_id, key);
CREATE INDEX frontier_next ON frontier(queue_id, priority DESC, id) WHERE state = 'queued';
CREATE INDEX frontier_leased ON frontier(queue_id) WHERE state = 'leased';
CREATE INDEX frontier_due ON frontier(queue_id, due_at) WHERE due_at IS NOT NULL;
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    paused_until_at TEXT,
    pause_reason TEXT,
    day TEXT,
    requests INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
ALTER TABLE pages ADD COLUMN robots TEXT;
ALTER TABLE runs ADD COLUMN advice TEXT;
ALTER TABLE runs ADD COLUMN stats TEXT;
ALTER TABLE runs ADD COLUMN findings TEXT
"""

_NEAREST_FIRST = """
DROP INDEX frontier_next;
CREATE INDEX frontier_next ON frontier(queue_id, priority DESC, depth, id) WHERE state = 'queued'
"""


@migrations()
def m001_first_tables(db: Database) -> None:
    """Everything a fetched page turns into."""
    for statement in _FIRST_TABLES.split(";"):
        db.execute(statement)


@migrations()
def m002_brief_view(db: Database) -> None:
    """Documents as rows of one line: a whole text makes each a screen high in Datasette."""
    db.execute(_BRIEF)


@migrations()
def m003_site_lines(db: Database) -> None:
    """Lines counted per site. Few lines ever stand twice, so only those are indexed across sites."""
    for statement in _SITE_LINES.split(";"):
        db.execute(statement)


@migrations()
def m004_frontier(db: Database) -> None:
    """What is to be fetched, how hosts want to be treated, and what a run has to say of itself."""
    for statement in _FRONTIER.split(";"):
        db.execute(statement)


@migrations()
def m005_search(db: Database) -> None:
    """An index of words, and what is not yet in it: at first, everything."""
    for statement in search_schema.INDEX:
        db.execute(statement)


@migrations()
def m006_near_duplicates(db: Database) -> None:
    """Which documents are copies of one another."""
    for statement in near_duplicate_schema.STATEMENTS:
        db.execute(statement)


@migrations()
def m007_counts(db: Database) -> None:
    """What home pages and facets are drawn from, and the indexes that let a reader choose among many documents."""
    for statement in counts.STATEMENTS:
        db.execute(statement)


@migrations()
def m008_nearest_first(db: Database) -> None:
    """What is asked for next is found without a look at what is too deep for the run."""
    for statement in _NEAREST_FIRST.split(";"):
        db.execute(statement)


for _step in (m009_withdrawals, m010_split_anchors, m011_recount, m012_cluster, m013_export_places):
    migrations()(_step)
