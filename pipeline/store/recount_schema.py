"""What m011 mends in the counts and indexes of m007."""

from __future__ import annotations

from pipeline.store.characters import characters
from pipeline.store.without_pandas import Database

_CHOSEN_BY = {
    "site": "site, genre, text_state, language, spoken_on",
    "genre": "genre, site, text_state, language, spoken_on",
    "text_state": "text_state, site, genre, language, spoken_on",
    "year": "substr(spoken_on, 1, 4), site, genre, text_state, language, spoken_on",
    "spoken_on": "spoken_on",
}
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
    # Copies, or one document per text, are chosen and counted off the index of whatever else is chosen. An index of
    # their own would be taken for any table of copies, whose rows would then all be read to be put in order.
    *(
        statement
        for name, columns in _CHOSEN_BY.items()
        for statement in (
            f"DROP INDEX documents_{name}",
            f"CREATE INDEX documents_{name} ON documents({columns}, is_canonical)",
        )
    ),
    "DELETE FROM removal_counts",
    f"INSERT INTO removal_counts SELECT rule, count(*), sum({characters('text')}) FROM removals GROUP BY rule",  # noqa: S608
)
"""Statements of m011; another change is another step."""


def m011_recount(db: Database) -> None:
    """Characters behind a NUL count too, and what readers ask of copies is read off indexes."""
    for statement in STATEMENTS:
        db.execute(statement)
