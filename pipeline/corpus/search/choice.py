"""What a person chooses documents by, beside their words."""

from __future__ import annotations

from typing import NamedTuple


class Choice(NamedTuple):
    """Columns that must have these values; None leaves a column open.

    ``year`` 0 chooses documents without a date. ``canonical`` is 1 for those that stand for their group, one a text, and 0
    for the copies.
    """

    site: str | None = None
    genre: str | None = None
    year: int | None = None
    canonical: int | None = None


def conditions(choice: Choice) -> str:
    """In SQL, on the columns of ``documents``; values by the names of the choice.

    Only what is asked for, so that SQLite can choose the index that fits it.
    """
    parts = ["site = :site"] if choice.site is not None else []
    parts += ["genre = :genre"] if choice.genre is not None else []
    if choice.year is not None:
        parts.append(
            "substr(spoken_on, 1, 4) = printf('%04d', :year)" if choice.year else "spoken_on IS NULL"
        )
    parts += ["is_canonical = :canonical"] if choice.canonical is not None else []
    return " AND ".join(parts) or "1"
