"""What is to be said of an export as a whole, known before its first document is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from pipeline.export.columns import Column, Profile
from pipeline.export.recipe import Recipe

LICENCE_NOTE: Final = (
    "The texts belong to their authors. This export grants no licence for them; what each page and its site say of the use"
    " of the text is in the column `rights`."
)


class Release(NamedTuple):
    """One version of a dataset.

    ``collected`` is the first and last ``fetched_at`` of the chosen documents (UTC, ISO 8601); None when there are none.
    ``rows``: how many documents each part has; the parts are those of the splits, or ``all`` without splits.
    ``left_out``: how many documents the choice left out, by reason.
    """

    name: str
    version: str
    profile: Profile
    recipe: Recipe
    columns: tuple[Column, ...]
    extractor_versions: tuple[str, ...]
    collected: tuple[str, str] | None
    licence_note: str
    rows: Mapping[str, int]
    left_out: Mapping[str, int]

    @property
    def documents(self) -> int:
        """How many documents it has."""
        return sum(self.rows.values())
