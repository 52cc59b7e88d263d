"""Tables of the search index, and the triggers that know what is not yet in it.

What the index holds of a document is put in and taken out by pipeline.corpus.search, in batches that follow the
store's writes. The triggers note in the store's own transaction what is to be done; SQLite keeps no text for the
index, and taking a document out needs the very words that were put in, so the note has the text as indexed.
"""

from __future__ import annotations

INDEX = (
    # Rows are numbered as those of documents. The text comes first: a column costs two bytes a token, the first none.
    "CREATE VIRTUAL TABLE documents_fts USING fts5(text, title, site, content='', tokenize='ascii')",
    """CREATE TABLE search_documents (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL,
    text_state TEXT NOT NULL,
    is_canonical INTEGER NOT NULL
)""",
    """CREATE TABLE search_pending (
    id INTEGER PRIMARY KEY,
    change INTEGER NOT NULL,
    title TEXT,
    text TEXT,
    site TEXT
)""",
    "CREATE TABLE search_index (id INTEGER PRIMARY KEY CHECK (id = 1), folding TEXT NOT NULL)",
    """CREATE TRIGGER documents_search_insert AFTER INSERT ON documents BEGIN
    INSERT INTO search_pending (id, change) VALUES (new.rowid, random())
    ON CONFLICT(id) DO UPDATE SET change = excluded.change;
END""",
    """CREATE TRIGGER documents_search_update AFTER UPDATE OF title, text, site ON documents
WHEN old.title IS NOT new.title OR old.text IS NOT new.text OR old.site IS NOT new.site BEGIN
    INSERT INTO search_pending (id, change, title, text, site)
    VALUES (old.rowid, random(), old.title, old.text, old.site)
    ON CONFLICT(id) DO UPDATE SET change = excluded.change;
END""",
    """CREATE TRIGGER documents_search_favour AFTER UPDATE OF text_state, is_canonical ON documents
WHEN old.text_state IS NOT new.text_state OR old.is_canonical IS NOT new.is_canonical BEGIN
    UPDATE search_documents SET text_state = new.text_state, is_canonical = new.is_canonical WHERE id = new.rowid;
END""",
    """CREATE TRIGGER documents_search_delete AFTER DELETE ON documents BEGIN
    INSERT INTO search_pending (id, change, title, text, site)
    VALUES (old.rowid, random(), old.title, old.text, old.site)
    ON CONFLICT(id) DO UPDATE SET change = excluded.change;
END""",
    "INSERT INTO search_pending (id, change) SELECT rowid, random() FROM documents",
)
"""Statements of m005, which has shipped: another change is another step."""
