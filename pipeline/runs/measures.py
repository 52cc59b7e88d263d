"""What a run found, in whole numbers: what its monitors judge, and what later runs are compared with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Self

from pipeline.store.runs import Run, filled

# Columns that a site fills or does not: when one empties, its page has changed.
FIELDS = (
    "site_document_id occasion speaker speaker_role venue spoken_on published_on uploader file_format"
    " file_size price downloads categories pages_total pages_shown chars_total language"
).split()
FEWEST_RUNS = 3
"""From so many earlier runs on there is something usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Counts of one run.

    ``pages`` are answers of any kind, ``documents`` those that gave at least one document, ``rejected`` those
    that were no document or an error; ``records`` is how many documents that was, ``filled`` how many of
    these have a value in a column.
    """

    pages: int = 0
    documents: int = 0
    listings: int = 0
    blocked: int = 0
    gone: int = 0
    rejected: int = 0
    records: int = 0
    filled: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: sqlite3.Connection, run: Run) -> Self:
        """Measure a run whose pages are stored."""
        counts = run.counts
        # Of what was withdrawn nothing can be said.
        withdrawn = counts.get("reject:withdrawn", 0)
        rejects = {name: counts.get(f"reject:{name}", 0) for name in ("listing", "blocked", "gone")}
        found = filled(connection, run.id, ("title", "text", "family", *FIELDS))
        return cls(
            pages=counts.get("pages", 0) - withdrawn,
            documents=counts.get("pages", 0) - counts.get("rejects", 0),
            listings=rejects["listing"],
            blocked=rejects["blocked"],
            gone=rejects["gone"],
            rejected=counts.get("rejects", 0) - withdrawn - sum(rejects.values()),
            records=found.pop("*"),
            filled=found,
        )

    @classmethod
    def stored(cls, run: Run) -> Self | None:
        """What an earlier run has kept of its measures, None if nothing."""
        kept: dict[str, Any] | None = run.stats.get("measures")
        return cls(**kept) if kept else None

    def as_json(self) -> dict[str, Any]:
        """For ``runs.stats``; ``stored`` reads it."""
        return asdict(self)

    @property
    def answers(self) -> int:
        """Pages that are no listings."""
        return self.pages - self.listings

    def share(self, name: str) -> float | None:
        """A count as a share of the pages that are no listings, None if there were none."""
        number: int = getattr(self, name)
        return number / self.answers if self.answers else None

    def coverage(self, column: str) -> float | None:
        """Share of the documents with a value in a column, None if there were none."""
        return self.filled.get(column, 0) / self.records if self.records else None


def usual(values: Iterable[float | None]) -> float | None:
    """The median, None while there are too few values."""
    known = [value for value in values if value is not None]
    return median(known) if len(known) >= FEWEST_RUNS else None


def healthy(runs: Sequence[Run]) -> list[Measures]:
    """What those runs measured that ended well. One that failed is no yardstick, however often it does."""
    kept = [Measures.stored(run) for run in runs if run.exit_code == 0]
    return [measures for measures in kept if measures]
