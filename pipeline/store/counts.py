"""Counts that are kept while documents are stored, so that a large corpus says at once what it holds.

In the transaction of the rows they count: documents by triggers, so that whatever changes one keeps them true;
removals, of which there are many, are added batch by batch and taken away by a trigger (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pipeline.store.rows import REMOVAL, Row

LENGTHS = (0, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
"""Where the classes of length begin, in characters."""

ADD_REMOVALS: Final = """
INSERT INTO removal_counts VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET removals = removals + excluded.removals, characters = characters + excluded.characters
"""
_RULE, _TEXT = REMOVAL.index("rule"), REMOVAL.index("text")
_KEY = ("site", "genre", "text_state", "year", "length_from")


def _length(column: str) -> str:
    whens = " ".join(f"WHEN {column} >= {least} THEN {least}" for least in reversed(LENGTHS))
    return f"CASE {whens} ELSE 0 END"


def _cell(row: str) -> tuple[str, ...]:
    """The key of a document's count; ``row`` is how its columns are reached (``NEW.``)."""
    year = f"CAST(substr(ifnull({row}spoken_on, '0'), 1, 4) AS INTEGER)"
    return (f"{row}site", f"{row}genre", f"{row}text_state", year, _length(f"{row}char_count"))


def _count_in(row: str) -> str:
    return f"""
    INSERT INTO document_counts ({", ".join(_KEY)}, documents, canonical, characters)
    VALUES ({", ".join(_cell(row))}, 1, {row}is_canonical, {row}char_count)
    ON CONFLICT DO UPDATE SET documents = documents + 1, canonical = canonical + excluded.canonical,
        characters = characters + excluded.characters;
    """  # noqa: S608


def _count_out(row: str) -> str:
    same = " AND ".join(f"{name} = {value}" for name, value in zip(_KEY, _cell(row), strict=True))
    return f"""
    UPDATE document_counts SET documents = documents - 1, canonical = canonical - {row}is_canonical,
        characters = characters - {row}char_count WHERE {same};
    DELETE FROM document_counts WHERE documents = 0 AND {same};
    """  # noqa: S608


_COUNTED = ("site", "genre", "text_state", "spoken_on", "char_count", "is_canonical")
_CHANGED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _COUNTED)

STATEMENTS = (
    """
CREATE TABLE document_counts (
    site TEXT NOT NULL,
    genre TEXT NOT NULL,
    text_state TEXT NOT NULL,
    year INTEGER NOT NULL,
    length_from INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    canonical INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    PRIMARY KEY (site, genre, text_state, year, length_from)
) WITHOUT ROWID
""",
    """
CREATE TABLE removal_counts (
    rule TEXT PRIMARY KEY,
    removals INTEGER NOT NULL,
    characters INTEGER NOT NULL
) WITHOUT ROWID
""",
    f"""
INSERT INTO document_counts
SELECT {", ".join(_cell(""))}, count(*), sum(is_canonical), sum(char_count)
FROM documents GROUP BY 1, 2, 3, 4, 5
""",  # noqa: S608
    "INSERT INTO removal_counts SELECT rule, count(*), sum(length(text)) FROM removals GROUP BY rule",
    f"CREATE TRIGGER documents_counted AFTER INSERT ON documents BEGIN {_count_in('NEW.')} END",
    f"CREATE TRIGGER documents_uncounted AFTER DELETE ON documents BEGIN {_count_out('OLD.')} END",
    f"""
CREATE TRIGGER documents_recounted AFTER UPDATE OF {", ".join(_COUNTED)} ON documents WHEN {_CHANGED}
BEGIN {_count_out("OLD.")} {_count_in("NEW.")} END
""",
    """
CREATE TRIGGER removals_uncounted AFTER DELETE ON removals BEGIN
    UPDATE removal_counts SET removals = removals - 1, characters = characters - length(OLD.text)
    WHERE rule = OLD.rule;
    DELETE FROM removal_counts WHERE removals = 0 AND rule = OLD.rule;
END
""",
    # Whichever of these a reader chooses by, counts by the others are read off the same index.
    "DROP INDEX documents_site",
    "DROP INDEX documents_genre",
    "DROP INDEX documents_text_state",
    "CREATE INDEX documents_site ON documents(site, genre, text_state, language, spoken_on)",
    "CREATE INDEX documents_genre ON documents(genre, site, text_state, language, spoken_on)",
    "CREATE INDEX documents_text_state ON documents(text_state, site, genre, language, spoken_on)",
    """
CREATE INDEX documents_year
    ON documents(substr(spoken_on, 1, 4), site, genre, text_state, language, spoken_on)
""",
    "CREATE INDEX documents_speaker ON documents(speaker) WHERE speaker IS NOT NULL",
    "DROP VIEW documents_brief",
    """
CREATE VIEW documents_brief AS
SELECT id, title, genre, speaker, spoken_on, text_state, char_count, quality, site, url,
    substr(text, 1, 100) AS beginning, substr(spoken_on, 1, 4) AS year, language
FROM documents
""",
)


def of_removals(rows: Iterable[Row]) -> list[Row]:
    """What rows of ``removals`` add: rule, removals, characters."""
    counted: dict[str, tuple[int, int]] = {}
    for row in rows:
        rule = str(row[_RULE])
        removals, characters = counted.get(rule, (0, 0))
        counted[rule] = removals + 1, characters + len(str(row[_TEXT]))
    return [(rule, *figures) for rule, figures in counted.items()]
