"""Pagers without an end: calendars, and last pages that link to a next one which shows the same again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.crawl.shapes import Link
from pipeline.urls import canonical_url

# Some listings overlap for a few pages: what is new in one was found in another before.
BARREN_PAGES = 10


class Chains:
    """Knows of each listing how many of its pages in a row linked to no document that was new to the run."""

    def __init__(self) -> None:
        self._documents: set[str] = set()
        self._barren: Counter[str] = Counter()

    def note(self, listing: str, found: Iterable[Link]) -> None:
        """Count a page of ``listing``, given its links."""
        documents = {canonical_url(link.url) for link in found if link.kind == "document"}
        self._barren[listing] = 0 if documents - self._documents else self._barren[listing] + 1
        self._documents |= documents

    def ended(self, listing: str) -> bool:
        """Whether further pages of ``listing`` are not worth asking for."""
        return self._barren[listing] >= BARREN_PAGES
