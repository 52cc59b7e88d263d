"""The tables of near duplicates (m006), and the triggers that say which documents are to be looked at.

Triggers, because whoever writes a document must not be able to forget it: the note is in the transaction of the
change. ``pipeline.corpus.near_duplicates`` works it off afterwards and alone writes the other tables.
"""

from __future__ import annotations

from typing import Final

_CHANGED = """
    old.text IS NOT new.text OR old.text_state IS NOT new.text_state
    OR old.first_seen_at IS NOT new.first_seen_at OR old.quality IS NOT new.quality
    OR (new.cluster_id IS NULL AND old.cluster_id IS NOT NULL)
"""

STATEMENTS: Final = (
    """
    CREATE TABLE near_duplicates (
        document_id TEXT PRIMARY KEY REFERENCES documents(id),
        other_id TEXT NOT NULL REFERENCES documents(id),
        kind TEXT NOT NULL,
        jaccard REAL NOT NULL,
        containment REAL NOT NULL,
        found_at TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX near_duplicates_other_id ON near_duplicates(other_id)",
    "CREATE INDEX documents_cluster_id ON documents(cluster_id)",
    """
    CREATE TABLE folded_texts (
        id INTEGER PRIMARY KEY,
        digest INTEGER NOT NULL UNIQUE,
        signature BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE document_texts (
        document_id TEXT PRIMARY KEY REFERENCES documents(id),
        text_id INTEGER NOT NULL REFERENCES folded_texts(id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX document_texts_text_id ON document_texts(text_id)",
    """
    CREATE TABLE text_bands (
        key INTEGER NOT NULL,
        text_id INTEGER NOT NULL REFERENCES folded_texts(id),
        PRIMARY KEY (key, text_id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE text_pairs (
        text_id INTEGER NOT NULL REFERENCES folded_texts(id),
        other_id INTEGER NOT NULL REFERENCES folded_texts(id),
        kind TEXT,
        jaccard REAL NOT NULL,
        containment REAL NOT NULL,
        akin INTEGER NOT NULL,
        PRIMARY KEY (text_id, other_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX text_pairs_other_id ON text_pairs(other_id)",
    "CREATE TABLE dedupe_pending (id INTEGER PRIMARY KEY, document_id TEXT NOT NULL)",
    "CREATE INDEX dedupe_pending_document_id ON dedupe_pending(document_id)",
    "CREATE TABLE dedupe_stale (text_id INTEGER PRIMARY KEY)",
    "CREATE TABLE dedupe_folding (id INTEGER PRIMARY KEY CHECK (id = 1), folding TEXT NOT NULL)",
    """
    CREATE TRIGGER dedupe_new AFTER INSERT ON documents BEGIN
        INSERT INTO dedupe_pending (document_id) VALUES (new.id);
    END
    """,
    f"""
    CREATE TRIGGER dedupe_changed
    AFTER UPDATE OF text, text_state, first_seen_at, quality, cluster_id ON documents WHEN {_CHANGED} BEGIN
        INSERT INTO dedupe_pending (document_id) VALUES (new.id);
    END
    """,  # noqa: S608
    """
    CREATE TRIGGER dedupe_deleted AFTER DELETE ON documents BEGIN
        DELETE FROM near_duplicates WHERE document_id = old.id OR other_id = old.id;
        INSERT INTO dedupe_pending (document_id) VALUES (old.id);
    END
    """,
    "INSERT INTO dedupe_pending (document_id) SELECT id FROM documents ORDER BY rowid",
)
