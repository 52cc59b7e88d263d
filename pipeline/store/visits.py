"""What a frontier hands out, and what it hears of it, wherever it is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.items import LinkKind, Visit
from pipeline.store.queries import StoredPage
from pipeline.store.revisits import Ending


class Lease(NamedTuple):
    """An address to ask for now. ``known`` is what it served last, if that is archived and can be asked after."""

    row: int
    url: str
    kind: LinkKind
    depth: int
    known: StoredPage | None


class Visited(NamedTuple):
    """A visit and what came of it: when, how it ended, whether the page was a listing, and where it was instead.

    ``mark`` is equal as long as the documents served are; ``well`` says whether the site served it, None when it was
    not asked. Both are for a frontier that other machines share, which cannot ask this database.
    """

    visit: Visit
    at: str
    ending: Ending
    listed: bool
    moved_to: str | None = None
    page_id: str | None = None
    mark: str | None = None
    well: bool | None = None


Settle = Callable[[sqlite3.Connection, Sequence[Visited], int | None], None]
"""How a frontier takes visits, in the transaction that stores what they gave, for the run with this number."""
