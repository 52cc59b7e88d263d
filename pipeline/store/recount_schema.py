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
    "DELETE FROM removal_counts",
    f"INSERT INTO removal_counts SELECT rule, count(*), sum({characters('text')}) FROM removals GROUP BY rule",  # noqa: S608
)
"""Statements of m011; another change is another step."""


def m011_recount(db: Database) -> None:
    """Characters behind a NUL count too."""
    for statement in STATEMENTS:
        db.execute(statement)
