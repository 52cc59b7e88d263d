"""refine(): saved bytes to records. Pure: the same function in a crawl, an ingest, a re-extraction, a test.

Neither Scrapy nor SQLite is known here. The rooms, in ``reading``, are entered with the first page: their patterns and
models take most of a second to load, and most commands read no page themselves, nor does the process that crawls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.items import Page, Record, Reject
from pipeline.refine.site import Site

if TYPE_CHECKING:
    from pipeline.refine.reading import Explanation

__all__ = ["EXTRACTOR_VERSION", "explain", "refine"]

EXTRACTOR_VERSION = "14"


def refine(page: Page, site: Site | None = None) -> list[Record] | Reject:
    """Turn one page into its records, or say why it gives none. Never raises for what a page holds."""
    return explain(page, site).outcome


def explain(page: Page, site: Site | None = None) -> Explanation:
    """``refine`` with its working shown."""
    from pipeline.refine.reading import read  # noqa: PLC0415 - see above

    return read(page, site)
