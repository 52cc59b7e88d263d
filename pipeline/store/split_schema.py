"""The table of anchors (m010): by what it is decided to which part of a dataset a document belongs.

Written once for a document and never changed, so that its part never changes either (docs/decisions/0015).
``pipeline.export.anchors`` writes it.
"""

from __future__ import annotations

from typing import Final

from pipeline.store.without_pandas import Database

_STATEMENTS: Final = (
    """
    CREATE TABLE split_anchors (
        document_id TEXT PRIMARY KEY REFERENCES documents(id),
        anchor INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TRIGGER split_anchors_deleted AFTER DELETE ON documents BEGIN
        DELETE FROM split_anchors WHERE document_id = old.id;
    END
    """,
)


def m010_split_anchors(db: Database) -> None:
    """To which part of a dataset a document belongs, for good."""
    for statement in _STATEMENTS:
        db.execute(statement)
