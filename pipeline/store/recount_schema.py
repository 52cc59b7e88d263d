"""What m011 mends in the counts and indexes of m007."""

from __future__ import annotations

from pipeline.store.characters import characters
from pipeline.store.without_pandas import Database

STATEMENTS = (
    "DROP TRIGGER removals_uncounted",
    f"""
CREATE TRIGGER removals_uncounted AFTER DELETE ON removals BEGIN
    UPDATE removal_counts SET removals = removals - 1, characters = characters - ({characters("OLD.text")})
    WHERE rule = OLD.rule;
    DELETE FROM removal_counts WHERE removals = 0 AND rule = OLD.rule;
END
""",  # noqa: S608
    # How often a text was copied, and to how many sites, is read off the index alone.
    "DROP INDEX documents_cluster_id",
    "CREATE INDEX documents_cluster_id ON documents(cluster_id, site, first_seen_at)",
    # Copies or one per text: listed by day and counted by all else that a reader chooses by, without a look at texts.
    """
CREATE INDEX documents_canonical ON documents(is_canonical, spoken_on, site, genre, text_state, language)
""",
    "DELETE FROM removal_counts",
    f"INSERT INTO removal_counts SELECT rule, count(*), sum({characters('text')}) FROM removals GROUP BY rule",  # noqa: S608
)
"""Statements of m011; another change is another step."""


def m011_recount(db: Database) -> None:
    """Characters behind a NUL count too, and what readers ask of copies is read off indexes."""
    for statement in STATEMENTS:
        db.execute(statement)
